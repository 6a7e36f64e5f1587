"""Elections: vacant seats proposed to an assembly, and filled by exactly what it adopted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from services.commons.bindings import answers
from services.commons.proposals import Proposal, carries_out, propose
from services.commons.storage import Unit
from services.membership.contract import proposals
from services.membership.register import parties
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from .. import contract
from ..bodies import BodyOfStatutes, body_named, lock_body, places_open
from ..contract import seats_opened
from ..contract.refusals import ElectionOutOfTime, NoVacantSeat, SeatsFull
from ..rules import Places, assigned, end_of_term
from ..tables import Opening
from .annulments import end_annulled
from .seating import check_length, seat


@answers(contract.propose_election)
def propose_election(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Propose to fill the seats that are open from the first day on."""
    of, starts_on = body_named(unit, slug), body["starts_on"]
    # An opening far ahead would stand for all those before it, which are then never opened by themselves.
    last = end_of_term(unit.today, of.term_months) + timedelta(days=1)
    if starts_on is not None and not unit.today <= starts_on <= last:
        raise ElectionOutOfTime(article=of.article, body=slug, first=unit.today, last=last, asked=starts_on)
    return open_seats(unit, of, starts_on, "asked")


def open_seats(unit: Unit, body: BodyOfStatutes, starts_on: date | None, because: str) -> dict[str, Any]:
    """Propose the election of a body's open seats, part by part, and tell that they are open."""
    check_length(unit, body)
    counted_on = starts_on or unit.today
    places = places_open(unit, body, counted_on)
    vacant = sum(one.seats for one in places)
    if vacant == 0:
        raise NoVacantSeat(article=body.article, seats=body.seats, body=body.slug, on=counted_on)
    content = {
        "body": body.slug, "seats": vacant, "term_months": body.term_months, "places": [_plain(one) for one in places],
        "starts_on": starts_on.isoformat() if starts_on else None, "counted_on": counted_on.isoformat(),
        "article": body.article,
    }  # fmt: skip
    row = propose(
        unit, proposals, "seat_mandates", content, _ground(unit, content), seats=vacant, assembly="ordinary",
        about_person=True,
        summary=f"Election of {vacant} seat(s) of the body {body.slug} for {body.term_months} months",
    )  # fmt: skip
    unit.session.add(Opening(proposal_id=row.id, body=body.slug, because=because, seats=vacant, counted_on=counted_on,
                             opened_at=unit.now))  # fmt: skip
    unit.emit(seats_opened, f"bodies/{body.slug}", {
        "body": body.slug, "proposal_id": row.id, "seats": vacant, "starts_on": starts_on, "because": because,
    })  # fmt: skip
    return {**content, "proposal_id": row.id, "effect": row.effect, "digest": row.digest, "starts_on": starts_on,
            "places": places}  # fmt: skip


def ground_of(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal rests on, as it is now."""
    lock_body(unit, proposal.content["body"])
    return _ground(unit, proposal.content)


@carries_out(
    resolution_adopted, effect="seat_mandates", events=proposals, ground=ground_of, annulled=resolution_annulled,
    undo=end_annulled,
)
def seat_mandates(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Seat everyone elected, all or none, from the day proposed or the assembly's day if that is later.

    ``elected`` comes in the order of the result: where parts of a body have terms of different lengths, the best
    placed take the longest.
    """
    slug, elected = proposal.content["body"], list((adopted.get("outcome") or {}).get("elected", []))
    body = body_named(unit, slug)
    first = date.fromisoformat(max(filter(None, (proposal.content["starts_on"], adopted["adopted_on"]))))
    # All of them before anything is told: who is leaving at this moment is waited for, and cannot be left seated.
    for member_id in sorted(elected):
        parties.locked(unit, member_id)
    now = {one.series: one for one in places_open(unit, body, first)}
    places = [_read(one) for one in proposal.content["places"]]
    free = sum(min(one.seats, now[one.series].seats) for one in places if one.series in now)
    if len(elected) > min(proposal.content["seats"], free):
        raise SeatsFull(article=body.article, body=slug, seats=body.seats, held=body.seats - free, asked=len(elected))
    return {"mandates": [
        seat(unit, body, member_id, term, series=series, resolution_id=adopted["resolution_id"]).id
        for member_id, series, term in assigned(places, elected, first)
    ]}  # fmt: skip


def _ground(unit: Unit, content: dict[str, Any]) -> dict[str, Any]:
    """What must still hold when the vote is proclaimed: the body as it was, and every seat proposed still open.

    A seat of the body that falls vacant meanwhile changes nothing: it waits for an election of its own.
    """
    body = body_named(unit, content["body"])
    now = places_open(unit, body, date.fromisoformat(content["counted_on"]))
    return {"seats": body.seats, "term_months": body.term_months, "open": _still_open(content["places"], now)}


def _still_open(proposed: Iterable[dict[str, Any]], now: Iterable[Places]) -> list[int]:
    """Return, part by part, how many of the seats proposed are open, where they are open for the same term."""
    plain = {one.series: _plain(one) for one in now}
    return [
        min(one["seats"], plain[one["series"]]["seats"])
        if one["series"] in plain and {**plain[one["series"]], "seats": 0} == {**one, "seats": 0} else 0
        for one in proposed
    ]  # fmt: skip


def _plain(places: Places) -> dict[str, Any]:
    return {**asdict(places), "ends_on": places.ends_on.isoformat() if places.ends_on else None}


def _read(plain: dict[str, Any]) -> Places:
    return Places(plain["series"], plain["seats"], plain["months"],
                  date.fromisoformat(plain["ends_on"]) if plain["ends_on"] else None)  # fmt: skip
