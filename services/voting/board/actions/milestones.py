"""What the board says at each milestone of a poll's life.

Free texts may name people, and what is public cannot be taken back: the question of a poll about a person is not
published, nor any reason that somebody wrote. Members are named by their ids, and only candidates and scrutineers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.merkle import merkle_root
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.ballots.actions.credentials import issuance
from services.voting.ballots.tables import Credential
from services.voting.board.actions.entering import enter
from services.voting.polls.standing import standing_candidates
from services.voting.polls.tables import Poll
from services.voting.rolls.tables import Roll, RollEntry
from services.voting.scrutiny.keys import held_key, scrutineers_of
from services.voting.tally.electorate import question_of

# Of the question that is tallied, what is known only when the poll has closed.
_CLOSED = ("present", "electorate", "weighing")


def enter_opening(unit: Unit, poll: Poll) -> None:
    """Enter the roll and all that is fixed when a poll opens, before anyone votes."""
    unit.session.flush()
    enter(unit, poll.id, "roll", _roll(unit, poll))
    enter(unit, poll.id, "opened", {
        "coop": unit.coop, "poll_id": poll.id, "assembly_id": poll.assembly_id, "ballot": poll.ballot,
        "about_person": poll.about_person,
        "title": None if poll.about_person else poll.title, "question": None if poll.about_person else poll.question,
        "proposal_id": poll.proposal_id, "effect": poll.effect, "digest": poll.digest,
        "method": poll.method, "terms": poll.terms, "entitled": poll.entitled, "quorum": poll.quorum,
        "seats": poll.seats, "maximum_choices": poll.maximum_choices, "candidates": standing_candidates(unit, poll.id),
        "key": _key(unit, poll), "credentials": _credentials(unit, poll),
    })  # fmt: skip


def enter_step(unit: Unit, poll: Poll) -> None:
    """Enter that a poll was suspended or that it goes on."""
    enter(unit, poll.id, "suspended" if poll.state == "suspended" else "resumed", {})


def enter_closing(unit: Unit, poll: Poll) -> None:
    """Enter who was there in all, and how many credentials were given out and used; the ballots stand before it."""
    unit.session.flush()
    question = question_of(unit, poll).as_json()
    numbers: dict[str, Any] = {name: question[name] for name in _CLOSED}
    if poll.ballot == "secret":
        counted = issuance(unit, poll)
        numbers |= {"issued": counted["issued"], "cast": counted["cast"]}
    enter(unit, poll.id, "closed", numbers)


def enter_proclamation(unit: Unit, poll: Poll) -> None:
    """Enter what was proclaimed, and under which number."""
    enter(unit, poll.id, "proclaimed", {"resolution_id": poll.resolution_id, "outcome": poll.outcome})


def enter_annulment(unit: Unit, poll: Poll, code: str, successor_id: str | None) -> None:
    """Enter that a poll counts no more; one that never opened has no board."""
    if poll.opened_at is not None:
        enter(unit, poll.id, "annulled", {"code": code, "successor_id": successor_id})


def _roll(unit: Unit, poll: Poll) -> dict[str, Any]:
    roll = unit.session.get_one(Roll, poll.roll_id)
    colleges = (
        select(RollEntry.college, func.count(), func.sum(RollEntry.weight))
        .where(RollEntry.roll_id == roll.id).group_by(RollEntry.college)
        .order_by(RollEntry.college.collate("C").nulls_first())
    )  # fmt: skip
    return {
        "as_of": roll.as_of.isoformat(), "size": roll.size, "votes": roll.votes, "root": roll.root,
        "colleges": [{"college": row[0], "size": row[1], "votes": int(row[2])}
                     for row in unit.session.execute(colleges)],
    }  # fmt: skip


def _key(unit: Unit, poll: Poll) -> dict[str, Any] | None:
    key = held_key(unit, poll.id) if poll.ballot == "secret" else None
    if key is None:
        return None
    shares = [{"member_id": one.member_id, "share_hash": one.share_hash} for one in scrutineers_of(unit, key)]
    return {"public_key": key.public_key, "held_by": key.held_by, "message_bytes": key.message_bytes,
            "threshold": key.threshold, "shares": shares}  # fmt: skip


def _credentials(unit: Unit, poll: Poll) -> dict[str, Any] | None:
    if poll.ballot != "secret":
        return None
    made = select(Credential.hash).where(Credential.poll_id == poll.id).order_by(Credential.hash.collate("C"))
    hashes = [one.encode() for one in unit.session.scalars(made)]
    return {"made": len(hashes), "root": offload(merkle_root, hashes)}
