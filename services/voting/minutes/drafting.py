"""Drafts the minutes from what was recorded: JSON throughout, members by id alone, so that a signature outlives names.

Names are joined when the minutes are printed; erasing a member's name leaves the digest of what was signed as it is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.voting.assemblies.actions.attendance import attendance_curve
from services.voting.assemblies.actions.terms import notice_of
from services.voting.assemblies.tables import (
    AgendaDocument,
    AgendaItem,
    Assembly,
    Officer,
    PresenceEntry,
    Proxy,
    QuorumFinding,
)
from services.voting.minutes.incidents import incidents_of
from services.voting.minutes.moments import day, moment
from services.voting.minutes.resolutions import polls_of
from services.voting.notices.tables import Delivery, Notice
from services.voting.rolls.tables import Roll, RollChange

FORM = 1  # the version of this form, so that what was signed can be read for ever


def draft(unit: Unit, assembly: Assembly) -> dict[str, Any]:
    """Return what the minutes of an assembly say now."""
    rules = unit.rules_on(assembly.held_on)
    return {
        "form": FORM, "cooperative": {"slug": unit.coop, "name": str(rules.statutes("identity.name").value)},
        "assembly": _assembly(assembly), "convening": _convening(unit, assembly), "roll": _rolls(unit, assembly),
        "bureau": _bureau(unit, assembly), "presence": _presence(unit, assembly),
        "quorum_findings": _findings(unit, assembly), "agenda": _agenda(unit, assembly),
        "incidents": incidents_of(unit, assembly),
    }  # fmt: skip


def _assembly(assembly: Assembly) -> dict[str, Any]:
    return {
        "id": assembly.id, "kind": assembly.kind, "call": assembly.call, "first_call_id": assembly.first_call_id,
        "title": assembly.title, "section": assembly.section, "place": assembly.place, "link": assembly.link,
        "modes": list(assembly.modes or []), "held_on": assembly.held_on.isoformat(),
        "starts_at": moment(assembly.starts_at), "record_date": assembly.record_date.isoformat(),
        "opened_at": moment(assembly.opened_at), "closed_at": moment(assembly.closed_at),
        # The signing itself moves the state on; what is signed does not say so.
        "state": "closed" if assembly.state == "minutes_signed" else assembly.state,
    }  # fmt: skip


def _convening(unit: Unit, assembly: Assembly) -> dict[str, Any]:
    notice = notice_of(unit, assembly)
    sent = unit.session.scalars(select(Notice).where(Notice.assembly_id == assembly.id).order_by(Notice.sequence)).all()
    return {
        "convened_on": day(assembly.convened_on), "recorded_at": moment(assembly.convened_at),
        "notice_days": int(notice.value), "article": notice.article,
        "notices": [
            {"sequence": one.sequence, "kind": one.kind, "issued_on": one.issued_on.isoformat(), "digest": one.digest,
             "invited": one.invited, "deliveries": _deliveries(unit, one)} for one in sent
        ],
    }  # fmt: skip


def _deliveries(unit: Unit, notice: Notice) -> dict[str, int]:
    rows = select(Delivery.state, func.count()).where(Delivery.notice_id == notice.id).group_by(Delivery.state)
    return {state: int(count) for state, count in unit.session.execute(rows.order_by(Delivery.state))}


def _rolls(unit: Unit, assembly: Assembly) -> dict[str, Any]:
    rolls = unit.session.scalars(
        select(Roll).where(Roll.assembly_id == assembly.id).order_by(Roll.kind.desc(), Roll.version)
    ).all()
    changes = unit.session.scalars(
        select(RollChange).where(RollChange.roll_id.in_([roll.id for roll in rolls]))
        .order_by(RollChange.recorded_at, RollChange.member_id)
    )  # fmt: skip
    return {
        "rolls": [
            {"kind": one.kind, "version": one.version, "as_of": one.as_of.isoformat(), "size": one.size,
             "votes": one.votes, "root": one.root} for one in rolls
        ],
        "changes": [
            {"member_id": one.member_id, "change": one.change, "reason": one.reason,
             "at": moment(one.recorded_at)} for one in changes
        ],
    }  # fmt: skip


def _bureau(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    officers = unit.session.scalars(
        select(Officer).where(Officer.assembly_id == assembly.id).order_by(Officer.named_at, Officer.id)
    ).all()
    if not officers and assembly.chair_id:
        return [{"office": "chair", "member_id": assembly.chair_id, "from": moment(assembly.opened_at), "until": None,
                 "reason": None}]  # fmt: skip
    return [
        {"office": one.office, "member_id": one.member_id, "from": moment(one.accepted_at or one.named_at),
         "until": moment(one.ended_at), "reason": one.ended_for}
        for one in officers if one.accepted_at is not None or one.office != "teller"  # who did not accept did not act
    ]  # fmt: skip


def _presence(unit: Unit, assembly: Assembly) -> dict[str, Any]:
    points, _ = attendance_curve(unit, assembly, 60)
    proxies = select(func.count()).where(Proxy.assembly_id == assembly.id, Proxy.state == "given")
    lines = select(func.count()).where(PresenceEntry.assembly_id == assembly.id)
    return {
        "proxies": unit.session.scalar(proxies) or 0, "journal_lines": unit.session.scalar(lines) or 0,
        "curve": [{**point, "at": moment(point["at"])} for point in points],
        "representatives": _representatives(unit, assembly),
    }  # fmt: skip


def _representatives(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    """Return who acted for each organisation, and from when; one after the other where another took over."""
    lines = select(PresenceEntry.member_id, PresenceEntry.represented_by, func.min(PresenceEntry.at)).where(
        PresenceEntry.assembly_id == assembly.id, PresenceEntry.represented_by.is_not(None)
    ).group_by(PresenceEntry.member_id, PresenceEntry.represented_by)  # fmt: skip
    ordered = sorted(unit.session.execute(lines), key=lambda line: (line[0], line[2], line[1]))
    return [{"member_id": member, "person_id": person, "from": moment(at)} for member, person, at in ordered]


def _findings(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    rows = unit.session.scalars(select(QuorumFinding).where(QuorumFinding.assembly_id == assembly.id)
                                .order_by(QuorumFinding.part))  # fmt: skip
    return [
        {"part": one.part, "counted": one.counted, "entitled": one.entitled, "required": one.required,
         "article": one.article, "at": moment(one.found_at)} for one in rows
    ]  # fmt: skip


def _agenda(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    items = unit.session.scalars(
        select(AgendaItem).where(AgendaItem.assembly_id == assembly.id).order_by(AgendaItem.position)
    ).all()
    held = select(AgendaDocument).where(AgendaDocument.agenda_item_id.in_([item.id for item in items]))
    documents: dict[str, list[dict[str, Any]]] = {}
    for one in unit.session.scalars(held.order_by(AgendaDocument.agenda_item_id, AgendaDocument.position)):
        documents.setdefault(one.agenda_item_id, []).append({"name": one.name, "digest": one.digest, "size": one.size})
    polls = polls_of(unit, assembly)
    return [
        {"position": item.position, "title": item.title, "text": item.text, "part": item.part,
         "documents": documents.get(item.id, []), "polls": polls.get(item.id, [])} for item in items
    ]  # fmt: skip
