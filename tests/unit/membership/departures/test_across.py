"""Admission and leaving through all three services, events handed on as the bus does: shares and rolls follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from services.voting.rolls.actions.members import entitled_on
from services.voting.rolls.tables import Elector
from tests.house import House

NEWCOMER = {"kind": "natural_person", "category": "member", "first_name": "Ada", "last_name": "B",
            "email": "ada@example.org"}  # fmt: skip


def join(it: House, paid_on: str = "2026-03-02") -> str:
    """Apply at alpar, pay the share in the ledger, and return the id of the member."""
    member_id = str(it.membership.do("submit_application", body=NEWCOMER)["member_id"])
    it.pump()
    subscribed = {"count": 1, "subscribed_on": paid_on}
    made = it.ledger.do("subscribe_shares", member_id=member_id, body=subscribed)
    it.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": made["amount"], "paid_on": paid_on})
    it.pump()
    return member_id


def votes_on(it: House, day: str) -> list[str]:
    """Return who has a vote on a day, as the voting service knows."""
    with it.voting.database.reading() as session:
        return list(session.scalars(select(Elector.member_id).where(entitled_on(date.fromisoformat(day)))))


def redemptions(it: House) -> list[Any]:
    """Return the states of what is asked back, in the order in which it was."""
    return [one["state"] for one in it.ledger.do("list_share_redemptions")["data"]]


def test_from_the_application_to_the_repayment(house: Callable[..., House]) -> None:
    """The share paid admits and puts on the roll; leaving takes off the roll and asks the share back, by itself."""
    it = house("alpar")
    member_id = join(it)
    assert it.membership.do("get_member", member_id=member_id)["number"] == 1
    assert votes_on(it, "2026-03-02") == [member_id]
    it.membership.do("record_departure", member_id=member_id, body={"reason": "resignation"})
    it.pump()
    assert (votes_on(it, "2026-04-01"), votes_on(it, "2026-04-02")) == ([member_id], [])
    seen = it.membership.do("get_departure", member_id=member_id)
    assert redemptions(it) == ["cancelled"]
    assert [(one["state"], one["count"]) for one in seen["shares"]] == [("cancelled", 1)] and not seen["settled"]


def test_a_resignation_taken_back_gives_roll_and_share_back(house: Callable[..., House]) -> None:
    """The vote runs on, the shares are held again; and who leaves after that leaves once more."""
    it = house("alpar")
    member_id = join(it)
    it.membership.do("record_departure", member_id=member_id, body={"reason": "resignation"})
    it.pump()
    it.membership.do("withdraw_resignation", member_id=member_id)
    it.pump()
    assert votes_on(it, "2026-12-31") == [member_id] and redemptions(it) == ["annulled"]
    it.membership.do("record_departure", member_id=member_id, body={"reason": "death"})
    it.pump()
    assert votes_on(it, "2026-03-03") == [] and sorted(redemptions(it)) == ["annulled", "cancelled"]
    states = [one["state"] for one in it.membership.do("get_departure", member_id=member_id)["shares"]]
    assert sorted(states) == ["cancelled", "restored"]


def test_a_death_during_the_notice_moves_the_money_and_the_roll(house: Callable[..., House]) -> None:
    """One redemption stands, for the day of the death."""
    it = house("alpar")
    member_id = join(it)
    it.membership.do("record_departure", member_id=member_id, body={"reason": "resignation"})
    it.pump()
    it.clock.advance(days=5)
    it.membership.do("record_departure", member_id=member_id, body={"reason": "death", "left_on": "2026-03-06"})
    it.pump()
    assert votes_on(it, "2026-03-06") == [member_id] and votes_on(it, "2026-03-07") == []
    assert sorted(redemptions(it)) == ["annulled", "cancelled"]


def test_who_comes_back_pays_anew_and_keeps_the_number(house: Callable[..., House]) -> None:
    """The shares of the first time were cancelled: they admit nobody a second time."""
    it = house("alpar")
    member_id = join(it)
    it.membership.do("record_departure", member_id=member_id, body={"reason": "loss_of_quality"})
    it.pump()
    it.clock.advance(days=1)
    again = it.membership.do("submit_application", body=NEWCOMER)
    assert again["member_id"] == member_id
    assert [one["code"] for one in again["blocking_reasons"]] == ["share_not_paid"]
    it.pump()
    made = it.ledger.do("subscribe_shares", member_id=member_id, body={"count": 1, "subscribed_on": "2026-03-03"})
    it.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": made["amount"], "paid_on": "2026-03-03"})
    it.pump()
    member = it.membership.do("get_member", member_id=member_id)
    assert (member["number"], member["state"], member["joined_on"]) == (1, "active", "2026-03-03")
    assert votes_on(it, "2026-03-03") == [member_id]


def test_the_assembly_finds_the_application_among_what_it_can_vote_on(house: Callable[..., House]) -> None:
    """Where the assembly decides, the application opens the item there; withdrawn, it can be voted on no more."""
    it = house("alpine-aluminium")
    it.open()
    application = it.membership.do("submit_application", body=NEWCOMER)
    it.pump()
    (votable,) = it.voting.do("list_votable_proposals")["data"]
    assert (votable["id"], votable["effect"]) == (application["proposal_id"], "admit_member")
    assert "Ada" not in str(votable)
    it.membership.do("withdraw_application", application_id=application["id"])
    it.pump()
    assert all(one["withdrawn"] for one in it.voting.do("list_votable_proposals")["data"])


def test_lost_work_ends_membership_roll_and_share(house: Callable[..., House]) -> None:
    """At the aluminium works one step leads to the next: contract, membership, vote, capital."""
    it = house("alpine-aluminium", {"statutes.membership.admission.decided_by": "of_right"})
    it.open()
    member_id = join(it)
    body = {"person_id": member_id, "kind": "employment", "form": "CDI", "started_on": "2026-03-02"}
    contract = it.membership.do("record_engagement", body=body)["id"]
    it.pump()
    ended = {"ended_on": "2026-03-02", "reason": "dismissal"}
    it.membership.do("end_engagement", engagement_id=contract, body=ended)
    it.pump()
    assert it.membership.do("get_departure", member_id=member_id)["reason"] == "end_of_employment"
    assert votes_on(it, "2026-03-03") == [] and redemptions(it) == ["cancelled"]
