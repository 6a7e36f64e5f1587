"""What a contract says on a day, and how long law and statutes let it last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.clock import legal_day
from services.commons.rulebook.reading import Rule
from services.commons.storage import Unit

from .contract import ContractTooLong, RenewalsExhausted
from .rules import last_day, renewed_before
from .tables import ContractAmendment, Engagement

TERMS = ("form", "weekly_minutes", "term_on")
# The forms that the law itself bounds: the support contract (Commercial Code, article L127-2).
_BY_LAW = {"CAPE": ("pathway.support_months_maximum", "pathway.support_renewals_maximum")}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most months that a form lasts at a time, and how often it is renewed; None: nobody bounds it."""

    months: Rule | None
    renewals: Rule | None

    @property
    def months_in_all(self) -> int | None:
        """The months of a contract that is renewed as often as may be."""
        return None if self.months is None or self.renewals is None else (
            int(self.months.value) * (1 + int(self.renewals.value))
        )  # fmt: skip


def limits_of(unit: Unit, form: str) -> Limits:
    """Return what law and statutes say of a form; the stricter one wins, and its article is the one to name."""
    months, renewals = [], []
    if form in _BY_LAW:
        months, renewals = [unit.rules.law(_BY_LAW[form][0])], [unit.rules.law(_BY_LAW[form][1])]
    stages = unit.rules.statutes("membership.stages", [])
    for stage in stages.value:
        if stage.get("contract") == form:
            for key, found in (("months_maximum", months), ("renewals_maximum", renewals)):
                if stage.get(key) is not None:
                    found.append(Rule(f"membership.stages.{key}", stage[key], stages.article))
    return Limits(_strictest(months), _strictest(renewals))


def _strictest(rules: Sequence[Rule]) -> Rule | None:
    return min(rules, key=lambda rule: int(rule.value), default=None)


def term_of(engagement: Engagement, limits: Limits) -> date | None:
    """Return the last day agreed upon, or the last that law and statutes allow where nobody wrote one down."""
    if engagement.term_on is not None or limits.months is None:
        return engagement.term_on
    return last_day(engagement.started_on, int(limits.months.value))


def check_length(form: str, limits: Limits, starts_on: date, until: date | None, *, in_all: bool = False) -> None:
    """Refuse a contract, or a renewal, that would last longer than law and statutes allow.

    ``in_all`` is for a contract whose whole life is recorded at once, its renewals within it.
    """
    months = limits.months_in_all if in_all else None if limits.months is None else int(limits.months.value)
    if until is None or months is None or limits.months is None or until <= last_day(starts_on, months):
        return
    raise ContractTooLong(article=limits.months.article, form=form, starts_on=starts_on, months=months, given=until,
                          latest=last_day(starts_on, months))  # fmt: skip


def check_renewals(form: str, limits: Limits, renewals: int) -> None:
    """Refuse one renewal more than law and statutes allow; ``renewals`` are those that have been."""
    if limits.renewals is not None and renewals >= int(limits.renewals.value):
        raise RenewalsExhausted(
            article=limits.renewals.article, form=form, maximum=limits.renewals.value, renewals=renewals
        )


def renewals_of(unit: Unit, engagement_ids: Sequence[str]) -> dict[str, int]:
    """Return how often each contract was renewed by amendment."""
    counted = select(ContractAmendment.engagement_id, func.count()).where(
        ContractAmendment.engagement_id.in_(engagement_ids), ContractAmendment.kind == "renewal"
    )
    return {row[0]: int(row[1]) for row in unit.session.execute(counted.group_by(ContractAmendment.engagement_id))}


def renewals_known(unit: Unit, engagement_ids: Sequence[str], day: date) -> dict[str, tuple[int, date]]:
    """Return how often each contract was renewed by amendment, and until when, by what was known on a day.

    A renewal is known once it is recorded, though it takes effect on the day after the term; one that was recorded late
    counts from the day on which it took effect.
    """
    rows = (
        select(ContractAmendment)
        .where(ContractAmendment.engagement_id.in_(engagement_ids), ContractAmendment.kind == "renewal")
        .order_by(ContractAmendment.number)
    )
    found: dict[str, tuple[int, date]] = {}
    for one in unit.session.scalars(rows):
        if one.effective_on <= day or legal_day(one.recorded_at) <= day:
            count, _ = found.get(one.engagement_id, (0, None))
            found[one.engagement_id] = count + 1, date.fromisoformat(one.after["term_on"])
    return found


def said_before(unit: Unit, engagement_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what each contract said before each of its amendments."""
    found: dict[str, list[dict[str, Any]]] = {engagement_id: [] for engagement_id in engagement_ids}
    amended = select(ContractAmendment).where(ContractAmendment.engagement_id.in_(engagement_ids))
    for one in unit.session.scalars(amended):
        found[one.engagement_id].append(_read(one.before))
    return found


def renewals_before(unit: Unit, form: str, starts_on: date, held: Sequence[Engagement]) -> int:
    """Return how often a contract that starts on a day renews earlier ones of its form without a gap."""
    same = [one for one in held if one.form == form and one.id]
    amended = renewals_of(unit, [one.id for one in same]) if same else {}
    return renewed_before(starts_on, [(one.started_on, one.ended_on, amended.get(one.id, 0)) for one in same])


def said_on(unit: Unit, engagements: Sequence[Engagement], day: date) -> list[dict[str, Any]]:
    """Return the engagements as they are shown, with what each contract said on a day."""
    later = (
        select(ContractAmendment)
        .where(ContractAmendment.engagement_id.in_([one.id for one in engagements]),
               ContractAmendment.effective_on > day)
        .order_by(ContractAmendment.number.desc())
    )  # fmt: skip
    # Of those that take effect later, the first one knows what was said before them all.
    before = {one.engagement_id: one.before for one in unit.session.scalars(later)}
    return [shown(one) | _read(before.get(one.id)) for one in engagements]


def shown(engagement: Engagement) -> dict[str, Any]:
    """Return an engagement with what its contract says by now."""
    return {column.key: getattr(engagement, column.key) for column in Engagement.__table__.columns}


def terms(engagement: Engagement) -> dict[str, Any]:
    """Return what a contract says, as it is kept with an amendment."""
    term_on = engagement.term_on
    return {"form": engagement.form, "weekly_minutes": engagement.weekly_minutes,
            "term_on": None if term_on is None else term_on.isoformat()}  # fmt: skip


def _read(kept: dict[str, Any] | None) -> dict[str, Any]:
    if kept is None:
        return {}
    return {**kept, "term_on": None if kept["term_on"] is None else date.fromisoformat(kept["term_on"])}
