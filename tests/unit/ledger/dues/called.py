"""What tests of dues have in common: a federation with members, its dues called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.house import House
from tests.unit.ledger.books import accept, admit

OpenHouse = Callable[..., House]


def federation(house: OpenHouse, members: int = 2, partners: int = 1, tariffs: Any = None) -> House:
    """Open cg-scop with members and partners, number 1 to the last."""
    union = house("cg-scop", overrides={"bylaws.dues": tariffs} if tariffs else None)
    for number in range(1, members + partners + 1):
        join(union, number, "member" if number <= members else "partner")
    return union


def join(house: House, number: int, category: str = "member") -> str:
    """Have an organisation admitted, and return its id."""
    name = f"mbr_{number:03d}"
    accept(house, name, category)
    admit(house, name, number, category)
    return name


def call(house: House, year: int = 2026, **given: Any) -> dict[str, Any]:
    """Call the dues of a year."""
    return dict(house.ledger.do("call_dues", body={"year": year, **given}))


def dues(house: House, **query: str) -> list[dict[str, Any]]:
    """Return the dues that were called, by member."""
    found = house.ledger.do("list_dues", query={"limit": "500", **query})["data"]
    return sorted(found, key=lambda one: str(one["member_id"]))
