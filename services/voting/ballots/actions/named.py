"""Records named votes, which may be replaced until the poll closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import attendance_now
from services.voting.ballots import contract
from services.voting.ballots.actions.casting import checked
from services.voting.ballots.actions.credentials import issuance
from services.voting.ballots.contract.refusals import NotVoting, WrongBallotForm
from services.voting.ballots.rules import kept_choices
from services.voting.ballots.tables import NamedBallot
from services.voting.polls.actions.holding import hold_poll, require_open, seen_poll
from services.voting.polls.tables import Candidate, Poll
from services.voting.rolls.actions.making import weights_of


@dataclass(frozen=True)
class _Asked:
    method: str
    maximum_choices: int | None
    choices_article: str | None
    standing: int


@answers(contract.record_named_ballots)
def record_named_ballots(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record named votes of members who are present or represented, with the votes that each has on the roll."""
    poll = hold_poll(unit, poll_id)
    if poll.ballot != "named":
        raise WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="named")
    require_open(poll_id, poll.state)
    here = attendance_now(unit, held_assembly(unit, poll.assembly_id))
    weights = weights_of(unit, poll.roll_id or "", here.voters)
    ballots = body["ballots"]
    if strangers := sorted({one["member_id"] for one in ballots} - weights.keys()):
        raise NotVoting(poll_id=poll_id, member_ids=", ".join(strangers[:10]),
                        article=unit.rules.statutes("proxies", {}).article)  # fmt: skip
    revisions, standing, rows = _revisions(unit, poll_id), _standing(unit, poll_id), []
    for one in ballots:
        member = one["member_id"]
        revisions[member] = revisions.get(member, 0) + 1
        rows.append({
            "poll_id": poll_id, "member_id": member, "revision": revisions[member], "weight": weights[member],
            "cast_by": here.represented.get(member, member), "choices": _choices(poll, one, standing),
            "recorded_at": unit.now,
        })  # fmt: skip
    unit.session.execute(insert(NamedBallot), rows)
    return issuance(unit, poll)


@answers(contract.list_named_ballots)
def list_named_ballots(unit: Unit, poll_id: str, limit: int, cursor: str | None) -> Listed:
    """Read the named votes of a poll."""
    seen_poll(unit, poll_id)
    rows = select(NamedBallot).where(NamedBallot.poll_id == poll_id)
    return page_of(unit.session, rows, key=[NamedBallot.member_id, NamedBallot.revision], limit=limit, cursor=cursor)


def _choices(poll: Poll, one: dict[str, Any], standing: set[str]) -> list[str]:
    choices = kept_choices(one["choice"], one["choices"])
    known = len(standing.intersection(choices or ()))
    return checked(poll.id, _Asked(poll.method, poll.maximum_choices, _article(poll), known), choices)


def _article(poll: Poll) -> str | None:
    article: str | None = (poll.terms.get("choices") or {}).get("article")
    return article


def _revisions(unit: Unit, poll_id: str) -> dict[str, int]:
    latest = select(NamedBallot.member_id, func.max(NamedBallot.revision)).where(NamedBallot.poll_id == poll_id)
    return {row[0]: row[1] for row in unit.session.execute(latest.group_by(NamedBallot.member_id))}


def _standing(unit: Unit, poll_id: str) -> set[str]:
    rows = select(Candidate.member_id).where(Candidate.poll_id == poll_id, Candidate.withdrawn_at.is_(None))
    return set(unit.session.scalars(rows))
