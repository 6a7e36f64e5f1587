"""Draws up, approves and seals the accounts of a fiscal year."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.proposals import CannotBeUndone, EffectRow, Proposal, carries_out, propose, reconsider
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.ledger.contract import proposals
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import CLOSING, Draft, DraftLine
from services.ledger.journal.tables import FiscalYear, entry_seq
from services.ledger.journal.undoing import undo_entries
from services.ledger.proof.heads import Head, disclose_head, head_of_all
from services.ledger.reports.balances import balances_on, books_digest, result_of
from services.ledger.surplus.tables import in_force
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from . import contract
from .carrying import carry_over
from .months import close_months_until
from .opening import LOSS, PROFIT
from .refusals import EarlierYearUnfinished, YearInWrongState, YearNotEnded, YearsNotSealedInOrder
from .reopenings import log_reopening
from .tables import CarriedBalance, CarryOver

LOSSES_BROUGHT_FORWARD = "119"


@answers(contract.list_fiscal_years)
def list_fiscal_years(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the fiscal years, oldest first."""
    page = page_of(unit.session, select(FiscalYear), key=[FiscalYear.year], limit=limit, cursor=cursor)
    return Listed([year_shown(unit, row) for row in page.data], page.next_cursor)


@answers(contract.draw_up)
def draw_up(unit: Unit, year: str) -> dict[str, Any]:
    """Lock a year that is over, fix its result and propose its approval."""
    row = held_year(unit, year)
    if unit.today <= row.ends_on:
        raise YearNotEnded(year=row.year, ends_on=row.ends_on)
    _need(row, "open")
    need_earlier_closed(unit, row)
    row.state, row.drawn_up_at = "drawn_up", unit.now
    row.result = sum(result_of(unit.session, row.year).values())
    row.digest = books_digest(unit.session, row.ends_on)
    _tell(unit, contract.accounts_drawn_up, row)
    content = {"year": row.year, "result": row.result, "digest": row.digest}
    summary = f"Approval of the accounts of {row.year}: result {Money(row.result, unit.currency)} {unit.currency}"
    proposal = propose(unit, proposals, "approve_accounts", content, _ground(row, row.digest), summary=summary)
    losses = sum(losses_before(unit, row).values())
    return {
        **year_shown(unit, row), "losses_brought_forward": Money(losses, unit.currency),
        "surplus": Money(row.result - losses, unit.currency), "proposal_id": proposal.id,
        "proposal_digest": proposal.digest,
    }  # fmt: skip


@answers(contract.withdraw)
def withdraw(unit: Unit, year: str, body: dict[str, Any]) -> dict[str, Any]:
    """Open a year again whose accounts nobody approved yet; the proposals that rest on them are withdrawn."""
    row = held_year(unit, year)
    _need(row, "drawn_up")
    _tell(unit, contract.accounts_withdrawn, row)
    log_reopening(unit, "fiscal_year", str(row.year), body["reason"])
    row.state, row.drawn_up_at, row.result, row.digest = "open", None, None, None
    unit.session.flush()
    reconsider(unit, "approve_accounts", "allocate_surplus")
    return year_shown(unit, row)


@answers(contract.seal)
def seal(unit: Unit, year: str) -> dict[str, Any]:
    """Seal a year for good: its balances are carried over, and the head of the chain is kept with them."""
    row = held_year(unit, year)
    _need(row, "approved")
    _need_earlier_sealed(unit, row)
    head = head_of_all(unit)
    row.state, row.sealed_at = "sealed", unit.now
    close_months_until(unit, row.ends_on)
    carried = carry_over(unit.session, row, head.position, head.hash, unit.now)
    _tell_sealed(unit, row, head, carried)
    disclose_head(unit, head)
    return year_shown(unit, row)


@answers(contract.list_carried_balances)
def list_carried_balances(unit: Unit, year: str, limit: int, cursor: str | None) -> Listed:
    """List what a sealed year carried over, by account and auxiliary."""
    row = known_year(unit, year)
    _need(row, "sealed")
    rows = select(CarriedBalance).where(CarriedBalance.year == row.year)
    page = page_of(
        unit.session, rows, key=[CarriedBalance.account, CarriedBalance.auxiliary], limit=limit, cursor=cursor
    )
    return Listed(
        [
            {"account": one.account, "auxiliary": one.auxiliary or None, "debit": Money(one.debit, unit.currency),
             "credit": Money(one.credit, unit.currency), "balance": Money(one.debit - one.credit, unit.currency)}
            for one in page.data
        ],
        page.next_cursor,
    )  # fmt: skip


def held_year(unit: Unit, year: str | int) -> FiscalYear:
    """Return a fiscal year, locked with the book, or refuse as not found."""
    hold_the_book(unit)
    return known_year(unit, year, lock=True)


def known_year(unit: Unit, year: str | int, *, lock: bool = False) -> FiscalYear:
    """Return a fiscal year as it stands."""
    digits = str(year)
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) == 4 else None
    found = select(FiscalYear).where(FiscalYear.year == number).execution_options(populate_existing=True)
    row = unit.session.scalar(found.with_for_update() if lock else found)
    if row is None:
        raise NotFound(what="fiscal year", id=digits[:20])
    return row


def year_shown(unit: Unit, row: FiscalYear) -> dict[str, Any]:
    """Return a fiscal year as the API shows it."""
    return {
        "year": row.year, "starts_on": row.starts_on, "ends_on": row.ends_on, "state": row.state, "digest": row.digest,
        "result": None if row.result is None else Money(row.result, unit.currency),
        "seal": unit.session.get(CarryOver, row.year) if row.state == "sealed" else None,
    }  # fmt: skip


def losses_before(unit: Unit, year: FiscalYear) -> dict[str, int]:
    """Return what former losses weigh on a year, by account, in minor units: at its end, less what was covered since.

    A loss that no assembly carried forward stays on 129, and weighs like one on 119.
    """
    then, now = balances_on(unit.session, year.ends_on, before_closing=True), balances_on(unit.session, date.max)
    found = {}
    for account in (LOSSES_BROUGHT_FORWARD, LOSS):
        left = min(debit - credit for debit, credit in (of.get(account, (0, 0)) for of in (then, now)))
        if left > 0:
            found[account] = left
    return found


def _ground(row: FiscalYear, digest: str) -> dict[str, Any]:
    drawn_up = row.drawn_up_at.isoformat() if row.drawn_up_at else None
    return {"year": row.year, "state": row.state, "drawn_up_at": drawn_up, "books": digest}


def _ground_now(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    row = held_year(unit, proposal.content["year"])
    return _ground(row, books_digest(unit.session, row.ends_on))


def disapprove(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Take the closing of the result back: the accounts are drawn up again, as they were voted on.

    Refused once the year is sealed, or its result was allocated or covered: that is annulled first.
    """
    row = held_year(unit, proposal.content["year"])
    _need(row, "approved")
    if row.result and (unit.session.scalar(in_force(row.year)) is not None or not _result_is_there(unit, row.result)):
        why = f"the result of {row.year} was allocated, covered or carried forward since"
        raise CannotBeUndone(effect="approve_accounts", why=why, year=row.year)
    row.state, row.approved_at = "drawn_up", None
    unit.session.flush()
    seqs = [seq for one in settled.links["entries"] if (seq := entry_seq(one)) is not None]
    posted = undo_entries(unit, seqs, settled.resolution_id, row.ends_on)
    _tell(unit, contract.accounts_approval_annulled, row, settled.resolution_id)
    return {"fiscal_year": row.year, "entries": [entry.id for entry in posted]}


@carries_out(
    resolution_adopted, effect="approve_accounts", events=proposals, ground=_ground_now, annulled=resolution_annulled,
    undo=disapprove,
)
def approve(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Approve the accounts, and close their result: classes 6 and 7 → 120 or 129, on the year's last day."""
    row = held_year(unit, proposal.content["year"])
    lines = closing_lines(unit, row)
    posted = []
    if lines:
        draft = Draft(CLOSING, row.ends_on, f"Closing of the result of {row.year}", lines,
                      metadata={"source": adopted["resolution_id"]})  # fmt: skip
        posted = post(unit, [draft], closing=True)
    row.state, row.approved_at = "approved", unit.now
    _tell(unit, contract.accounts_approved, row, adopted["resolution_id"])
    return {"fiscal_year": row.year, "entries": [entry.id for entry in posted]}


def _result_is_there(unit: Unit, result: int) -> bool:
    """Say whether the account of the result, on its own side, still holds as much as the year put there."""
    debited, credited = balances_on(unit.session, date.max).get(PROFIT if result > 0 else LOSS, (0, 0))
    return (credited - debited if result > 0 else debited - credited) >= abs(result)


def closing_lines(unit: Unit, row: FiscalYear) -> tuple[DraftLine, ...]:
    """Return the lines that close a year's result: classes 6 and 7 to nothing, and their sum to 120 or 129."""
    result = result_of(unit.session, row.year)
    lines = [DraftLine(account, amount, unit.currency) for account, amount in result.items()]
    total = sum(result.values())
    if total:
        lines.append(DraftLine(PROFIT if total > 0 else LOSS, -total, unit.currency))
    return tuple(lines)


def need_earlier_closed(unit: Unit, row: FiscalYear) -> None:
    """Refuse while an earlier year's result is not closed: its closing would change the balances fixed here."""
    earlier = select(FiscalYear).where(FiscalYear.year < row.year, FiscalYear.state.in_(("open", "drawn_up")))
    for other in unit.session.scalars(earlier.order_by(FiscalYear.year)):
        if result_of(unit.session, other.year):
            raise EarlierYearUnfinished(year=row.year, earlier=other.year, state=other.state)


def _need_earlier_sealed(unit: Unit, row: FiscalYear) -> None:
    """Refuse while an earlier year is on its way; one that is open has earned nothing and takes no more entries."""
    earlier = select(FiscalYear).where(FiscalYear.year < row.year, FiscalYear.state.in_(("drawn_up", "approved")))
    other = unit.session.scalar(earlier.order_by(FiscalYear.year).limit(1))
    if other is not None:
        raise YearsNotSealedInOrder(year=row.year, earlier=other.year, state=other.state)


def _need(row: FiscalYear, state: str) -> None:
    if row.state != state:
        raise YearInWrongState(year=row.year, state=row.state, needed=state)


def _facts(unit: Unit, row: FiscalYear) -> dict[str, Any]:
    return {"year": row.year, "result": Money(row.result or 0, unit.currency), "digest": row.digest}


def _tell(unit: Unit, event: Any, row: FiscalYear, resolution_id: str | None = None) -> None:
    unit.emit(event, f"fiscal-years/{row.year}", {**_facts(unit, row), "resolution_id": resolution_id})


def _tell_sealed(unit: Unit, row: FiscalYear, head: Head, carried: str) -> None:
    chained = {"position": head.position, "head": head.hash, "carried": carried}
    facts = {**_facts(unit, row), "resolution_id": None, **chained}
    unit.emit(contract.year_sealed, f"fiscal-years/{row.year}", facts)
