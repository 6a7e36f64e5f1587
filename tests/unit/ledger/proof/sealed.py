"""What tests of the chain have in common: books with entries of every shape, sealed."""

from __future__ import annotations

from typing import Any

from services.commons.clock import FixedClock
from services.commons.storage import Database
from services.ledger.proof.sealing import seal
from tests.house import House
from tests.unit.ledger.books import accept, entry, eur, lines


def seal_all(database: Database, clock: FixedClock) -> None:
    """Let the sealer work until nothing waits."""
    while seal(database, clock):
        pass


def shaped_books(house: House) -> list[str]:
    """Post entries with auxiliaries, axes, references, metadata, letters of many kinds, and a reversal."""
    accept(house, "mbr_1")
    made: list[dict[str, Any]] = [
        entry("512", "741", "1000.00"),
        {**entry("606", "512", "12.34", date="2026-02-28", journal="purchases"), "reference": "F-2026/17",
         "label": 'Farine "T65" \\ été – œufs 🥚', "metadata": {"till": "2", "Zone": "é", "zone": "a\\b"}},
        {**entry("512", "741", "1.00"), "lines": lines("411", "701", "55.00", auxiliary="mbr_1")},
    ]  # fmt: skip
    ids = [house.ledger.do("post_entry", body=one)["id"] for one in made]
    house.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    ids.append(house.ledger.do("reverse_entry", entry_id=ids[0], body={})["id"])
    batch = [entry("512", "741", f"{number}.00") for number in range(1, 6)]
    made_batch = house.ledger.do("post_entry_batch", body={"entries": batch})
    ids += [one["id"] for one in made_batch["results"]]
    assert eur("1.00") == {"amount": "1.00", "currency": "EUR"}
    return ids
