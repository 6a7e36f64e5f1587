"""Ends the tokens of a person; the gateway believes none for more than ten seconds longer."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from services.commons.storage import Unit
from services.membership.register.deaths import after_death
from services.membership.register.leaving import clears

from .tables import Login


def end_logins(unit: Unit, person_id: str, reason: str) -> int:
    """End every token of a person that still counts, and return how many there were."""
    running = update(Login).where(Login.person_id == person_id, Login.ended_at.is_(None), Login.ends_at > unit.now)
    return int(unit.session.execute(running.values(ended_at=unit.now, end_reason=reason)).rowcount)  # type: ignore[attr-defined]


@clears("logins")
def end_with_the_membership(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Sign a leaver out; who stays in the register may sign in again, to what is still theirs."""
    return end_logins(unit, member_id, "left")


@after_death("sign_ins")
def end_with_the_person(unit: Unit, person_id: str, died_on: date) -> int:
    """Nobody signs in as somebody who died."""
    return end_logins(unit, person_id, "deceased")
