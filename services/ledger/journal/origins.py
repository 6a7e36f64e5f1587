"""Where an entry comes from: by hand, or posted by a room for a record of its own.

A room puts the id of its record into ``metadata["source"]``, which nobody can write by hand. Such an entry is corrected
by the room, which knows what else hangs on it, and never reversed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

SOURCE = "source"
# What keeps the records whose ids begin so.
ROOMS = {
    "arr": "the arrival of old books",
    "bln": "the bank room", "bst": "the bank room", "ctr": "contributions", "duc": "dues", "due": "dues",
    "exp": "the expenses of activities",
    "gif": "funding", "inv": "invoicing", "ipy": "invoicing", "lmv": "funding", "loa": "funding",
    "mat": "the bank room", "mov": "the share register", "pay": "the share register",
    "prl": "the payroll of activities",
    "prp": "what an assembly resolved on", "prv": "the participation agreement", "rcp": "the revenue of activities",
    "red": "the share register", "res": "what an assembly resolved on", "rev": "the revenue of activities",
    "sby": "funding", "sub": "the share register", "til": "sales",
}  # fmt: skip


def source_of(metadata: Mapping[str, str]) -> str | None:
    """Return the record that an entry was posted for, or None if it was posted by hand."""
    return metadata.get(SOURCE)


def room_of(source: str) -> str:
    """Return what keeps a record, in words."""
    return ROOMS.get(source.partition("_")[0], "the room that keeps it")
