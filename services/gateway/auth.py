"""Who asks: reads the key or the personal token of a request, and finds what it opens.

A key is ``rk_<coop>_<id>_<secret>``, the token of a person who signed in is ``rp_<coop>_<id>_<secret>``. The
cooperative's name may hold hyphens but no underscore decides where it ends: id and secret hold none, so the text is
split from its end. Only the SHA-256 of the secret is ever known here.
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
from services.commons.storage.unit import PERSON, Actor

from .callers import Caller
from .refusals import ForeignKey, Unauthenticated

KEY = re.compile(r"(rk|rp)_([a-z0-9][a-z0-9_-]*)_([0-9a-z]{8,32})_([0-9a-zA-Z]{32,128})\Z")
KEPT, ABSENT_KEPT = 10.0, 2.0  # seconds that an answer is believed: a revoked key closes within ten
HELD = 10_000
TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Register:
    """Where credentials of one kind are found: the operation, its argument, and how their ids begin.

    Only the gateway may ask: the operations have no route, and no key holds an ``internal`` scope.
    """

    operation: str
    argument: str
    prefix: str
    scope: str


REGISTERS = {
    "rk": Register("gateway.find_key", "key_id", "key_", "internal:keys"),
    "rp": Register("membership.find_login", "login_id", "lgn_", "internal:logins"),
}


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """A key or a personal token as it was shown, not yet believed."""

    kind: str
    coop: str
    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key as the gateway service holds it, or a token as membership does: then the actor is a person."""

    id: str
    actor: Actor
    scopes: str
    hash: str
    expires_at: datetime | None
    revoked_at: datetime | None


def presented(authorization: str | None) -> PresentedKey | None:
    """Return the key or token in an Authorization header, Bearer (RFC 6750) or Basic's user (RFC 7617), or None."""
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
    """Knows the keys and tokens it was asked for lately, by (cooperative, kind, id)."""

    def __init__(self, caller: Caller, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._caller, self._clock, self._monotonic = caller, clock, monotonic
        self._known: OrderedDict[tuple[str, str, str], tuple[float, HeldKey | None]] = OrderedDict()

    async def admit(self, coop: str, authorization: str | None) -> HeldKey:
        """Return the key of a request to a cooperative; raise Unauthenticated or ForeignKey."""
        key = presented(authorization)
        if key is None:
            raise Unauthenticated()
        if key.coop != coop:
            raise ForeignKey(coop=coop)
        held = await self._find(coop, key.kind, key.id)
        shown = hashlib.sha256(key.secret.encode()).hexdigest()
        if held is None or not hmac.compare_digest(shown, held.hash):
            raise Unauthenticated()
        if held.revoked_at is not None or (held.expires_at is not None and held.expires_at <= self._clock()):
            raise Unauthenticated()
        return held

    async def _find(self, coop: str, kind: str, key_id: str) -> HeldKey | None:
        now = self._monotonic()
        until, held = self._known.get((coop, kind, key_id), (0.0, None))
        if now < until:
            return held
        held = await self._ask(coop, REGISTERS[kind], key_id)
        self._known[coop, kind, key_id] = (now + (KEPT if held else ABSENT_KEPT), held)
        if len(self._known) > HELD:
            self._known.popitem(last=False)
        return held

    async def _ask(self, coop: str, register: Register, key_id: str) -> HeldKey | None:
        query = {register.argument: f"{register.prefix}{key_id}"}
        kwargs = {"path": {}, "query": query, "body": None, "upload": None}
        headers = {"rochdale.actor": "gateway", "rochdale.scopes": register.scope,
                   "rochdale.deadline": f"{self._clock().timestamp() + TIMEOUT:.3f}"}  # fmt: skip
        try:
            answer = await self._caller.call(coop, register.operation, kwargs, headers, TIMEOUT)
        except Remote as refusal:
            if refusal.remote_code == "not_found":
                return None
            raise
        return _held(answer["body"])


def _held(body: dict[str, Any]) -> HeldKey:
    scopes = [str(scope) for scope in body.get("scopes", ())]
    person = body.get("person_id")
    actor = Actor(PERSON, person) if person else Actor("key", body["id"], frozenset(scopes))
    return HeldKey(
        body["id"], actor, ",".join(scopes), body["hash"], _instant(body["expires_at"]), _instant(body["revoked_at"]),
    )  # fmt: skip


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
