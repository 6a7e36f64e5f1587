"""Records dues paid to linked organisations; what waits for them goes on at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.register import parties
from services.membership.register.changing import told_of_change, will_change
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Party

from . import contract, expiring, telling
from .contract import (
    LinkedMembershipBackwards,
    LinkedMembershipRecorded,
    LinkedMembershipVoided,
    UnknownLinkedOrganisation,
)
from .organisations import asked_for, organisations
from .tables import LinkedMembership

__all__ = ["expiring", "telling"]


@answers(contract.record_linked_membership)
def record_linked_membership(unit: Unit, member_id: str, body: dict[str, Any]) -> LinkedMembership:
    """Write the dues; the register then knows until when they are paid."""
    parties.locked(unit, member_id)
    rule = organisations(unit)
    if body["organisation"] not in rule.value:
        known = ", ".join(rule.value) or "none"
        raise UnknownLinkedOrganisation(
            article=rule.article, organisation=body["organisation"], organisations=known
        )  # fmt: skip
    if body["paid_from"] is not None:
        check_not_in_the_future(unit, body["paid_from"])
        if body["paid_until"] < body["paid_from"]:
            raise LinkedMembershipBackwards(
                article=rule.article, paid_from=body["paid_from"], paid_until=body["paid_until"]
            )
    row = _written(unit, member_id, rule.article, body)
    held = _held(unit, member_id)
    if row.organisation == asked_for(unit) and (held is None or held < row.paid_until):
        _keep(unit, member_id, row.paid_until)
    return row


@answers(contract.void_linked_membership)
def void_linked_membership(unit: Unit, linked_membership_id: str) -> LinkedMembership:
    """Void a record; what it had let through stays done, and a day that the register has from elsewhere stays."""
    row = unit.session.get(LinkedMembership, linked_membership_id)
    if row is None:
        raise NotFound(what="record of dues", id=linked_membership_id)
    parties.locked(unit, row.member_id)
    unit.session.refresh(row)
    if row.voided_at is not None:
        raise LinkedMembershipVoided(linked_membership_id=row.id)
    row.voided_at = unit.now
    unit.session.flush()
    if row.organisation == asked_for(unit) and _held(unit, row.member_id) == row.paid_until:
        until = select(func.max(LinkedMembership.paid_until)).where(
            LinkedMembership.member_id == row.member_id, LinkedMembership.organisation == row.organisation,
            LinkedMembership.voided_at.is_(None),
        )  # fmt: skip
        _keep(unit, row.member_id, unit.session.scalar(until))
    return row


@answers(contract.list_linked_memberships)
def list_linked_memberships(unit: Unit, member_id: str, limit: int, cursor: str | None) -> Listed:
    """Return the dues of somebody in the order in which they were recorded."""
    parties.check_known(unit, member_id)
    rows = select(LinkedMembership).where(LinkedMembership.member_id == member_id)
    return page_of(unit.session, rows, key=[LinkedMembership.id], limit=limit, cursor=cursor)


@answers(contract.list_dues_paid)
def list_dues_paid(
    unit: Unit, organisation: str | None, paid_on: date | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """Return the dues that count, of an organisation or on a day."""
    rows = select(LinkedMembership).where(LinkedMembership.voided_at.is_(None))
    if organisation is not None:
        rows = rows.where(LinkedMembership.organisation == organisation)
    if paid_on is not None:
        began = or_(LinkedMembership.paid_from.is_(None), LinkedMembership.paid_from <= paid_on)
        rows = rows.where(began, LinkedMembership.paid_until >= paid_on)
    return page_of(unit.session, rows, key=[LinkedMembership.id], limit=limit, cursor=cursor)


def _written(unit: Unit, member_id: str, article: str, body: dict[str, Any]) -> LinkedMembership:
    """Write a record, or refuse a reference that is recorded: of two at once, the second waits for the first."""
    row = insert(LinkedMembership).values(
        id=new_id("lkd"), member_id=member_id, recorded_at=unit.now, voided_at=None, **body
    )
    written = unit.session.scalar(row.on_conflict_do_nothing().returning(LinkedMembership.id))
    if written is not None:
        return unit.session.get_one(LinkedMembership, written)
    held = unit.session.scalars(select(LinkedMembership).where(
        LinkedMembership.organisation == body["organisation"], LinkedMembership.reference == body["reference"],
        LinkedMembership.voided_at.is_(None),
    )).one()  # fmt: skip
    raise LinkedMembershipRecorded(
        article=article, organisation=held.organisation, reference=held.reference, member_id=held.member_id
    )


def _held(unit: Unit, member_id: str) -> date | None:
    """Return until when the register has the dues paid that shifts and admissions ask for."""
    return unit.session.scalar(select(Party.linked_organisation_until).where(Party.id == member_id))


def _keep(unit: Unit, member_id: str, until: date | None) -> None:
    """Let the register know until when they are paid."""
    will_change(unit, member_id, frozenset({"linked_organisation_until"}))
    parties.change(unit, member_id, {"linked_organisation_until": until})
    told_of_change(unit, member_id)
