"""What tests of activities have in common: activities as membership tells them, revenue, expenses."""

from __future__ import annotations

from typing import Any

from tests.house import House
from tests.unit.ledger.books import eur, tell


def activity(
    house: House, name: str, code: str, establishment: str = "E1", *, owner: str = "mbr_1", group: str | None = None,
    opened_on: str = "2025-01-01",
) -> None:  # fmt: skip
    """Tell that an activity opened."""
    data = {"activity_id": name, "code": code, "establishment": establishment, "owner_ids": [owner], "group_id": group,
            "opened_on": opened_on}  # fmt: skip
    assert tell(house, "membership.activity.opened.v1", f"activities/{name}", data) == "handled"


def revenue(amount: str, external_id: str, date: str = "2026-02-10", **more: Any) -> dict[str, Any]:
    """Write a revenue."""
    return {"amount": eur(amount), "date": date, "external_id": external_id, **more}


def earn(house: House, activity_id: str, amount: str, external_id: str, date: str = "2026-02-10") -> None:
    """Record a revenue that was received the same day."""
    told = revenue(amount, external_id, date, received_on=date)
    house.ledger.do("record_revenue", activity_id=activity_id, body=told)


def expense(amount: str, external_id: str, date: str = "2026-02-15", **more: Any) -> dict[str, Any]:
    """Write an expense that was paid at once."""
    return {"amount": eur(amount), "date": date, "external_id": external_id, "account": "606", "paid_from": "512",
            **more}  # fmt: skip


def available(house: House, activity_id: str) -> str:
    """What an activity has left."""
    shown = house.ledger.do("get_activity_treasury", activity_id=activity_id)
    return str(shown["available"]["amount"])
