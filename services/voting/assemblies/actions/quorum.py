"""Counts who is there, and whether that makes the quorum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.assemblies.actions.terms import Terms, terms_of
from services.voting.assemblies.rules import Attendance, Quorum, attendance, attended_during
from services.voting.assemblies.tables import Assembly, PresenceEntry, Proxy
from services.voting.rolls.actions.making import current_roll, weights_of


@dataclass(frozen=True)
class Presence:
    """Who counts at this moment on the roll in force, in votes, and the quorum that it makes."""

    attendance: Attendance
    weights: dict[str, int]
    quorum: Quorum
    terms: Terms

    def shown(self) -> dict[str, Any]:
        """Return the quorum as the API shows it and as it is kept with a poll."""
        fraction = self.quorum.fraction
        return {
            "base": "entitled", "fraction": None if fraction is None else str(fraction),
            "entitled": self.quorum.entitled, "counted": self.quorum.counted, "required": self.quorum.required,
            "reached": self.quorum.reached, "article": self.terms.quorum.article,
        }  # fmt: skip


def presence_now(unit: Unit, assembly: Assembly) -> Presence:
    """Return who counts now; only those on the roll do."""
    roll = current_roll(unit, assembly.id)
    here = attendance_now(unit, assembly)
    weights = weights_of(unit, roll.id, here.voters) if roll else {}
    terms = terms_of(unit, assembly)
    quorum = Quorum(terms.quorum_fraction, roll.votes if roll else 0, sum(weights.values()))
    return Presence(here, weights, quorum, terms)


def attendance_now(unit: Unit, assembly: Assembly) -> Attendance:
    """Return who is present or represented at this moment, by the journal and the proxies in force."""
    given = select(Proxy.giver_id, Proxy.holder_id).where(Proxy.assembly_id == assembly.id, Proxy.state == "given")
    proxies = [(row.giver_id, row.holder_id or assembly.chair_id or "") for row in unit.session.execute(given)]
    return attendance([(member, kind) for member, kind, _ in _journal(unit, assembly)], proxies)


def votes_during(unit: Unit, assembly: Assembly, roll_id: str, opened_at: Any, closed_at: Any) -> int:
    """Return the votes of all who were present or represented at some moment of a poll."""
    table = Proxy.__table__
    given = select(table.c.giver_id, table.c.holder_id, table.c.given_at, table.c.revoked_at)
    proxies = [
        (row.giver_id, row.holder_id or assembly.chair_id or "", row.given_at, row.revoked_at)
        for row in unit.session.execute(given.where(table.c.assembly_id == assembly.id))
    ]
    attended = attended_during(_journal(unit, assembly), proxies, opened_at, closed_at)
    return sum(weights_of(unit, roll_id, attended).values())


def _journal(unit: Unit, assembly: Assembly) -> list[tuple[str, str, Any]]:
    lines = select(PresenceEntry.member_id, PresenceEntry.kind, PresenceEntry.at)
    lines = lines.where(PresenceEntry.assembly_id == assembly.id).order_by(PresenceEntry.seq)
    return [(row.member_id, row.kind, row.at) for row in unit.session.execute(lines)]
