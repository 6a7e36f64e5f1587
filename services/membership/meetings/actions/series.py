"""The meetings that the statutes ask for, planned some time ahead."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from services.commons.bindings import answers
from services.commons.clock import LEGAL_ZONE
from services.commons.storage import Unit

from .. import contract
from ..planned import check_times, enter, series_made
from ..rhythm import rhythm_of
from ..rules import series_days


@answers(contract.plan_series)
def plan_series(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Plan one meeting a period; what the series has planned before is left as it is, moved or cancelled or not."""
    rhythm = rhythm_of(unit, body["body"])
    first = body["from_"] or unit.today
    starts, ends = time.fromisoformat(body["starts_at"]), time.fromisoformat(body["ends_at"])
    check_times(_at(first, starts), _at(first, ends))
    days = series_days(first, body["count"], rhythm.every_months, body["weekday"], body["nth"])
    names = {f"{rhythm.body}:{period.first.isoformat()[:7]}": day for period, day in days}
    existing, created = series_made(unit, list(names)), []
    for series, day in names.items():
        if series in existing:
            continue
        meeting = enter(
            unit, body["agenda"], organ_kind="body", organ=rhythm.body, with_referents=rhythm.with_referents,
            title=body["title"] or rhythm.name, place=body["place"], link=None, series=series,
            starts_at=_at(day, starts), ends_at=_at(day, ends),
        )  # fmt: skip
        if meeting is not None:
            created.append(meeting.id)
    return {"body": rhythm.body, "every_months": rhythm.every_months, "article": rhythm.article, "created": created,
            "existing": sorted(existing.values())}  # fmt: skip


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LEGAL_ZONE)
