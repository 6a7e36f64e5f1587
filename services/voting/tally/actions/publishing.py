"""Shows results; figures of so few voters that they would tell who voted what are withheld."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.polls.actions.holding import seen_poll
from services.voting.polls.tables import Poll
from services.voting.tally import contract
from services.voting.tally.seeds import seed_of
from services.voting.tally.tables import Tally

# The steps whose numbers tell the colleges apart.
_OF_COLLEGES = ("college", "college_empty", "college_of_electors", "outside_colleges", "majority_of_colleges")


@answers(contract.get_result)
def get_result(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Return the result of a tallied poll."""
    poll = seen_poll(unit, poll_id)
    tally = unit.session.get(Tally, poll_id)
    if tally is None:
        raise contract.ResultAskedTooEarly(poll_id=poll_id, state=poll.state)
    return published(unit, poll, tally)


def published(unit: Unit, poll: Poll, tally: Tally) -> dict[str, Any]:
    """Return all of a result that may be published: the outcome and who is elected always, figures if none is small.

    With one small college every figure by college is withheld, since the others and the whole would give it away;
    so are the weighed figures of an election. Of so few voters not even the order of the elected is told.
    """
    hidden, apart = tally.withheld, tally.withheld or tally.withheld_by_college
    return {
        "poll_id": poll.id, "state": poll.state, "method": poll.method, "outcome": tally.outcome, "seats": poll.seats,
        "entitled": poll.entitled, "present": poll.present, "counts": {} if hidden else tally.counts,
        "colleges": [] if apart else tally.colleges, "ranking": [] if hidden else _ranking(tally),
        "elected": sorted(tally.elected) if hidden else tally.elected, "runners_up": [] if hidden else tally.runners_up,
        "second_round": tally.second_round, "figures": {} if apart else tally.figures,
        "rounds": [] if apart else tally.rounds, "ties": [] if hidden else tally.ties, "scale": tally.scale,
        "tie_seed": seed_of(unit, poll.id), "reasoning": _reasoning(poll, tally), "withheld": hidden,
        "withheld_by_college": tally.withheld_by_college, "tallied_at": tally.tallied_at,
    }  # fmt: skip


def _ranking(tally: Tally) -> list[dict[str, Any]]:
    if not tally.withheld_by_college:
        return list(tally.ranking)
    return [{**one, "share": None} for one in tally.ranking]


def _reasoning(poll: Poll, tally: Tally) -> list[dict[str, Any]]:
    if not (tally.withheld or tally.withheld_by_college):
        return list(tally.reasoning)
    cell = poll.terms["smallest_cell"]
    kept = [] if tally.withheld else [one for one in tally.reasoning if one["kind"] not in _OF_COLLEGES]
    said = "So few voted that figures would show who voted what; they are not published."
    if not tally.withheld:
        said = "So few of one college voted that its figures would show who voted what; no college's are published."
    return [*kept, {"kind": "withheld", "statement": said, "numbers": {"smallest_cell": cell["value"]}, "shares": {},
                    "words": {"outcome": tally.outcome}, "article": cell["article"]}]  # fmt: skip
