"""Issues credentials: the voter's row says that one was issued, and nothing says which."""

from __future__ import annotations

import secrets
from collections import defaultdict
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies.rules import Attendance
from services.voting.ballots import contract
from services.voting.ballots.actions.electors import Elector, cells_of, electors_of, here_now, require_voting
from services.voting.ballots.contract.refusals import CredentialIssued, UrnBusy, VotesOtherwise, WrongBallotForm
from services.voting.ballots.rules import credential_hash
from services.voting.ballots.tables import CastBallot, GatheredBallot, NamedBallot, PollVoter
from services.voting.polls.actions.holding import require_open, seen_poll, share_poll
from services.voting.polls.tables import Poll

MOST = 2000  # in one answer: a message on the bus stays below 256 KiB

_DRAW = text(
    """
    WITH drawn AS MATERIALIZED (
        SELECT poll_id, hash FROM unissued_credentials
        WHERE poll_id = :poll_id AND cell = :cell AND hash >= :start
        ORDER BY hash LIMIT :count FOR UPDATE SKIP LOCKED
    )
    DELETE FROM unissued_credentials urn USING drawn
    WHERE urn.poll_id = drawn.poll_id AND urn.hash = drawn.hash RETURNING urn.credential
    """
)


@answers(contract.issue_credentials)
def issue_credentials(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Issue credentials to members who are present or represented, each once; a holder gets those it represents."""
    share_poll(unit, poll_id)
    poll = seen_poll(unit, poll_id)
    if poll.ballot != "secret":
        raise WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="secret")
    require_open(poll_id, poll.state)
    here = here_now(unit, poll)
    electors = electors_of(unit, poll, here.voters)
    members, remaining = _voters(unit, poll, here, electors, body["member_ids"])
    mark_voters(unit, poll_id, members, "credential")
    drawn = _draw_all(unit, poll_id, {member: electors[member] for member in members})
    return {"poll_id": poll_id, "remaining": remaining, "credentials": [
        {"member_id": member, "holder_id": here.represented.get(member), "credential": drawn[member]}
        for member in members
    ]}  # fmt: skip


@answers(contract.get_issuance)
def get_issuance(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Count the credentials issued and the ballots in: nothing that anyone could be recognised by."""
    return issuance(unit, seen_poll(unit, poll_id))


def issuance(unit: Unit, poll: Poll) -> dict[str, Any]:
    """Return the numbers of credentials issued, of voters on paper, and of ballots in."""
    rows = select(PollVoter.way, func.count().label("number")).where(PollVoter.poll_id == poll.id)
    ways: dict[str, int] = {row.way: row.number for row in unit.session.execute(rows.group_by(PollVoter.way))}
    tables: tuple[Any, ...] = (CastBallot, GatheredBallot) if poll.ballot == "secret" else (NamedBallot,)
    cast = sum(
        unit.session.scalar(select(func.count()).where(table.poll_id == poll.id, *_first(table))) or 0
        for table in tables
    )
    issued = ways.pop("credential", 0)
    return {"poll_id": poll.id, "issued": issued, "on_paper": sum(ways.values()), "cast": cast}


def mark_voters(unit: Unit, poll_id: str, members: list[str], way: str) -> None:
    """Write in what way these members vote; the key decides between two requests for the same member."""
    if not members:
        return
    rows = [{"poll_id": poll_id, "member_id": member, "way": way} for member in members]
    marked = insert(PollVoter).on_conflict_do_nothing().returning(PollVoter.member_id)
    new = set(unit.session.scalars(marked, rows))
    if before := [member for member in members if member not in new]:
        _refuse_marked(unit, poll_id, before)


def _refuse_marked(unit: Unit, poll_id: str, members: list[str]) -> None:
    rows = select(PollVoter.member_id, PollVoter.way).where(
        PollVoter.poll_id == poll_id, PollVoter.member_id.in_(members)
    ).order_by(PollVoter.member_id)  # fmt: skip
    ways = {row.member_id: row.way for row in unit.session.execute(rows)}
    article = unit.rules.law("votes.per_member").article
    way = next(iter(ways.values()))
    same = ", ".join([member for member, other in ways.items() if other == way][:10])
    if way == "credential":
        raise CredentialIssued(poll_id=poll_id, member_ids=same, article=article)
    raise VotesOtherwise(poll_id=poll_id, way=way, member_ids=same, article=article)


def _draw_all(unit: Unit, poll_id: str, members: dict[str, Elector]) -> dict[str, str]:
    """Draw a credential for each of these members, out of the urn of its cell."""
    cells, waiting = cells_of(unit, poll_id), defaultdict(list)
    for member, elector in members.items():
        waiting[cells[elector]].append(member)
    drawn: dict[str, str] = {}
    for cell, served in sorted(waiting.items()):
        drawn |= zip(served, _draw(unit, poll_id, cell, len(served)), strict=True)
    return drawn


def _draw(unit: Unit, poll_id: str, cell: int, count: int) -> list[str]:
    """Take credentials out of an urn from a secret place on, and shuffle them.

    The place is drawn anew each time and written nowhere: whoever knows the urn as it was filled, and the order in
    which members were served, still learns nothing of who got which.
    """
    drawn: list[str] = []
    start = credential_hash(secrets.token_hex(32))
    for place in (start, ""):
        rows: list[Row[Any]] = []
        if len(drawn) < count:
            asked = {"poll_id": poll_id, "cell": cell, "start": place, "count": count - len(drawn)}
            rows = list(unit.session.execute(_DRAW, asked))
        drawn += [row.credential for row in rows]
    if len(drawn) < count:
        raise UrnBusy(poll_id=poll_id)
    secrets.SystemRandom().shuffle(drawn)
    return drawn


def _voters(
    unit: Unit, poll: Poll, here: Attendance, electors: dict[str, Elector], asked: list[str] | None
) -> tuple[list[str], int]:
    """Return the members to serve, sorted, and how many more wait; whoever votes by post gets none."""
    by_post = {member for member, how in here.how.items() if how == "postal"}
    if asked is None:
        known = set(unit.session.scalars(select(PollVoter.member_id).where(PollVoter.poll_id == poll.id)))
        waiting = sorted(electors.keys() - known - by_post)
        return waiting[:MOST], max(0, len(waiting) - MOST)
    require_voting(unit, poll, asked, electors)
    if refused := sorted(by_post.intersection(asked)):
        raise VotesOtherwise(poll_id=poll.id, way="post", member_ids=", ".join(refused[:10]),
                             article=unit.rules.law("votes.per_member").article)  # fmt: skip
    return sorted(asked), 0


def _first(table: Any) -> list[Any]:
    return [table.revision == 1] if table is NamedBallot else []
