"""Who applies: somebody named, somebody known under the same name and address, or somebody new."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import exists, false, func, or_, select

from services.commons.refusals import Forbidden
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.changing import told_of_change, will_change
from services.membership.register.deaths import died_on
from services.membership.register.membership_categories import check_category
from services.membership.register.rules import birthday
from services.membership.register.tables import Departure, Membership, Party

from .contract import AlreadyApplied, AlreadyMember
from .contract.refusals import BirthDateMissing, Deceased, TooYoung
from .tables import OPEN, Application

# Only the office names whom it knows, and types in what came on paper; a public form tells what somebody wrote into it.
OFFICE = "admissions:write"
OF_THE_OFFICE = ("member_id", "external_id", "linked_organisation_until", "submitted_on", "legacy")


def check_office_alone(unit: Unit, body: dict[str, Any]) -> None:
    """Refuse what only the office says of an application, when a form says it."""
    if not unit.actor.may(OFFICE) and any(body[name] for name in OF_THE_OFFICE):
        raise Forbidden(scope=OFFICE)


def applicant(unit: Unit, body: dict[str, Any], on: date) -> Party:
    """Return who applied on a day, locked: somebody known, else a new person or organisation.

    Refuses who is a member or was one on that day, has an open application, or has died.
    """
    party_id = body["member_id"] or _known(unit, body)
    if party_id is None:
        return parties.locked(unit, parties.enter(unit, "mbr", body["kind"], body["external_id"], body))
    party = parties.locked(unit, party_id)
    office = unit.actor.may(OFFICE)
    _check_free(unit, party, on, office)
    if office:
        _change(unit, party, body)
    if party.kind != body["kind"]:
        check_category(unit, party.kind, body["category"], body["college"])
        body["kind"] = party.kind
    return party


def was_excluded(unit: Unit, party_id: str) -> bool:
    """Say whether the last membership of somebody ended by an exclusion that stands."""
    last = (
        select(Departure.reason)
        .join(Membership, Membership.id == Departure.membership_id)
        .where(Membership.member_id == party_id, Departure.annulled_on.is_(None))
        .order_by(Departure.left_on.desc(), Departure.id.desc())
        .limit(1)
    )
    return unit.session.scalar(last) == "exclusion"


def check_age(unit: Unit, party: Party, on: date) -> None:
    """Refuse a person who was below the age of the statutes on the day of the application, if they set one."""
    rule = unit.rules.statutes("membership.admission.minimum_age", None)
    if rule.value is None or party.kind != "natural_person":
        return
    if party.birth_date is None:
        raise BirthDateMissing(article=rule.article, minimum_age=rule.value)
    reached_on = birthday(party.birth_date, int(rule.value))
    if on < reached_on:
        raise TooYoung(article=rule.article, minimum_age=rule.value, on=reached_on)


def _known(unit: Unit, body: dict[str, Any]) -> str | None:
    """Return who stands in the register under the same name, address and birth date, the longest known first.

    Whose application is open is known without an address: a person by names and birth date, an organisation by name.
    Two that arrive at once wait for each other, so that one person is not entered twice.
    """
    applies = exists().where(Application.member_id == Party.id, Application.state.in_(OPEN))
    if body["kind"] == "organisation":
        keys = [body[name] for name in ("siren", "cooperative", "name") if body[name]]
        known = [column == body[column.key] for column in (Party.siren, Party.cooperative) if body[column.key]]
        if body["name"]:
            other = Party.siren.is_not(None) & (Party.siren != body["siren"]) if body["siren"] else false()
            known.append(_said(Party.name, body) & ~other & applies)
        same = or_(*known)
    else:
        if not body["first_name"] or not body["last_name"]:
            return None
        keys = [f"{body['first_name'].strip()} {body['last_name'].strip()}"]
        same_address, same_birth = (_said(Party.email, body) if body["email"] else false()), false()
        if body["birth_date"] is not None:
            same_birth = Party.birth_date == body["birth_date"]
            same_address = same_address & or_(Party.birth_date.is_(None), same_birth)
        same = _said(Party.first_name, body) & _said(Party.last_name, body) & or_(same_address, same_birth & applies)
    for key in sorted({key.lower() for key in keys}):
        unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"applicant|{key}", 7))))
    found = select(Party.id).where(same, Party.kind == body["kind"], Party.merged_into.is_(None))
    return unit.session.scalar(found.order_by(Party.recorded_at, Party.id).limit(1))


def _said(column: Any, body: dict[str, Any]) -> Any:
    return func.lower(column) == body[column.key].strip().lower()


def _check_free(unit: Unit, party: Party, on: date, office: bool) -> None:
    """Refuse who is a member or was one when applying, waits already, or has died; a public form is told no ids."""
    article = unit.rules.statutes("membership.admission").article
    named: dict[str, Any] = {"member_id": party.id} if office else {}
    if (died := died_on(unit, party.id)) is not None:
        raise Deceased(article=article, **named | ({"died_on": died} if office else {}))
    since = or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    if unit.session.scalar(select(exists().where(Membership.member_id == party.id, since))):
        raise AlreadyMember(article=article, **named)
    waiting = select(Application.id).where(Application.member_id == party.id, Application.state.in_(OPEN))
    if (open_id := unit.session.scalar(waiting)) is not None:
        raise AlreadyApplied(article=article, **named | ({"application_id": open_id} if office else {}))


def _change(unit: Unit, party: Party, body: dict[str, Any]) -> None:
    news = {name: body[name] for name in parties.DETAILS if body.get(name) is not None}
    parties.check_names(party.kind, {name: getattr(party, name) for name in parties.DETAILS} | news)
    news = {name: value for name, value in news.items() if getattr(party, name) != value}
    if news:
        will_change(unit, party.id, frozenset(news))
        parties.change(unit, party.id, news)
        unit.session.refresh(party)
        told_of_change(unit, party.id)
