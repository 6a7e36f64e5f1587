"""Making, listing, revoking and rotating keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of

from . import contract
from .issuing import Issued, create_key, revoke_key
from .rules import FOR, PRESETS, acting_for, unknown
from .scopes import asked_for
from .tables import ApiKey

VIEWED = tuple(contract.KeyView().fields)


@answers(contract.create)
def create(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Make a key whose scopes the asking key holds too."""
    preset = body.get("preset")
    scopes = PRESETS[preset] if preset else tuple(body["scopes"])
    if not preset and (nothing := unknown(scopes, asked_for())) is not None:
        raise contract.UnknownScope(scope=nothing)
    _check_held(unit, scopes)
    issued = create_key(
        unit.session, unit.coop, name=body["name"], now=unit.now, preset=preset, scopes=scopes,
        expires_at=unit.now + timedelta(days=body["days"]), created_by=unit.actor.id,
    )  # fmt: skip
    return _told(unit, issued)


@answers(contract.list_all)
def list_keys(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the keys in the order they were made."""
    return page_of(unit.session, select(ApiKey), key=[ApiKey.id], limit=limit, cursor=cursor)


@answers(contract.revoke)
def revoke(unit: Unit, key_id: str) -> ApiKey:
    """Revoke a key, once."""
    before = unit.session.get(ApiKey, key_id, with_for_update=True)
    if before is None:
        raise NotFound(what="key", id=key_id)
    if before.revoked_at is None:
        revoke_key(unit.session, key_id, unit.now)
        unit.emit(contract.key_revoked, f"keys/{key_id}", {"key_id": key_id})
    return before


@answers(contract.rotate)
def rotate(unit: Unit, key_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make a key with the scopes and the duration of another; that one ends after the overlap."""
    old = unit.session.get(ApiKey, key_id, with_for_update=True)
    if old is None:
        raise NotFound(what="key", id=key_id)
    if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= unit.now):
        raise contract.KeyEnded(key_id=key_id)
    _check_held(unit, old.scopes)
    lasting = old.expires_at - old.created_at if old.expires_at else None
    issued = create_key(
        unit.session, unit.coop, name=old.name, now=unit.now, preset=old.preset, scopes=old.scopes,
        expires_at=unit.now + lasting if lasting else None, created_by=unit.actor.id, replaces=old.id,
    )  # fmt: skip
    end = unit.now + timedelta(hours=body["overlap_hours"])
    old.expires_at = min(old.expires_at, end) if old.expires_at else end
    return _told(unit, issued)


@answers(contract.find)
def find(unit: Unit, key_id: str) -> ApiKey:
    """Return what the HTTP process checks a key by."""
    held = unit.session.get(ApiKey, key_id)
    if held is None:
        raise NotFound(what="key", id=key_id)
    return held


def _told(unit: Unit, issued: Issued) -> dict[str, Any]:
    unit.emit(contract.key_created, f"keys/{issued.held.id}", {"key_id": issued.held.id})
    return {"key": issued.text, **{name: getattr(issued.held, name) for name in VIEWED}}


def _check_held(unit: Unit, scopes: Sequence[str]) -> None:
    """Refuse a scope that the asking key does not hold: no key may raise itself, nor shake off for whom it acts."""
    bound = acting_for(unit.actor.scopes)
    if bound and acting_for(scopes) != bound:
        raise contract.ScopeNotHeld(scope="to act for another than " + bound[0].removeprefix(FOR))
    for scope in scopes:
        if not scope.startswith(FOR) and not unit.actor.may(scope):
            raise contract.ScopeNotHeld(scope=scope)
