"""The federation's side of a link: proposed, accepted by the union, ended by either."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit
from services.membership.federation.links import check_holds_intercooperation
from services.membership.federation.one_at_a_time import one_at_a_time
from services.membership.federation.taking import Told, hears
from services.membership.intercooperation.rules import overlap
from services.membership.register import parties
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Party

from .. import contract
from ..contract.refusals import UnionLinked, UnionNotLinked, UnionSpeaksForItself
from ..naming import check_named, named, shown, state_of
from ..tables import UnionLink, UnionMembership


@answers(contract.propose)
def propose(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Consent to a link for the federation, and tell the union if it runs the suite."""
    check_holds_intercooperation(unit)
    union = check_named(unit, body["union"])
    one_at_a_time(unit, "union", body["union"])
    running = _running(unit, body["union"])
    if running is not None:
        raise UnionLinked(article=union["article"], union=body["union"], state=state_of(running, unit.today),
                          since=running.accepted_on or running.proposed_on)  # fmt: skip
    row = UnionLink(
        id=new_id("unl"), union=body["union"], kind=union["kind"], party_id=_party(unit, union, body["tenant"]),
        tenant=body["tenant"], proposed_on=unit.today, decision=body["decision"], recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    if row.tenant is not None:
        told = {"link_id": row.id, "union": row.union, "kind": row.kind, "proposed_on": row.proposed_on,
                "decision": row.decision}  # fmt: skip
        unit.emit(contract.events.link_proposed, f"unions/{row.union}", told, to=row.tenant)
    return shown(unit, [union], unit.today)[0]


@answers(contract.accept)
def accept(unit: Unit, union: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record the consent of a union that has no desk of its own, with the reference of its decision."""
    said, row = check_named(unit, union), _running(unit, union)
    if row is None:
        raise UnionNotLinked(article=said["article"], union=union, on=unit.today, state="unlinked")
    if row.tenant is not None:
        raise UnionSpeaksForItself(article=said["article"], union=union, tenant=row.tenant)
    if row.accepted_on is not None:
        raise UnionLinked(article=said["article"], union=union, state="linked", since=row.accepted_on)
    on = body["accepted_on"] or unit.today
    check_not_in_the_future(unit, on)
    row.accepted_on, row.acceptance = max(on, row.proposed_on), body["decision"]
    unit.session.flush()
    return shown(unit, [said], unit.today)[0]


@answers(contract.end)
def end(unit: Unit, union: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a link for the federation; what was recorded of its members ends with it."""
    said, row = check_named(unit, union), _running(unit, union)
    if row is None:
        raise UnionNotLinked(article=said["article"], union=union, on=unit.today, state="unlinked")
    _end(unit, row, unit.today, unit.coop, body["reason"])
    if row.tenant is not None:
        told = {"link_id": row.id, "ended_on": unit.today, "reason": body["reason"]}
        unit.emit(contract.events.link_ended, f"unions/{union}", told, to=row.tenant)
    return shown(unit, [said], unit.today)[0]


@answers(contract.list_unions)
def list_unions(
    unit: Unit, as_of: date | None, kind: str | None, area: str | None, state: str | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """List the unions of the bylaws: there are as many as those name."""
    wanted = [
        one for one in named(unit).values()
        if kind in (None, one["kind"]) and (area is None or any(overlap(area, other) for other in one["areas"]))
    ]  # fmt: skip
    found = shown(unit, wanted, as_of or unit.today)
    return Listed([one for one in found if state in (None, one["state"])])


@answers(contract.get_union)
def get_union(unit: Unit, union: str, as_of: date | None) -> dict[str, Any]:
    """Return one union as of a day."""
    return shown(unit, [check_named(unit, union)], as_of or unit.today)[0]


@hears(contract.events.link_accepted)
def take_acceptance(unit: Unit, coop: str, told: Told) -> str | None:
    """Take a union's yes; only the one that was asked can say it."""
    row = unit.session.get(UnionLink, told["link_id"], with_for_update=True)
    if row is None or row.tenant != coop:
        return "unknown_link"
    if row.accepted_on is None and row.ended_on is None:
        row.accepted_on, row.acceptance = _between(row.proposed_on, told["accepted_on"], unit.today), told["decision"]
    return None


@hears(contract.events.link_ended)
def take_ending(unit: Unit, coop: str, told: Told) -> str | None:
    """Take the end of a link, at the federation or at the union; whoever ended it first did."""
    from .consenting import end_invitation_of

    row = unit.session.get(UnionLink, told["link_id"], with_for_update=True)
    if row is None:
        return end_invitation_of(unit, coop, told)
    if row.tenant != coop:
        return "unknown_link"
    if row.ended_on is None:
        _end(unit, row, _between(row.proposed_on, told["ended_on"], unit.today), coop, told["reason"])
    return None


def _between(first: date, told: date, today: date) -> date:
    """Return the day that a union tells, which lies between the proposal and today whatever it says."""
    return min(max(first, told), today)


def _end(unit: Unit, row: UnionLink, on: date, by: str, reason: str) -> None:
    row.ended_on, row.ended_by, row.reason = on, by, reason
    runs = or_(UnionMembership.ends_on.is_(None), UnionMembership.ends_on > on)
    unit.session.execute(
        update(UnionMembership)
        .where(UnionMembership.union == row.union, runs)
        .values(ends_on=func.greatest(on, UnionMembership.starts_on))
    )
    unit.session.flush()


def _running(unit: Unit, union: str) -> UnionLink | None:
    row: UnionLink | None = unit.session.scalar(
        select(UnionLink).where(UnionLink.union == union, UnionLink.ended_on.is_(None)).with_for_update()
    )
    return row


def _party(unit: Unit, union: dict[str, Any], tenant: str | None) -> str:
    """Return the union's place in the register, where it is entered once as an organisation of its own."""
    external_id = f"union:{union['union']}"
    known = unit.session.scalar(select(Party.id).where(Party.external_id == external_id))
    if known is not None:
        parties.change(unit, known, {"cooperative": tenant})
        return str(known)
    details = {"name": union["name"], "cooperative": tenant}
    return parties.enter(unit, "mbr", "organisation", external_id, details)
