"""What was put to the vote, and what it came to, as the minutes say it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import ANSWERS
from services.commons.storage import Unit
from services.voting.assemblies.tables import Assembly
from services.voting.board.tables import BoardHead
from services.voting.polls import contract as polls
from services.voting.polls.actions.reading import shown
from services.voting.polls.tables import Poll
from services.voting.tally import contract as tally
from services.voting.tally.tables import Tally

# What the minutes keep of a poll and of its result; each is shown there as the API shows it.
POLL = (
    "id", "title", "question", "method", "ballot", "seats", "state", "opened_at", "closed_at", "proclaimed_at",
    "roll_root", "entitled", "quorum", "outcome", "resolution_id", "effect", "contested_for", "annulled_for",
    "annulled_at", "annulment_code", "annulment_reference", "predecessor_id", "successor_id", "candidates",
)  # fmt: skip
RESULT = (
    "outcome", "entitled", "present", "counts", "colleges", "ranking", "elected", "runners_up", "second_round",
    "figures", "rounds", "ties", "tie_seed", "reasoning", "withheld", "withheld_by_college", "tallied_at",
)  # fmt: skip


def polls_of(unit: Unit, assembly: Assembly) -> dict[str, list[dict[str, Any]]]:
    """Return the polls of an assembly by item of its agenda, in the order in which they opened."""
    rows = select(Poll).where(Poll.assembly_id == assembly.id)
    found: dict[str, list[dict[str, Any]]] = {}
    for poll in unit.session.scalars(rows.order_by(Poll.opened_at.nulls_last(), Poll.id)).all():
        found.setdefault(poll.agenda_item_id, []).append(_poll(unit, poll))
    return found


def _poll(unit: Unit, poll: Poll) -> dict[str, Any]:
    told = polls.get_poll.schema("returns").dump(shown(unit, poll))
    majority = (poll.terms or {}).get("majority") or (poll.terms or {}).get("elected_if")
    return {**{name: told.get(name) for name in POLL}, "majority": majority, "result": _result(unit, poll),
            "board": _board(unit, poll)}  # fmt: skip


def _board(unit: Unit, poll: Poll) -> dict[str, Any] | None:
    """Return the last signed head of the poll's board, which fixes every ballot and every step."""
    heads = select(BoardHead).where(BoardHead.poll_id == poll.id).order_by(BoardHead.size.desc()).limit(1)
    head = unit.session.scalars(heads).first()
    return None if head is None else {"size": head.size, "root": head.root, "key": head.key,
                                      "signature": head.signature}  # fmt: skip


def _result(unit: Unit, poll: Poll) -> dict[str, Any] | None:
    """Return the result as it may be published; None before it is proclaimed, and for a poll that was annulled."""
    if poll.proclaimed_at is None or unit.session.get(Tally, poll.id) is None:
        return None
    told = tally.get_result.schema("returns").dump(ANSWERS[tally.get_result].run(unit, poll_id=poll.id))
    return {name: told.get(name) for name in RESULT}
