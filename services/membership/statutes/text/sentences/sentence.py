"""A rule in words."""

from __future__ import annotations

from dataclasses import dataclass

from services.commons.documents import Said


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a key says of its ``value``, or the heading of a group.

    ``absent`` is said of null, of none, and of no for a flag; ``exactly`` of one number that is told otherwise.
    """

    said: Said
    absent: Said | None = None
    exactly: tuple[int, Said] | None = None
