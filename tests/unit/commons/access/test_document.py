"""The document of what is held says where the rest is, and days as the law counts them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.commons.access.document import MOST_SHOWN, access_document
from services.commons.documents.paper import Grid, Prose
from services.commons.documents.said import said
from services.commons.documents.wording import worded


def held(rows: int, truncated: bool) -> dict[str, Any]:
    """Return what a service holds: so many rows of one table, and one change late in the evening by UTC."""
    table = {"room": "till", "what": "sale", "purpose": "p", "ground": "g", "source": "s", "confidential": [],
             "truncated": truncated, "rows": [{"register": f"till {number}"} for number in range(rows)]}  # fmt: skip
    change = {"at": "2026-07-01T23:30:00+00:00", "what": "sale", "actor": {"kind": "key", "id": "k"},
              "change": "made", "before": None, "after": None}  # fmt: skip
    return {"cooperative": "Alpar", "made_on": "2026-07-02", "person": {"id": "mbr_1"}, "held": [table],
            "changes": [change], "changes_truncated": False}  # fmt: skip


@pytest.mark.parametrize(("rows", "truncated", "rest"), [
    (2, False, []),
    (MOST_SHOWN + 1, False, ["There is more: the file of data (JSON) holds it."]),
    (MOST_SHOWN + 1, True,
     [f"There is more: the file of data (JSON) holds the first {MOST_SHOWN + 1}; ask the cooperative for the rest."]),
])  # fmt: skip
def test_it_says_where_the_rest_is(rows: int, truncated: bool, rest: list[str]) -> None:
    """The file of data is not said to hold all where it is cut as well."""
    blocks = access_document(held(rows, truncated), said("books"), [], "en").blocks
    told = [worded(one.text, "en") for one in blocks if isinstance(one, Prose)]
    assert [one for one in told if one.startswith("There is more")] == rest


def test_a_change_has_the_day_of_the_law() -> None:
    """Half past eleven in the evening by UTC is the next day in Paris."""
    blocks = access_document(held(1, False), said("books"), [], "en").blocks
    grids = [one.table for one in blocks if isinstance(one, Grid)]
    assert [row[0] for row in grids[-1].rows] == [date(2026, 7, 2)]
