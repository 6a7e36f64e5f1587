"""External ids of those who were pseudonymised: remembered by a keyed digest, so that no old sheet brings them back.

The digest is HMAC-SHA-256 (RFC 2104) under a key of this cooperative alone: another one that has the same sheet makes
other digests. No row says whose id it was, and the trail does not hold them: somebody who has the whole database and
the old sheet learns which of its ids were erased, and nothing of who that is in the register.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit

from .contract.refusals import ExternalIdErased
from .tables import ErasedExternalId, ErasureKey

_KEY_BYTES = 32


def remember_erased(unit: Unit, external_ids: Iterable[str]) -> None:
    """Remember that whoever had these external ids is pseudonymised today."""
    ids = list(external_ids)
    if not ids:
        return
    drawn = insert(ErasureKey).values(only=True, secret=secrets.token_hex(_KEY_BYTES))
    unit.session.execute(drawn.on_conflict_do_nothing())
    key = _key(unit)
    assert key is not None
    rows = [{"digest": _digest(key, one), "erased_on": unit.today} for one in ids]
    unit.session.execute(insert(ErasedExternalId).values(rows).on_conflict_do_nothing())


def check_not_erased(unit: Unit, external_ids: Iterable[str | None]) -> None:
    """Refuse external ids under which somebody stood who was pseudonymised."""
    key = _key(unit)
    if key is None:
        return
    digests = [_digest(key, one) for one in external_ids if one is not None]
    found = select(ErasedExternalId.erased_on).where(ErasedExternalId.digest.in_(digests)).limit(1)
    erased_on = unit.session.scalar(found) if digests else None
    if erased_on is not None:
        raise ExternalIdErased(article="GDPR, article 17", erased_on=erased_on)


def _key(unit: Unit) -> bytes | None:
    """Return the key, or None as long as nobody was pseudonymised."""
    secret = unit.session.scalar(select(ErasureKey.secret))
    return None if secret is None else bytes.fromhex(secret)


def _digest(key: bytes, external_id: str) -> str:
    return hmac.digest(key, external_id.encode(), "sha256").hex()
