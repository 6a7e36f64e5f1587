"""What governance tells of a member's life: seats in bodies, places in working groups."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import GroupPlace, Mandate

_ENDS = {
    "resigned": "Resigned from {body}.",
    "revoked": "Was revoked from {body}.",
    "deceased": "The seat in {body} ended by death.",
    "left": "The seat in {body} ended with the membership.",
    "annulled": "The election to {body} was annulled.",
}


@tells("mandates")
def mandates(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell each seat: taken, and given up before its term or at its end."""
    for one in unit.session.scalars(select(Mandate).where(Mandate.member_id == member_id).order_by(Mandate.id)):
        values = {"body": one.body, "resolution_id": one.resolution_id, "ends_on": one.ends_on}
        rows = (("mandates", one.id),)
        yield Entry(one.started_on, "mandate_seated", "Took a seat in {body}, until {ends_on}.", values,
                    one.recorded_at, rows)  # fmt: skip
        if one.ended_on is None:
            yield Entry(one.ends_on, "mandate_expired", "Last day of the term in {body}.", values, one.recorded_at,
                        rows)  # fmt: skip
        else:
            what = _ENDS.get(one.end_reason or "", "The seat in {body} ended.")
            values = {**values, "reason": one.end_reason}
            yield Entry(one.ended_on, "mandate_ended", what, values, one.recorded_at, rows)


@tells("working-groups")
def places(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell the time in each working group, as member or referent."""
    own = select(GroupPlace).where(GroupPlace.member_id == member_id).order_by(GroupPlace.id)
    for one in unit.session.scalars(own):
        values, rows = {"group": one.group_slug, "role": one.role}, (("working_group_places", one.id),)
        yield Entry(one.since, "group_joined", "Joined the working group {group} as {role}.", values, one.recorded_at,
                    rows)  # fmt: skip
        if one.until is not None:
            yield Entry(one.until, "group_left", "Last day in the working group {group} as {role}.", values,
                        one.recorded_at, rows)  # fmt: skip
