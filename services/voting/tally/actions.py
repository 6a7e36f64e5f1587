"""Tallies closed polls and shows their results."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.ballots.tables import GatheredBallot, HandsCount, IssuedCredential, NamedBallot
from services.voting.polls.actions.holding import hold_poll, seen_poll, take_step
from services.voting.polls.actions.reading import candidates_of
from services.voting.polls.tables import Poll
from services.voting.tally import contract
from services.voting.tally.rules import Counts, Majority, count_approvals, count_resolution, decide, elect
from services.voting.tally.tables import Tally

Profile = list[tuple[list[str], int]]


@answers(contract.tally_poll)
def tally_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Count a closed poll, once, by the rules that were fixed when it was sealed."""
    poll = hold_poll(unit, poll_id)
    if poll.state in ("open", "suspended"):
        raise contract.ResultAskedTooEarly(poll_id=poll_id, state=poll.state)
    take_step(poll, "tally")
    tally = _resolution(unit, poll) if poll.method == "resolution" else _election(unit, poll)
    cell = poll.terms["smallest_cell"]
    tally.withheld = poll.ballot == "secret" and 0 < tally.counts["cast"] < cell["value"]
    if tally.withheld:
        tally.reasoning = [_step("So few voted that figures would show who voted what; they are not published.",
                                 {"smallest_cell": cell["value"]}, cell["article"])]  # fmt: skip
    unit.session.add(tally)
    return _shown(poll, tally)


@answers(contract.get_result)
def get_result(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Return the result of a tallied poll."""
    poll = seen_poll(unit, poll_id)
    tally = unit.session.get(Tally, poll_id)
    if tally is None:
        raise contract.ResultAskedTooEarly(poll_id=poll_id, state=poll.state)
    return _shown(poll, tally)


def _resolution(unit: Unit, poll: Poll) -> Tally:
    counts = _hands(unit, poll) if poll.ballot == "hands" else offload(count_resolution, _profile(unit, poll))
    bases, terms = _bases(poll, counts.cast, counts.expressed), poll.terms["majority"]
    majority = _majority(terms)
    verdict = decide(majority, counts.votes_for, bases)
    outcome = "adopted" if verdict.adopted else "rejected"
    named = asdict(counts)
    numbers = {"for": named.pop("votes_for"), **named, "cast": counts.cast, "expressed": counts.expressed}
    return Tally(
        poll_id=poll.id, counts=numbers, ranking=[], elected=[], outcome=outcome, tallied_at=unit.now,
        reasoning=[
            _quorum_step(poll),
            _step(f"Of {bases['entitled']} votes entitled, {counts.cast} were cast and {counts.expressed} expressed.",
                  numbers, terms["article"]),
            _step(f"Adoption needs {majority}: {verdict.required} of {verdict.base_votes}; {verdict.votes_for} are for:"
                  f" {outcome}.", {"base": verdict.base_votes, "required": verdict.required, "for": verdict.votes_for},
                  terms["article"]),
        ],
    )  # fmt: skip


def _election(unit: Unit, poll: Poll) -> Tally:
    order = [one.member_id for one in candidates_of(unit, poll.id) if one.withdrawn_at is None]
    approvals, cast_votes, blank = offload(count_approvals, _profile(unit, poll), order)
    bases, elected_if = _bases(poll, cast_votes, cast_votes - blank), poll.terms["elected_if"]
    majority = _majority(elected_if) if elected_if else None
    result = elect(approvals, order, poll.seats or 0, bases, majority)
    numbers = {"cast": cast_votes, "blank": blank, "expressed": cast_votes - blank}
    ties = poll.terms["ties"]
    steps = [
        _quorum_step(poll),
        _step(f"{cast_votes} ballots were cast, {blank} of them blank, for {poll.seats} seat(s).", numbers,
              poll.terms["choices"]["article"]),
    ]  # fmt: skip
    if majority is not None:
        steps.append(_step(f"Election needs {majority}: {result.required} approvals.", {"required": result.required},
                           elected_if["article"]))  # fmt: skip
    if result.settled_by_order:
        steps.append(_step("Equal approvals at the last seat: the order in which candidates stand decides.",
                           {"tied": len(result.settled_by_order)}, ties["article"]))  # fmt: skip
    steps.append(_step(f"{len(result.elected)} of {poll.seats} seat(s) are filled.",
                       {"elected": len(result.elected), "seats": poll.seats or 0}, ties["article"]))  # fmt: skip
    ranking = [
        {"member_id": one, "rank": rank, "approvals": approvals[one], "elected": one in result.elected}
        for rank, one in enumerate(result.ranking, start=1)
    ]
    return Tally(
        poll_id=poll.id, counts=numbers, ranking=ranking, elected=list(result.elected), reasoning=steps,
        outcome="adopted" if result.elected else "rejected", tallied_at=unit.now,
    )  # fmt: skip


def _profile(unit: Unit, poll: Poll) -> Profile:
    """Return each different vote with how many votes say so; every accepted ballot is in once."""
    if poll.ballot == "secret":
        _check_balance(unit, poll)
        rows = select(GatheredBallot.choices, func.count()).where(GatheredBallot.poll_id == poll.id)
        return [(row[0], row[1]) for row in unit.session.execute(rows.group_by(GatheredBallot.choices))]
    table = NamedBallot.__table__
    last = (
        select(table.c.choices, table.c.weight).where(table.c.poll_id == poll.id)
        .ext(distinct_on(table.c.member_id)).order_by(table.c.member_id, table.c.revision.desc()).subquery()
    )  # fmt: skip
    rows = select(last.c.choices, cast(func.sum(last.c.weight), Integer)).group_by(last.c.choices)
    return [(row[0], row[1]) for row in unit.session.execute(rows)]


def _check_balance(unit: Unit, poll: Poll) -> None:
    ballots = unit.session.scalar(select(func.count()).where(GatheredBallot.poll_id == poll.id)) or 0
    issued = unit.session.scalar(select(func.count()).where(IssuedCredential.poll_id == poll.id)) or 0
    if ballots > issued:
        raise contract.BoxOutOfBalance(poll_id=poll.id, cast=ballots, issued=issued)


def _hands(unit: Unit, poll: Poll) -> Counts:
    last = select(HandsCount).where(HandsCount.poll_id == poll.id).order_by(HandsCount.revision.desc()).limit(1)
    entered = unit.session.scalars(last).first()
    if entered is None:
        raise contract.HandsNotCounted(poll_id=poll.id)
    return Counts(entered.counts["for"], entered.counts["against"], entered.counts["abstain"])


def _bases(poll: Poll, cast_votes: int, expressed: int) -> dict[str, int]:
    return {"entitled": poll.entitled or 0, "present": poll.present or 0, "cast": cast_votes, "expressed": expressed}


def _majority(terms: dict[str, Any]) -> Majority:
    return Majority(terms["base"], Fraction(terms["fraction"]), terms["strictly_more"])


def _quorum_step(poll: Poll) -> dict[str, Any]:
    quorum = poll.quorum
    numbers = {name: quorum[name] for name in ("counted", "entitled", "required")}
    said = "{counted} of {entitled} votes were present or represented; {required} were needed."
    return _step(said.format(**numbers), numbers, quorum["article"])


def _step(statement: str, numbers: dict[str, int], article: str) -> dict[str, Any]:
    return {"statement": statement, "numbers": numbers, "article": article}


def _shown(poll: Poll, tally: Tally) -> dict[str, Any]:
    hidden = tally.withheld
    return {
        "poll_id": poll.id, "state": poll.state, "method": poll.method, "outcome": tally.outcome,
        "entitled": poll.entitled, "present": poll.present, "counts": {} if hidden else tally.counts,
        "ranking": [] if hidden else tally.ranking, "elected": tally.elected, "reasoning": tally.reasoning,
        "withheld": hidden, "tallied_at": tally.tallied_at,
    }  # fmt: skip
