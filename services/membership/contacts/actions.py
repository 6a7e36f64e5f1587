"""Adds, prefers and ends addresses; keeps preferences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit
from services.membership.register import parties
from services.membership.register.changing import told_of_change, will_change
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Party

from . import contract, telling  # noqa: F401 – telling registers itself
from .keeping import OWN, in_use, preferred, rewritten
from .tables import ContactPoint, Preferences

_UNSAID: dict[str, Any] = {"language": "fr", "called_by": "mail", "newsletter_since": None,
                           "newsletter_withdrawn_on": None, "chosen": []}  # fmt: skip
_SAME = ("channel", "email", "phone", "lines", "postal_code", "town", "country")


@answers(contract.add_contact)
def add_contact(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Add an address, at once the preferred one if it is to be."""
    party = parties.locked(unit, member_id)
    # What is held stays as it is, but whoever may get no personal data gets no further address either.
    will_change(unit, member_id, frozenset())
    since = body["since"] or unit.today
    check_not_in_the_future(unit, since)
    wanted = {name: body.get(name) for name in _SAME} | {"country": body["country"] if body.get("lines") else None}
    held = _listed(unit, party, unit.today)
    for one in held:
        if all(one[name] == value for name, value in wanted.items()):
            raise contract.ContactHeld(member_id=member_id, contact_id=one["id"] or "the one of the register")
    if len(held) >= contract.MOST_CONTACTS:
        raise contract.TooManyContacts(member_id=member_id, held=len(held), maximum=contract.MOST_CONTACTS)
    point = ContactPoint(id=new_id("adr"), party_id=member_id, label=body["label"], preferred=False, since=since,
                         recorded_at=unit.now, **wanted)  # fmt: skip
    unit.session.add(point)
    unit.session.flush()
    return _shown(_prefer(unit, party, point) if body["preferred"] else point)


@answers(contract.prefer_contact)
def prefer_contact(unit: Unit, contact_id: str) -> dict[str, Any]:
    """Prefer an address to the others of its channel."""
    party, point = _in_use(unit, contact_id)
    return _shown(_prefer(unit, party, point))


@answers(contract.end_contact)
def end_contact(unit: Unit, contact_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End an address; the preferred one leaves the party without, until another is preferred."""
    party, point = _in_use(unit, contact_id)
    until = body["until"] or unit.today
    check_not_in_the_future(unit, until)
    point.until = max(until, point.since - timedelta(days=1))
    unit.session.flush()
    if point.preferred and point.channel in OWN:
        parties.change(unit, party.id, {point.channel: None})
        told_of_change(unit, party.id)
    return _shown(point)


@answers(contract.list_contacts)
def list_contacts(unit: Unit, member_id: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List the addresses of a day; there are few, and they fit one page."""
    party = unit.session.get(Party, member_id)
    if party is None:
        raise NotInRegister(member_id=member_id)
    return Listed(_listed(unit, party, as_of or unit.today))


@answers(contract.set_preferences)
def set_preferences(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set what is given from today on; a consent that stands keeps its day."""
    parties.locked(unit, member_id)
    held = preferences_on(unit, member_id, unit.today)
    said: dict[str, Any] = {name: body[name] for name in ("language", "called_by") if name in body}
    wanted = {**held, **said, "chosen": sorted({*held["chosen"], *said})}
    if "newsletter" in body:
        wanted["newsletter_since"] = (held["newsletter_since"] or unit.today) if body["newsletter"] else None
    keep_preferences(unit, member_id, held, wanted)
    return _preferred(member_id, wanted, unit.today)


def keep_preferences(unit: Unit, member_id: str, held: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Write what somebody wishes from today on, and tell it; say whether it is other than before."""
    if held["newsletter_since"] and wanted["newsletter_since"] is None:
        wanted = {**wanted, "newsletter_withdrawn_on": unit.today}
    if wanted != held:
        row = insert(Preferences).values(party_id=member_id, since=unit.today, recorded_at=unit.now, **wanted)
        said = {**wanted, "recorded_at": unit.now}
        unit.session.execute(row.on_conflict_do_update(index_elements=["party_id", "since"], set_=said))
        unit.emit(contract.preferences_changed, f"members/{member_id}", {
            "member_id": member_id, "language": wanted["language"], "called_by": wanted["called_by"],
        })  # fmt: skip
    return wanted != held


@answers(contract.get_preferences)
def get_preferences(unit: Unit, member_id: str, as_of: date | None) -> dict[str, Any]:
    """Return the preferences of a day."""
    parties.check_known(unit, member_id)
    day = as_of or unit.today
    return _preferred(member_id, preferences_on(unit, member_id, day), day)


def preferences_on(unit: Unit, party_id: str, day: date) -> dict[str, Any]:
    """Return what somebody wishes on a day."""
    latest = select(Preferences).where(Preferences.party_id == party_id, Preferences.since <= day)
    row = unit.session.scalar(latest.order_by(Preferences.since.desc()).limit(1))
    return {name: getattr(row, name) if row else unsaid for name, unsaid in _UNSAID.items()}


def _preferred(member_id: str, held: dict[str, Any], day: date) -> dict[str, Any]:
    return {"member_id": member_id, **held, "newsletter": held["newsletter_since"] is not None, "as_of": day}


def _prefer(unit: Unit, party: Party, point: ContactPoint) -> ContactPoint:
    if point.channel in OWN:
        will_change(unit, party.id, frozenset({point.channel}))
    before = preferred(unit, party.id, point.channel)
    if before is not None and before.id != point.id:
        rewritten(unit, before, preferred=False)
    now = rewritten(unit, point, preferred=True)
    if point.channel in OWN:
        parties.change(unit, party.id, {point.channel: getattr(now, point.channel)})
        told_of_change(unit, party.id)
    return now


def _in_use(unit: Unit, contact_id: str) -> tuple[Party, ContactPoint]:
    party_id = unit.session.scalar(select(ContactPoint.party_id).where(ContactPoint.id == contact_id))
    if party_id is None:
        raise NotFound(what="contact", id=contact_id)
    party = parties.locked(unit, party_id)
    point = unit.session.get_one(ContactPoint, contact_id, populate_existing=True)
    if point.until is not None:
        raise contract.ContactEnded(contact_id=contact_id, until=point.until)
    return party, point


def _listed(unit: Unit, party: Party, day: date) -> list[dict[str, Any]]:
    """Return the addresses of a day, and what the party's own row holds that nobody wrote as an address."""
    points = [_shown(point) for point in unit.session.scalars(in_use(party.id, day))]
    since = min(legal_day(party.recorded_at), unit.today)
    for channel in OWN:
        value = getattr(party, channel)
        if value is not None and since <= day and not any(one["preferred"] for one in points
                                                          if one["channel"] == channel):  # fmt: skip
            points.append({**dict.fromkeys(_SAME), "id": None, "member_id": party.id, "channel": channel,
                           "label": "other", channel: value, "preferred": True, "since": since, "until": None,
                           "recorded_at": party.changed_at})  # fmt: skip
    return points


def _shown(point: ContactPoint) -> dict[str, Any]:
    columns = {column.key: getattr(point, column.key) for column in ContactPoint.__table__.columns}
    return {**columns, "member_id": point.party_id}
