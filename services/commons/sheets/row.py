"""The shape of a sheet's row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from ..contract import QuerySchema


class Row(QuerySchema):
    """The shape of a row: every cell is text, an empty one counts as left out.

    ``names`` are what people call the columns, beside the fields' own names. A field of ``stands_in`` has the cell of
    another when the sheet has no column of its own for it. The
    columns of ``needed`` must be there, though their cells may be empty.
    """

    names: ClassVar[Mapping[str, Sequence[str]]] = {}
    stands_in: ClassVar[Mapping[str, str]] = {}
    needed: ClassVar[Collection[str]] = ()
    # Of which telephone numbers without a country code are.
    phone_country: str = "FR"
