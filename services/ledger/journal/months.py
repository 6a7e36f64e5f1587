"""The states of months, as postings meet them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from .tables import Month


def states_of_months(session: Session, months: Collection[str]) -> dict[str, str]:
    """Return which of some months are ``closing`` or ``closed``; the others are open.

    A month of which nothing is written stands as the last one that is locked or closed after it.
    """
    last = select(func.max(Month.month)).where(Month.state != "open").group_by(Month.state)
    rows = session.execute(select(Month.month, Month.state).where(or_(Month.month.in_(months), Month.month.in_(last))))
    return implied(dict(rows.all()), months)


def implied(written: Mapping[str, str], months: Collection[str]) -> dict[str, str]:
    """Return the same of what is written of these months, and of the last ones locked and closed."""
    found = {}
    for month in months:
        later = {state for other, state in written.items() if other > month}
        implied = "closed" if "closed" in later else "closing" if "closing" in later else "open"
        if (state := written.get(month, implied)) != "open":
            found[month] = state
    return found


def state_of_month(session: Session, month: str) -> str:
    """Return ``open``, ``closing`` or ``closed``."""
    return states_of_months(session, [month]).get(month, "open")
