"""Keeps who voters are and how they are reached; names are joined on output only, and erased on request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.jobs import Verdict
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.privacy.contract import member_pseudonymised
from services.voting.notices import contract
from services.voting.notices.contacts_file import ContactLine, contact_lines
from services.voting.notices.contract.refusals import ContactErased, UnknownVoter
from services.voting.notices.tables import VoterContact
from services.voting.rolls.tables import Elector, Representation, RollEntry

KEPT = ("name", "email", "postal_address", "language", "way")


@answers(contract.tell_voter_contact)
def tell_voter_contact(unit: Unit, member_id: str, body: dict[str, Any]) -> VoterContact:
    """Keep a contact; a later word takes the place of an earlier one."""
    if not _known(unit, member_id):
        raise UnknownVoter(member_id=member_id)
    return _keep(unit, member_id, {**body, "way": body["way"] or ("email" if body["email"] else "paper")})


@answers(contract.get_voter_contact)
def get_voter_contact(unit: Unit, member_id: str) -> VoterContact:
    """Show a contact."""
    found = unit.session.get(VoterContact, member_id)
    if found is None:
        raise NotFound(what="contact of voter", id=member_id)
    return found


@answers(contract.erase_voter_contact)
def erase_voter_contact(unit: Unit, member_id: str) -> VoterContact:
    """Erase everything personal; that a contact was known, and until when, stays."""
    contact = unit.session.get(VoterContact, member_id, with_for_update=True)
    if contact is None:
        raise NotFound(what="contact of voter", id=member_id)
    return _erased(unit, contact)


@follows(member_pseudonymised)
def on_pseudonymised(unit: Unit, event: Event) -> None:
    """Erase the contact of somebody whom the register knows by name no more, and remember it of who had none."""
    member_id = event.data["member_id"]
    nothing = {"member_id": member_id, "language": "fr", "way": "paper", "recorded_at": unit.now}
    unit.session.execute(insert(VoterContact).values(nothing).on_conflict_do_nothing())
    _erased(unit, unit.session.get_one(VoterContact, member_id, with_for_update=True))


@answers(contract.import_voter_contacts, items=contact_lines)
def import_line(unit: Unit, value: ContactLine, dry_run: bool) -> Verdict:
    """Keep the contact of one line, the member named by id or number."""
    member_id = _named(unit, value.member)
    told = {name: getattr(value, name) for name in KEPT}
    before = unit.session.get(VoterContact, member_id)
    if before is not None and all(getattr(before, name) == one for name, one in told.items()):
        return Verdict("skipped", member_id)
    _keep(unit, member_id, told)
    return Verdict("created" if before is None else "updated", member_id)


def names_of(session: Session, member_ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of voters by id; one whose name was never told, or was erased, is left out."""
    wanted = sorted({one for one in member_ids if one})
    if not wanted:
        return {}
    rows = select(VoterContact.member_id, VoterContact.name).where(
        VoterContact.member_id.in_(wanted), VoterContact.name.is_not(None)
    )
    return {row.member_id: str(row.name) for row in session.execute(rows)}


def _erased(unit: Unit, contact: VoterContact) -> VoterContact:
    contact.name = contact.email = contact.postal_address = None
    contact.way, contact.erased_at = "paper", contact.erased_at or unit.now
    return contact


def _keep(unit: Unit, member_id: str, told: dict[str, Any]) -> VoterContact:
    """Keep a contact; refuse that of a former member which was erased, but a member may give one again."""
    held = unit.session.get(VoterContact, member_id, with_for_update=True, populate_existing=True)
    if held is not None and held.erased_at is not None and not _is_elector(unit, member_id):
        raise ContactErased(member_id=member_id, on=held.erased_at.date())
    row = {**{name: told[name] for name in KEPT}, "recorded_at": unit.now, "erased_at": None}
    kept = insert(VoterContact).values(member_id=member_id, **row)
    unit.session.execute(kept.on_conflict_do_update(index_elements=["member_id"], set_=row))
    return unit.session.get_one(VoterContact, member_id, populate_existing=True)


def _known(unit: Unit, member_id: str) -> bool:
    """Say whether a member is an elector, or stands on some roll, or a person acts for an organisation."""
    for column in (Elector.member_id, RollEntry.member_id, Representation.person_id):
        if unit.session.scalar(select(column).where(column == member_id).limit(1)):
            return True
    return False


def _is_elector(unit: Unit, member_id: str) -> bool:
    """Say whether somebody is a member today or will be: nobody who is one is pseudonymised."""
    running = or_(Elector.left_on.is_(None), Elector.left_on >= unit.today)
    found = select(Elector.member_id).where(Elector.member_id == member_id, running).limit(1)
    return unit.session.scalar(found) is not None


def _named(unit: Unit, member: str) -> str:
    if member.isascii() and member.isdigit():
        number = select(Elector.member_id).where(Elector.number == int(member)).limit(1)
        if (found := unit.session.scalar(number)) is not None:
            return found
    elif _known(unit, member):
        return member
    raise UnknownVoter(member_id=member)
