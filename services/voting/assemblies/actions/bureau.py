"""Seats the bureau of a session and replaces its officers; every holding of an office is kept."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Unit
from services.voting.assemblies import contract
from services.voting.assemblies.actions.floor import bureau_rule, officers_now
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.presence import require_on_roll
from services.voting.assemblies.actions.quorum import attendance_now
from services.voting.assemblies.contract.bureau import BureauSeated, NoSuchOfficer, NotPresent, OfficesNotDistinct
from services.voting.assemblies.rules import bureau_gaps
from services.voting.assemblies.tables import Assembly, Officer


@answers(contract.seat_bureau)
def seat_bureau(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Name chair, tellers and secretary: four different members who are present; the tellers accept afterwards."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "open")
    article = bureau_rule(unit, assembly).article
    if held := officers_now(unit, assembly_id):
        raise BureauSeated(assembly_id=assembly_id, named_at=held[0].named_at, article=article)
    named = [("chair", body["chair_id"]), *(("teller", one) for one in body["teller_ids"]),
             ("secretary", body["secretary_id"])]  # fmt: skip
    _check_distinct([member for _, member in named], article)
    require_present(unit, assembly, [member for _, member in named], article)
    for office, member in named:
        _name(unit, assembly, office, member, None)
    return bureau_shown(unit, assembly)


@answers(contract.accept_office)
def accept_office(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record that a teller accepts; the second time changes nothing."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "open")
    teller = _officer(unit, assembly, body["member_id"], "teller")
    teller.accepted_at = teller.accepted_at or unit.now
    return bureau_shown(unit, assembly)


@answers(contract.replace_officer)
def replace_officer(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Let another member take over an office; a teller who follows accepts anew."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "open")
    article = bureau_rule(unit, assembly).article
    leaving = _officer(unit, assembly, body["leaving_id"], None)
    _check_distinct([*(one.member_id for one in officers_now(unit, assembly_id)), body["member_id"]], article)
    require_present(unit, assembly, [body["member_id"]], article)
    leaving.ended_at, leaving.ended_for = unit.now, body["reason"]
    _name(unit, assembly, leaving.office, body["member_id"], leaving.id)
    return bureau_shown(unit, assembly)


@answers(contract.get_bureau)
def get_bureau(unit: Unit, assembly_id: str) -> dict[str, Any]:
    """Return the bureau as it is and as it was."""
    return bureau_shown(unit, held_assembly(unit, assembly_id))


def bureau_shown(unit: Unit, assembly: Assembly) -> dict[str, Any]:
    """Return every holding of an office in the order of time, and whether the bureau is complete."""
    rows = select(Officer).where(Officer.assembly_id == assembly.id).order_by(Officer.named_at, Officer.id)
    held = list(unit.session.scalars(rows))
    members = {one.id: one.member_id for one in held}
    rule = bureau_rule(unit, assembly)
    return {
        "assembly_id": assembly.id, "required": bool(rule.value), "article": rule.article,
        "complete": not bureau_gaps((one.office, one.accepted_at is not None) for one in held if one.ended_at is None),
        "officers": [
            {"office": one.office, "member_id": one.member_id, "named_at": one.named_at, "accepted_at": one.accepted_at,
             "ended_at": one.ended_at, "ended_for": one.ended_for,
             "replaces": members[one.replaces_id] if one.replaces_id else None}
            for one in held
        ],
    }  # fmt: skip


def require_present(unit: Unit, assembly: Assembly, member_ids: list[str], article: str) -> None:
    """Refuse when one of these members is not on the roll, or neither in the room nor connected."""
    require_on_roll(unit, assembly, set(member_ids))
    here = attendance_now(unit, assembly).how
    if absent := sorted(one for one in set(member_ids) if here.get(one) not in ("arrive", "remote")):
        raise NotPresent(assembly_id=assembly.id, member_ids=", ".join(absent), article=article)


def _check_distinct(members: list[str], article: str) -> None:
    if twice := sorted(member for member, times in Counter(members).items() if times > 1):
        raise OfficesNotDistinct(member_ids=", ".join(twice), article=article)


def _officer(unit: Unit, assembly: Assembly, member_id: str, office: str | None) -> Officer:
    for one in officers_now(unit, assembly.id):
        if one.member_id == member_id and office in (None, one.office):
            return one
    raise NoSuchOfficer(
        assembly_id=assembly.id, member_id=member_id, office=office or "any",
        article=bureau_rule(unit, assembly).article,
    )  # fmt: skip


def _name(unit: Unit, assembly: Assembly, office: str, member_id: str, replaces_id: str | None) -> None:
    unit.session.add(Officer(
        id=new_id("off"), assembly_id=assembly.id, office=office, member_id=member_id, named_at=unit.now,
        replaces_id=replaces_id,
    ))  # fmt: skip
    unit.session.flush()
    if office == "chair":
        # The chair holds the blank proxies, where the statutes admit them.
        assembly.chair_id = member_id
