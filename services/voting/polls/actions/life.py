"""Opens, closes, contests and finalises polls."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.voting.assemblies.actions.floor import check_floor
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.quorum import presence_now, votes_during
from services.voting.assemblies.actions.terms import part_of
from services.voting.assemblies.tables import Assembly
from services.voting.ballots.actions.box import fill, gather
from services.voting.board.actions.milestones import enter_closing, enter_opening
from services.voting.polls import contract
from services.voting.polls.actions.candidates import off_roll
from services.voting.polls.actions.effects import check_still_votable
from services.voting.polls.actions.holding import hold_poll, hold_with_assembly, take_step
from services.voting.polls.actions.reading import contestable_until, shown
from services.voting.polls.actions.sealing import seal
from services.voting.polls.contract import refusals
from services.voting.polls.standing import standing_candidates
from services.voting.polls.tables import Poll
from services.voting.rolls.actions.rolls import final_roll


@answers(contract.open_poll)
def open_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Open a poll: commit to its electorate, check the quorum and make its credentials."""
    # The assembly is held too, so that nobody leaves between the count of the quorum and the opening.
    poll, assembly = hold_with_assembly(unit, poll_id)
    if poll.state == "draft":
        seal(unit, poll, assembly)
    take_step(poll, "open")
    if assembly.state != "open":
        raise refusals.AssemblyNotOpen(assembly_id=assembly.id, state=assembly.state)
    check_floor(unit, assembly, poll)
    check_still_votable(unit, poll)
    _commit_to_roll(unit, poll, assembly)
    _check_quorum(unit, poll, assembly)
    poll.opened_at = unit.now
    if poll.ballot == "secret":
        fill(unit, poll)
    enter_opening(unit, poll)
    unit.emit(contract.poll_opened, f"polls/{poll.id}", {
        "poll_id": poll.id, "assembly_id": assembly.id, "method": poll.method, "ballot": poll.ballot,
        "roll_root": poll.roll_root, "entitled": poll.entitled,
    })  # fmt: skip
    return shown(unit, poll)


@answers(contract.close_poll)
def close_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Close a poll: holding it alone means that every accepted ballot is in and none comes after."""
    poll = hold_poll(unit, poll_id)
    take_step(poll, "close")
    assembly = held_assembly(unit, poll.assembly_id)
    poll.closed_at = unit.now
    poll.present = votes_during(unit, assembly, poll.roll_id or "", poll.opened_at, poll.closed_at)
    if poll.ballot == "secret":
        gather(unit, poll)
    enter_closing(unit, poll)
    return shown(unit, poll)


@answers(contract.contest_poll)
def contest_poll(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record that the result is contested, within the time that the statutes give."""
    poll = hold_poll(unit, poll_id)
    take_step(poll, "contest")
    _check_window(unit, poll, contesting=True)
    poll.contested_for = body["reason"]
    return shown(unit, poll)


@answers(contract.finalise_poll)
def finalise_poll(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Record that the result stands: the time for contesting is over, or the contest came to nothing."""
    poll = hold_poll(unit, poll_id)
    contested = poll.state == "contested"
    take_step(poll, "finalise")
    if not contested:
        _check_window(unit, poll, contesting=False)
    return shown(unit, poll)


def _commit_to_roll(unit: Unit, poll: Poll, assembly: Assembly) -> None:
    """Fix the electorate: the final roll in force, so that members admitted by one item vote on the next."""
    roll = final_roll(unit, assembly)
    if roll.votes == 0:
        raise refusals.EmptyRoll(assembly_id=assembly.id, article=unit.rules.law("votes.per_member").article)
    poll.roll_id, poll.roll_root, poll.entitled = roll.id, roll.root, roll.votes
    if strangers := off_roll(unit, assembly, standing_candidates(unit, poll.id)):
        article = unit.rules.statutes("ballots").article
        raise refusals.CandidateNotOnRoll(member_ids=", ".join(strangers), article=article)


def _check_quorum(unit: Unit, poll: Poll, assembly: Assembly) -> None:
    now = presence_now(unit, assembly, part_of(unit, assembly, poll.agenda_item_id))
    poll.quorum = now.shown()
    if not now.quorum.reached:
        raise refusals.QuorumMissing(
            counted=now.quorum.counted, entitled=now.quorum.entitled, required=now.quorum.required,
            fraction=now.quorum.fraction or "none: at least one vote", article=now.terms.quorum.article,
        )  # fmt: skip


def _check_window(unit: Unit, poll: Poll, *, contesting: bool) -> None:
    """Refuse to contest after the time that was fixed when the poll was sealed, or to end it before."""
    until = contestable_until(poll)
    if until is not None and contesting != (unit.today <= until):
        raise refusals.ContestWindow(
            proclaimed_on=legal_day(poll.proclaimed_at or unit.now), until=until, today=unit.today,
            article=poll.terms["contest"]["article"],
        )  # fmt: skip
