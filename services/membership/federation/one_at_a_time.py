"""Lets two requests for the same thing follow each other, where there is no row yet that they could wait for."""

from __future__ import annotations

from sqlalchemy import func, select

from services.commons.storage import Unit


def one_at_a_time(unit: Unit, *what: str) -> None:
    """Wait until nobody else does the same here, and keep others waiting until the end of the transaction."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("|".join(what), 7))))
