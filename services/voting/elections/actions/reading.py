"""Gets hold of elections and shows them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import InvalidCursor, NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.elections import contract
from services.voting.elections.contract.refusals import WrongElectionState
from services.voting.elections.rules import commitment
from services.voting.elections.tables import Candidacy, Election, SeatOffer
from services.voting.polls.successors import last_of
from services.voting.polls.tables import Poll
from services.voting.tally.tables import Tally


def held_election(unit: Unit, election_id: str, *states: str) -> Election:
    """Return an election, locked until the end of the transaction, in one of these states."""
    election = unit.session.get(Election, election_id, with_for_update=True, populate_existing=True)
    if election is None:
        raise NotFound(what="election", id=election_id)
    if election.state not in states:
        raise WrongElectionState(election_id=election_id, state=election.state, needed=" or ".join(states))
    return election


def seen_election(unit: Unit, election_id: str) -> Election:
    """Return an election to be read."""
    election = unit.session.get(Election, election_id)
    if election is None:
        raise NotFound(what="election", id=election_id)
    return election


def poll_of(unit: Unit, election: Election) -> Poll | None:
    """Return the poll of the latest round, or the one that took its place: a second call, an annulment."""
    return last_of(unit, election.poll_id) if election.poll_id else None


def body_of(unit: Unit, slug: str) -> tuple[dict[str, Any], str]:
    """Return what the statutes say of a body, and their article; nothing of one that they know no more."""
    rule = unit.rules.statutes("governance.bodies", [])
    return next((one for one in rule.value if one["slug"] == slug), {"slug": slug}), rule.article


def shown(unit: Unit, election: Election) -> dict[str, Any]:
    """Return an election as the API shows it; the seed of its list is shown once the list is."""
    unit.session.flush()
    columns = {column.key: getattr(election, column.key) for column in Election.__table__.columns}
    poll = poll_of(unit, election)
    standing = select(func.count()).where(Candidacy.election_id == election.id, *standing_now())
    return {
        **columns, "poll_id": poll.id if poll else None, "order": election.list_order,
        "candidates": unit.session.scalar(standing),
        "order_commitment": commitment(election.list_seed) if election.list_seed else None,
        "order_seed": election.list_seed if election.published_at else None,
    }  # fmt: skip


def standing_now() -> tuple[Any, ...]:
    """Return the conditions of a candidacy that was accepted and neither refused nor withdrawn."""
    return (Candidacy.accepted_at.is_not(None), Candidacy.refused_for.is_(None), Candidacy.withdrawn_at.is_(None))


def state_of(candidacy: Candidacy) -> str:
    """Return where a candidacy stands."""
    if candidacy.withdrawn_at is not None:
        return "withdrawn"
    if candidacy.refused_for is not None:
        return "refused"
    if candidacy.accepted_at is None:
        return "nominated"
    return "standing" if candidacy.examined else "examining"


def candidacy_shown(candidacy: Candidacy) -> dict[str, Any]:
    """Return a candidacy as the API shows it."""
    columns = {column.key: getattr(candidacy, column.key) for column in Candidacy.__table__.columns}
    return {**columns, "state": state_of(candidacy)}


@answers(contract.list_elections)
def list_elections(unit: Unit, body: str | None, state: str | None, limit: int, cursor: str | None) -> Listed:
    """List elections in the order of their ids."""
    rows = select(Election)
    if body is not None:
        rows = rows.where(Election.body == body)
    if state is not None:
        rows = rows.where(Election.state == state)
    page = page_of(unit.session, rows, key=[Election.id], limit=limit, cursor=cursor)
    return Listed([shown(unit, one) for one in page.data], page.next_cursor)


@answers(contract.get_election)
def get_election(unit: Unit, election_id: str) -> dict[str, Any]:
    """Return one election."""
    return shown(unit, seen_election(unit, election_id))


@answers(contract.list_candidacies)
def list_candidacies(unit: Unit, election_id: str, limit: int, cursor: str | None) -> Listed:
    """List candidacies: the published list in its order, then those that are not on it as they came."""
    seen_election(unit, election_id)
    # A place in the list comes before every number of arrival.
    place = func.coalesce(Candidacy.position, 1_000_000 + Candidacy.number).label("place")
    rows = unit.session.scalars(select(Candidacy).where(Candidacy.election_id == election_id).order_by(place)).all()
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise InvalidCursor()
    after = int(cursor or 0)
    page = rows[after : after + limit]
    more = str(after + limit) if after + limit < len(rows) else None
    return Listed([candidacy_shown(one) for one in page], more)


@answers(contract.list_runners_up)
def list_runners_up(unit: Unit, election_id: str, limit: int, cursor: str | None) -> Listed:
    """List the runners-up of the latest round in their rank; nothing before it is proclaimed."""
    election = seen_election(unit, election_id)
    poll = poll_of(unit, election)
    if poll is None or poll.resolution_id is None or poll.state == "annulled":
        return Listed([])
    tally = unit.session.get_one(Tally, poll.id)
    offers = {one.member_id: one for one in unit.session.scalars(
        select(SeatOffer).where(SeatOffer.resolution_id == poll.resolution_id)
    )}  # fmt: skip
    return Listed([
        {"member_id": one, "rank": rank, "state": offers[one].state if one in offers else "waiting",
         "mandate_id": offers[one].mandate_id if one in offers else None,
         "code": offers[one].code if one in offers else None}
        for rank, one in enumerate(tally.runners_up, start=1)
    ])  # fmt: skip
