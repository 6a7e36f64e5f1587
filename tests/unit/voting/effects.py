"""Every effect that a resolution may have: how it is proposed, and what a vote on it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.house import House
from tests.unit.ledger.books import adopt, entry, eur, pay_roll
from tests.unit.membership.sheets import all_lines, members_sheet

OPEN_BALLOT = {"statutes.ballots.persons": "named"}


@dataclass(frozen=True)
class Case:
    """One effect: whose it is, the assembly that decides, and how it comes to be proposed."""

    effect: str
    service: str
    propose: Callable[[House, list[str]], str]
    coop: str = "alpar"
    assembly: str = "ordinary"
    outcome: str = "adopted"
    overrides: dict[str, Any] = field(default_factory=dict)
    # How many mandates an election fills; a show of hands decides the others.
    elects: int = 0

    def __str__(self) -> str:
        return f"{self.effect}-{self.outcome}"


def with_members(house: House, count: int) -> list[str]:
    """Import members who joined long ago, and let every service know."""
    job = house.membership.run_job("import_members", upload=members_sheet(count))
    house.pump()
    return [line["subject"] for line in all_lines(house.membership, job)]


def _election(house: House, members: list[str]) -> str:
    return str(house.membership.do("propose_election", slug="committee", body={})["proposal_id"])


def _amendment(house: House, members: list[str]) -> str:
    changes = {"assemblies.ordinary.notice_days": 30}
    body = {"layer": "statutes", "changes": changes}
    return str(house.membership.do("draft_amendment", body=body)["proposal_id"])


def _admission(house: House, members: list[str]) -> str:
    body = {"kind": "natural_person", "category": "member", "first_name": "Ada", "last_name": "Byron",
            "linked_organisation_until": "2026-12-31"}  # fmt: skip
    return str(house.membership.do("submit_application", body=body)["proposal_id"])


def _exclusion(house: House, members: list[str]) -> str:
    body = {"grounds": "Kept the keys.", "invited_on": "2026-02-01", "hearing_on": "2026-03-01"}
    return str(house.membership.do("propose_exclusion", member_id=members[-1], body=body)["proposal_id"])


def _request(decision: str) -> Callable[[House, list[str]], str]:
    def propose(house: House, members: list[str]) -> str:
        asked = {"subject": "other", "text": "A key to the shop."}
        request = house.membership.do("submit_member_request", member_id=members[0], body=asked)
        body = {"decision": decision}
        return str(house.membership.do("propose_member_request", request_id=request["id"], body=body)["proposal_id"])

    return propose


def _adhesion(house: House, members: list[str]) -> str:
    return str(house.membership.do("propose_adhesion", body={"federation": "cg-scop"})["proposal_id"])


def _shares(house: House, members: list[str], count: int) -> None:
    for member in members:
        body = {"count": count, "subscribed_on": "2024-06-01"}
        made = house.ledger.do("subscribe_shares", member_id=member, body=body)
        paid = {"amount": made["amount"], "paid_on": "2024-06-01"}
        house.ledger.do("pay_shares", subscription_id=made["id"], body=paid)


def _accounts(house: House, members: list[str]) -> str:
    house.ledger.do("post_entry", body=entry("411", "701", "90000.00", date="2025-06-30"))
    return str(house.ledger.do("draw_up_accounts", year="2025")["proposal_id"])


def _approved(house: House, members: list[str], proposed: str) -> None:
    (row,) = house.ledger.do("list_ledger_proposals", query={"effect": "approve_accounts"})["data"]
    assert row["id"] == proposed
    adopt(house, row, "approve_accounts", "res_accounts")


def _surplus(house: House, members: list[str]) -> str:
    _shares(house, members, 5000)
    for member in members[:2]:
        pay_roll(house, member, "30000.00")
    _approved(house, members, _accounts(house, members))
    return str(house.ledger.do("propose_surplus", body={"year": 2025})["id"])


def _loss(house: House, members: list[str]) -> None:
    house.ledger.do("post_entry", body=entry("512", "1068", "500.00", date="2025-01-01", journal="opening"))
    house.ledger.do("post_entry", body=entry("601", "512", "100.01", date="2025-11-30"))
    _approved(house, members, str(house.ledger.do("draw_up_accounts", year="2025")["proposal_id"]))


def _reduction(house: House, members: list[str]) -> str:
    _shares(house, members, 5)
    _loss(house, members)
    return str(house.ledger.do("propose_capital_reduction", body={"amount": eur("100.01")})["id"])


def _cover(house: House, members: list[str]) -> str:
    _loss(house, members)
    return str(house.ledger.do("propose_loss_cover", body={"other_reserves": eur("100.01")})["id"])


BY_ASSEMBLY = {"statutes.membership.admission.decided_by": "general_assembly", "statutes.shares": None, **OPEN_BALLOT}
ALPINE = "alpine-aluminium"
CASES = (
    Case("seat_mandates", "membership", _election, elects=12),
    Case("amend_statutes", "membership", _amendment, assembly="extraordinary"),
    Case("admit_member", "membership", _admission, overrides=BY_ASSEMBLY),
    Case("admit_member", "membership", _admission, overrides=BY_ASSEMBLY, outcome="rejected"),
    Case("exclude_member", "membership", _exclusion, assembly="extraordinary", overrides=OPEN_BALLOT),
    Case("grant_request", "membership", _request("grant")),
    Case("grant_request", "membership", _request("grant"), outcome="rejected"),
    Case("refuse_request", "membership", _request("refuse")),
    Case("adhere_to_federation", "membership", _adhesion),
    Case("approve_accounts", "ledger", _accounts, coop=ALPINE),
    Case("allocate_surplus", "ledger", _surplus, coop=ALPINE),
    Case("reduce_capital", "ledger", _reduction, coop=ALPINE, assembly="extraordinary"),
    Case("cover_losses", "ledger", _cover, coop=ALPINE),
)
