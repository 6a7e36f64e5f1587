"""Finds who is likely to stand in the register twice: the same name in any order, and another sign."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from services.membership.register.tables import Party

from .tables import Distinction

_OLDER, _YOUNGER = aliased(Party.__table__, name="older"), aliased(Party.__table__, name="younger")
_APART = aliased(Distinction.__table__, name="apart")
_ANY = aliased(Party.__table__, name="anybody")


def likely() -> Select[Any]:
    """Return the statement that reads pairs, each once: the ids and which signs there are.

    Two people with different birth dates are two, however much else they share (a father and a son, one address), and
    who was told apart is not proposed again.
    """
    one, other = _OLDER.c, _YOUNGER.c
    signs = {
        "same_birth_date": one.birth_date == other.birth_date,
        "same_email": func.lower(one.email) == func.lower(other.email),
        "same_phone": _dialled(one.phone) == _dialled(other.phone),
        "same_siren": one.siren == other.siren,
    }
    # Names that more than one has, read from their index alone; only these rows are looked at.
    name = _name(_ANY.c).label("name")
    repeated = select(name).select_from(_ANY).group_by(name).having(func.count() > 1).cte("repeated")
    repeated = repeated.prefix_with("MATERIALIZED", dialect="postgresql")
    pairs = select(
        one.id.label("member_id"), other.id.label("duplicate_id"),
        *(func.coalesce(sign, False).label(name) for name, sign in signs.items()),
    ).select_from(
        repeated.join(_OLDER, _name(one) == repeated.c.name)
        .join(_YOUNGER, and_(_name(other) == repeated.c.name, one.id < other.id, one.kind == other.kind))
    ).where(
        one.merged_into.is_(None), other.merged_into.is_(None), repeated.c.name != "", or_(*signs.values()),
        case((one.birth_date != other.birth_date, literal(False)), else_=literal(True)),
        ~exists().where(is_pair(_APART.c, one.id, other.id)),
    )  # fmt: skip
    found = pairs.subquery("pairs")
    return select(found)


def is_pair(row: Any, one: Any, other: Any) -> Any:
    """Return the condition that a distinction in force is of these two, in whichever order."""
    straight = and_(row.member_id == one, row.duplicate_id == other)
    return and_(row.ended_at.is_(None), or_(straight, and_(row.member_id == other, row.duplicate_id == one)))


def _name(party: Any) -> Any:
    return func.register_name(party.first_name, party.last_name, party.name)


def _dialled(phone: Any) -> Any:
    """The last nine digits, by which +33 4 50 … and 04 50 … are the same; fewer are none."""
    digits = func.regexp_replace(phone, "[^0-9]", "", "g")
    return case((func.length(digits) >= 9, func.right(digits, 9)))
