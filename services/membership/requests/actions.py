"""Takes in requests of members, proposes them to the assembly, and settles them by its vote."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.canonical import digest
from services.commons.ids import new_id
from services.commons.proposals import CannotBeUndone, EffectRow, Proposal, carries_out, propose, reconsider, take_back
from services.commons.proposals.refusals import ProposalTakenBack
from services.commons.proposals.states import state_of
from services.commons.proposals.tables import ProposalRow
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.contract import proposals
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.voting.polls.contract import resolution_adopted, resolution_annulled, resolution_rejected

from . import contract
from .tables import MemberRequest

GRANT, REFUSE = "grant_request", "refuse_request"
UNSETTLED = ("submitted", "proposed")


@answers(contract.submit_member_request)
def submit_member_request(unit: Unit, member_id: str, body: dict[str, Any]) -> MemberRequest:
    """Take in a request of somebody who is a member today."""
    parties.locked(unit, member_id)
    check_is_member(unit, member_id, unit.today)
    request = MemberRequest(
        id=new_id("req"), member_id=member_id, state="submitted", submitted_on=unit.today, recorded_at=unit.now, **body
    )
    unit.session.add(request)
    unit.session.flush()
    return request


@answers(contract.propose_member_request)
def propose_member_request(unit: Unit, request_id: str, body: dict[str, Any]) -> MemberRequest:
    """Propose a request to an ordinary assembly; one proposal at a time stands."""
    request = _unsettled(unit, request_id)
    grants = body["decision"] == "grant"
    _make_room(unit, request, GRANT if grants else REFUSE)
    request.state = "proposed"
    content = {"request_id": request.id, "member_id": request.member_id, "subject": request.subject,
               "text": digest(request.text)}  # fmt: skip
    row = propose(
        unit, proposals, GRANT if grants else REFUSE, content, _ground(request), either_way=grants,
        summary=f"{'Grant' if grants else 'Refuse'} the request {request.id} ({request.subject.replace('_', ' ')})",
    )  # fmt: skip
    request.proposal_id = row.id
    unit.session.flush()
    return request


@answers(contract.withdraw_member_request)
def withdraw_member_request(unit: Unit, request_id: str) -> MemberRequest:
    """Let the member withdraw; a proposal on it cannot be voted any more."""
    request = _unsettled(unit, request_id)
    request.state = "withdrawn"
    reconsider(unit, GRANT, REFUSE)
    return request


@answers(contract.get_member_request)
def get_member_request(unit: Unit, request_id: str) -> MemberRequest:
    """Return one request."""
    return _held(unit, request_id)


@answers(contract.list_member_requests)
def list_member_requests(
    unit: Unit, member_id: str | None, state: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List requests in the order in which they were submitted."""
    rows = select(MemberRequest)
    if member_id is not None:
        rows = rows.where(MemberRequest.member_id == member_id)
    if state is not None:
        rows = rows.where(MemberRequest.state == state)
    return page_of(unit.session, rows, key=[MemberRequest.id], limit=limit, cursor=cursor)


def ground_of(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal rests on: a request that is not settled."""
    return _ground(_held(unit, proposal.content["request_id"], lock=True))


def undo(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Open the request again, to be voted anew; what others did on the strength of it is not ours to undo.

    Its proposal stands again, for a poll in place of the annulled one: so it is ``proposed``, not ``submitted``.
    """
    request = _held(unit, proposal.content["request_id"], lock=True)
    if request.resolution_id != settled.resolution_id:
        raise CannotBeUndone(effect=settled.effect, why="the request was decided otherwise since")
    was, request.state, request.decided_on, request.resolution_id = request.state, "proposed", None, None
    _tell(unit, request, settled.resolution_id)
    return {"request": request.id, "state": request.state, "was": was}


def refuse(unit: Unit, proposal: Proposal, resolved: dict[str, Any]) -> dict[str, Any]:
    """Refuse the request: its grant was rejected, or its refusal adopted."""
    return _decide(unit, proposal, resolved, "refused")


@carries_out(
    resolution_adopted, effect=GRANT, events=proposals, ground=ground_of, annulled=resolution_annulled, undo=undo,
    rejected=resolution_rejected, refuse=refuse,
)  # fmt: skip
def grant(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Grant the request."""
    return _decide(unit, proposal, adopted, "granted")


carries_out(
    resolution_adopted, effect=REFUSE, events=proposals, ground=ground_of, annulled=resolution_annulled, undo=undo
)(refuse)


def _decide(unit: Unit, proposal: Proposal, resolved: dict[str, Any], state: str) -> dict[str, Any]:
    request = _held(unit, proposal.content["request_id"], lock=True)
    decided_on = resolved.get("adopted_on") or resolved["rejected_on"]
    request.state, request.resolution_id = state, resolved["resolution_id"]
    request.decided_on = date.fromisoformat(decided_on)
    _tell(unit, request, resolved["resolution_id"])
    return {"request": request.id, "state": state}


def _make_room(unit: Unit, request: MemberRequest, effect: str) -> None:
    """Refuse to propose the same twice; the opposite takes the place of what was proposed before."""
    before = request.proposal_id and unit.session.get_one(ProposalRow, request.proposal_id, with_for_update=True)
    if not before or state_of(unit, before)[0] != "standing":
        return
    if before.effect == effect:
        article = unit.rules.statutes("assemblies.ordinary").article
        raise contract.RequestProposed(request_id=request.id, proposal_id=before.id, article=article)
    take_back(unit, proposals, before, ProposalTakenBack(proposal_id=before.id, why="the opposite is proposed"))


def _tell(unit: Unit, request: MemberRequest, resolution_id: str) -> None:
    unit.session.flush()
    unit.emit(contract.member_request_decided, f"member-requests/{request.id}", {
        "request_id": request.id, "member_id": request.member_id, "subject": request.subject, "state": request.state,
        "resolution_id": resolution_id,
    })  # fmt: skip


def _ground(request: MemberRequest) -> dict[str, Any]:
    return {"unsettled": request.state in UNSETTLED, "text": digest(request.text)}


def _held(unit: Unit, request_id: str, *, lock: bool = False) -> MemberRequest:
    request = unit.session.get(MemberRequest, request_id, with_for_update=lock or None, populate_existing=lock)
    if request is None:
        raise NotFound(what="request", id=request_id)
    return request


def _unsettled(unit: Unit, request_id: str) -> MemberRequest:
    request = _held(unit, request_id, lock=True)
    if request.state not in UNSETTLED:
        article = unit.rules.statutes("assemblies.ordinary").article
        raise contract.RequestSettled(request_id=request_id, state=request.state, article=article)
    return request
