"""What the books know that sales are compared with: sales of before, what came back of them, members, households."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select, tuple_

from services.commons.storage import Unit
from services.ledger.capital.tables import Member
from services.ledger.sheets import is_number

from .tables import Household, Sale


def sales_held(unit: Unit, legacy: bool, ids: Collection[str], *, lock: bool = False) -> dict[str, dict[str, Any]]:
    """Return the rows of these external ids; ``lock`` keeps others from counting on the same sale."""
    if not ids:
        return {}
    table = Sale.__table__
    wanted = select(*(column for column in table.c if column.name != "recorded_at"))
    wanted = wanted.where(table.c.legacy.is_(legacy), table.c.external_id.in_(ids)).order_by(table.c.external_id)
    rows = unit.session.execute(wanted.with_for_update() if lock else wanted)
    return {row.external_id: dict(row._mapping) for row in rows}


def returned_of(unit: Unit, ids: Collection[str]) -> defaultdict[str, int]:
    """Return how much came back of sales, in minor units; a reversed return counts no more."""
    found: defaultdict[str, int] = defaultdict(int)
    if ids:
        undone = select(Sale.reverses).where(Sale.reverses.is_not(None), Sale.legacy.is_(False))
        rows = unit.session.execute(
            select(Sale.returns, func.sum(Sale.amount))
            .where(Sale.legacy.is_(False), Sale.returns.in_(ids), Sale.external_id.not_in(undone))
            .group_by(Sale.returns)
        )  # fmt: skip
        for original, amount in rows:
            found[str(original)] = -int(amount)
        reversed_ones = unit.session.execute(
            select(Sale.reverses, Sale.amount).where(Sale.legacy.is_(False), Sale.reverses.in_(ids))
        )
        for original, amount in reversed_ones:
            found[str(original)] = -int(amount)  # nothing comes back of a sale that never was
    return found


def members_named(unit: Unit, names: Collection[str]) -> dict[str, str]:
    """Return the ids of members by what names them: their id or their number, old ones of who was merged too."""
    if not names:
        return {}
    numbers = [int(name) for name in names if is_number(name)]
    rows = unit.session.execute(
        select(Member.id, Member.number, func.coalesce(Member.merged_into, Member.id).label("now"))
        .where(or_(Member.id.in_(names), Member.number.in_(numbers)))
    ).all()  # fmt: skip
    by_name = {str(row.number): row.now for row in rows} | {row.id: row.now for row in rows}
    keys = {name: str(int(name)) if is_number(name) else name for name in names}
    return {name: by_name[key] for name, key in keys.items() if key in by_name}


def merged_ones(unit: Unit) -> dict[str, str]:
    """Return who was merged into whom."""
    rows = unit.session.execute(select(Member.id, Member.merged_into).where(Member.merged_into.is_not(None)))
    return {row.id: row.merged_into for row in rows}


def merged_into(unit: Unit, member_id: str) -> list[str]:
    """Return who was merged into somebody: what stands in the books under these ids is theirs."""
    return list(unit.session.scalars(select(Member.id).where(Member.merged_into == member_id).order_by(Member.id)))


def households_named(unit: Unit, names: Collection[str]) -> dict[str, Household]:
    """Return the households of these ids as they are made up now."""
    if not names:
        return {}
    latest = select(Household.id, func.max(Household.version)).where(Household.id.in_(names)).group_by(Household.id)
    found = unit.session.scalars(select(Household).where(tuple_(Household.id, Household.version).in_(latest)))
    return {row.id: row for row in found}
