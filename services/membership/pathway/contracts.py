"""The contracts of people on the pathway, as they stood on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.engagements.rules import last_day
from services.membership.engagements.tables import Engagement
from services.membership.engagements.terms import Limits, renewals_known, said_on

from .rules import Contract


def contracts_of(
    unit: Unit, people: Collection[str], day: date, limits: dict[str, Limits]
) -> dict[str, list[Contract]]:  # fmt: skip
    """Return the contracts of each person that began by a day, the first one first, as they stood on it.

    A renewal counts from the day on which it was recorded: it takes effect after the term that it puts off.
    """
    found: dict[str, list[Contract]] = {person: [] for person in people}
    rows = list(unit.session.scalars(
        select(Engagement).where(Engagement.person_id.in_(people), Engagement.started_on <= day)
        .order_by(Engagement.started_on)
    ))  # fmt: skip
    renewed = renewals_known(unit, [row.id for row in rows], day)
    for row in said_on(unit, rows, day):
        bounds, latest = limits.get(row["form"], Limits(None, None)), None
        renewals, term = renewed.get(row["id"], (0, row["term_on"]))
        if bounds.months is not None:
            term = term or last_day(row["started_on"], int(bounds.months.value))
            latest = None if bounds.months_in_all is None else last_day(row["started_on"], bounds.months_in_all)
        found[row["person_id"]].append(
            Contract(row["id"], row["kind"], row["form"], row["started_on"], row["ended_on"], term, latest, renewals,
                     row["weekly_minutes"])
        )  # fmt: skip
    return found
