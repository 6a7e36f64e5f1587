"""Counts the shifts of a period by week and by slot, in the database, and where everybody stands at its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Date, Integer, cast, func, select

from services.commons.clock import LEGAL_ZONE
from services.commons.storage import Unit

from .rules import FREES_PLACE
from .tables import Enrolment, Shift

ADDED = ("shifts", "cancelled", "needed", "filled", "attended", "missed", "excused", "replaced")


def staffing(unit: Unit, first: date, last: date) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what became of the places between two days: in all, by week and by slot of the week."""
    parts = _parts(unit, first, last)
    weeks = [{"week": week, **_sum(rows)} for week, rows in _grouped(parts, "week")]
    slots = [
        {"weekday": weekday, "starts_at": starts_at, "ends_at": ends_at, **_sum(rows)}
        for (weekday, starts_at, ends_at), rows in _grouped(parts, "weekday", "starts_at", "ends_at")
    ]
    return _sum(parts), weeks, slots


def _parts(unit: Unit, first: date, last: date) -> list[dict[str, Any]]:
    """Return one row for each week and slot: as many as a year has, however many members there are."""
    week = cast(func.date_trunc("week", Shift.day), Date)
    starts = func.to_char(func.timezone(LEGAL_ZONE.key, Shift.starts_at), "HH24:MI")
    ends = func.to_char(func.timezone(LEGAL_ZONE.key, Shift.ends_at), "HH24:MI")
    weekday = func.extract("isodow", Shift.day)
    within, held = Shift.day.between(first, last), Shift.cancelled_at.is_(None)
    offered = func.jsonb_each_text(Shift.places).table_valued("role", "capacity", name="offered").render_derived()
    needed = select(func.sum(cast(offered.c.capacity, Integer))).scalar_subquery()
    # One row for each shift on both sides, so that one nobody enrolled in counts its places, and counts them once.
    ours = select(
        Enrolment.shift_id,
        func.count().filter(Enrolment.attendance.not_in(FREES_PLACE)).label("filled"),
        *(func.count().filter(Enrolment.attendance == mark).label(mark)
          for mark in ("attended", "missed", "excused", "replaced")),
    ).group_by(Enrolment.shift_id).subquery()  # fmt: skip
    rows = unit.session.execute(
        select(
            week.label("week"), weekday.label("weekday"), starts.label("starts_at"), ends.label("ends_at"),
            func.count().filter(held).label("shifts"), func.count().filter(~held).label("cancelled"),
            func.sum(needed).filter(held).label("needed"),
            *(func.sum(ours.c[name]).filter(held).label(name)
              for name in ("filled", "attended", "missed", "excused", "replaced")),
        )
        .select_from(Shift).outerjoin(ours, ours.c.shift_id == Shift.id).where(within)
        .group_by(week, weekday, starts, ends)
    ).mappings()  # fmt: skip
    return [
        {**row, "weekday": int(row["weekday"]) - 1, **{name: int(row[name] or 0) for name in ADDED}} for row in rows
    ]


def _grouped(parts: Iterable[dict[str, Any]], *by: str) -> list[tuple[Any, list[dict[str, Any]]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for part in parts:
        key = part[by[0]] if len(by) == 1 else tuple(part[name] for name in by)
        found.setdefault(key, []).append(part)
    return sorted(found.items())


def _sum(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    parts = list(parts)
    total: dict[str, Any] = {name: sum(part[name] for part in parts) for name in ADDED}
    total["coverage"] = Fraction(total["filled"], total["needed"]) if total["needed"] else Fraction(0)
    return total
