"""What surplus tests have in common: cooperatives of each regime with a year of books behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.house import House
from tests.unit.ledger.books import accept, adopt, entry, eur, members, pay_roll, settled, tell

OpenHouse = Callable[..., House]

# The statutes of a cooperative of collective interest, as far as its surplus goes.
COLLECTIVE_INTEREST = {
    "statutes.identity.regime": "scic",
    "statutes.shares.maximum": None,
    "statutes.economy.surplus": {
        "legal_reserve": "15/100", "statutory_reserve_of_rest": "1/2", "interest": "1/10",
        "interest_rate_maximum": "0.05", "community": "1/20",
        "ordering": ["legal_reserve", "statutory_reserve", "interest", "community", "other_reserves"],
    },
}  # fmt: skip


def hold(house: House, member_id: str, count: int, on: str, nominal: int = 50) -> None:
    """Subscribe shares and pay them at once."""
    made = house.ledger.do("subscribe_shares", member_id=member_id, body={"count": count, "subscribed_on": on})
    paid = {"amount": eur(f"{count * nominal}.00"), "paid_on": on}
    house.ledger.do("pay_shares", subscription_id=made["id"], body=paid)


def admitted(house: House, member_id: str, number: int) -> None:
    """Accept and admit someone who was a member all through 2025."""
    accept(house, member_id)
    data = {"member_id": member_id, "number": number, "kind": "natural_person", "category": "member", "college": None,
            "admitted_on": "2024-01-05", "voting": True}  # fmt: skip
    assert tell(house, "membership.member.admitted.v1", f"members/{member_id}", data) == "handled"


def earn(house: House, surplus: str, *, day: str = "2025-06-30", account: str = "701") -> None:
    """Book an income."""
    house.ledger.do("post_entry", body=entry("512", account, surplus, date=day))


def worker_books(house: OpenHouse, surplus: str = "90000.00", **overrides: Any) -> House:
    """Open alpine-aluminium with four members holding EUR 1,000,000, three employees, and a surplus for 2025."""
    alpine = house("alpine-aluminium", overrides={
        f"statutes.economy.surplus.{name}": value for name, value in overrides.items()
    })  # fmt: skip
    for name in members(alpine, 4):
        hold(alpine, name, 5000, "2024-06-01")
    pay_roll(alpine, "mbr_001", "30000.00")
    pay_roll(alpine, "mbr_002", "20000.00")
    pay_roll(alpine, "per_9", "10000.00", member=False, months=5)
    pay_roll(alpine, "per_new", "2000.00", member=False, months=2)
    alpine.ledger.do("post_entry", body=entry("411", "701", "500000.00", date="2025-06-30"))
    cost = str(500000 - int(float(surplus))) + ".00"
    alpine.ledger.do("post_entry", body=entry("601", "512", cost, date="2025-07-31"))
    return alpine


def drawn_up(house: House, year: str = "2025") -> dict[str, str]:
    """Draw up a year's accounts; return the proposal on which an assembly approves them."""
    drawn = house.ledger.do("draw_up_accounts", year=year)
    return {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}


def approve(house: House, year: str = "2025") -> None:
    """Draw up a year's accounts and have them approved."""
    adopt(house, drawn_up(house, year), "approve_accounts", f"res_a{year}")
    assert settled(house)["state"] == "applied", settled(house)


def allocate(house: House, on: str = "2026-03-01", **body: Any) -> dict[str, Any]:
    """Approve the accounts of 2025, propose an allocation and have it adopted; return the proposal."""
    approve(house)
    proposal: dict[str, Any] = house.ledger.do("propose_surplus", body={"year": 2025, **body})
    adopt(house, proposal, "allocate_surplus", "res_s2025", on=on)
    assert settled(house)["state"] == "applied", settled(house)
    return proposal
