"""Who asks: reads the key of a request, and finds what it opens.

A key is ``rk_<coop>_<id>_<secret>``. The cooperative's name may hold hyphens but no underscore decides where it ends:
id and secret hold none, so the text is split from its end. Only the SHA-256 of the secret is ever known here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.commons.clock import Clock
from services.commons.refusals import Remote
from services.commons.storage.unit import Actor

from .callers import Caller
from .refusals import ForeignKey, Unauthenticated

KEY = re.compile(r"rk_([a-z0-9][a-z0-9_-]*)_([0-9a-z]{8,32})_([0-9a-zA-Z]{32,128})\Z")
KEPT, ABSENT_KEPT = 10.0, 2.0  # seconds that an answer is believed: a revoked key closes within ten
HELD = 10_000
TIMEOUT = 5.0
# The gateway itself may ask for keys, and nothing else may: the operation has no route.
GATEWAY = {"rochdale.actor": "gateway", "rochdale.scopes": "internal:keys"}


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """A key as it was shown, not yet believed."""

    coop: str
    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key as the cooperative's gateway service holds it."""

    actor: Actor
    scopes: str
    hash: str
    expires_at: datetime | None
    revoked_at: datetime | None


def presented(authorization: str | None) -> PresentedKey | None:
    """Return the key in an Authorization header, Bearer (RFC 6750) or Basic's user (RFC 7617), or None."""
    scheme, _, credentials = (authorization or "").partition(" ")
    text = credentials.strip()
    if scheme.lower() == "basic":
        try:
            text = base64.b64decode(text, validate=True).decode("ascii").partition(":")[0]
        except (binascii.Error, ValueError):
            return None
    elif scheme.lower() != "bearer":
        return None
    found = KEY.match(text)
    return PresentedKey(*found.groups()) if found else None


class Doorkeeper:
    """Knows the keys it was asked for lately, by (cooperative, id)."""

    def __init__(self, caller: Caller, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._caller, self._clock, self._monotonic = caller, clock, monotonic
        self._known: OrderedDict[tuple[str, str], tuple[float, HeldKey | None]] = OrderedDict()

    async def admit(self, coop: str, authorization: str | None) -> HeldKey:
        """Return the key of a request to a cooperative; raise Unauthenticated or ForeignKey."""
        key = presented(authorization)
        if key is None:
            raise Unauthenticated()
        if key.coop != coop:
            raise ForeignKey(coop=coop)
        held = await self._find(coop, key.id)
        shown = hashlib.sha256(key.secret.encode()).hexdigest()
        if held is None or not hmac.compare_digest(shown, held.hash):
            raise Unauthenticated()
        if held.revoked_at is not None or (held.expires_at is not None and held.expires_at <= self._clock()):
            raise Unauthenticated()
        return held

    async def _find(self, coop: str, key_id: str) -> HeldKey | None:
        now = self._monotonic()
        until, held = self._known.get((coop, key_id), (0.0, None))
        if now < until:
            return held
        held = await self._ask(coop, key_id)
        self._known[coop, key_id] = (now + (KEPT if held else ABSENT_KEPT), held)
        if len(self._known) > HELD:
            self._known.popitem(last=False)
        return held

    async def _ask(self, coop: str, key_id: str) -> HeldKey | None:
        deadline = f"{self._clock().timestamp() + TIMEOUT:.3f}"
        kwargs = {"path": {}, "query": {"key_id": f"key_{key_id}"}, "body": None, "upload": None}
        try:
            answer = await self._caller.call(
                coop, "gateway.find_key", kwargs, {**GATEWAY, "rochdale.deadline": deadline}, TIMEOUT
            )
        except Remote as refusal:
            if refusal.remote_code == "not_found":
                return None
            raise
        return _held(answer["body"])


def _held(body: dict[str, Any]) -> HeldKey:
    scopes = [str(scope) for scope in body["scopes"]]
    return HeldKey(
        Actor("key", body["id"], frozenset(scopes)), ",".join(scopes), body["hash"],
        _instant(body["expires_at"]), _instant(body["revoked_at"]),
    )  # fmt: skip


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
