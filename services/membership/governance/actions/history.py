"""Mandates as they were and are: of a day, a member, a body from its first seat on; and the seats that are open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, literal, null, select, union_all

from services.commons.bindings import answers
from services.commons.proposals import EffectRow
from services.commons.proposals.tables import ProposalRow
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..bodies import BodyOfStatutes, bodies, body_named, places_open
from ..tables import Mandate, Opening

_LAST_DAY = func.least(Mandate.ends_on, Mandate.ended_on)  # PostgreSQL's LEAST passes over NULL


@answers(contract.list_mandates)
def list_mandates(
    unit: Unit, as_of: date | None, body: str | None, member_id: str | None, past: bool, limit: int, cursor: str | None
) -> Listed:
    """List mandates by their first day."""
    day = as_of or unit.today
    asked = [] if past else [Mandate.started_on <= day, _LAST_DAY >= day]
    asked += [Mandate.body == body] if body else []
    asked += [Mandate.member_id == member_id] if member_id else []
    return page_of(unit.session, select(Mandate).where(*asked), key=[Mandate.started_on, Mandate.id], limit=limit,
                   cursor=cursor)  # fmt: skip


@answers(contract.get_body_history)
def get_body_history(unit: Unit, slug: str, limit: int, cursor: str | None) -> Listed:
    """List what happened to the seats of a body by day; a body that the statutes had once is remembered too."""
    held = select(Mandate.id).where(Mandate.body == slug).limit(1)
    if unit.session.scalar(held) is None:
        body_named(unit, slug)
    happened = union_all(
        _happened(Mandate.started_on, literal("seated"), null()).where(Mandate.body == slug),
        _happened(Mandate.ended_on, Mandate.end_reason, Mandate.end_reference).where(
            Mandate.body == slug, Mandate.ended_on.is_not(None)),
        _happened(Mandate.ends_on, literal("expired"), null()).where(
            Mandate.body == slug, Mandate.ended_on.is_(None), Mandate.ends_on < unit.today),
    ).subquery()  # fmt: skip
    key = [happened.c.day, happened.c.kind, happened.c.mandate_id]
    return page_of(unit.session, select(happened), key=key, limit=limit, cursor=cursor, scalars=False)


@answers(contract.list_vacancies)
def list_vacancies(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List the open seats of the bodies of the statutes; there are few bodies."""
    day = as_of or unit.today
    return Listed([vacancy for body in bodies(unit) for vacancy in _vacancies(unit, body, day)])


def _happened(day: Any, kind: Any, reference: Any) -> Any:
    return select(
        day.label("day"), kind.label("kind"), Mandate.id.label("mandate_id"), Mandate.member_id, Mandate.series,
        Mandate.resolution_id, reference.label("reference"),
    )  # fmt: skip


def _vacancies(unit: Unit, body: BodyOfStatutes, day: date) -> Iterator[dict[str, Any]]:
    open_seats = [places for places in places_open(unit, body, day) if places.seats]
    if not open_seats:
        return
    proposal_id, left = _proposed(unit, body), _left_early(unit, body, day)
    for places in open_seats:
        yield {
            "body": body.slug, "seats": body.seats, "vacant": places.seats, "series": places.series,
            "ends_on": places.ends_on, "filled_by": body.vacancy if places.ends_on else "election",
            "left_by": left.get(places.series, []) if places.ends_on else [], "proposal_id": proposal_id,
            "article": body.article, "as_of": day,
        }  # fmt: skip


def _left_early(unit: Unit, body: BodyOfStatutes, day: date) -> dict[int, list[str]]:
    """Return, by part of the body, the mandates whose seat nobody took for the rest of a term that runs."""
    taken = select(Mandate.replaces).where(Mandate.replaces.is_not(None))
    early = select(Mandate.series, Mandate.id).where(
        Mandate.body == body.slug, Mandate.ended_on < day, Mandate.term_ends_on >= day, Mandate.id.not_in(taken),
        Mandate.end_reason.is_distinct_from("annulled"),
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for series, mandate_id in unit.session.execute(early.order_by(Mandate.id)):
        found.setdefault(min(series, body.parts), []).append(mandate_id)
    return found


def _proposed(unit: Unit, body: BodyOfStatutes) -> str | None:
    """Return the last election of a body that was proposed and neither withdrawn nor decided."""
    waiting = (
        select(Opening.proposal_id)
        .join(ProposalRow, ProposalRow.id == Opening.proposal_id)
        .where(Opening.body == body.slug, ProposalRow.withdrawn.is_(None),
               Opening.proposal_id.not_in(select(EffectRow.proposal_id)))
        .order_by(Opening.opened_at.desc(), Opening.proposal_id.desc())
    )  # fmt: skip
    return unit.session.scalar(waiting.limit(1))
