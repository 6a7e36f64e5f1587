"""The one place where the books know what a line may carry on an analytic axis.

Activities and their establishments come from membership's events; other rooms tell theirs by ``know_axis``; working
groups and establishments stand in statutes and bylaws as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.refusals import InvalidCursor
from services.commons.storage import Listed, Unit
from services.ledger.accounts.contract import axes as contract
from services.ledger.accounts.tables import AxisValue

AXES = ("activity", "establishment", "working_group", "funding_source")


def know_axis(
    unit: Unit, axis: str, value: str, label: str = "", since: date | None = None, until: date | None = None
) -> None:
    """Let lines carry a value on an axis; told again, its label (if any is given) and its end are corrected.

    For the rooms that own what the values stand for; deterministic, so that event handlers may call it.
    """
    assert axis in AXES, axis
    row = {"axis": axis, "value": value, "label": label or value, "since": since or legal_day(unit.now), "until": until}
    told = insert(AxisValue).values(row)
    fresh = {"until": told.excluded.until} | ({"label": told.excluded.label} if label else {})
    unit.session.execute(told.on_conflict_do_update(index_elements=["axis", "value"], set_=fresh))


def named_in_rules(unit: Unit, axes: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return the values, with their labels, that statutes and bylaws give to some axes."""
    found: dict[tuple[str, str], str] = {}
    if "working_group" in axes:
        groups = unit.rules.statutes("governance.working_groups.groups", []).value
        found |= {("working_group", one["slug"]): one["name"] for one in groups}
    if "establishment" in axes:
        places = unit.rules.bylaws("establishments", []).value
        found |= {("establishment", one["code"]): one["name"] for one in places}
    return found


@answers(contract.tell_axis_value)
def tell_axis_value(unit: Unit, axis: str, body: dict[str, Any]) -> AxisValue:
    """Keep a value of an axis that no event tells of."""
    if axis not in AXES[1:]:
        raise contract.UnknownAxis(axis=axis, axes=", ".join(AXES[1:]))
    know_axis(unit, axis, body["value"], body["label"], unit.today, body["until"])
    return unit.session.get_one(AxisValue, (axis, body["value"]), populate_existing=True)


@answers(contract.list_axis_values)
def list_axis_values(unit: Unit, axis: str, limit: int, cursor: str | None) -> Listed:
    """List the values of an axis; the cursor is the last value of the page before."""
    if axis not in AXES:
        raise contract.UnknownAxis(axis=axis, axes=", ".join(AXES))
    if cursor is not None and "\x00" in cursor:
        raise InvalidCursor()
    after = cursor or ""
    told = unit.session.scalars(
        select(AxisValue).where(AxisValue.axis == axis, AxisValue.value > after).order_by(AxisValue.value)
        .limit(limit + 1)
    )  # fmt: skip
    rows: dict[str, dict[str, Any]] = {
        value: {"axis": axis, "value": value, "label": label, "until": None}
        for (_, value), label in named_in_rules(unit, [axis]).items() if value > after
    }  # fmt: skip
    rows |= {one.value: {"axis": axis, "value": one.value, "label": one.label, "until": one.until} for one in told}
    found = [rows[value] for value in sorted(rows)]
    return Listed(found[:limit], str(found[limit - 1]["value"]) if len(found) > limit else None)
