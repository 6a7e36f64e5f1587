"""What contacts and preferences tell of a life: that they changed and when, never what they are."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import ContactPoint, Preferences


@tells("contacts")
def contacts(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell since when an address of each kind is used, and until when it was."""
    for one in unit.session.scalars(
        select(ContactPoint).where(ContactPoint.party_id == member_id).order_by(ContactPoint.id)
    ):
        values, rows = {"channel": one.channel, "label": one.label}, (("contact_points", one.id),)
        if one.until is not None and one.until < one.since:
            continue
        yield Entry(one.since, "contact_added", "An address is used: {channel}, {label}.", values, one.recorded_at,
                    rows)  # fmt: skip
        if one.until is not None:
            yield Entry(one.until, "contact_ended", "Last day of an address: {channel}, {label}.", values,
                        one.recorded_at, rows)  # fmt: skip


@tells("preferences")
def preferences(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell how the member wished to be addressed from each day on."""
    mine = select(Preferences).where(Preferences.party_id == member_id).order_by(Preferences.since)
    for one in unit.session.scalars(mine):
        newsletter = one.newsletter_since is not None
        values = {"language": one.language, "called_by": one.called_by, "newsletter": "yes" if newsletter else "no"}
        what = "Language {language}, called by {called_by}, newsletter {newsletter}."
        yield Entry(one.since, "preferences_set", what, values, one.recorded_at,
                    (("preferences", f"{one.party_id}/{one.since}"),))  # fmt: skip
