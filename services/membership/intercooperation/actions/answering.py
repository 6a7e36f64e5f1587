"""Requests of others that reached this cooperative, and its answers to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit
from services.membership.federation.links import partner, partners
from services.membership.federation.taking import Told, hears

from .. import contract
from ..contract.refusals import RequestOver, TooManyAnswers
from ..showing import QUESTION, listed, requests_of, shown
from ..tables import AdviceAnswer, ReceivedRequest
from .asking import keep_answer, keep_ending

MOST_ANSWERS = 20


@hears(contract.events.routed)
def take_request(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep a request that a federation of ours sent here."""
    if coop not in partners(unit):
        return "not_linked"
    said = {name: told[name] for name in QUESTION}
    row = insert(ReceivedRequest).values(
        id=new_id("rcv"), federation=coop, asked_by=told["asked_by"], request_id=told["request_id"],
        metres=told["metres"], recorded_at=unit.now, **said,
    )  # fmt: skip
    unit.session.execute(row.on_conflict_do_nothing())
    return None


@hears(contract.events.ending_forwarded)
def take_ending(unit: Unit, coop: str, told: Told) -> str | None:
    """Note that another's request has ended, even before the request itself arrives; only who sent it here says so."""
    if coop not in partners(unit) or told["asked_by"] == unit.coop:
        return "not_linked"
    sent = select(ReceivedRequest.federation).where(
        ReceivedRequest.asked_by == told["asked_by"], ReceivedRequest.request_id == told["request_id"]
    )
    if (known := unit.session.scalars(sent).all()) and coop not in known:
        return "foreign_request"
    keep_ending(unit, told)
    return None


@answers(contract.list_received)
def list_received(
    unit: Unit, theme: str | None, state: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List the requests that reached this cooperative, the oldest first."""
    page = listed(unit, _found(unit), ReceivedRequest, [ReceivedRequest.id], theme, state, limit, cursor)
    return Listed([_told(row) for row in page.data], page.next_cursor)


@answers(contract.answer)
def answer(unit: Unit, received_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Answer, or add to an answer, and send it to the federation, which hands it on to who asked."""
    row = unit.session.scalar(select(ReceivedRequest).where(ReceivedRequest.id == received_id).with_for_update())
    if row is None:
        raise NotFound(what="received request", id=received_id[:60])
    partner(unit, row.federation)
    state = _state(unit, received_id)
    if state in ("closed", "withdrawn", "expired"):
        raise RequestOver(request_id=row.request_id, state=state)
    told = numbered(unit, row.asked_by, row.request_id, unit.coop, {**body, "on_behalf_of": None})
    unit.emit(contract.events.answered, f"advice/{row.request_id}", told, to=row.federation)
    return {**told, "id": told["answer_id"]}


def numbered(unit: Unit, asked_by: str, request_id: str, answered_by: str, body: Told) -> Told:
    """Write the next answer of a cooperative and return it as it is told; refuse when it has answered too often."""
    given = unit.session.scalar(
        select(func.count()).select_from(AdviceAnswer)
        .where(AdviceAnswer.asked_by == asked_by, AdviceAnswer.request_id == request_id,
               AdviceAnswer.answered_by == answered_by)
    ) or 0  # fmt: skip
    if given >= MOST_ANSWERS:
        raise TooManyAnswers(request_id=request_id, given=given)
    told = {"request_id": request_id, "asked_by": asked_by, "answered_by": answered_by, "answer_id": new_id("ans"),
            "number": given + 1, "answered_on": unit.today, **body}  # fmt: skip
    keep_answer(unit, told)
    return told


def _found(unit: Unit) -> Select[Any]:
    return requests_of(
        unit, ReceivedRequest, ReceivedRequest.asked_by, ReceivedRequest.request_id, literal("routed")
    )


def _state(unit: Unit, received_id: str) -> str:
    row = unit.session.execute(_found(unit).where(ReceivedRequest.id == received_id)).one()
    return str(row.state)


def _told(row: Any) -> dict[str, Any]:
    kept = row[0]
    return {**shown(row), "id": kept.id, "federation": kept.federation, "asked_by": kept.asked_by,
            "request_id": kept.request_id, "metres": kept.metres}  # fmt: skip
