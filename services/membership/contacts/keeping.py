"""Keeps the addresses and the party's own e-mail and phone the same: the preferred address is the party's."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Select, cast, func, null, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from services.commons.clock import legal_day
from services.commons.ids import new_id
from services.commons.storage import Unit
from services.membership.merges.joining import merges
from services.membership.register.changing import after_change, before_change
from services.membership.register.searching import finds
from services.membership.register.tables import Party
from services.membership.register.wording import asked

from .tables import ContactPoint

# The channels of which the party's own row holds the preferred address.
OWN = ("email", "phone")
_SAME = ("email", "phone", "postal_code", "town")
_VALUES = ("email", "phone", "lines", "postal_code", "town", "country")


def in_use(party_id: str, day: date | None = None) -> Select[ContactPoint]:
    """Return the statement of the addresses in use on a day, or without end."""
    point = select(ContactPoint).where(ContactPoint.party_id == party_id).order_by(ContactPoint.id)
    if day is None:
        return point.where(ContactPoint.until.is_(None))
    return point.where(ContactPoint.since <= day, or_(ContactPoint.until.is_(None), ContactPoint.until >= day))


def preferred(unit: Unit, party_id: str, channel: str) -> ContactPoint | None:
    """Return the preferred address of a channel, if it was ever written as an address."""
    return unit.session.scalar(in_use(party_id).where(ContactPoint.channel == channel, ContactPoint.preferred))


@before_change
def write_what_is_held(unit: Unit, party_id: str, channels: frozenset[str]) -> None:
    """Write the party's own e-mail and phone as addresses before they change, so that they are not forgotten."""
    party = unit.session.get_one(Party, party_id)
    for channel in OWN:
        value = getattr(party, channel)
        if channel in channels and value is not None and preferred(unit, party_id, channel) is None:
            since = min(legal_day(party.recorded_at), unit.today)
            _enter(unit, ContactPoint(party_id=party_id, channel=channel, label="other", preferred=True, since=since,
                                      **{channel: value}))  # fmt: skip


@after_change
def follow(unit: Unit, party_id: str) -> None:
    """Make what the party's own row says now the preferred address."""
    party = unit.session.get_one(Party, party_id, populate_existing=True)
    for channel in OWN:
        held, value = preferred(unit, party_id, channel), getattr(party, channel)
        if held is None or getattr(held, channel) == value:
            continue
        end(unit, held)
        if value is None:
            continue
        column = getattr(ContactPoint, channel)
        known = unit.session.scalar(in_use(party_id).where(ContactPoint.channel == channel, column == value))
        if known is not None:
            rewritten(unit, known, preferred=True)
        else:
            _enter(unit, ContactPoint(party_id=party_id, channel=channel, label=held.label, preferred=True,
                                      since=unit.today, **{channel: value}))  # fmt: skip


def add_other(unit: Unit, party_id: str, channel: str, value: str) -> None:
    """Add an e-mail address or a phone number beside the preferred one, unless it is there already."""
    column = getattr(ContactPoint, channel)
    if unit.session.scalar(in_use(party_id).where(ContactPoint.channel == channel, column == value)) is None:
        _enter(unit, ContactPoint(party_id=party_id, channel=channel, label="other", preferred=False,
                                  since=unit.today, **{channel: value}))  # fmt: skip


def rewritten(unit: Unit, point: ContactPoint, *, preferred: bool) -> ContactPoint:
    """Return the address as preferred or not from today on; what it was until yesterday stays written."""
    if point.preferred == preferred:
        return point
    if point.since >= unit.today:
        point.preferred = preferred
        unit.session.flush()
        return point
    end(unit, point)
    values = {name: getattr(point, name) for name in _VALUES}
    return _enter(unit, ContactPoint(party_id=point.party_id, channel=point.channel, label=point.label,
                                     preferred=preferred, since=unit.today, **values))  # fmt: skip


def end(unit: Unit, point: ContactPoint) -> None:
    """End an address with yesterday; one of today never ran."""
    point.until = unit.today - timedelta(days=1)
    unit.session.flush()


def _enter(unit: Unit, point: ContactPoint) -> ContactPoint:
    point.id, point.recorded_at = new_id("adr"), unit.now
    unit.session.add(point)
    unit.session.flush()
    return point


@merges("contact_points", "preferences")
def take_over(unit: Unit, survivor_id: str, merged_id: str) -> int:
    """Give the survivor what the other's addresses have beside its own; how to be addressed stays the survivor's."""
    points = unit.session.scalars(in_use(merged_id)).all()
    own = unit.session.scalars(in_use(survivor_id))
    known = {(one.channel, *(getattr(one, name) for name in _SAME)) for one in own}
    moved = 0
    for point in points:
        if (point.channel, *(getattr(point, name) for name in _SAME)) not in known:
            values = {name: getattr(point, name) for name in _VALUES}
            _enter(unit, ContactPoint(party_id=survivor_id, channel=point.channel, label=point.label,
                                      preferred=False, since=unit.today, **values))  # fmt: skip
            moved += 1
        end(unit, point)
    return moved


@finds
def by_address(q: str) -> Select[str] | None:
    """Find by the beginning of another e-mail address, or digits of another phone number."""
    words = asked(q)
    if words is None:
        return None
    held = func.register_words(null(), null(), null(), ContactPoint.email, ContactPoint.phone)
    found = held.op("@@")(cast(words, TSQUERY))
    return select(ContactPoint.party_id).where(found, ContactPoint.until.is_(None))
