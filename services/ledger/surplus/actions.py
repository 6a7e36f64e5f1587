"""Proposes the allocation of a surplus, and posts it once an assembly has adopted it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.money import Money
from services.commons.proposals import Proposal, carries_out, propose
from services.commons.proposals.tables import ProposalRow
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.contract import proposals
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, DraftLine, credit, debit
from services.ledger.journal.tables import FiscalYear
from services.ledger.reports.balances import books_digest
from services.ledger.surplus import contract
from services.ledger.surplus.facts import labour_members, split_of, weights_digest
from services.ledger.surplus.rules import Limit
from services.ledger.surplus.tables import Allocation, Payroll
from services.ledger.surplus.years import (
    PROFIT,
    assembly_day,
    held_year,
    known_year,
    losses_before,
)
from services.membership.engagements.contract import payroll_recorded
from services.voting.polls.contract import resolution_adopted

# Where each part of the surplus goes; those of persons are detailed by auxiliary.
RESERVES = {"legal_reserve": "1061", "development_fund": "1063", "other_reserves": "1068"}
LABOUR_SHARE, INTEREST, REFUNDS = "424", "457", "4572"


@answers(contract.propose_surplus)
def propose_surplus(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Propose an allocation; what breaks a limit is refused with the article of the first one broken."""
    year = held_year(unit, body["year"])
    _check_not_allocated(unit, year.year)
    content, broken = _computed(unit, year, body["parameters"])
    for limit in broken:
        raise contract.SurplusRuleBroken(
            article=limit.article, rule=limit.rule, value=Money(limit.value, unit.currency),
            side=limit.side.replace("_", " "), bound=Money(limit.bound, unit.currency),
        )  # fmt: skip
    summary = f"Allocation of the surplus of {year.year}: {Money(content['surplus'], unit.currency)} {unit.currency}"
    row = propose(unit, proposals, "allocate_surplus", content, _ground(unit, year), summary=summary)
    return _shown(unit, content, row.id, row.digest)


@answers(contract.get_proposal)
def get_proposal(unit: Unit, proposal_id: str) -> dict[str, Any]:
    """Show a proposal as it was made."""
    row = unit.session.get(ProposalRow, proposal_id)
    if row is None or row.effect != "allocate_surplus":
        raise NotFound(what="surplus proposal", id=proposal_id)
    return _shown(unit, row.content, row.id, row.digest)


@answers(contract.simulate)
def simulate(unit: Unit, year: int, **asked: Fraction) -> dict[str, Any]:
    """Show what parameters would come to, with the limits that they break."""
    content, _ = _computed(unit, known_year(unit, year), asked)
    return _shown(unit, content, None, None)


def _computed(unit: Unit, year: FiscalYear, asked: Mapping[str, Fraction]) -> tuple[dict[str, Any], tuple[Limit, ...]]:
    if year.state not in ("drawn_up", "approved", "sealed") or year.result is None:
        raise contract.YearInWrongState(year=year.year, state=year.state, needed="drawn_up")
    losses = losses_before(unit, year)
    surplus = year.result - sum(losses.values())
    if surplus <= 0:
        raise contract.NoSurplus(year=year.year, surplus=Money(surplus, unit.currency))
    split = split_of(unit, year, surplus, asked)
    members = labour_members(unit, year.year)
    content = {
        "year": year.year, "regime": unit.rules.statutes("identity.regime").value, "surplus": surplus,
        "losses": sum(losses.values()), "losses_by_account": losses, "parts": split.parts,
        "limits": [
            {"rule": one.rule, "value": one.value, "side": one.side, "bound": one.bound, "source": one.article,
             "holds": one.holds}
            for one in split.limits
        ],
        "employees": [[person, members.get(person), amount] for person, amount in sorted(split.labour.items())],
        "interest": [list(part) for part in sorted(split.interest.items())],
        "refunds": [list(part) for part in sorted(split.refunds.items())],
    }  # fmt: skip
    return content, split.broken


def _shown(unit: Unit, content: dict[str, Any], identifier: str | None, digest: str | None) -> dict[str, Any]:
    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    return {
        "id": identifier, "digest": digest, "year": content["year"], "regime": content["regime"],
        "surplus": money(content["surplus"]), "losses_brought_forward": money(content["losses"]),
        "parts": {name: money(amount) for name, amount in content["parts"].items()},
        "limits": [{**one, "value": money(one["value"]), "bound": money(one["bound"])} for one in content["limits"]],
        "employees": [
            {"person_id": person, "member_id": member, "amount": money(amount)}
            for person, member, amount in content["employees"]
        ],
        "interest": [{"member_id": member, "amount": money(amount)} for member, amount in content["interest"]],
        "refunds": [{"member_id": member, "amount": money(amount)} for member, amount in content["refunds"]],
    }  # fmt: skip


def _ground(unit: Unit, year: FiscalYear) -> dict[str, Any]:
    return {
        "year": year.year, "books": books_digest(unit.session, year.ends_on), "result": year.result,
        # Covered by another year's surplus in the meantime, they must not be covered again.
        "losses": losses_before(unit, year),
        # Corrected since, they would give everybody another part than the one that was voted on.
        "weights": weights_digest(unit, year),
        "statutes": unit.rules.versions.get("statutes", 0),
    }  # fmt: skip


def _ground_now(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    return _ground(unit, held_year(unit, proposal.content["year"]))


@carries_out(resolution_adopted, effect="allocate_surplus", events=proposals, ground=_ground_now)
def allocate(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Post the allocation on the assembly's day: D 120 / C losses, reserves, and each person's account."""
    content = proposal.content
    year = held_year(unit, content["year"])
    if year.state not in ("approved", "sealed"):
        raise contract.AccountsNotApproved(year=year.year, state=year.state)
    _check_not_allocated(unit, year.year)
    draft = Draft(
        "operations", assembly_day(adopted), f"Allocation of the surplus of {year.year}",
        allocation_lines(content, unit.currency), reference=adopted["resolution_id"], metadata={"source": proposal.id},
    )  # fmt: skip
    posted = post(unit, [draft])
    unit.session.add(
        Allocation(year=year.year, proposal_id=proposal.id, resolution_id=adopted["resolution_id"], entry=posted[0].seq,
                   recorded_at=unit.now)
    )  # fmt: skip
    return {"fiscal_year": year.year, "entries": [entry.id for entry in posted]}


def allocation_lines(content: dict[str, Any], currency: str) -> tuple[DraftLine, ...]:
    """Return the lines of an allocation; parts of nothing have none."""
    def money(minor: int) -> Money:
        return Money(minor, currency)

    lines = [debit(PROFIT, money(content["surplus"] + content["losses"]))]
    lines += [credit(account, money(amount)) for account, amount in sorted(content["losses_by_account"].items())]
    lines += [credit(RESERVES[name], money(amount)) for name, amount in content["parts"].items()
              if name in RESERVES and amount]  # fmt: skip
    to_persons = [(LABOUR_SHARE, person, amount) for person, _, amount in content["employees"]]
    to_persons += [(INTEREST, member, amount) for member, amount in content["interest"]]
    to_persons += [(REFUNDS, member, amount) for member, amount in content["refunds"]]
    lines += [credit(account, money(amount), auxiliary=whose) for account, whose, amount in to_persons if amount]
    return tuple(lines)


def _check_not_allocated(unit: Unit, year: int) -> None:
    by = unit.session.scalar(select(Allocation.resolution_id).where(Allocation.year == year))
    if by is not None:
        raise contract.SurplusAllocated(year=year, resolution_id=by)


@follows(payroll_recorded, projection=(Payroll,))
def on_payroll_recorded(unit: Unit, event: Event) -> None:
    """Know what a person earned and worked in a year; told again, the later word counts."""
    told = event.data
    known = {
        "member_id": told["member_id"], "wages": Money.parse(told["wages"]["amount"], told["wages"]["currency"]).minor,
        "hours": told["hours"], "months_present": told["months_present"], "seniority_months": told["seniority_months"],
    }  # fmt: skip
    row = insert(Payroll).values(year=told["year"], person_id=told["person_id"], **known)
    unit.session.execute(row.on_conflict_do_update(index_elements=["year", "person_id"], set_=known))
