"""Takes in where people are reached and how they wish to be written to; what was changed since stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.storage import Unit
from services.membership.contacts.actions import add_contact, keep_preferences, preferences_on
from services.membership.contacts.tables import ContactPoint
from services.membership.register import parties
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Party

from .. import contract
from ..sheets import read_contacts
from ..who import one_known_as

# What each column says: its channel and label, and whether it is the one that is written to or called.
COLUMNS = (
    ("email", "email", "other", True), ("other_email", "email", "other", False), ("mobile", "phone", "mobile", True),
    ("home_phone", "phone", "home", False), ("work_phone", "phone", "work", False),
)  # fmt: skip
WISHES = ("language", "called_by", "newsletter_since")


@answers(contract.import_contacts, items=read_contacts, chunk=100)
def import_contact(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in the addresses and wishes of one person, as far as they say something new."""
    party = parties.locked(unit, one_known_as(unit, row["member"]))
    # A consent that is dated in the future is none.
    check_not_in_the_future(unit, row.get("newsletter_since") or unit.today)
    held = unit.session.scalars(select(ContactPoint).where(ContactPoint.party_id == party.id)).all()
    # Also those used no more: a sheet that is sent again later does not bring them back.
    known = {value for one in held for value in (one.email, one.phone, _place(one))} | {party.email, party.phone}
    preferred = {one.channel for one in held if one.preferred and one.until is None}
    fresh = False
    for value, address in _addresses(row):
        if value in known:
            continue
        fresh, channel = True, address["channel"]
        main = address["preferred"] or (channel not in preferred and getattr(party, channel, None) is None)
        add_contact(unit, party.id, {"label": "other", "country": "FR", "since": None, **address, "preferred": main})
        preferred.add(channel)
        # What stands in two columns is one address, of the kind that the first of them says.
        known.add(value)
    wishes = _wish(unit, party, row)
    if not fresh and not wishes:
        return Verdict("skipped", party.id)
    return Verdict("updated" if held else "created", party.id)


def _addresses(row: Mapping[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Return the addresses of a line, each with what tells it from others."""
    for name, channel, label, preferred in COLUMNS:
        if name in row:
            yield row[name], {"channel": channel, channel: row[name], "label": label, "preferred": preferred}
    if "lines" in row:
        place = {name: row[name] for name in ("lines", "postal_code", "town")}
        yield _folded(**place), {"channel": "post", "label": "home", "preferred": True,
                                 "country": row.get("country", "FR"), **place}  # fmt: skip


def _place(point: ContactPoint) -> tuple[str, ...] | None:
    return _folded(point.lines, point.postal_code or "", point.town or "") if point.lines else None


def _folded(lines: list[str], postal_code: str, town: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in (*lines, postal_code, town))


def _wish(unit: Unit, party: Party, row: Mapping[str, Any]) -> bool:
    """Keep what a line says of the wishes, except what was changed since; say whether anything is new.

    A wish that was set here stands, and a consent no younger than its withdrawal is void.
    """
    if not any(name in row for name in (*WISHES, "newsletter")):
        return False
    held = preferences_on(unit, party.id, unit.today)
    wanted = held | {name: row[name] for name in WISHES if name in row and name not in held["chosen"]}
    if row.get("newsletter") == "no":
        # To take a consent back is never too late.
        wanted["newsletter_since"] = None
    elif _is_void(wanted["newsletter_since"], held["newsletter_withdrawn_on"]):
        wanted["newsletter_since"] = held["newsletter_since"]
    return keep_preferences(unit, party.id, held, wanted)


def _is_void(consent: date | None, withdrawn_on: date | None) -> bool:
    return consent is not None and withdrawn_on is not None and consent <= withdrawn_on
