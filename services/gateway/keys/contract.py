"""What strangers may see of keys: never a secret, except once, in the answer that makes it."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Count, Instant, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.gateway.contract import gateway

from .rules import PRESETS, acting_for

SCOPE = re.compile(r"\*|\*:[a-z_]+|for:[a-z0-9][a-z0-9-]{0,59}|[a-z][a-z_-]*:(\*|[a-z_]+)")


class ScopeNotHeld(Refusal):
    """A key may only pass on scopes that it holds itself."""

    code, status = "scope_not_held", 403
    sentence = "Your key does not hold {scope}, so it cannot give it."


class UnknownScope(Refusal):
    """No operation asks for this scope."""

    code, status = "unknown_scope", 422
    sentence = "No operation asks for the scope {scope}."


class KeyEnded(Refusal):
    """The key was revoked, or has expired."""

    code, status = "key_ended", 409
    sentence = "Key {key_id} has ended; make a new one."


class NewKey(Schema):
    """A key to be made: for whom, and what it may do, by a preset or by scopes."""

    name = Text(most=100, required=True, metadata={"description": "What it is for, not whom: a system or an office.",
                                                   "example": "till of the shop"})  # fmt: skip
    preset = fields.String(validate=validate.OneOf(sorted(PRESETS)), metadata={"example": "integration"})
    scopes = fields.List(fields.String(validate=validate.Regexp(f"(?:{SCOPE.pattern})\\Z")),
                         validate=validate.Length(min=1, max=50))  # fmt: skip
    days = Count(least=1, most=1096, load_default=365, metadata={"description": "How many days it is valid."})

    @validates_schema
    def _one_of_both(self, data: dict[str, Any], **kwargs: object) -> None:
        if ("preset" in data) == ("scopes" in data):
            raise ValidationError("Give either a preset or scopes.")
        bound = acting_for(data.get("scopes", ()))
        if len(bound) > 1 or (bound and len(bound) == len(data["scopes"])):
            raise ValidationError("A key acts for one organisation at most, and opens something.", "scopes")


class Rotation(Schema):
    """How long the old secret stays valid beside the new one."""

    overlap_hours = Count(most=168, load_default=24)


class KeyView(Schema):
    """A key, without its secret; ``last4`` are the last characters of the secret, to tell keys apart."""

    id = fields.String()
    name = fields.String()
    preset = fields.String(allow_none=True)
    scopes = fields.List(fields.String())
    last4 = fields.String()
    created_at = Instant()
    created_by = fields.String()
    expires_at = Instant(allow_none=True)
    revoked_at = Instant(allow_none=True)
    replaces = fields.String(allow_none=True)


class IssuedKey(KeyView):
    """A key just made, with its text: shown this once and kept nowhere."""

    key = fields.String(metadata={"description": "rk_<cooperative>_<id>_<secret>; shown this once."})


class FoundKey(Schema):
    """What the HTTP process needs to know to check a key."""

    id = fields.String()
    hash = fields.String()
    scopes = fields.List(fields.String())
    expires_at = Instant(allow_none=True)
    revoked_at = Instant(allow_none=True)


class KeyQuery(QuerySchema):
    """Which key."""

    key_id = Text(most=40, required=True)


class KeyChanged(Schema):
    """A key came or went."""

    key_id = fields.String(required=True)


key_created = gateway.event("key.created", KeyChanged, summary="A key was made")
key_revoked = gateway.event("key.revoked", KeyChanged, summary="A key was revoked")

create = gateway.command(
    "create_key", "POST /keys", body=NewKey, returns=IssuedKey, scope="keys:write", keeps_answer=False,
    refuses=[ScopeNotHeld, UnknownScope], emits=[key_created], summary="Make a key; its secret is shown this once",
)  # fmt: skip
list_all = gateway.query(
    "list_keys", "GET /keys", returns=KeyView, paged=True, scope="keys:read", summary="List the keys, without secrets",
)  # fmt: skip
revoke = gateway.command(
    "revoke_key", "POST /keys/{key_id}/revoke", returns=KeyView, scope="keys:write", status=200, emits=[key_revoked],
    summary="Revoke a key; it opens nothing after ten seconds at most",
)  # fmt: skip
rotate = gateway.command(
    "rotate_key", "POST /keys/{key_id}/rotate", body=Rotation, returns=IssuedKey, scope="keys:write",
    keeps_answer=False, refuses=[KeyEnded, ScopeNotHeld], emits=[key_created],
    summary="Make a key in place of another, which stays valid for a while",
)  # fmt: skip
# Without a route: only the HTTP process may ask, over the bus.
find = gateway.query("find_key", "", returns=FoundKey, query=KeyQuery, scope="internal:keys", summary="Find a key")
