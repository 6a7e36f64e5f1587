"""The union's side of a link: it says yes or no at its own desk, and may end it at any time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import partner, partners
from services.membership.federation.taking import Told, hears
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.refusals import InvitationSettled
from ..rules import state_on
from ..tables import UnionInvitation


@hears(contract.events.link_proposed)
def take_proposal(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep what a federation proposes; one that this union has not named yet need not propose again."""
    row = insert(UnionInvitation).values(federation=coop, recorded_at=unit.now, **told)
    unit.session.execute(row.on_conflict_do_nothing())
    return None


@answers(contract.list_invitations)
def list_invitations(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the links that federations of ours proposed to this union, and those that it accepted from any."""
    ours = UnionInvitation.federation.in_(partners(unit)) | UnionInvitation.accepted_on.is_not(None)
    key = [UnionInvitation.federation, UnionInvitation.link_id]
    page = page_of(unit.session, select(UnionInvitation).where(ours), key=key, limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


@answers(contract.accept_invitation)
def accept_invitation(unit: Unit, federation: str, link_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Consent for the union, by a decision of its own."""
    row = _held(unit, federation, link_id)
    partner(unit, federation)
    if row.accepted_on is not None or row.ended_on is not None:
        raise InvitationSettled(federation=federation, state=_shown(unit, row)["state"])
    on = body["accepted_on"] or unit.today
    check_not_in_the_future(unit, on)
    row.accepted_on, row.acceptance = max(on, row.proposed_on), body["decision"]
    told = {"link_id": link_id, "accepted_on": row.accepted_on, "decision": row.acceptance}
    unit.emit(contract.events.link_accepted, f"unions/{row.union}", told, to=federation)
    return _shown(unit, row)


@answers(contract.end_invitation)
def end_invitation(unit: Unit, federation: str, link_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Say no, or end what runs; it needs nobody's leave."""
    row = _held(unit, federation, link_id)
    if row.ended_on is not None:
        raise InvitationSettled(federation=federation, state="ended")
    row.ended_on, row.ended_by, row.reason = unit.today, unit.coop, body["reason"]
    told = {"link_id": link_id, "ended_on": unit.today, "reason": body["reason"]}
    unit.emit(contract.events.link_ended, f"unions/{row.union}", told, to=federation)
    return _shown(unit, row)


def end_invitation_of(unit: Unit, coop: str, told: Told) -> str | None:
    """Take a federation's end of a link."""
    row = unit.session.get(UnionInvitation, (coop, told["link_id"]), with_for_update=True)
    if row is None:
        return "unknown_link"
    if row.ended_on is None:
        row.ended_on, row.ended_by, row.reason = told["ended_on"], coop, told["reason"]
    return None


def _held(unit: Unit, federation: str, link_id: str) -> UnionInvitation:
    row: UnionInvitation | None = unit.session.get(UnionInvitation, (federation, link_id), with_for_update=True)
    if row is None:
        raise NotFound(what="link", id=link_id[:60])
    return row


def _shown(unit: Unit, row: UnionInvitation) -> dict[str, Any]:
    unit.session.flush()
    told = {column.name: getattr(row, column.name) for column in UnionInvitation.__table__.columns}
    return {**told, "state": state_on(unit.today, row.proposed_on, row.accepted_on, row.ended_on)}
