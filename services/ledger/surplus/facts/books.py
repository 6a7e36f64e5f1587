"""Reads the books for a split: reserves, capital by days held, income by account, payroll."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from services.commons.canonical import digest
from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.ledger.capital.levels import paid_up_days
from services.ledger.capital.tables import Movement
from services.ledger.journal.tables import FiscalYear
from services.ledger.reports.balances import balances_on, result_of
from services.ledger.sales.actions import purchases
from services.ledger.surplus.rules import Capital, Employee
from services.ledger.surplus.tables import Payroll

LEGAL_RESERVE, RESERVES = "1061", ("1061", "1063", "1068")


def reserves_on(unit: Unit, day: date) -> dict[str, int]:
    """Return what stands on each reserve at the end of a day, in minor units."""
    balances = balances_on(unit.session, day, before_closing=True)
    return {account: balances[account][1] - balances[account][0] for account in RESERVES if account in balances}


def income_of(unit: Unit, year: int, prefixes: Iterable[str]) -> int:
    """Return what accounts with one of these beginnings brought a year, in minor units (charges below zero)."""
    wanted = tuple(prefixes)
    return sum(amount for account, amount in result_of(unit.session, year).items() if account.startswith(wanted))


def capital_held(unit: Unit, year: FiscalYear) -> Capital:
    """Return each member's paid-up capital times the days of the year it was held (minor units · days).

    What is paid counts from its effective day on, what is taken out no longer counts on its effective day. Who holds
    nothing at the year's end counts for the days before, unless the statutes give leavers nothing
    (``economy.surplus.interest_of_leavers: none``).
    """
    held = paid_up_days(unit.session, year.starts_on, year.ends_on)
    if unit.rules.statutes("economy.surplus.interest_of_leavers", "pro_rata").value == "none":
        holders = set(unit.session.scalars(
            select(Movement.member_id).where(Movement.effective_on <= year.ends_on)
            .group_by(Movement.member_id).having(func.sum(Movement.paid) > 0)
        ))  # fmt: skip
        held = {member: days for member, days in held.items() if member in holders}
    counted = {member: days for member, days in held.items() if days > 0}
    return Capital(counted, (year.ends_on - year.starts_on).days + 1)


def employees_of(unit: Unit, year: int) -> list[Employee]:
    """Return a year's payroll, by person."""
    rows = unit.session.scalars(select(Payroll).where(Payroll.year == year).order_by(Payroll.person_id))
    return [
        Employee(row.person_id, row.member_id, row.wages, row.hours, row.months_present, row.seniority_months)
        for row in rows
    ]


def labour_members(unit: Unit, year: int) -> dict[str, str | None]:
    """Return the member id, if any, behind each person of a year's payroll."""
    rows: Any = unit.session.execute(select(Payroll.person_id, Payroll.member_id).where(Payroll.year == year))
    return dict(rows.all())


def weights_digest(unit: Unit, year: FiscalYear) -> str:
    """Name the state of what persons' parts are reckoned by: the year's payroll, purchases and capital."""
    columns = (
        Payroll.person_id, Payroll.member_id, Payroll.wages, Payroll.hours, Payroll.months_present,
        Payroll.seniority_months,
    )  # fmt: skip
    rows = unit.session.execute(select(*columns).where(Payroll.year == year.year).order_by(Payroll.person_id))
    bought, total = purchases(unit, year.starts_on, year.ends_on)
    held = dict(capital_held(unit, year).days_held)
    return digest({"payroll": [list(row) for row in rows], "purchases": bought, "sales": total, "capital": held})


def stricter(law: Rule, statutes: Rule) -> Rule:
    """Return the rule that asks for more: the statutes may go beyond the law."""
    return statutes if statutes.fraction > law.fraction else law


def rate_maximum(unit: Unit) -> tuple[Fraction | None, str]:
    """Return the rate that interest may not exceed on paid-up capital, if the statutes set one, and its article."""
    cap = unit.rules.statutes("economy.surplus.interest_rate_maximum", None)
    return (None if cap.value is None else cap.fraction), cap.article
