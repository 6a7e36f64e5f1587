"""What happened besides the votes: breaks, suspensions, amendments from the floor, contestations, annulments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.assemblies.tables import Adjournment, Amendment, Assembly
from services.voting.ballots.tables import PaperCount
from services.voting.board.tables import BoardEntry
from services.voting.minutes.moments import moment
from services.voting.polls.tables import Poll


def incidents_of(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    """Return what happened, each with its kind, when it was (where that was recorded) and what it concerns."""
    polls = unit.session.scalars(select(Poll).where(Poll.assembly_id == assembly.id).order_by(Poll.id)).all()
    titles = {poll.id: poll.title for poll in polls}
    found = [*_breaks(unit, assembly), *_suspensions(unit, titles), *_amendments(unit, assembly, titles),
             *_closing_sheets(unit, titles)]  # fmt: skip
    for poll in polls:
        if poll.contested_for:
            found.append(_incident("contested", poll.title, None, reason=poll.contested_for))
        # Polls that never opened are annulled with the session; that is no incident.
        if poll.annulled_at is not None and poll.opened_at is not None:
            found.append(_incident("annulled", poll.title, moment(poll.annulled_at), reason=poll.annulled_for))
    return found


def _breaks(unit: Unit, assembly: Assembly) -> list[dict[str, Any]]:
    rows = unit.session.scalars(
        select(Adjournment).where(Adjournment.assembly_id == assembly.id).order_by(Adjournment.seq)
    )
    found = []
    for one in rows:
        found.append(_incident("adjourned", None, moment(one.adjourned_at), until=moment(one.until), reason=one.reason))
        if one.resumed_at is not None:
            found.append(_incident("sat_again", None, moment(one.resumed_at)))
    return found


def _suspensions(unit: Unit, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Return the suspensions as the boards of the polls tell them: their order, without times."""
    rows = select(BoardEntry.poll_id, BoardEntry.kind).where(
        BoardEntry.poll_id.in_(titles), BoardEntry.kind.in_(["suspended", "resumed"])
    ).order_by(BoardEntry.poll_id, BoardEntry.seq)  # fmt: skip
    return [_incident(f"poll_{kind}", titles[poll_id], None) for poll_id, kind in unit.session.execute(rows)]


def _amendments(unit: Unit, assembly: Assembly, titles: dict[str, str]) -> list[dict[str, Any]]:
    rows = unit.session.scalars(
        select(Amendment).where(Amendment.assembly_id == assembly.id).order_by(Amendment.moved_at, Amendment.position)
    )
    return [
        _incident("amendment", titles.get(one.poll_id), moment(one.moved_at), member_id=one.moved_by, text=one.new_text,
                  state=one.state)
        for one in rows
    ]  # fmt: skip


def _closing_sheets(unit: Unit, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Return the closing sheets of paper ballots that do not agree; of each, the last that the tellers made out."""
    rows = unit.session.scalars(
        select(PaperCount).where(PaperCount.poll_id.in_(titles))
        .order_by(PaperCount.poll_id, PaperCount.cell, PaperCount.revision)
    )  # fmt: skip
    last = {(one.poll_id, one.cell): one for one in rows}
    return [
        _incident("closing_sheet", titles[one.poll_id], moment(one.recorded_at), registered=one.registered,
                  handed_out=one.handed_out, found=one.found, reason=one.reason)
        for one in last.values() if not one.registered == one.handed_out == one.found
    ]  # fmt: skip


def _incident(kind: str, concerns: str | None, at: str | None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "concerns": concerns, "at": at, **more}
