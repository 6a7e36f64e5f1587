"""Puts households together, lets persons join and leave them, and ends them with the last member."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties
from services.membership.register.as_of import are_members, check_is_member
from services.membership.register.days import check_not_in_the_future
from services.membership.register.leaving import clears

from . import contract, telling  # noqa: F401 – telling registers itself
from .reading import running, shown, terms
from .tables import Household, HouseholdPlace


@answers(contract.found_household)
def found_household(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Put together persons the first of whom is a member on the first day."""
    since, persons = body["since"] or unit.today, list(dict.fromkeys(body["persons"]))
    check_not_in_the_future(unit, since)
    allowed, article = _allowed(unit)
    if len(persons) < 2:
        raise contract.HouseholdTooSmall(kind=allowed["kind"], persons=len(persons), article=article)
    _check_room(allowed, article, len(persons))
    for person_id in sorted(persons):
        _check_person(unit, person_id, since)
    check_is_member(unit, persons[0], since)
    household = Household(id=new_id("hsh"), kind=allowed["kind"], holder_id=persons[0], since=since, until=None,
                          article=article, recorded_at=unit.now)  # fmt: skip
    unit.session.add(household)
    unit.session.flush()
    for person_id in persons:
        _place(unit, household, person_id, since)
    return _told(unit, household, since)


@answers(contract.join_household)
def join_household(unit: Unit, household_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Let one more person join, as long as there is room."""
    # The person first, then the household: in the order in which a leaver's are held.
    parties.locked(unit, body["person_id"])
    household, since = _running(unit, household_id), body["since"] or unit.today
    check_not_in_the_future(unit, since)
    allowed, article = _allowed(unit)
    _check_room(allowed, article, len(_places(unit, household.id)) + 1)
    _check_person(unit, body["person_id"], since)
    _place(unit, household, body["person_id"], max(since, household.since))
    return _told(unit, household, since)


@answers(contract.leave_household)
def leave_household(unit: Unit, household_id: str, person_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a person's time; a household of one, or without a member, ends with it."""
    household, until = _running(unit, household_id), body["until"] or unit.today
    check_not_in_the_future(unit, until)
    place = next((one for one in _places(unit, household.id) if one.person_id == person_id), None)
    if place is None:
        raise NotFound(what="person of this household", id=person_id)
    _leave(unit, household, place, until)
    return shown(unit, [household], min(until, unit.today))[0]


@answers(contract.list_households)
def list_households(
    unit: Unit, as_of: date | None, person_id: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List the households that run on a day, in the order in which they were entered."""
    day = as_of or unit.today
    rows = select(Household).where(running(Household, day))
    if person_id is not None:
        places = select(HouseholdPlace.household_id).where(
            HouseholdPlace.person_id == person_id, running(HouseholdPlace, day)
        )
        rows = rows.where(Household.id.in_(places))
    page = page_of(unit.session, rows, key=[Household.id], limit=limit, cursor=cursor)
    return Listed(shown(unit, page.data, day), page.next_cursor)


@clears("households")
def leave_with_membership(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End what a leaver has in households; the others go on while one of them is a member and they are two."""
    places = unit.session.scalars(
        select(HouseholdPlace).where(
            HouseholdPlace.person_id == member_id,
            or_(HouseholdPlace.until.is_(None), HouseholdPlace.until > left_on),
        )
    ).all()  # fmt: skip
    for place in places:
        household = unit.session.get_one(Household, place.household_id, with_for_update=True, populate_existing=True)
        _leave(unit, household, place, left_on)
    return len(places)


def _leave(unit: Unit, household: Household, place: HouseholdPlace, until: date) -> None:
    place.until = max(until, place.since - timedelta(days=1))
    unit.session.flush()
    day_after = until + timedelta(days=1)
    left = _places(unit, household.id)
    members = are_members(unit.session, [one.person_id for one in left], max(day_after, unit.today))
    if len(left) < 2 or not members:
        household.until = max(until, household.since - timedelta(days=1))
        for one in left:
            one.until = max(until, one.since - timedelta(days=1))
    elif household.holder_id not in members:
        household.holder_id = next(one.person_id for one in left if one.person_id in members)
    unit.session.flush()
    _told(unit, household, day_after)


def _told(unit: Unit, household: Household, changed_on: date) -> dict[str, Any]:
    places = _places(unit, household.id)
    members = are_members(unit.session, [one.person_id for one in places], max(changed_on, unit.today))
    ordered = sorted((one.person_id for one in places if one.person_id in members), key=household.holder_id.__ne__)
    allowed, _ = terms(unit, unit.today)
    unit.emit(contract.household_changed, f"households/{household.id}", {
        "household_id": household.id, "kind": household.kind, "members": ordered,
        "shares_benefits": (allowed or {}).get("shares_benefits", []), "changed_on": changed_on,
    })  # fmt: skip
    return shown(unit, [household], unit.today)[0]


def _allowed(unit: Unit) -> tuple[dict[str, Any], str]:
    allowed, article = terms(unit, unit.today)
    if allowed is None:
        raise contract.HouseholdsNotAllowed(article=article)
    return allowed, article


def _check_room(allowed: dict[str, Any], article: str, persons: int) -> None:
    maximum = 2 if allowed["kind"] == "couple" else int(allowed.get("maximum", contract.MOST_PERSONS))
    if persons > maximum:
        raise contract.HouseholdFull(kind=allowed["kind"], maximum=maximum, persons=persons, article=article)


def _check_person(unit: Unit, person_id: str, since: date) -> None:
    person = parties.locked(unit, person_id)
    if person.kind != "natural_person":
        raise contract.HouseholdNeedsPersons(person_id=person_id, article=terms(unit, unit.today)[1])
    held = unit.session.scalar(
        select(HouseholdPlace).where(
            HouseholdPlace.person_id == person_id, HouseholdPlace.until.is_(None) | (HouseholdPlace.until >= since)
        ).limit(1)
    )  # fmt: skip
    if held is not None:
        raise contract.InAHousehold(article=terms(unit, unit.today)[1], person_id=person_id, since=held.since,
                                    household_id=held.household_id, until=held.until or "further notice")  # fmt: skip


def _place(unit: Unit, household: Household, person_id: str, since: date) -> None:
    unit.session.add(HouseholdPlace(id=new_id("hpl"), household_id=household.id, person_id=person_id, since=since,
                                    until=None, recorded_at=unit.now))  # fmt: skip
    unit.session.flush()


def _places(unit: Unit, household_id: str) -> list[HouseholdPlace]:
    rows = select(HouseholdPlace).where(HouseholdPlace.household_id == household_id, HouseholdPlace.until.is_(None))
    return list(unit.session.scalars(rows.order_by(HouseholdPlace.since, HouseholdPlace.id)))


def _running(unit: Unit, household_id: str) -> Household:
    household = unit.session.get(Household, household_id, with_for_update=True)
    if household is None:
        raise NotFound(what="household", id=household_id)
    if household.until is not None:
        raise contract.HouseholdOver(household_id=household_id, until=household.until)
    return household
