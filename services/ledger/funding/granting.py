"""Books what happens to subsidies; each movement is one entry, whose lines carry the subsidy's source.

Invariants: received + reduced ≤ amount; what is deferred was income before; an investment subsidy is released at most
whole, and is then cleared against its releases (D 131 / C 139, chart of accounts, article 947-13).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.journal.posting import post, share_the_book
from services.ledger.journal.refusals import WrongCurrency
from services.ledger.journal.rules import Draft, DraftLine, credit, debit, mirrored
from services.ledger.journal.tables import Entry

from .contract import subsidies as contract
from .posted import lines_of
from .tables import Subsidy, SubsidyMovement

OPERATING, DEFERRED, RELEASED, SHARE_RELEASED, SHARE_UNTIL_2024 = "741", "487", "139", "747", "777"
RECEIVABLE = {"operating": "4417", "investment": "4411"}
INVESTMENT = {"subsidy_state": "1311", "subsidy_regional": "1312", "subsidy_local": "1314", "subsidy_european": "1318"}
CHART_OF_2025 = date(2025, 1, 1)


def locked_subsidy(unit: Unit, subsidy_id: str) -> Subsidy:
    """Return a subsidy, locked so that two movements cannot both count on the same remainder."""
    share_the_book(unit)
    row = unit.session.scalar(select(Subsidy).where(Subsidy.id == subsidy_id).with_for_update())
    if row is None:
        raise contract.UnknownSubsidy(subsidy_id=subsidy_id)
    return row


def grant(unit: Unit, row: Subsidy) -> None:
    """Book a subsidy granted: it is due from its funder."""
    amount = Money(row.amount, row.currency)
    lines = (
        debit(RECEIVABLE[row.kind], amount, auxiliary=row.funder, funding_source=row.source),
        credit(row.account, amount, funding_source=row.source),
    )
    _move(unit, row, "grant", row.agreed_on, amount, lines, journal="operations")


def receive(
    unit: Unit, row: Subsidy, amount: Money, day: date, account: str = "512", reference: str | None = None
) -> SubsidyMovement:
    """Book money received of a locked subsidy."""
    _check_left(row, amount, row.amount - row.received - row.reduced, "received")
    lines = (
        debit(account, amount, funding_source=row.source),
        credit(RECEIVABLE[row.kind], amount, auxiliary=row.funder, funding_source=row.source),
    )
    row.received += amount.minor
    return _move(unit, row, "receipt", day, amount, lines, journal="bank", reference=reference)


def reduce(unit: Unit, row: Subsidy, amount: Money, day: date, reference: str | None) -> None:
    """Write off what the funder will not pay."""
    left = row.amount - row.received - row.reduced
    if row.kind == "operating":
        left = min(left, row.amount - row.reduced - row.deferred)
    else:
        left = min(left, row.amount - row.reduced - row.released)
    _check_left(row, amount, left, "reduced")
    lines = (
        debit(row.account, amount, funding_source=row.source),
        credit(RECEIVABLE[row.kind], amount, auxiliary=row.funder, funding_source=row.source),
    )
    row.reduced += amount.minor
    _move(unit, row, "reduction", day, amount, lines, journal="operations", reference=reference)


def defer(unit: Unit, row: Subsidy, amount: Money, day: date) -> None:
    """Take the unspent part of a locked operating subsidy out of a year's income (D 741 / C 487)."""
    if row.kind != "operating":
        raise contract.NotDeferrable(subsidy_id=row.id)
    _check_left(row, amount, row.amount - row.reduced - row.deferred, "deferred")
    lines = (
        debit(row.account, amount, funding_source=row.source), credit(DEFERRED, amount, funding_source=row.source)
    )  # fmt: skip
    row.deferred += amount.minor
    _move(unit, row, "deferral", day, amount, lines, journal="operations")


def release(unit: Unit, row: Subsidy, amount: Money, day: date) -> None:
    """Take what was deferred, or a part of an investment subsidy, into income."""
    source: dict[str, Any] = {"funding_source": row.source}
    if row.kind == "operating":
        _check_left(row, amount, row.deferred, "released")
        row.deferred -= amount.minor
        lines = [debit(DEFERRED, amount, **source), credit(row.account, amount, **source)]
    else:
        whole = row.amount - row.reduced
        _check_left(row, amount, whole - row.released, "released")
        row.released += amount.minor
        income = SHARE_RELEASED if day >= CHART_OF_2025 else SHARE_UNTIL_2024
        lines = [debit(RELEASED, amount, **source), credit(income, amount, **source)]
        if row.released == whole:
            cleared = Money(whole, row.currency)
            lines += [debit(row.account, cleared, **source), credit(RELEASED, cleared, **source)]
    _move(unit, row, "release", day, amount, tuple(lines), journal="operations")


def correct(unit: Unit, row: Subsidy, movement_id: str, day: date | None) -> int:
    """Undo a movement of a locked subsidy: a counter-entry, and its sums as before; return the entry's place."""
    movements = unit.session.scalars(
        select(SubsidyMovement).where(SubsidyMovement.subsidy_id == row.id).order_by(SubsidyMovement.id)
    ).all()
    corrected = {one.corrects for one in movements}
    standing = {one.id: one for one in movements if one.amount > 0 and one.id not in corrected}
    wrong = standing.get(movement_id)
    income = [one.id for one in standing.values() if one.kind != "receipt"]
    why = None
    if wrong is None:
        why = "it does not count"
    elif wrong.kind == "grant":
        why = "reduce what the funder will not pay"
    elif wrong.kind != "receipt" and income[-1] != wrong.id:
        why = f"{income[-1]} came after it"
    if wrong is None or why:
        raise contract.NotCorrectable(subsidy_id=row.id, movement=movement_id, why=why)
    name = {"receipt": "received", "reduction": "reduced", "deferral": "deferred", "release": "released"}[wrong.kind]
    if wrong.kind == "release" and row.kind == "operating":
        row.deferred += wrong.amount
    else:
        setattr(row, name, getattr(row, name) - wrong.amount)
    entry = unit.session.get_one(Entry, wrong.entry)
    undone = _move(
        unit, row, wrong.kind, day or wrong.day, Money(-wrong.amount, row.currency), mirrored(lines_of(unit, entry)),
        journal=entry.journal, reference=wrong.reference, corrects=wrong,
    )  # fmt: skip
    return undone.entry


def _check_left(row: Subsidy, amount: Money, left: int, what: str) -> None:
    if amount.currency != row.currency:
        raise WrongCurrency(kept=row.currency, given=amount.currency)
    if amount.minor > left:
        raise contract.SubsidyExceeded(
            subsidy_id=row.id, left=Money(max(left, 0), row.currency), what=what, amount=amount
        )


def _move(
    unit: Unit, row: Subsidy, kind: str, day: date, amount: Money, lines: tuple[DraftLine, ...], *, journal: str,
    reference: str | None = None, corrects: SubsidyMovement | None = None,
) -> SubsidyMovement:  # fmt: skip
    label = f"Subsidy {row.id}: {kind}" + (" corrected" if corrects else "")
    draft = Draft(journal, day, label, lines, reference, {"source": row.id}, corrects.entry if corrects else None)
    entry = post(unit, [draft])[0]
    movement = SubsidyMovement(
        id=new_id("sbm"), subsidy_id=row.id, kind=kind, day=day, amount=amount.minor, reference=reference,
        entry=entry.seq, corrects=corrects.id if corrects else None, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(movement)
    unit.session.flush()
    return movement
