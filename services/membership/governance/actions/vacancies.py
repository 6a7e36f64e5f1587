"""Fills seats whose mandate ended early, as the statutes say: by the next of the election, or by the body itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.membership.register import parties
from services.voting.elections.contract import runner_up_offered

from .. import contract
from ..bodies import BodyOfStatutes, body_named, lock_body, places_open
from ..contract import seat_declined
from ..contract.refusals import AlreadySeated, MandateEnded, NoCoOption, NoVacantSeat
from ..rules import Term
from ..tables import Mandate
from .seating import seat


@answers(contract.co_opt)
def co_opt(unit: Unit, slug: str, body: dict[str, Any]) -> Mandate:
    """Seat whom a body chose for a vacancy within a term that runs, until that term ends."""
    of = body_named(unit, slug)
    if of.vacancy != "co_option":
        raise NoCoOption(article=of.article, body=slug, vacancy=of.vacancy)
    first = body["starts_on"] or unit.today
    lock_body(unit, slug)
    vacancies = [places for places in places_open(unit, of, first) if places.ends_on is not None]
    if not vacancies:
        raise NoVacantSeat(article=of.article, seats=of.seats, body=slug, on=first)
    parties.locked(unit, body["member_id"])
    known = select(Mandate.ends_on).where(
        Mandate.body == slug, Mandate.member_id == body["member_id"], Mandate.resolution_id == body["reference"]
    )
    if (ends_on := unit.session.scalar(known)) is not None:
        raise AlreadySeated(article=of.article, member_id=body["member_id"], body=slug, ends_on=ends_on)
    return seat(unit, of, body["member_id"], vacancies[0].term(first), series=vacancies[0].series,
                resolution_id=body["reference"])  # fmt: skip


@follows(runner_up_offered)
def seat_runner_up(unit: Unit, event: Event) -> None:
    """Seat the runner-up for the rest of the term, or tell why not, so that the next one is offered the seat."""
    told, before = event.data, len(unit.emitted)
    try:
        with unit.session.begin_nested():
            _fill(unit, body_named(unit, told["body"]), told)
    except Refusal as refusal:
        del unit.emitted[before:]
        unit.emit(seat_declined, f"bodies/{told['body']}", {
            "mandate_id": told["mandate_id"], "body": told["body"], "member_id": told["member_id"],
            "code": refusal.code,
        })  # fmt: skip


def _fill(unit: Unit, body: BodyOfStatutes, told: dict[str, Any]) -> None:
    lock_body(unit, body.slug)
    parties.locked(unit, told["member_id"])
    ended = unit.session.get_one(Mandate, told["mandate_id"])
    assert ended.ended_on is not None, "a seat is offered when its mandate has ended"
    first = ended.ended_on + timedelta(days=1)
    if first > ended.term_ends_on:
        raise MandateEnded(mandate_id=ended.id, ended_on=ended.term_ends_on, article=ended.article)
    if body.vacancy != "runner_up" or not _is_open(unit, body, ended):
        raise NoVacantSeat(article=body.article, seats=body.seats, body=body.slug, on=first)
    seat(unit, body, told["member_id"], Term(first, ended.term_ends_on), series=ended.series,
         resolution_id=ended.resolution_id, replaces=ended.id)  # fmt: skip


def _is_open(unit: Unit, body: BodyOfStatutes, ended: Mandate) -> bool:
    assert ended.ended_on is not None
    if unit.session.scalar(select(Mandate.id).where(Mandate.replaces == ended.id)) is not None:
        return False
    places = places_open(unit, body, ended.ended_on + timedelta(days=1))
    return any(one.series == ended.series for one in places)
