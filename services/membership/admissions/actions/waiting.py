"""How long applications wait: the first principle can be seen to be kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, cast, func, literal, select, tuple_

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit

from .. import contract
from ..tables import OPEN, Application, WelcomePackDue

_TABLE = Application.__table__


@answers(contract.get_waiting_applications)
def get_waiting_applications(unit: Unit) -> dict[str, Any]:
    """Return the figures of what is open today, by state and by category, and of who was admitted within a year."""
    found = {
        (row.state, row.category): row
        for row in unit.session.execute(
            _figures(unit.today, _TABLE.c.submitted_on).add_columns(_TABLE.c.state, _TABLE.c.category)
            .where(_TABLE.c.state.in_(OPEN))
            .group_by(func.grouping_sets(tuple_(), tuple_(_TABLE.c.state), tuple_(_TABLE.c.category)))
        )
    }  # fmt: skip
    admitted = _figures(_TABLE.c.admitted_on, _TABLE.c.submitted_on).where(
        _TABLE.c.admitted_on > unit.today - timedelta(days=365)
    )
    return {
        **_shown(found.get((None, None))),
        "by_state": [{"state": state, **_shown(row)} for (state, _), row in sorted(found.items(), key=str) if state],
        "by_category": [
            {"category": category, **_shown(row)} for (_, category), row in sorted(found.items(), key=str) if category
        ],
        "admitted_within_a_year": _shown(unit.session.execute(admitted).one()),
    }


@answers(contract.get_welcome_pack)
def get_welcome_pack(unit: Unit, member_id: str) -> dict[str, Any]:
    """Return the pack of a member's latest admission."""
    latest = select(WelcomePackDue.content).where(WelcomePackDue.member_id == member_id)
    content = unit.session.scalar(latest.order_by(WelcomePackDue.told_at.desc()).limit(1))
    if content is None:
        raise NotFound(what="welcome pack of", id=member_id)
    days = {name: date.fromisoformat(content[name]) for name in ("admitted_on", "first_shift_by") if content[name]}
    return {**content, **days}


def _figures(until: Any, since: Any) -> Any:
    """Return the statement that counts waits in days; the median is one of them, so half wait no longer."""
    days = (literal(until) if isinstance(until, date) else until) - since
    median = func.percentile_disc(0.5).within_group(days)
    return select(
        func.count().label("count"), cast(median, BigInteger).label("median_days"),
        cast(func.max(days), BigInteger).label("longest_days"), func.min(since).label("oldest_on"),
    )  # fmt: skip


def _shown(row: Row[Any] | None) -> dict[str, Any]:
    if row is None:
        return {"count": 0, "median_days": None, "longest_days": None, "oldest_on": None}
    return {"count": row[0], "median_days": row.median_days, "longest_days": row.longest_days,
            "oldest_on": row.oldest_on}  # fmt: skip
