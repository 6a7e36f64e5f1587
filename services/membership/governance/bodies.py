"""Bodies as the statutes make them, and the seats that are held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit

from .contract.refusals import UnknownBody
from .rules import PARTS, Held, Places, Term, open_places
from .tables import Body, Mandate


@dataclass(frozen=True, slots=True)
class BodyOfStatutes:
    """What the statutes say of a body, and the article that says it."""

    slug: str
    seats: int
    term_months: int
    elected_by: str
    level: str | None
    renewal: str
    # runner_up | co_option | empty
    vacancy: str
    # How long before the mandates expire the next election is opened.
    months_before: int
    minimum_age: int | None
    article: str

    @property
    def parts(self) -> int:
        """In how many parts the seats are renewed."""
        return PARTS[self.renewal]


def bodies(unit: Unit) -> list[BodyOfStatutes]:
    """Return every body that the statutes in force have."""
    rule = unit.rules.statutes("governance.bodies", [])
    return [
        BodyOfStatutes(one["slug"], int(one["seats"]), int(one["term_months"]),
                       one.get("elected_by", "general_assembly"), one.get("level"), one.get("renewal", "whole"),
                       one.get("vacancy", "empty"), int(one.get("months_before", 3)),
                       (one.get("eligibility") or {}).get("minimum_age"), rule.article)
        for one in rule.value
    ]  # fmt: skip


def body_named(unit: Unit, slug: str) -> BodyOfStatutes:
    """Return a body by its slug, or refuse."""
    found = {body.slug: body for body in bodies(unit)}
    if slug not in found:
        article = unit.rules.statutes("governance.bodies", []).article
        raise UnknownBody(article=article, body=slug, bodies=", ".join(found) or "none")
    return found[slug]


def lock_body(unit: Unit, slug: str) -> None:
    """Hold a body until the end of the transaction, so that its seats are filled by one resolution at a time."""
    unit.session.execute(insert(Body).values(slug=slug).on_conflict_do_nothing())
    unit.session.execute(select(Body.slug).where(Body.slug == slug).with_for_update())


def mandates_until(unit: Unit, slug: str, first: date) -> list[Mandate]:
    """Return the mandates of a body that are held on a day or after it, by first day and id."""
    end = func.least(Mandate.ends_on, func.coalesce(Mandate.ended_on, Mandate.ends_on))
    return list(unit.session.scalars(
        select(Mandate).where(Mandate.body == slug, end >= first).order_by(Mandate.started_on, Mandate.id)
    ))  # fmt: skip


def term_of(mandate: Mandate) -> Term:
    """Return the days in which a mandate is really held."""
    return Term(mandate.started_on, min(mandate.ends_on, mandate.ended_on or mandate.ends_on))


def terms_of(mandates: Iterable[Mandate]) -> list[Term]:
    """Return the terms of mandates that are held at all (one revoked before its start is not)."""
    return [term for term in map(term_of, mandates) if term.ends_on >= term.starts_on]


def places_open(unit: Unit, body: BodyOfStatutes, first: date) -> list[Places]:
    """Return the seats of a body that are open from a day on; mandates of an annulled vote leave no trace in it."""
    known = select(Mandate).where(
        Mandate.body == body.slug, Mandate.term_ends_on >= first, Mandate.end_reason.is_distinct_from("annulled")
    )
    held = [Held(min(one.series, body.parts), next(iter(terms_of([one])), None), one.term_ends_on)
            for one in unit.session.scalars(known)]  # fmt: skip
    return open_places(body.seats, body.term_months, body.parts, held, first)


def shown(unit: Unit, body: BodyOfStatutes, day: date) -> dict[str, Any]:
    """Return a body as of a day as the API shows it."""
    seated = [mandate for mandate in mandates_until(unit, body.slug, day) if term_of(mandate).covers(day)]
    return {
        "slug": body.slug, "level": body.level, "seats": body.seats, "held": len(seated),
        "vacant": max(0, body.seats - len(seated)), "term_months": body.term_months, "elected_by": body.elected_by,
        "renewal": body.renewal, "vacancy": body.vacancy, "article": body.article, "as_of": day, "mandates": seated,
    }  # fmt: skip
