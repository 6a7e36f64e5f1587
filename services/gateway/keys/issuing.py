"""Makes keys; used by the API's actions, and by the operator's command, which writes to the database itself."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.commons.ids import new_id
from services.commons.refusals import NotFound

from .rules import PRESETS
from .tables import ApiKey


@dataclass(frozen=True)
class Issued:
    """A key just made, and its text, which is kept nowhere."""

    held: ApiKey
    text: str


def create_key(
    session: Session,
    coop: str,
    *,
    name: str,
    now: datetime,
    preset: str | None = None,
    scopes: Sequence[str] = (),
    expires_at: datetime | None = None,
    created_by: str = "operator",
    replaces: str | None = None,
) -> Issued:
    """Make a key in the session's transaction: by ``preset`` or by ``scopes``; ``expires_at`` None is no expiry."""
    granted = list(PRESETS[preset]) if preset else list(dict.fromkeys(scopes))
    if not granted:
        raise ValueError("a key needs a preset or scopes")
    key_id = new_id("key")
    # 256 bits: too many to guess, so one round of SHA-256 without salt is enough to keep them (ARCHITECTURE.md §7).
    secret = secrets.token_hex(32)
    held = ApiKey(
        id=key_id, name=name, hash=hashlib.sha256(secret.encode()).hexdigest(), last4=secret[-4:], preset=preset,
        scopes=granted, created_at=now, created_by=created_by, expires_at=expires_at, revoked_at=None,
        replaces=replaces,
    )  # fmt: skip
    session.add(held)
    session.flush()
    return Issued(held, f"rk_{coop}_{key_id.removeprefix('key_')}_{secret}")


def revoke_key(session: Session, key_id: str, now: datetime) -> ApiKey:
    """Revoke a key; one that is revoked already stays as it is. Raises NotFound."""
    held = session.get(ApiKey, key_id, with_for_update=True)
    if held is None:
        raise NotFound(what="key", id=key_id)
    held.revoked_at = held.revoked_at or now
    return held
