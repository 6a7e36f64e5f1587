"""Elections: vacant seats proposed to an assembly, and filled by exactly what it adopted."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.canonical import digest
from services.commons.ids import new_id
from services.commons.proposals import Proposal, carries_out, propose
from services.commons.storage import Unit
from services.membership.contract import proposals
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.voting.polls.contract import resolution_adopted

from .. import contract
from ..bodies import BodyOfStatutes, body_named, lock_body, mandates_until, term_of, terms_of
from ..contract import mandate_seated
from ..contract.refusals import AlreadySeated, IncompatibleMandate, NoVacantSeat, SeatsFull, TermTooLong
from ..rules import Term, end_of_term, free_seats, incompatible_bodies, is_too_long
from ..tables import Mandate


@answers(contract.propose_election)
def propose_election(unit: Unit, slug: str, body: dict[str, Any]) -> dict[str, Any]:
    """Propose to fill the seats that are free for a whole term from the first day on."""
    elected = body_named(unit, slug)
    _check_term(unit, elected)
    starts_on: date | None = body["starts_on"]
    window = _window(elected, starts_on or unit.today)
    vacant = free_seats(elected.seats, terms_of(mandates_until(unit, slug, window.starts_on)), window)
    if vacant == 0:
        raise NoVacantSeat(article=elected.article, seats=elected.seats, body=slug, on=window.starts_on)
    content = {
        "body": slug, "seats": vacant, "term_months": elected.term_months,
        "starts_on": starts_on.isoformat() if starts_on else None, "counted_on": window.starts_on.isoformat(),
        "article": elected.article,
    }  # fmt: skip
    row = propose(
        unit, proposals, "seat_mandates", content, _ground(unit, content), seats=vacant, assembly="ordinary",
        summary=f"Election of {vacant} seat(s) of the body {slug} for {elected.term_months} months",
    )  # fmt: skip
    return {**content, "proposal_id": row.id, "effect": row.effect, "digest": row.digest, "starts_on": starts_on}


def ground_of(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal rests on, as it is now."""
    lock_body(unit, proposal.content["body"])
    return _ground(unit, proposal.content)


@carries_out(resolution_adopted, effect="seat_mandates", events=proposals, ground=ground_of)
def seat_mandates(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Seat everyone elected, all or none, from the day proposed or the assembly's day if that is later."""
    slug, elected = proposal.content["body"], list((adopted.get("outcome") or {}).get("elected", []))
    body = body_named(unit, slug)
    first = max(filter(None, (proposal.content["starts_on"], adopted["adopted_on"])))
    window = Term(date.fromisoformat(first), end_of_term(date.fromisoformat(first), proposal.content["term_months"]))
    # All of them before anything is told: who is leaving at this moment is waited for, and cannot be left seated.
    for member_id in sorted(elected):
        parties.locked(unit, member_id)
    terms = terms_of(mandates_until(unit, slug, window.starts_on))
    if len(elected) > min(proposal.content["seats"], free_seats(body.seats, terms, window)):
        raise SeatsFull(article=body.article, body=slug, seats=body.seats, held=len(terms), asked=len(elected))
    return {"mandates": [_seat(unit, body, member_id, window, adopted["resolution_id"]) for member_id in elected]}


def _seat(unit: Unit, body: BodyOfStatutes, member_id: str, window: Term, resolution_id: str) -> str:
    """Seat one member; a membership whose end is known carries the mandate no further."""
    last_day = check_is_member(unit, member_id, window.starts_on)
    term = Term(window.starts_on, min(window.ends_on, last_day or window.ends_on))
    _check_compatible(unit, body, member_id, term)
    mandate = Mandate(
        id=new_id("mdt"), body=body.slug, member_id=member_id, started_on=term.starts_on, ends_on=term.ends_on,
        resolution_id=resolution_id, article=body.article, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(mandate)
    unit.session.flush()
    unit.emit(mandate_seated, f"bodies/{body.slug}", {
        "mandate_id": mandate.id, "body": body.slug, "member_id": member_id, "started_on": mandate.started_on,
        "ends_on": mandate.ends_on, "resolution_id": resolution_id,
    })  # fmt: skip
    return mandate.id


def _check_compatible(unit: Unit, body: BodyOfStatutes, member_id: str, term: Term) -> None:
    rule = unit.rules.statutes("governance.incompatibilities", [])
    excluded = incompatible_bodies(body.slug, rule.value)
    for slug in [body.slug, *sorted(excluded)]:
        for mandate in mandates_until(unit, slug, term.starts_on):
            if mandate.member_id != member_id or not term_of(mandate).overlaps(term):
                continue
            if slug == body.slug:
                raise AlreadySeated(article=body.article, member_id=member_id, body=slug, ends_on=mandate.ends_on)
            raise IncompatibleMandate(article=rule.article, member_id=member_id, other=slug, body=body.slug)


def _check_term(unit: Unit, body: BodyOfStatutes) -> None:
    law = unit.rules.law("mandates.maximum_years")
    if is_too_long(body.term_months, int(law.value)):
        raise TermTooLong(article=law.article, months=body.term_months, years=law.value)


def _window(body: BodyOfStatutes, first: date) -> Term:
    return Term(first, end_of_term(first, body.term_months))


def _ground(unit: Unit, content: dict[str, Any]) -> dict[str, Any]:
    """What must still hold when the vote is proclaimed: the seats of the body, and who holds them."""
    held = mandates_until(unit, content["body"], date.fromisoformat(content["counted_on"]))
    holders = [[mandate.id, term_of(mandate).ends_on.isoformat()] for mandate in held]
    body = body_named(unit, content["body"])
    return {"seats": body.seats, "term_months": body.term_months, "holders": digest(holders)}
