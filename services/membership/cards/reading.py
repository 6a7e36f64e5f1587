"""Whose a card is: what a till or a door asks by the code that it reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from services.membership.register.searching import finds

from .tables import Card

_CARD = Card.__table__.c


@dataclass(frozen=True, slots=True)
class Held:
    """A card and its holder; ``works`` says whether it does on the day asked."""

    card_id: str
    member_id: str
    works: bool
    issued_on: date
    blocked_on: date | None
    reason: str | None


def works_on(issued_on: date, blocked_on: date | None, day: date) -> bool:
    """Say whether a card works on a day."""
    return issued_on <= day and (blocked_on is None or day < blocked_on)


def card_of_code(session: Session, code: str, day: date) -> Held | None:
    """Return the card that bears a code, working or not; None when no card ever did."""
    row = session.execute(select(Card.__table__).where(_CARD.code == code)).mappings().first()
    if row is None:
        return None
    works = works_on(row["issued_on"], row["blocked_on"], day)
    return Held(row["id"], row["member_id"], works, row["issued_on"], row["blocked_on"], row["reason"])


def working_cards(day: date, member_ids: Collection[str]) -> Select[Any]:
    """Return the statement that reads (member_id, code) of the members' cards that work on a day."""
    standing = _CARD.blocked_on.is_(None) | (_CARD.blocked_on > day)
    theirs = _CARD.member_id == func.any(cast(list(member_ids), ARRAY(Text)))
    return select(_CARD.member_id, _CARD.code).where(_CARD.issued_on <= day, standing, theirs)


@finds
def by_code(q: str) -> Select[Any]:
    """Find by the very code of a card, working or not."""
    return select(_CARD.member_id).where(_CARD.code == q)
