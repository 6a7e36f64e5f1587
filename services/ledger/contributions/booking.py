"""Computes the contributions of a period and books what is not booked yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.refusals import Invalid
from services.commons.storage import Unit
from services.ledger.capital.tables import Member
from services.ledger.contributions import contract, rules
from services.ledger.contributions.tables import Activity, Contribution, Revenue
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import Draft, DraftLine, credit, debit

LINK, CHARGED, PRODUCED = "181", "186", "187"
SHARED_SERVICES = "shared-services"  # the axis that receives what activities contribute


@answers(contract.compute_contributions)
def compute_contributions(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Book for each activity what its revenue of the period owes, less what was booked for it before."""
    since, until = body["since"], body["until"]
    if since > until:
        raise Invalid(errors=[{"in": "body", "pointer": "/until", "message": "The period ends before it begins."}])
    hold_the_book(unit)  # and with it every other computation, so that no two book the same
    _check_overlap(unit, since, until)
    rule = unit.rules_on(until).bylaws("contributions")
    _check_bases(rule.value, rule.article)
    rates = rules.read_rules(rule.value, unit.currency)
    revenues = _revenues(unit, since, until)
    booked = _booked(unit, since, until)
    drafts: list[Draft] = []
    rows: list[list[dict[str, Any]]] = []
    unchanged = base = amount = 0
    for activity, category in _activities(unit, set(revenues)):
        fresh: list[dict[str, Any]] = []
        for due in rules.due(rates, revenues[activity.id], until, category, activity.code):
            before, parts = booked.get((activity.id, due.rule), (0, 0))
            if due.amount != before:
                fresh.append({"rule": due.rule, "part": parts + 1, "base": due.base, "amount": due.amount - before,
                              "rate": None if due.rate is None else str(due.rate)})  # fmt: skip
        if not fresh:
            unchanged += 1
            continue
        base += sum(money for _, money in revenues[activity.id])
        amount += sum(one["amount"] for one in fresh)
        lines = [line for one in fresh for line in _legs(activity, Money(one["amount"], unit.currency))]
        drafts.append(Draft("internal", until, f"Contribution of activity {activity.code}, {since} to {until}",
                            tuple(lines), metadata={"source": "contributions"}))  # fmt: skip
        rows.append([{**one, "activity_id": activity.id} for one in fresh])
    for posted, fresh in zip(post(unit, drafts), rows, strict=True):
        unit.session.add_all(
            Contribution(id=new_id("ctr"), since=since, until=until, article=rule.article, entry=posted.seq,
                         recorded_at=unit.now, **one)
            for one in fresh
        )  # fmt: skip
    return {
        "since": since, "until": until, "base": Money(base, unit.currency), "amount": Money(amount, unit.currency),
        "booked": len(drafts), "unchanged": unchanged,
    }  # fmt: skip


def _legs(activity: Activity, amount: Money) -> list[DraftLine]:
    """Return the four legs: a charge of the activity, a product of the shared services, linked through 181.

    They sum to zero on 181 and on 186 with 187, so the turnover of the whole never grows by them.
    """
    if amount.minor < 0:
        return [line._replace(amount=-line.amount) for line in _legs(activity, -amount)]
    own = {"activity": activity.id, "establishment": activity.establishment}
    shared = {"activity": SHARED_SERVICES}
    return [
        debit(CHARGED, amount, **own), credit(LINK, amount, **own),
        debit(LINK, amount, **shared), credit(PRODUCED, amount, **shared),
    ]  # fmt: skip


def _check_overlap(unit: Unit, since: date, until: date) -> None:
    row = unit.session.execute(
        select(Contribution.since, Contribution.until).where(
            Contribution.since <= until, Contribution.until >= since,
            or_(Contribution.since != since, Contribution.until != until),
        ).limit(1)
    ).first()  # fmt: skip
    if row is not None:
        raise contract.PeriodsOverlap(since=row.since, until=row.until)


def _check_bases(contributions: list[dict[str, Any]], article: str) -> None:
    for one in contributions:
        base, recognised = one.get("base", "turnover"), one.get("recognised", "invoiced")
        if (base, recognised) != ("turnover", "invoiced"):
            raise contract.UnknownContributionBase(article=article, rule=one["name"], base=base, recognised=recognised)


def _activities(unit: Unit, wanted: set[str]) -> list[tuple[Activity, str | None]]:
    """Return activities by code, each with the category of its first owner."""
    found = unit.session.scalars(select(Activity).where(Activity.id.in_(wanted)).order_by(Activity.code)).all()
    owners = {activity.owners[0] for activity in found if activity.owners}
    categories = dict(
        unit.session.execute(select(Member.id, Member.category).where(Member.id.in_(owners))).all()
    )
    return [(one, categories.get(one.owners[0]) if one.owners else None) for one in found]


def _revenues(unit: Unit, since: date, until: date) -> dict[str, list[tuple[date, int]]]:
    rows = unit.session.execute(
        select(Revenue.activity_id, Revenue.day, func.sum(Revenue.amount))
        .where(Revenue.day.between(since, until)).group_by(Revenue.activity_id, Revenue.day)
    )  # fmt: skip
    found: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for activity, day, amount in rows:
        found[activity].append((day, int(amount)))
    return found


def _booked(unit: Unit, since: date, until: date) -> dict[tuple[str, str], tuple[int, int]]:
    rows = unit.session.execute(
        select(Contribution.activity_id, Contribution.rule, func.sum(Contribution.amount), func.max(Contribution.part))
        .where(Contribution.since == since, Contribution.until == until)
        .group_by(Contribution.activity_id, Contribution.rule)
    )  # fmt: skip
    return {(activity, rule): (int(amount), int(part)) for activity, rule, amount, part in rows}
