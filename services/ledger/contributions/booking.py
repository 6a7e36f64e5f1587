"""Computes the contributions of a period and books what is not booked yet.

Invariant: the legs of every contribution sum to zero on 181, and on 186 with 187, so that the turnover and the result
of the whole are what they were.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.refusals import Invalid
from services.commons.storage import Listed, Unit, page_of
from services.ledger.activities.rules import SHARED_SERVICES
from services.ledger.activities.sums import treasuries
from services.ledger.activities.tables import Activity
from services.ledger.contributions import contract
from services.ledger.contributions.bases import activities_owing
from services.ledger.contributions.rules import Due, Period, RateRule, due, read_rules, uncomputed
from services.ledger.contributions.tables import Contribution
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import Draft, DraftLine, credit, debit
from services.ledger.journal.tables import entry_id

LINK, CHARGED, PRODUCED = "181", "186", "187"
LONGEST = 366  # days


@answers(contract.compute_contributions)
def compute_contributions(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Book for each activity what it owes for the period, less what was booked for it before."""
    period = period_of(body["since"], body["until"])
    hold_the_book(unit)  # and with it every other computation, so that no two book the same
    _check_overlap(unit, period)
    rules, article = rules_of(unit, period)
    booked = _booked(unit, period)
    drafts: list[Draft] = []
    rows: list[list[dict[str, Any]]] = []
    unchanged = base = 0
    for activity, owing in activities_owing(unit, rules, period):
        asked = due(rules, period, owing)
        fresh = _fresh(asked, activity, booked)
        if not fresh:
            unchanged += 1
            continue
        base += sum({one.basis: one.base for one in asked}.values())
        lines = [line for one in fresh for line in legs(activity, Money(one["amount"], unit.currency))]
        drafts.append(Draft("internal", period.until,
                            f"Contribution of activity {activity.code}, {period.since} to {period.until}",
                            tuple(lines), metadata={"source": fresh[0]["id"]}))  # fmt: skip
        rows.append(fresh)
    for posted, fresh in zip(post(unit, drafts), rows, strict=True):
        unit.session.add_all(
            Contribution(since=period.since, until=period.until, article=article, entry=posted.seq,
                         recorded_at=unit.now, **one)
            for one in fresh
        )  # fmt: skip
    amount = sum(one["amount"] for fresh in rows for one in fresh)
    return {
        "since": period.since, "until": period.until, "base": Money(base, unit.currency),
        "amount": Money(amount, unit.currency), "booked": len(drafts), "unchanged": unchanged,
        "overdrawn": _overdrawn(unit, {one["activity_id"] for fresh in rows for one in fresh}),
    }  # fmt: skip


@answers(contract.list_contributions)
def list_contributions(unit: Unit, activity_id: str | None, limit: int, cursor: str | None) -> Listed:
    """List the contributions booked, oldest first."""
    rows = select(Contribution)
    if activity_id:
        rows = rows.where(Contribution.activity_id == activity_id)
    page = page_of(unit.session, rows, key=[Contribution.id], limit=limit, cursor=cursor)
    return Listed([contribution_shown(unit, row) for row in page.data], page.next_cursor)


def contribution_shown(unit: Unit, row: Contribution) -> dict[str, Any]:
    """Return a contribution as the API shows it."""
    return {
        "activity_id": row.activity_id, "rule": row.rule, "since": row.since, "until": row.until, "basis": row.basis,
        "base": Money(row.base, unit.currency), "rate": row.rate, "amount": Money(row.amount, unit.currency),
        "article": row.article, "entry": entry_id(row.entry),
    }  # fmt: skip


def period_of(since: date, until: date) -> Period:
    """Return a period, or refuse one that ends before it begins or lasts longer than a year."""
    if since > until:
        raise Invalid(errors=[{"in": "body", "pointer": "/until", "message": "The period ends before it begins."}])
    if (until - since).days > LONGEST:
        raise Invalid(errors=[{"in": "body", "pointer": "/until", "message": "A period lasts at most a year."}])
    return Period(since, until)


def rules_of(unit: Unit, period: Period) -> tuple[list[RateRule], str]:
    """Return the rules of the bylaws in force at the end of a period, and their article."""
    rule = unit.rules_on(period.until).bylaws("contributions")
    rules = read_rules(rule.value, unit.currency)
    check_bases(rules, rule.article)
    return rules, rule.article


def check_bases(rules: list[RateRule], article: str) -> None:
    """Refuse a base that these books do not compute, rather than misread it."""
    if strange := uncomputed(rules):
        raise contract.UnknownContributionBase(
            article=article, rule=strange.name, base=strange.basis.base, recognised=strange.basis.recognised
        )


def legs(activity: Activity, amount: Money) -> list[DraftLine]:
    """Return the four legs: a charge of the activity, a product of the shared services, linked through 181."""
    if amount.minor < 0:
        return [line._replace(amount=-line.amount) for line in legs(activity, -amount)]
    own = {"activity": activity.id, "establishment": activity.establishment}
    shared = {"activity": SHARED_SERVICES}
    return [
        debit(CHARGED, amount, **own), credit(LINK, amount, **own),
        debit(LINK, amount, **shared), credit(PRODUCED, amount, **shared),
    ]  # fmt: skip


def _fresh(
    asked: list[Due], activity: Activity, booked: dict[tuple[str, str], tuple[int, int]]
) -> list[dict[str, Any]]:
    """Return the rows of what is due and not booked; what came late is a further part, above or below zero."""
    fresh = []
    for one in asked:
        before, parts = booked.get((activity.id, one.rule), (0, 0))
        if one.amount != before:
            fresh.append({
                "id": new_id("ctr"), "activity_id": activity.id, "rule": one.rule, "part": parts + 1,
                "basis": one.basis, "base": one.base, "amount": one.amount - before,
                "rate": None if one.rate is None else str(one.rate),
            })  # fmt: skip
    return fresh


def _overdrawn(unit: Unit, activities: set[str]) -> int:
    found = treasuries(unit.session, activities) if activities else {}
    return sum(one.available < 0 for one in found.values())


def _check_overlap(unit: Unit, period: Period) -> None:
    row = unit.session.execute(
        select(Contribution.since, Contribution.until).where(
            Contribution.since <= period.until, Contribution.until >= period.since,
            or_(Contribution.since != period.since, Contribution.until != period.until),
        ).limit(1)
    ).first()  # fmt: skip
    if row is not None:
        raise contract.PeriodsOverlap(since=row.since, until=row.until)


def _booked(unit: Unit, period: Period) -> dict[tuple[str, str], tuple[int, int]]:
    rows = unit.session.execute(
        select(Contribution.activity_id, Contribution.rule, func.sum(Contribution.amount), func.max(Contribution.part))
        .where(Contribution.since == period.since, Contribution.until == period.until)
        .group_by(Contribution.activity_id, Contribution.rule)
    )  # fmt: skip
    return {(activity, rule): (int(amount), int(part)) for activity, rule, amount, part in rows}
