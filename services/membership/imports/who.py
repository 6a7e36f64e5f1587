"""Finds people as sheets call them: by external id, by member number, or by the id that they have here."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select

from services.commons.storage import Unit
from services.membership.register.tables import Member, Party

from .refusals import NobodyKnownAs


def known_as(unit: Unit, names: Collection[str]) -> dict[str, str]:
    """Return the ids of the people that each name stands for, external ids first; who was merged is who stands now.

    Raises NobodyKnownAs for the first name that is nobody's.
    """
    numbers = {name: int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 16}
    rows = unit.session.execute(
        select(func.coalesce(Party.merged_into, Party.id).label("now"), Party.id, Party.external_id, Member.number)
        .outerjoin(Member, Member.id == Party.id)
        .where(or_(Party.external_id.in_(names), Party.id.in_(names), Member.number.in_(numbers.values())))
    ).all()  # fmt: skip
    by_number = {row.number: row.now for row in rows if row.number is not None}
    known = {row.id: row.now for row in rows} | {row.external_id: row.now for row in rows if row.external_id}
    for name in sorted(names):
        if name not in known and numbers.get(name) not in by_number:
            raise NobodyKnownAs(name=name)
    return {name: known.get(name) or by_number[numbers[name]] for name in names}


def one_known_as(unit: Unit, name: str) -> str:
    """Return the id of whom a name stands for."""
    return known_as(unit, [name])[name]
