"""Who is invited to a meeting: those who sit in the body on that day, and the referents of that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.commons.storage import Unit
from services.membership.governance.bodies import mandates_until, term_of
from services.membership.governance.groups import groups_open, places_on

from .tables import Meeting


@dataclass(frozen=True, slots=True)
class Invited:
    """One person, invited once: by a seat or a place in the group that meets, as referent of groups, or by both."""

    member_id: str
    seat: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited, and the working groups that should speak, each with those who speak for it."""

    people: Sequence[Invited]
    referents: dict[str, list[str]]


def invitation(unit: Unit, meeting: Meeting) -> Invitation:
    """Return who is invited to a meeting on its day, by id."""
    seated = set(_seated(unit, meeting.organ_kind, meeting.organ, meeting.day))
    referents = _referents(unit, meeting.day) if meeting.with_referents else {}
    speaks: dict[str, list[str]] = defaultdict(list)
    for group, members in sorted(referents.items()):
        for member_id in members:
            speaks[member_id].append(group)
    people = [Invited(one, one in seated, tuple(speaks.get(one, ()))) for one in sorted(seated | speaks.keys())]
    return Invitation(people, referents)


def _seated(unit: Unit, organ_kind: str, organ: str, day: date) -> list[str]:
    if organ_kind == "group":
        return places_on(unit, day).get((organ, "member"), [])
    return [one.member_id for one in mandates_until(unit, organ, day) if term_of(one).covers(day)]


def _referents(unit: Unit, day: date) -> dict[str, list[str]]:
    places = places_on(unit, day)
    return {slug: places.get((slug, "referent"), []) for slug in groups_open(unit, day)}
