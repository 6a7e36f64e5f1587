"""Members and employees as the register knows them: told by membership, locked while their shares move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.ledger.capital import contract
from services.ledger.capital.tables import Employment, Member
from services.ledger.journal.posting import hold_the_book
from services.ledger.sheets import is_number
from services.membership.admissions.contract import application_accepted
from services.membership.engagements.contract import engagement_recorded
from services.membership.merges.contract import member_merged
from services.membership.register.contract import member_admitted, member_left, member_moved


def known_member(unit: Unit, member_id: str) -> Member:
    """Return a member, locked so that two subscriptions cannot both find room below the limit."""
    return locked_by_id(unit, [member_id])[member_id]


def locked_by_id(unit: Unit, member_ids: Sequence[str]) -> dict[str, Member]:
    """Return members by their ids, locked in the order of these."""
    found = unit.session.scalars(
        select(Member).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update()
        .execution_options(populate_existing=True)
    )  # fmt: skip
    members = {member.id: member for member in found}
    for member_id in member_ids:
        if member_id not in members:
            raise contract.UnknownMember(member_id=member_id)
    return members


def locked_members(unit: Unit, names: Sequence[str]) -> dict[str, Member]:
    """Return members by the ids or numbers that name them, locked in the order of their ids."""
    numbers = [int(name) for name in names if is_number(name)]
    found = unit.session.scalars(
        select(Member).where(or_(Member.id.in_(names), Member.number.in_(numbers)))
        .order_by(Member.id).with_for_update()
    ).all()  # fmt: skip
    by_name = {str(member.number): member for member in found} | {member.id: member for member in found}
    known: dict[str, Member] = {}
    for name in names:
        member = by_name.get(str(int(name)) if is_number(name) else name)
        if member is None:
            raise contract.UnknownMember(member_id=name)
        known[name] = member
    return known


def is_member(member: Member, on: date) -> bool:
    """Say whether somebody is a member on a day; the last day of a membership is one of its days."""
    return (
        member.admitted_on is not None and member.admitted_on <= on
        and (member.left_on is None or on <= member.left_on)
    )  # fmt: skip


@follows(application_accepted, projection=(Member,))
def on_application_accepted(unit: Unit, event: Event) -> None:
    """Know an accepted applicant: shares may be subscribed from now on, also by who left and comes back."""
    told = event.data
    row = insert(Member).values(id=told["member_id"], number=None, kind=told["kind"], category=told["category"])
    anew = {"category": told["category"], "admitted_on": None, "left_on": None}
    unit.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=anew))


@follows(member_admitted, projection=(Member,))
def on_member_admitted(unit: Unit, event: Event) -> None:
    """Know a member's number and category."""
    told = event.data
    known = {
        "number": told["number"], "kind": told["kind"], "category": told["category"],
        "admitted_on": date.fromisoformat(told["admitted_on"]), "left_on": None,
    }  # fmt: skip
    row = insert(Member).values(id=told["member_id"], **known)
    unit.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=known))


@follows(member_left, projection=(Member,))
def on_member_left(unit: Unit, event: Event) -> None:
    """Know that a member left, and when; the same membership does not end twice, so the first word counts."""
    hold_the_book(unit)  # before the member is locked, in the order of everybody who moves shares
    member = unit.session.get(Member, event.data["member_id"], with_for_update=True)
    if member is not None and member.left_on is None:
        member.left_on = date.fromisoformat(event.data["left_on"])


@follows(member_moved, projection=(Member,))
def on_member_moved(unit: Unit, event: Event) -> None:
    """Know that a member is of another category: what it holds stays, what it may hold follows the statutes."""
    moved = update(Member).where(Member.id == event.data["member_id"])
    unit.session.execute(moved.values(category=event.data["category"]))


@follows(member_merged, projection=(Member,))
def on_member_merged(unit: Unit, event: Event) -> None:
    """Know that two were one: the survivor has the membership told, the other is a member no more and leads there.

    Nothing of the books moves: whoever held shares has survived.
    """
    told = event.data
    hold_the_book(unit)
    known = {name: told[name] for name in ("category", "number") if told[name] is not None}
    for name in ("admitted_on", "left_on"):
        known[name] = date.fromisoformat(told[name]) if told[name] else None
    unit.session.execute(update(Member).where(Member.id == told["member_id"]).values(**known))
    leads = update(Member).where(or_(Member.id == told["merged_id"], Member.merged_into == told["merged_id"]))
    unit.session.execute(leads.values(merged_into=told["member_id"], admitted_on=None, left_on=None))


@follows(engagement_recorded, projection=(Employment,))
def on_engagement_recorded(unit: Unit, event: Event) -> None:
    """Know a contract of employment; told again, the later word counts. Support (CAPE) employs nobody."""
    told = event.data
    if told["kind"] != "employment":
        return
    known: dict[str, Any] = {
        "person_id": told["person_id"], "member_id": told["member_id"],
        "started_on": date.fromisoformat(told["started_on"]),
        "ended_on": date.fromisoformat(told["ended_on"]) if told["ended_on"] else None,
    }  # fmt: skip
    row = insert(Employment).values(id=told["engagement_id"], **known)
    unit.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=known))
