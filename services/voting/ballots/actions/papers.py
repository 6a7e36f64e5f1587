"""Papers, in the room and by post: handed out to members who then vote in no other way, and counted on closing sheets.

The vote on a paper is as secret as the box that it lies in; the service learns the sums that two tellers enter, once
the poll is closed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies.actions.floor import named_tellers
from services.voting.ballots import contract
from services.voting.ballots.actions.credentials import issuance, mark_voters
from services.voting.ballots.actions.electors import (
    Elector,
    cells_of,
    electors_of,
    here_now,
    require_tellers,
    require_voting,
)
from services.voting.ballots.actions.forms import form_of
from services.voting.ballots.actions.room import in_way
from services.voting.ballots.contract import refusals
from services.voting.ballots.rules import Sheet
from services.voting.ballots.tables import PaperCount, PollVoter
from services.voting.polls.actions.holding import hold_poll, require_open, seen_poll, share_poll
from services.voting.polls.contract.refusals import WrongPollState
from services.voting.polls.tables import Poll
from services.voting.rolls.tables import RollEntry
from services.voting.tally.rules.votes import canonical

# How a member must be there to vote on a paper, in the room or by post.
_BY = {"paper": "arrive", "post": "postal"}


@answers(contract.hand_out_papers)
def hand_out_papers(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write down that members vote on a paper; whoever got a credential or a paper before is refused."""
    share_poll(unit, poll_id)
    poll = seen_poll(unit, poll_id)
    if poll.ballot != "secret":
        raise refusals.WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="secret")
    require_open(poll_id, poll.state)
    here, way, members = here_now(unit, poll), body["way"], sorted(body["member_ids"])
    require_voting(unit, poll, members, electors_of(unit, poll, in_way(here, _BY[way])))
    mark_voters(unit, poll_id, members, way)
    return issuance(unit, poll)


@answers(contract.count_papers)
def count_papers(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Enter the closing sheet of one cell; a corrected sheet is a further revision, and the last one counts."""
    poll = hold_poll(unit, poll_id)
    if poll.ballot != "secret":
        raise refusals.WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="secret")
    if poll.state != "closed":
        raise WrongPollState(poll_id=poll_id, state=poll.state, needed="closed")
    article = unit.rules.law("votes.per_member").article
    tellers = named_tellers(unit, poll.assembly_id, body["tellers"])
    require_tellers(poll, here_now(unit, poll), tellers, article)
    cell = cells_of(unit, poll_id).get(Elector(body["college"], body["weight"]))
    if cell is None:
        raise NotFound(what="cell", id=f"{body['college']}/{body['weight']}")
    votes = _votes(unit, poll, body)
    sheet = Sheet(_registered(unit, poll, body["college"], body["weight"]), body["handed_out"], body["found"],
                  sum(one["papers"] for one in votes))  # fmt: skip
    if sheet.counted != sheet.found:
        raise refusals.PapersDoNotAddUp(poll_id=poll_id, counted=sheet.counted, found=sheet.found, article=article)
    if sheet.too_many and body["reason"] is None:
        raise refusals.TooManyPapers(poll_id=poll_id, found=sheet.found, handed_out=sheet.handed_out,
                                     registered=sheet.registered, article=article)  # fmt: skip
    last = select(func.coalesce(func.max(PaperCount.revision), 0)).where(
        PaperCount.poll_id == poll_id, PaperCount.cell == cell
    )
    row = PaperCount(
        poll_id=poll_id, cell=cell, revision=unit.session.scalars(last).one() + 1, teller_ids=tellers,
        registered=sheet.registered, handed_out=sheet.handed_out, found=sheet.found, votes=votes,
        reason=body["reason"], recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    return _shown(row, Elector(body["college"], body["weight"]))


@answers(contract.list_paper_counts)
def list_paper_counts(unit: Unit, poll_id: str, limit: int, cursor: str | None) -> Listed:
    """Read the closing sheets, every revision."""
    seen_poll(unit, poll_id)
    rows = select(PaperCount).where(PaperCount.poll_id == poll_id)
    page = page_of(unit.session, rows, key=[PaperCount.cell, PaperCount.revision], limit=limit, cursor=cursor)
    cells = {number: cell for cell, number in cells_of(unit, poll_id).items()}
    return Listed([_shown(row, cells[row.cell]) for row in page.data], page.next_cursor)


def sheet_of(row: PaperCount) -> Sheet:
    """Return the figures of a closing sheet, which say what does not agree."""
    return Sheet(row.registered, row.handed_out, row.found, sum(one["papers"] for one in row.votes))


def _votes(unit: Unit, poll: Poll, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each different vote with its papers, null ones last; the same vote written down twice is summed."""
    form = form_of(unit, poll)
    sums: dict[str, dict[str, Any]] = {}
    for one in body["votes"]:
        vote = form.vote(one)
        said = sums.setdefault(canonical(vote), {"vote": vote, "papers": 0})
        said["papers"] += one["papers"]
    counted = [sums[vote] for vote in sorted(sums)]
    return [*counted, {"vote": None, "papers": body["null"]}] if body["null"] else counted


def _registered(unit: Unit, poll: Poll, college: str | None, weight: int) -> int:
    """Return how many members of a cell are written down as voting on paper."""
    voters = select(func.count()).select_from(PollVoter).join(RollEntry, RollEntry.member_id == PollVoter.member_id)
    return unit.session.scalar(voters.where(
        PollVoter.poll_id == poll.id, PollVoter.way != "credential", RollEntry.roll_id == poll.roll_id,
        RollEntry.college.is_not_distinct_from(college), RollEntry.weight == weight,
    )) or 0  # fmt: skip


def _shown(row: PaperCount, cell: Elector) -> dict[str, Any]:
    return {
        "poll_id": row.poll_id, "college": cell.college, "weight": cell.weight, "revision": row.revision,
        "teller_ids": row.teller_ids, "registered": row.registered, "handed_out": row.handed_out, "found": row.found,
        "votes": row.votes, "discrepancies": sheet_of(row).discrepancies, "reason": row.reason,
        "recorded_at": row.recorded_at,
    }  # fmt: skip
