"""What tests of the register have in common: shares subscribed and paid, members who leave, approved years."""

from __future__ import annotations

from typing import Any

from services.commons.money import Money
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import adopt, eur, tell


def buy(
    house: House, member_id: str, count: int, *, on: str = "2025-01-10", paid: str | None = "all", **more: Any
) -> Any:
    """Subscribe shares, pay all of them, a part of the amount, or nothing (None), and show the subscription."""
    body = {"count": count, "subscribed_on": on, **more}
    made = house.ledger.do("subscribe_shares", member_id=member_id, body=body)
    if paid is None:
        return made
    amount = made["amount"] if paid == "all" else eur(paid)
    return house.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": amount, "paid_on": on})


def leave(house: House, member_id: str, on: str, reason: str = "resignation", event_id: str | None = None) -> str:
    """Tell that a membership ends."""
    data = {"member_id": member_id, "left_on": on, "reason": reason}
    return tell(house, "membership.member.left.v1", f"members/{member_id}", data, event_id=event_id)


def employ(house: House, person_id: str, since: str, until: str | None = None) -> None:
    """Tell a contract of employment of a member."""
    data = {"engagement_id": f"eng_{person_id}", "person_id": person_id, "member_id": person_id, "kind": "employment",
            "form": "CDI", "started_on": since, "ended_on": until}  # fmt: skip
    assert tell(house, "membership.engagement.recorded.v1", f"persons/{person_id}", data) == "handled"


def approve(house: House, year: int = 2025, resolution_id: str = "res_accounts") -> None:
    """Draw up and approve the accounts of a year."""
    drawn = house.ledger.do("draw_up_accounts", year=str(year))
    proposal = {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}
    assert adopt(house, proposal, "approve_accounts", resolution_id) == "handled"


def redemption_of(house: House, member_id: str) -> Any:
    """Show the only redemption of a member."""
    (found,) = house.ledger.do("list_share_redemptions", query={"member_id": member_id})["data"]
    return found


def redeemable(house: House, member_id: str, **schedule: Any) -> Any:
    """Value and schedule the only redemption of a member, and show it."""
    found = redemption_of(house, member_id)
    house.ledger.do("value_share_redemption", redemption_id=found["id"])
    return house.ledger.do("schedule_share_redemption", redemption_id=found["id"], body=schedule)


def kinds(house: House, **query: str) -> list[tuple[str, int, str]]:
    """List kind, count and amount of the movements."""
    found = house.ledger.do("list_share_movements", query=query)["data"]
    return [(one["kind"], one["count"], one["amount"]["amount"]) for one in found]


def holds(house: House) -> None:
    """Assert that the books and the register prove themselves."""
    report = check(house.ledger.database)
    assert report.holds, report.findings


def cents(amount: dict[str, str]) -> int:
    """Read an amount in cents."""
    return Money.parse(amount["amount"]).minor
