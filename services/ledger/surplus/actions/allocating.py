"""Posts the allocation that an assembly adopted, exactly once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from services.commons.money import Money
from services.commons.proposals import Proposal, carries_out
from services.commons.storage import Unit
from services.ledger.closing.opening import PROFIT
from services.ledger.closing.years import held_year
from services.ledger.contract import proposals
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, DraftLine, credit, debit
from services.ledger.surplus import contract
from services.ledger.surplus.places import GIFTS, INTEREST, LABOUR_SHARE, PROVIDED, REFUNDS, RESERVES, assembly_day
from services.ledger.surplus.tables import Allocation
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from .annulling import take_back
from .proposing import check_not_allocated, ground_of

MOST_LINES = 10_000  # of an entry; a consumer cooperative may have more members


def _ground_now(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    return ground_of(unit, held_year(unit, proposal.content["year"]))


@carries_out(
    resolution_adopted, effect="allocate_surplus", events=proposals, ground=_ground_now, annulled=resolution_annulled,
    undo=take_back,
)
def allocate(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Post the allocation on the assembly's day: D 120 / C losses, reserves, and each person's account."""
    content = proposal.content
    year = held_year(unit, content["year"])
    if year.state not in ("approved", "sealed"):
        raise contract.AccountsNotApproved(year=year.year, state=year.state)
    check_not_allocated(unit, year.year)
    posted = post(unit, [
        Draft("operations", assembly_day(adopted), f"Allocation of the surplus of {year.year}", lines,
              reference=adopted["resolution_id"], metadata={"source": proposal.id})
        for lines in allocation_entries(content, unit.currency)
    ])  # fmt: skip
    unit.session.add(
        Allocation(year=year.year, proposal_id=proposal.id, resolution_id=adopted["resolution_id"], entry=posted[0].seq,
                   last_entry=posted[-1].seq, recorded_at=unit.now)
    )  # fmt: skip
    return {"fiscal_year": year.year, "entries": [entry.id for entry in posted]}


def allocation_entries(content: dict[str, Any], currency: str, most: int = MOST_LINES) -> list[tuple[DraftLine, ...]]:
    """Return the lines of an allocation, in as many entries as its persons need; parts of nothing have none.

    What a participation agreement booked before closing is no part of the result: it goes from the provision (D 4284).
    """
    credits: list[tuple[str, str, int, str | None]] = [
        (PROFIT, account, amount, None) for account, amount in sorted(content["losses_by_account"].items())
    ]
    credits += [(PROFIT, RESERVES[name], amount, None) for name, amount in content["parts"].items() if name in RESERVES]
    labour = PROVIDED if content["provided"] else PROFIT
    credits += [(labour, LABOUR_SHARE, one["amount"], one["person_id"]) for one in content["employees"]]
    credits += [(PROFIT, INTEREST, one["amount"], one["member_id"]) for one in content["interest"]]
    credits += [(PROFIT, REFUNDS, one["amount"], one["member_id"]) for one in content["refunds"]]
    credits += [(PROFIT, GIFTS, one["amount"], one["auxiliary"]) for one in content["gifts"]]
    credits = [one for one in credits if one[2]]
    return [_entry(credits[start : start + most], currency) for start in range(0, len(credits), most)]


def _entry(credits: list[tuple[str, str, int, str | None]], currency: str) -> tuple[DraftLine, ...]:
    """Return the lines that credit some accounts, and debit what they come out of."""
    debits: Counter[str] = Counter()
    for source, _, amount, _ in credits:
        debits[source] += amount
    return (
        *(debit(source, Money(amount, currency)) for source, amount in sorted(debits.items())),
        *(credit(account, Money(amount, currency), auxiliary=whose) for _, account, amount, whose in credits),
    )
