"""Keeps the delivery ledger: paper handed over, letters that came back, and letters sent again."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.clock import LEGAL_ZONE
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.notices import contract
from services.voting.notices.addressed import delivery_named
from services.voting.notices.contract.refusals import DeliveryAhead, DeliveryOutOfOrder, NotInvited
from services.voting.notices.issuing import issue_addendum_of, last_notice, wake
from services.voting.notices.tables import Delivery, Notice, VoterContact

MAILED = ("sent", "resent")
# From which states the secretary may record a state; the same one again changes nothing.
FROM = {"handed_over": ("queued", "bounced", *MAILED), "bounced": (*MAILED, "handed_over")}


@answers(contract.issue_addendum)
def issue_addendum(unit: Unit, assembly_id: str) -> Notice:
    """Issue an addendum and queue a copy for everybody who was invited."""
    return issue_addendum_of(unit, held_assembly(unit, assembly_id, lock=True))


@answers(contract.list_notices)
def list_notices(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """List the notices in the order in which they went out, with the counts of their copies."""
    held_assembly(unit, assembly_id)
    rows = select(Notice).where(Notice.assembly_id == assembly_id)
    page = page_of(unit.session, rows, key=[Notice.sequence], limit=limit, cursor=cursor)
    return Listed([_counted(unit, notice) for notice in page.data], page.next_cursor)


@answers(contract.list_deliveries)
def list_deliveries(
    unit: Unit, assembly_id: str, sequence: int | None, state: str | None, limit: int, cursor: str | None
) -> Listed:
    """List the copies of a notice by member."""
    notice = _notice(unit, assembly_id, sequence)
    rows = select(Delivery).where(Delivery.notice_id == notice.id)
    if state is not None:
        rows = rows.where(Delivery.state == state)
    page = page_of(unit.session, rows, key=[Delivery.member_id], limit=limit, cursor=cursor)
    columns = [column.key for column in Delivery.__table__.columns]
    return Listed([{**{name: getattr(one, name) for name in columns}, "sequence": notice.sequence,
                    "steps": [{**step, "at": datetime.fromisoformat(step["at"])} for step in one.steps]}
                   for one in page.data], page.next_cursor)  # fmt: skip


@answers(contract.record_deliveries)
def record_deliveries(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, int]:
    """Record copies handed over, and copies that came back; a line that says what is known already changes nothing."""
    notice = _notice(unit, assembly_id, body["sequence"])
    copies = _copies(unit, notice, [entry["member_id"] for entry in body["entries"]])
    recorded = 0
    for entry in body["entries"]:
        copy, wanted, on = copies[entry["member_id"]], entry["state"], entry["on"] or unit.today
        if on > unit.today:
            raise DeliveryAhead(on=on, today=unit.today)
        if copy.state == wanted:
            continue
        if copy.state not in FROM[wanted]:
            raise DeliveryOutOfOrder(member_id=copy.member_id, state=copy.state, wanted=wanted)
        copy.way = "paper" if wanted == "handed_over" else copy.way
        at = unit.now if on == unit.today else datetime.combine(on, time(), LEGAL_ZONE)
        settle(copy, wanted, at, entry["reason"])
        recorded += 1
    return {"recorded": recorded}


@answers(contract.resend_notice)
def resend_notice(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, int]:
    """Queue copies again, by the way and the address known now."""
    notice = _notice(unit, assembly_id, body["sequence"])
    if body["member_ids"] is None:
        bounced = select(Delivery.member_id).where(Delivery.notice_id == notice.id, Delivery.state == "bounced")
        members = list(unit.session.scalars(bounced))
    else:
        members = body["member_ids"]
    copies = _copies(unit, notice, members)
    known = select(VoterContact.member_id, VoterContact.way).where(VoterContact.member_id.in_(copies))
    ways = {row.member_id: row.way for row in unit.session.execute(known)}
    waiting = [copy for copy in copies.values() if copy.state not in ("queued", "sending")]
    for copy in waiting:
        copy.way = ways.get(copy.member_id, "paper")
        copy.due_at = unit.now if copy.way == "email" else None
        note(copy, "queued", unit.now, "again")
        copy.settled_at = None
    wake(unit)
    return {"recorded": len(waiting)}


@answers(contract.report_mail)
def report_mail(unit: Unit, body: dict[str, Any]) -> dict[str, int]:
    """Take in what a provider reports: what came back is bounced, what arrived stays as it is."""
    recorded = 0
    for told in body["events"]:
        named = delivery_named(told["message_id"])
        copy = unit.session.get(Delivery, named, with_for_update=True) if named and told["event"] == "bounced" else None
        if copy is not None and copy.state in MAILED:
            settle(copy, "bounced", unit.now, told["status"] or "reported")
            recorded += 1
    return {"recorded": recorded}


def note(copy: Delivery, state: str, at: datetime, reason: str | None) -> None:
    """Move a copy to a state, and write the step down."""
    copy.state, copy.reason = state, reason
    copy.steps = [*copy.steps, {"state": state, "at": at.isoformat(), "reason": reason}]


def settle(copy: Delivery, state: str, at: datetime, reason: str | None = None) -> None:
    """Move a copy to a state in which nothing more is to be done for it."""
    note(copy, state, at, reason)
    copy.settled_at, copy.due_at = at, None


def _notice(unit: Unit, assembly_id: str, sequence: int | None) -> Notice:
    held_assembly(unit, assembly_id)
    notice = last_notice(unit, assembly_id, sequence)
    if notice is None:
        raise NotFound(what="notice of assembly", id=assembly_id)
    return notice


def _copies(unit: Unit, notice: Notice, members: list[str]) -> dict[str, Delivery]:
    """Return the copies of these members, locked in one order."""
    rows = select(Delivery).where(Delivery.notice_id == notice.id, Delivery.member_id.in_(members))
    found = {one.member_id: one for one in unit.session.scalars(rows.order_by(Delivery.member_id).with_for_update())}
    if missing := sorted(set(members) - found.keys()):
        named = ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
        raise NotInvited(assembly_id=notice.assembly_id, sequence=notice.sequence, member_ids=named)
    return found


def _counted(unit: Unit, notice: Notice) -> dict[str, Any]:
    by: dict[str, dict[str, int]] = {"state": defaultdict(int), "way": defaultdict(int)}
    rows = select(Delivery.state, Delivery.way, func.count()).where(Delivery.notice_id == notice.id)
    for state, way, count in unit.session.execute(rows.group_by(Delivery.state, Delivery.way)):
        by["state"][state] += count
        by["way"][way] += count
    return {**{column.key: getattr(notice, column.key) for column in Notice.__table__.columns},
            "by_state": dict(by["state"]), "by_way": dict(by["way"])}  # fmt: skip
