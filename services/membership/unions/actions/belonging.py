"""Which cooperatives belong to which unions, and when: to several, regional by area and trade by activity."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of
from services.membership.intercooperation.tables import AdviceProfile
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.days import check_not_in_the_future
from services.membership.register.leaving import clears
from services.membership.register.tables import Party

from .. import contract, telling
from ..contract.refusals import AlreadyInUnion, NotInUnion
from ..naming import check_linked, check_named, named
from ..rules import outside_area
from ..tables import UnionMembership

__all__ = ["join", "leave", "list_members", "list_unions_of", "telling"]


@answers(contract.join)
def join(unit: Unit, union: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record a membership from a day on which the union is linked and the cooperative a member of the federation."""
    check_named(unit, union)
    starts_on = body["starts_on"]
    check_not_in_the_future(unit, starts_on)
    parties.locked(unit, body["member_id"])
    last_day = check_is_member(unit, body["member_id"], starts_on)
    check_linked(unit, union, unit.today)
    rows = select(UnionMembership).where(
        UnionMembership.union == union, UnionMembership.member_id == body["member_id"],
        or_(UnionMembership.ends_on.is_(None), UnionMembership.ends_on >= starts_on),
    )  # fmt: skip
    if (other := unit.session.scalar(rows.order_by(UnionMembership.starts_on).limit(1))) is not None:
        raise AlreadyInUnion(article=check_named(unit, union)["article"], member_id=body["member_id"], union=union,
                             starts_on=other.starts_on, ends_on=other.ends_on or "further notice")  # fmt: skip
    row = UnionMembership(id=new_id("unm"), union=union, ends_on=last_day, recorded_at=unit.now, **body)
    unit.session.add(row)
    unit.session.flush()
    return _shown(unit, [row])[0]


@answers(contract.leave)
def leave(unit: Unit, union: str, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a membership with a day."""
    article, on = check_named(unit, union)["article"], body["ends_on"]
    check_not_in_the_future(unit, on)
    rows = select(UnionMembership).where(
        UnionMembership.union == union, UnionMembership.member_id == member_id, _covers(on)
    )
    row = unit.session.scalar(rows.with_for_update())
    if row is None:
        raise NotInUnion(article=article, member_id=member_id[:60], union=union, on=on)
    row.ends_on = on
    unit.session.flush()
    return _shown(unit, [row])[0]


@answers(contract.list_members)
def list_members(unit: Unit, union: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List the cooperatives of one union as of a day."""
    check_named(unit, union)
    return _listed(unit, select(UnionMembership).where(UnionMembership.union == union), as_of, limit, cursor)


@answers(contract.list_unions_of)
def list_unions_of(unit: Unit, member_id: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List the unions of one cooperative as of a day."""
    parties.check_known(unit, member_id)
    rows = select(UnionMembership).where(UnionMembership.member_id == member_id)
    return _listed(unit, rows, as_of, limit, cursor)


@clears("union_memberships")
def clear_unions(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End what is recorded of a leaver's unions with its last day in the federation."""
    ended = unit.session.execute(
        update(UnionMembership)
        .where(UnionMembership.member_id == member_id, UnionMembership.starts_on <= left_on,
               or_(UnionMembership.ends_on.is_(None), UnionMembership.ends_on > left_on))
        .values(ends_on=left_on).returning(UnionMembership.id)
    )  # fmt: skip
    return len(ended.all())


def _covers(day: date) -> Any:
    return (UnionMembership.starts_on <= day) & or_(UnionMembership.ends_on.is_(None), UnionMembership.ends_on >= day)


def _listed(unit: Unit, rows: Select[Any], as_of: date | None, limit: int, cursor: str | None) -> Listed:
    rows = rows.where(_covers(as_of or unit.today))
    page = page_of(unit.session, rows, key=[UnionMembership.id], limit=limit, cursor=cursor)
    return Listed(_shown(unit, page.data), page.next_cursor)


def _shown(unit: Unit, rows: Any) -> list[dict[str, Any]]:
    """Return memberships with their cooperative, and whether it stands outside the union's areas as far as is known."""
    ids = [row.member_id for row in rows]
    coops = dict(unit.session.execute(select(Party.id, Party.cooperative).where(Party.id.in_(ids))).all())
    taking_part = [coop or member_id for member_id, coop in coops.items()]
    offers = select(AdviceProfile.coop, AdviceProfile.areas).where(AdviceProfile.coop.in_(taking_part))
    areas, unions = dict(unit.session.execute(offers).all()), named(unit)
    shown = []
    for row in rows:
        union, coop = unions.get(row.union, {}), coops.get(row.member_id)
        told = {column.name: getattr(row, column.name) for column in UnionMembership.__table__.columns}
        outside = outside_area(union.get("areas", []), areas.get(coop or row.member_id, []))
        shown.append({**told, "cooperative": coop, "kind": union.get("kind", "regional"), "outside_area": outside})
    return shown
