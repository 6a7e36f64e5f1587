"""What a cooperative offers to other members of its federations, revocable at any time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import partner
from services.membership.federation.one_at_a_time import one_at_a_time
from services.membership.federation.participants import is_by_hand, names_of, participants
from services.membership.federation.taking import Told, hears

from .. import contract
from ..contract.refusals import NotOffered, NowhereAsked, UnknownTheme
from ..tables import AdviceProfile
from ..themes import themes

PLACE = ("areas", "latitude", "longitude", "radius_km")


@answers(contract.list_themes)
def list_themes(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List every theme."""
    return Listed(list(themes().values()))


@answers(contract.put_profile)
def put_profile(unit: Unit, body: dict[str, Any]) -> AdviceProfile:
    """Offer advice, or change an offer, and tell the federation."""
    federation = partner(unit, body["federation"])
    check_themes(body["themes"])
    place = placed(unit, body)
    one_at_a_time(unit, "profile", federation)
    row = _locked(unit, federation) or AdviceProfile(coop=unit.coop, federation=federation, version=0)
    row.offered, row.themes, row.changed_at = True, sorted(set(body["themes"])), unit.now
    _write(unit, row, place)
    return row


@answers(contract.withdraw_profile)
def withdraw_profile(unit: Unit, body: dict[str, Any]) -> AdviceProfile:
    """Take an offer back: from then on no request is sent here."""
    federation = partner(unit, body["federation"])
    row = _locked(unit, federation)
    if row is None or not row.offered:
        raise NotOffered(federation=federation)
    row.offered, row.changed_at = False, unit.now
    _write(unit, row, {name: getattr(row, name) for name in PLACE})
    return row


@answers(contract.list_profiles)
def list_profiles(unit: Unit, federation: str | None, limit: int, cursor: str | None) -> Listed:
    """List this cooperative's own offers."""
    rows = select(AdviceProfile).where(AdviceProfile.coop == unit.coop)
    if federation is not None:
        rows = rows.where(AdviceProfile.federation == federation)
    return page_of(unit.session, rows, key=[AdviceProfile.federation], limit=limit, cursor=cursor)


@answers(contract.list_member_profiles)
def list_member_profiles(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List what the members in the register today offer through this cooperative."""
    here = AdviceProfile.coop.in_(participants(unit))
    rows = select(AdviceProfile).where(AdviceProfile.federation == unit.coop, here)
    page = page_of(unit.session, rows, key=[AdviceProfile.coop], limit=limit, cursor=cursor)
    return Listed(member_profiles(unit, page.data), page.next_cursor)


@hears(contract.events.profile_changed)
def take_profile(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep what a cooperative offers; the newest counts, whatever the order of arrival.

    Who is not in the register yet need not offer again once it is: until then its offer is shown to nobody and reaches
    nobody, as that of one that has left.
    """
    row = unit.session.get(AdviceProfile, (coop, unit.coop), with_for_update=True)
    if row is None:
        row = AdviceProfile(coop=coop, federation=unit.coop, version=0)
        unit.session.add(row)
    if told["version"] > row.version:
        row.version, row.offered, row.changed_at = told["version"], told["offered"], unit.now
        row.themes = told["themes"]
        for name in PLACE:
            setattr(row, name, told[name])
    return None


def member_profiles(unit: Unit, rows: Sequence[AdviceProfile]) -> list[dict[str, Any]]:
    """Return members' offers with their name, and whether this office recorded them."""
    names, columns = names_of(unit, [row.coop for row in rows]), AdviceProfile.__table__.columns.keys()
    return [{**{one: getattr(row, one) for one in columns}, "name": names.get(row.coop),
             "by_hand": is_by_hand(row.coop)} for row in rows]  # fmt: skip


def check_themes(asked: Collection[str]) -> None:
    """Refuse a theme that the list does not have."""
    unknown = sorted(set(asked) - set(themes()))
    if unknown:
        raise UnknownTheme(theme=unknown[0], known=", ".join(themes()))


def placed(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Return where: as it is said, else where the bylaws say that the cooperative is; refuse nowhere.

    A position without a radius is a place on the map, and says nothing of what is near it. Who names areas means
    those, and not what is around home.
    """
    said = {name: body[name] for name in PLACE}
    said["areas"] = sorted(set(said["areas"]))
    if not said["areas"] and said["latitude"] is None:
        said["areas"] = unit.rules.bylaws("intercooperation.areas", []).value
        home = unit.rules.bylaws("intercooperation.position", None).value or {}
        said |= {"latitude": home.get("latitude"), "longitude": home.get("longitude")}
    if not said["areas"] and (said["latitude"] is None or said["radius_km"] is None):
        raise NowhereAsked(article=unit.rules.bylaws("intercooperation", None).article)
    return said


def _locked(unit: Unit, federation: str) -> AdviceProfile | None:
    row: AdviceProfile | None = unit.session.get(AdviceProfile, (unit.coop, federation), with_for_update=True)
    return row


def _write(unit: Unit, row: AdviceProfile, place: dict[str, Any]) -> None:
    for name, value in place.items():
        setattr(row, name, value)
    row.version += 1
    unit.session.add(row)
    unit.session.flush()
    unit.emit(contract.events.profile_changed, "advice/profile", {
        "version": row.version, "offered": row.offered, "themes": row.themes, **place,
    }, to=row.federation)  # fmt: skip
