"""Issues notices: what was sent is kept as it was, and every invited member has a line in the delivery ledger."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select, text

from services.commons.canonical import digest
from services.commons.clock import LEGAL_ZONE
from services.commons.ids import new_id
from services.commons.storage import Unit
from services.voting.assemblies.tables import Assembly
from services.voting.notices.content import notice_content
from services.voting.notices.contract.refusals import NotConvened, NoticeUnchanged
from services.voting.notices.tables import Notice
from services.voting.rolls.actions.making import current_roll

# What differs between two notices that say the same.
_APART = ("sequence", "issued_on")
_QUEUE = text(
    """
    INSERT INTO deliveries (notice_id, member_id, way, state, attempts, reason, queued_at, due_at, settled_at, steps)
    SELECT :notice_id, entry.member_id,
           CASE WHEN contact.way = 'email' AND :mailed THEN 'email' ELSE 'paper' END,
           CASE WHEN :mailed THEN 'queued' ELSE 'handed_over' END, 0,
           CASE WHEN :mailed THEN NULL ELSE 'declared' END, :now,
           CASE WHEN contact.way = 'email' AND :mailed THEN :now ELSE NULL END,
           CASE WHEN :mailed THEN NULL ELSE :went_out END, '[]'::jsonb
      FROM roll_entries entry LEFT JOIN voter_contacts contact ON contact.member_id = entry.member_id
     WHERE entry.roll_id = :roll_id
    """
)


def issue_convening(unit: Unit, assembly: Assembly) -> Notice:
    """Issue the first notice of an assembly that has just been convened, and queue its copies.

    A notice that is recorded as having gone out on an earlier day was sent without us: its copies are entered as handed
    over on that day, as declared, and none is mailed.
    """
    assert assembly.convened_on is not None
    return _issue(unit, assembly, 1, "convening", assembly.convened_on)


def issue_addendum_of(unit: Unit, assembly: Assembly) -> Notice:
    """Issue an addendum to an assembly that is convened; refuse when nothing was added."""
    if assembly.state != "convened":
        raise NotConvened(assembly_id=assembly.id, state=assembly.state)
    last = last_notice(unit, assembly.id)
    sequence = last.sequence + 1 if last else 1
    if last is not None and _said(last.content) == _said(notice_content(unit, assembly, sequence, unit.today)):
        raise NoticeUnchanged(assembly_id=assembly.id, sequence=last.sequence)
    return _issue(unit, assembly, sequence, "addendum" if last else "convening", unit.today)


def last_notice(unit: Unit, assembly_id: str, sequence: int | None = None) -> Notice | None:
    """Return the last notice of an assembly, or the one of that number; None if there is none."""
    wanted = select(Notice).where(Notice.assembly_id == assembly_id).order_by(Notice.sequence.desc()).limit(1)
    if sequence is not None:
        wanted = wanted.where(Notice.sequence == sequence)
    return unit.session.scalars(wanted).first()


def _issue(unit: Unit, assembly: Assembly, sequence: int, kind: str, issued_on: date) -> Notice:
    unit.session.flush()
    content = notice_content(unit, assembly, sequence, issued_on)
    roll = current_roll(unit, assembly.id, "provisional")
    notice = Notice(
        id=new_id("ntc"), assembly_id=assembly.id, sequence=sequence, kind=kind, issued_on=issued_on,
        issued_at=unit.now, content=content, digest=digest(content), invited=roll.size if roll else 0,
    )  # fmt: skip
    unit.session.add(notice)
    unit.session.flush()
    if roll is not None:
        unit.session.execute(_QUEUE, {
            "notice_id": notice.id, "roll_id": roll.id, "now": unit.now, "mailed": issued_on == unit.today,
            "went_out": datetime.combine(issued_on, time(), LEGAL_ZONE),
        })  # fmt: skip
        wake(unit)
    return notice


def wake(unit: Unit) -> None:
    """Wake the postman once this is committed."""
    unit.session.info.setdefault("wakes", set()).add("mail")


def _said(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _APART}
