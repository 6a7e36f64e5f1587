"""Reckons the reserve of a participation agreement, and books it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money, exponent
from services.commons.storage import Unit
from services.ledger.closing.refusals import YearInWrongState, YearNotEnded
from services.ledger.closing.years import held_year, known_year, losses_before
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, DraftLine
from services.ledger.journal.tables import FiscalYear, entry_id
from services.ledger.reports.balances import result_of
from services.ledger.surplus.contract import PartsExceedSurplus
from services.ledger.surplus.facts.scop import posting_of, provided_for, worker_facts, worker_terms
from services.ledger.surplus.places import PARTICIPATION, PROVIDED
from services.ledger.surplus.rules import Participation, participation_due

from . import contract
from .tables import Provision


@answers(contract.get_participation)
def get_participation(unit: Unit, year: str, **asked: Fraction) -> dict[str, Any]:
    """Show how the reserve of a year is reckoned, as the books stand."""
    row = known_year(unit, year)
    return _shown(unit, row, _reckoned(unit, row, asked), None)


@answers(contract.provide)
def provide(unit: Unit, year: str, body: dict[str, Any]) -> dict[str, Any]:
    """Book the reserve, or the difference to what was booked before; nothing when there is none."""
    row = held_year(unit, year)
    if unit.today <= row.ends_on:
        raise YearNotEnded(year=row.year, ends_on=row.ends_on)
    if row.state != "open":
        raise YearInWrongState(year=row.year, state=row.state, needed="open")
    found = _reckoned(unit, row, body)
    entry = _book(unit, row, found) if found.to_book else None
    return _shown(unit, row, found, entry)


def _reckoned(unit: Unit, row: FiscalYear, asked: dict[str, Fraction]) -> Participation:
    posting = posting_of(unit.rules)
    if posting.value != "participation" or unit.rules.statutes("identity.regime").value != "scop":
        raise contract.NoParticipation(posting=posting.value, article=posting.article)
    if any(part < 0 for part in asked.values()):
        raise PartsExceedSurplus(total=sum(asked.values(), Fraction(0)))
    result, booked = sum(result_of(unit.session, row.year).values()), provided_for(unit, row.year)
    losses = sum(losses_before(unit, row).values())
    facts = worker_facts(unit, row, result + booked - losses, None)
    return participation_due(result, booked, losses, facts, worker_terms(unit, asked))


def _book(unit: Unit, row: FiscalYear, found: Participation) -> str:
    identifier = new_id("prv")
    lines = tuple(
        DraftLine(account, amount, unit.currency)
        for account, amount in ((PARTICIPATION, found.to_book), (PROVIDED, -found.to_book))
    )
    draft = Draft("operations", row.ends_on, f"Participation of {row.year}", lines, metadata={"source": identifier})
    entry = post(unit, [draft])[0]
    number = unit.session.scalar(select(func.count()).where(Provision.year == row.year)) or 0
    unit.session.add(
        Provision(id=identifier, year=row.year, number=number + 1, surplus=found.surplus, fraction=str(found.fraction),
                  reserve=found.reserve, booked=found.to_book, entry=entry.seq, recorded_at=unit.now)
    )  # fmt: skip
    return entry.id


def _shown(unit: Unit, row: FiscalYear, found: Participation, entry: str | None) -> dict[str, Any]:
    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    last = unit.session.scalar(
        select(Provision.entry).where(Provision.year == row.year).order_by(Provision.number.desc()).limit(1)
    )
    return {
        "year": row.year, "result": money(found.result), "booked": money(found.booked), "before": money(found.before),
        "losses_brought_forward": money(found.losses), "surplus": money(found.surplus), "fraction": found.fraction,
        "exact": found.exact / 10 ** exponent(unit.currency), "reserve": money(found.reserve),
        "to_book": money(found.to_book), "after": money(found.after), "article": posting_of(unit.rules).article,
        "entry": entry or (entry_id(last) if last else None),
    }  # fmt: skip
