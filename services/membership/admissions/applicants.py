"""Who applies: somebody named, somebody known under the same name and address, or somebody new."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from services.commons.refusals import Forbidden
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.as_of import are_members
from services.membership.register.deaths import died_on
from services.membership.register.membership_categories import check_category
from services.membership.register.rules import birthday
from services.membership.register.tables import Departure, Membership, Party

from .contract import AlreadyApplied, AlreadyMember
from .contract.refusals import BirthDateMissing, Deceased, TooYoung
from .tables import OPEN, Application

# Only the office names whom it knows; a public form tells what somebody wrote into it.
OFFICE = "admissions:write"


def applicant(unit: Unit, body: dict[str, Any]) -> Party:
    """Return the applicant, locked: somebody known, else a new person or organisation.

    Refuses who is a member, has an open application, or has died.
    """
    office = unit.actor.may(OFFICE)
    for name in ("member_id", "external_id", "linked_organisation_until"):
        if body[name] is not None and not office:
            raise Forbidden(scope=OFFICE)
    party_id = body["member_id"] or _known(unit, body)
    if party_id is None:
        return parties.locked(unit, parties.enter(unit, "mbr", body["kind"], body["external_id"], body))
    party = parties.locked(unit, party_id)
    _check_free(unit, party, office)
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


def check_age(unit: Unit, party: Party) -> None:
    """Refuse a person below the age of the statutes, if they set one."""
    rule = unit.rules.statutes("membership.admission.minimum_age", None)
    if rule.value is None or party.kind != "natural_person":
        return
    if party.birth_date is None:
        raise BirthDateMissing(article=rule.article, minimum_age=rule.value)
    reached_on = birthday(party.birth_date, int(rule.value))
    if unit.today < reached_on:
        raise TooYoung(article=rule.article, minimum_age=rule.value, on=reached_on)


def _known(unit: Unit, body: dict[str, Any]) -> str | None:
    """Return who stands in the register under the same name, address and birth date, the longest known first.

    Two that arrive at once wait for each other, so that one person is not entered twice.
    """
    if body["kind"] == "organisation":
        named = [column == body[column.key] for column in (Party.siren, Party.cooperative) if body[column.key]]
        if not named:
            return None
        same, key = or_(*named), f"{body['siren']}|{body['cooperative']}"
    else:
        if not body["email"] or not body["first_name"] or not body["last_name"]:
            return None
        same = func.lower(Party.email) == body["email"].strip().lower()
        for column in (Party.first_name, Party.last_name):
            same = same & (func.lower(column) == body[column.key].strip().lower())
        if body["birth_date"] is not None:
            same = same & or_(Party.birth_date.is_(None), Party.birth_date == body["birth_date"])
        key = body["email"].strip().lower()
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"applicant|{key}", 7))))
    found = select(Party.id).where(same, Party.kind == body["kind"], Party.merged_into.is_(None))
    return unit.session.scalar(found.order_by(Party.recorded_at, Party.id).limit(1))


def _check_free(unit: Unit, party: Party, office: bool) -> None:
    """Refuse who is a member, waits already, or has died; a public form is not told under which ids."""
    article = unit.rules.statutes("membership.admission").article
    if (died := died_on(unit, party.id)) is not None:
        raise Deceased(article=article, member_id=party.id, died_on=died)
    named: dict[str, Any] = {"member_id": party.id} if office else {}
    if are_members(unit.session, [party.id], unit.today):
        raise AlreadyMember(article=article, **named)
    waiting = select(Application.id).where(Application.member_id == party.id, Application.state.in_(OPEN))
    if (open_id := unit.session.scalar(waiting)) is not None:
        raise AlreadyApplied(article=article, **named | ({"application_id": open_id} if office else {}))


def _change(unit: Unit, party: Party, body: dict[str, Any]) -> None:
    news = {name: body[name] for name in parties.DETAILS if body.get(name) is not None}
    parties.check_names(party.kind, {name: getattr(party, name) for name in parties.DETAILS} | news)
    news = {name: value for name, value in news.items() if getattr(party, name) != value}
    if news:
        parties.change(unit, party.id, news)
        unit.session.refresh(party)
