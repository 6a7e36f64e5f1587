"""Values the shares of those who left by the closing of the year: nominal value less their part of the losses.

The losses that stand in the balance sheet fall on the reserves first; what goes beyond them is borne by the capital
pro rata, that of the year's leavers included (law 47-1775, article 18).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.capital import contract, rules
from services.ledger.capital.leaving import cancel_who_left
from services.ledger.capital.losses import against_losses
from services.ledger.capital.movements import Move, write_movements
from services.ledger.capital.redemptions import locked_redemption, need_state, redemptions_shown
from services.ledger.capital.tables import Movement, Redemption
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import Draft, debit
from services.ledger.journal.tables import FiscalYear
from services.ledger.reports.balances import balances_on

TO_REPAY = "4567"
LOSSES, RESERVES = ("119", "129"), ("106", "110", "120")


@answers(contract.value_redemption)
def value_redemption(unit: Unit, redemption_id: str) -> dict[str, Any]:
    """Value the shares of one redemption."""
    row = locked_redemption(unit, redemption_id)
    cancel_who_left(unit)
    need_state(row, "cancelled")
    _value(unit, [row], _closing(unit, row.year)["parts"])
    return redemptions_shown(unit, [row])[0]


@answers(contract.value_redemptions)
def value_redemptions(unit: Unit, year: str) -> dict[str, Any]:
    """Value the shares of all whose membership ended in a year, and that are not valued yet."""
    hold_the_book(unit)
    cancel_who_left(unit)
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise NotFound(what="fiscal year", id=year[:20])
    closing = _closing(unit, int(year))
    of_year = select(Redemption).where(Redemption.year == int(year), Redemption.state == "cancelled")
    rows = unit.session.scalars(of_year.order_by(Redemption.id).with_for_update()).all()
    _value(unit, rows, closing["parts"])
    amounts = {name: Money(closing[name], unit.currency) for name in ("losses", "reserves", "capital")}
    return {"year": int(year), **amounts, "valued": redemptions_shown(unit, rows)}


def _closing(unit: Unit, year: int) -> dict[str, Any]:
    """Return the losses and reserves of a year's approved accounts, and each leaver's part of the losses.

    It comes to the same whenever it is asked: what is cancelled or valued later counts as it stood at the closing.
    """
    closed = unit.session.get(FiscalYear, year)
    if closed is None or closed.state not in ("approved", "sealed"):
        raise contract.YearNotApproved(year=year, state="open" if closed is None else closed.state)
    balances = balances_on(unit.session, closed.ends_on)

    def sums(prefixes: tuple[str, ...]) -> int:
        return sum(debit - credit for account, (debit, credit) in balances.items() if account.startswith(prefixes))

    losses, reserves = sums(LOSSES), -sums(RESERVES)
    of_year = select(Redemption.id, Redemption.nominal, Redemption.cancelled_on).where(Redemption.year == year)
    leaving = unit.session.execute(of_year).all()
    held = select(func.coalesce(func.sum(Movement.paid), 0)).where(Movement.effective_on <= closed.ends_on)
    capital = int(unit.session.scalar(held) or 0) + sum(
        row.nominal for row in leaving if row.cancelled_on is not None and row.cancelled_on <= closed.ends_on
    )
    parts = rules.loss_shares({row.id: row.nominal for row in leaving}, capital, losses, max(0, reserves))
    return {"losses": max(0, losses), "reserves": max(0, reserves), "capital": capital, "parts": parts}


def _value(unit: Unit, rows: Any, parts: dict[str, int]) -> None:
    """Write off each leaver's part of the losses: D 4567 / C 119 or 129."""
    moves = []
    for row in rows:
        loss = Money(min(parts[row.id], row.nominal), unit.currency)
        if loss.minor:
            lines = (debit(TO_REPAY, loss, auxiliary=row.member_id), *against_losses(unit, loss))
            label = f"Part of the losses of {row.year} borne by redemption {row.id}"
            entry = post(unit, [Draft("capital", unit.today, label, lines, metadata={"source": row.id})])[0]
            moves.append(Move("loss_reduction", row.member_id, unit.today, "loss", amount=-loss.minor,
                              owed=-loss.minor, redemption_id=row.id, entry=entry.seq))  # fmt: skip
        row.loss, row.valued_on = loss.minor, unit.today
        row.state = "valued" if row.value else "redeemed"
        unit.emit(contract.shares_valued, f"members/{row.member_id}", {
            "member_id": row.member_id, "redemption_id": row.id, "nominal": Money(row.nominal, unit.currency),
            "loss": loss, "value": Money(row.value, unit.currency),
        })  # fmt: skip
    write_movements(unit, moves)
    unit.session.flush()
