"""The capital over the years: what was called, paid in, cancelled, lost and repaid, and where it stood."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Integer, cast, extract, func, select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract
from services.ledger.capital.levels import capital_on
from services.ledger.capital.tables import Movement
from services.ledger.journal.rules import year_span


@answers(contract.capital_report)
def capital_report(unit: Unit, as_of: date | None) -> dict[str, Any]:
    """Show the capital over the fiscal years until a day."""
    day = as_of or unit.today
    return {"as_of": day, "capital": {"as_of": day, **capital_on(unit, day)}, "years": years_until(unit, day)}


def years_until(unit: Unit, day: date) -> list[dict[str, Any]]:
    """Return what moved the capital in each fiscal year until a day, from the first to the last that had movements."""
    year_end = str(unit.rules.statutes("identity.fiscal_year_end", "12-31").value)
    on = Movement.effective_on
    year = extract("year", on).cast(Integer) + cast(func.to_char(on, "MM-DD") > year_end, Integer)

    def total(column: Any, *kinds: str) -> Any:
        return func.coalesce(func.sum(column).filter(Movement.kind.in_(kinds)), 0)

    rows = unit.session.execute(
        select(
            year, total(Movement.called, "subscription"), total(Movement.paid, "payment", "payment_return"),
            total(-Movement.called, "cancellation", "cancellation_return"),
            total(-Movement.amount, "loss_reduction", "loss_restoration"),
            total(-Movement.owed, "redemption", "redemption_return"), func.sum(Movement.called),
            func.sum(Movement.paid),
        ).where(on <= day).group_by(year).order_by(year)
    )  # fmt: skip
    found, subscribed, paid_up = [], 0, 0
    for number, *moved, called, paid in rows:
        subscribed += int(called)
        paid_up += int(paid)
        span = year_span(year_end, date(int(number), 1, 1))
        until = min(day, span.ends_on)
        amounts = [Money(int(amount), unit.currency) for amount in (*moved, subscribed, paid_up)]
        names = ("called", "paid_in", "cancelled", "lost", "repaid", "subscribed", "paid_up")
        found.append({"year": int(number), "until": until, **dict(zip(names, amounts, strict=True))})
    return found


def levels_by_month(unit: Unit, day: date) -> list[tuple[date, Money]]:
    """Return the paid-up capital at the last movement of each month that had one, until a day."""
    moved = (
        select(Movement.effective_on, func.sum(Movement.paid)).where(Movement.effective_on <= day, Movement.paid != 0)
        .group_by(Movement.effective_on).order_by(Movement.effective_on)
    )  # fmt: skip
    level, by_month = 0, {}
    for on, amount in unit.session.execute(moved):
        level += int(amount)
        by_month[on.year, on.month] = (on, Money(level, unit.currency))
    return list(by_month.values())
