"""What the cards tell of a member's life; never their codes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Card


@tells("cards")
def cards(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell when each card was given, and when it was blocked."""
    for one in unit.session.scalars(select(Card).where(Card.member_id == member_id).order_by(Card.id)):
        rows, values = (("cards", one.id),), {"card_id": one.id, "reason": one.reason}
        yield Entry(one.issued_on, "card_issued", "Was given a card.", values, one.recorded_at, rows)
        if one.blocked_on is not None:
            yield Entry(one.blocked_on, "card_blocked", "The card was blocked: {reason}.", values, one.recorded_at,
                        rows)  # fmt: skip
