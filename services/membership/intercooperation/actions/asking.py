"""What this cooperative asks, what comes back, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import partner
from services.membership.federation.taking import Told, hears

from .. import contract
from ..contract.refusals import RequestOver, RequestPast
from ..showing import QUESTION, listed, requests_of, shown
from ..tables import AdviceAnswer, AdviceEnding, AdviceRequest
from .offering import check_themes, placed

LONGEST = timedelta(days=365)


@answers(contract.ask)
def ask(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Write a request down and send it to the federation, which finds whom it reaches."""
    federation = partner(unit, body["federation"])
    check_themes([body["theme"]])
    if not unit.today <= body["until"] <= unit.today + LONGEST:
        raise RequestPast(until=body["until"], earliest=unit.today, latest=unit.today + LONGEST)
    row = AdviceRequest(
        id=new_id("adv"), federation=federation, theme=body["theme"], text=body["text"],
        contact_role=body["contact_role"], asked_on=unit.today, until=body["until"], reached=None, reason=None,
        recorded_at=unit.now, **placed(unit, body),
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    said = {name: getattr(row, name) for name in QUESTION}
    unit.emit(contract.events.asked, f"advice/{row.id}", {"request_id": row.id, **said}, to=federation)
    return _shown(unit, row.id)


@answers(contract.list_requests)
def list_requests(
    unit: Unit, theme: str | None, state: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List this cooperative's requests, the oldest first."""
    page = listed(unit, _found(unit), AdviceRequest, [AdviceRequest.id], theme, state, limit, cursor)
    return Listed([_told(row) for row in page.data], page.next_cursor)


@answers(contract.get_request)
def get_request(unit: Unit, request_id: str) -> dict[str, Any]:
    """Return one request."""
    return _shown(unit, request_id)


@answers(contract.list_answers)
def list_answers(unit: Unit, request_id: str, limit: int, cursor: str | None) -> Listed:
    """List the answers to a request, each cooperative's in their order."""
    _shown(unit, request_id)
    rows = select(AdviceAnswer).where(AdviceAnswer.asked_by == unit.coop, AdviceAnswer.request_id == request_id)
    key = [AdviceAnswer.answered_by, AdviceAnswer.number]
    return page_of(unit.session, rows, key=key, limit=limit, cursor=cursor)


@answers(contract.close_request)
def close_request(unit: Unit, request_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Close a request with what came of it, also one that has expired meanwhile."""
    return _ended(unit, request_id, "closed", body["outcome"], body["text"])


@answers(contract.withdraw_request)
def withdraw_request(unit: Unit, request_id: str) -> dict[str, Any]:
    """Withdraw a request: nobody need answer it any more."""
    return _ended(unit, request_id, "withdrawn", None, None)


@hears(contract.events.routing_settled)
def take_routing(unit: Unit, coop: str, told: Told) -> str | None:
    """Note whom the federation sent a request to, or why to nobody."""
    row = unit.session.get(AdviceRequest, told["request_id"], with_for_update=True)
    if row is None or row.federation != coop:
        return "unknown_request"
    row.reached, row.reason = told["reached"], told["reason"]
    return None


@hears(contract.events.answer_forwarded)
def take_answer(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep an answer to a request of ours that its federation hands on; one that comes late is kept as well."""
    row = unit.session.get(AdviceRequest, told["request_id"])
    if row is None or row.federation != coop or told["asked_by"] != unit.coop:
        return "unknown_request"
    keep_answer(unit, told)
    return None


def keep_answer(unit: Unit, told: Told) -> bool:
    """Write an answer; return False when it is known already."""
    row = {name: told[name] for name in
           ("asked_by", "request_id", "answered_by", "on_behalf_of", "number", "text", "contact_role",
            "answered_on")}  # fmt: skip
    kept = insert(AdviceAnswer).values(**row, id=told["answer_id"], recorded_at=unit.now).on_conflict_do_nothing()
    return unit.session.scalar(kept.returning(AdviceAnswer.id)) is not None


def keep_ending(unit: Unit, told: Told) -> bool:
    """Write how a request ended; the first telling counts, but a closure says more than an expiry and replaces it."""
    row = {name: told[name] for name in ("asked_by", "request_id", "state", "outcome", "text", "ended_on")}
    kept = insert(AdviceEnding).values(**row, recorded_at=unit.now)
    kept = kept.on_conflict_do_update(
        index_elements=["asked_by", "request_id"],
        set_={name: kept.excluded[name] for name in ("state", "outcome", "text", "ended_on", "recorded_at")},
        where=(AdviceEnding.state == "expired") & (kept.excluded.state == "closed"),
    )
    return unit.session.scalar(kept.returning(AdviceEnding.request_id)) is not None


def end_request(unit: Unit, row: AdviceRequest, state: str, outcome: str | None, text: str | None) -> None:
    """Write the end of a request of ours and tell the federation, which tells whom it had reached."""
    told = {"request_id": row.id, "asked_by": unit.coop, "state": state, "outcome": outcome, "text": text,
            "ended_on": unit.today}  # fmt: skip
    keep_ending(unit, told)
    unit.emit(contract.events.ended, f"advice/{row.id}", told, to=row.federation)


def _ended(unit: Unit, request_id: str, state: str, outcome: str | None, text: str | None) -> dict[str, Any]:
    row = unit.session.get(AdviceRequest, request_id, with_for_update=True)
    if row is None:
        raise NotFound(what="request", id=request_id[:60])
    now = _shown(unit, request_id)["state"]
    # What came of it may also be said once its time is over.
    if now in ("closed", "withdrawn") or (now == "expired" and state != "closed"):
        raise RequestOver(request_id=request_id, state=now)
    end_request(unit, row, state, outcome, text)
    return _shown(unit, request_id)


def _found(unit: Unit) -> Select[Any]:
    routed: ColumnElement[str] = case(
        (AdviceRequest.reached.is_(None), literal("sent")),
        (func.jsonb_array_length(AdviceRequest.reached) == 0, literal("unrouted")), else_=literal("routed"),
    )  # fmt: skip
    return requests_of(unit, AdviceRequest, literal(unit.coop), AdviceRequest.id, routed)


def _shown(unit: Unit, request_id: str) -> dict[str, Any]:
    row = unit.session.execute(
        _found(unit).where(AdviceRequest.id == request_id), execution_options={"populate_existing": True}
    ).first()
    if row is None:
        raise NotFound(what="request", id=request_id[:60])
    return _told(row)


def _told(row: Any) -> dict[str, Any]:
    kept = row[0]
    return {**shown(row), "id": kept.id, "federation": kept.federation, "reached": kept.reached or [],
            "reason": kept.reason}  # fmt: skip
