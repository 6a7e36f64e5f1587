"""Issues credentials: the voter's row says that one was issued, and nothing says which."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import attendance_now
from services.voting.assemblies.rules import Attendance
from services.voting.ballots import contract
from services.voting.ballots.contract.refusals import CredentialIssued, NotVoting, UrnBusy, WrongBallotForm
from services.voting.ballots.rules import credential_hash
from services.voting.ballots.tables import CastBallot, GatheredBallot, IssuedCredential, NamedBallot
from services.voting.polls.actions.holding import require_open, seen_poll, share_poll
from services.voting.polls.tables import Poll
from services.voting.rolls.actions.making import weights_of

MOST = 2000  # in one answer: a message on the bus stays below 256 KiB

_DRAW = text(
    """
    WITH drawn AS MATERIALIZED (
        SELECT poll_id, hash FROM unissued_credentials WHERE poll_id = :poll_id AND hash >= :start
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
    here = attendance_now(unit, held_assembly(unit, poll.assembly_id))
    members, remaining = _voters(unit, poll, here, body["member_ids"])
    _mark_issued(unit, poll_id, members)
    drawn = draw(unit, poll_id, len(members))
    return {"poll_id": poll_id, "remaining": remaining, "credentials": [
        {"member_id": member, "holder_id": here.represented.get(member), "credential": credential}
        for member, credential in zip(members, drawn, strict=True)
    ]}  # fmt: skip


@answers(contract.get_issuance)
def get_issuance(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Count what was issued and cast."""
    return issuance(unit, seen_poll(unit, poll_id))


def issuance(unit: Unit, poll: Poll) -> dict[str, Any]:
    """Return the numbers of credentials issued and ballots in."""
    issued = select(func.count()).where(IssuedCredential.poll_id == poll.id)
    tables: tuple[Any, ...] = (CastBallot, GatheredBallot) if poll.ballot == "secret" else (NamedBallot,)
    cast = sum(
        unit.session.scalar(select(func.count()).where(table.poll_id == poll.id, *_first(table))) or 0
        for table in tables
    )
    return {"poll_id": poll.id, "issued": unit.session.scalar(issued), "cast": cast}


def draw(unit: Unit, poll_id: str, count: int) -> list[str]:
    """Take credentials out of the urn from a secret place on, and shuffle them.

    The place is drawn anew each time and written nowhere: whoever knows the urn as it was filled, and the order in
    which members were served, still learns nothing of who got which.
    """
    drawn: list[str] = []
    start = credential_hash(secrets.token_hex(32))
    for place in (start, ""):
        rows: list[Row[Any]] = []
        if len(drawn) < count:
            asked = {"poll_id": poll_id, "start": place, "count": count - len(drawn)}
            rows = list(unit.session.execute(_DRAW, asked))
        drawn += [row.credential for row in rows]
    if len(drawn) < count:
        raise UrnBusy(poll_id=poll_id)
    secrets.SystemRandom().shuffle(drawn)
    return drawn


def _voters(unit: Unit, poll: Poll, here: Attendance, asked: list[str] | None) -> tuple[list[str], int]:
    """Return the members to serve, sorted, and how many more wait."""
    wanted = sorted(here.voters if asked is None else asked)
    voters = weights_of(unit, poll.roll_id or "", here.voters)
    if asked is None:
        issued = select(IssuedCredential.member_id).where(IssuedCredential.poll_id == poll.id)
        served = set(unit.session.scalars(issued))
        waiting = [member for member in wanted if member in voters and member not in served]
        return waiting[:MOST], max(0, len(waiting) - MOST)
    if strangers := [member for member in wanted if member not in voters]:
        raise NotVoting(poll_id=poll.id, member_ids=", ".join(strangers[:10]),
                        article=unit.rules.statutes("proxies", {}).article)  # fmt: skip
    return wanted, 0


def _mark_issued(unit: Unit, poll_id: str, members: list[str]) -> None:
    """Write that these members have theirs; the key decides between two requests for the same member."""
    if not members:
        return
    rows = [{"poll_id": poll_id, "member_id": member} for member in members]
    marked = insert(IssuedCredential).on_conflict_do_nothing().returning(IssuedCredential.member_id)
    new = set(unit.session.scalars(marked, rows))
    if before := [member for member in members if member not in new]:
        raise CredentialIssued(poll_id=poll_id, member_ids=", ".join(before[:10]),
                               article=unit.rules.law("votes.per_member").article)  # fmt: skip


def _first(table: Any) -> list[Any]:
    return [table.revision == 1] if table is NamedBallot else []
