"""What a person does in their own name: each is the office's own use case, of nobody but who signed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit

from ..contract import own
from . import certificates, granting, hours, sessions, signing


@answers(own.list_open_trainings)
def list_open_trainings(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """Return a page of the sessions that are planned, from today on."""
    listed: Listed = sessions.list_trainings(unit, unit.today, None, None, "planned", limit, cursor)
    return listed


@answers(own.get_own_trainings)
def get_own_trainings(unit: Unit) -> Any:
    """Return one's own trainings."""
    return hours.get_member_trainings(unit, unit.actor.id)


@answers(own.list_own_roles)
def list_own_roles(unit: Unit, as_of: date | None, past: bool, limit: int, cursor: str | None) -> Listed:
    """Return a page of one's own roles."""
    listed: Listed = granting.list_roles(unit, unit.actor.id, as_of, past, limit, cursor)
    return listed


@answers(own.sign_oneself_up)
def sign_oneself_up(unit: Unit, training_id: str, body: dict[str, Any]) -> Any:
    """Sign oneself up."""
    return signing.sign_up(unit, training_id, {**body, "member_id": unit.actor.id})


@answers(own.withdraw_oneself)
def withdraw_oneself(unit: Unit, training_id: str) -> Any:
    """Give up one's own place."""
    return signing.withdraw(unit, training_id, unit.actor.id)


@answers(own.get_own_certificate)
def get_own_certificate(unit: Unit, training_id: str, language: str, cursor: str | None) -> Chunk:
    """Print one's own certificate."""
    printed: Chunk = certificates.get_certificate(unit, training_id, unit.actor.id, language, cursor)
    return printed
