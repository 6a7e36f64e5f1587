"""Making, finding, rotating and revoking keys."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from services.commons.refusals import AnswerNotKept, Forbidden, Invalid, NotFound
from services.commons.storage import Actor
from services.gateway.auth import presented
from services.gateway.keys.contract import KeyEnded, ScopeNotHeld, UnknownScope
from services.gateway.keys.issuing import create_key
from tests.house import Desk

TREASURER = Actor("key", "key_treasurer", frozenset({"keys:*", "capital:*"}))


def make(desk: Desk, **body: object) -> dict[str, object]:
    """Make a key."""
    made: dict[str, object] = desk.do("create_key", body={"name": "till", **body})
    return made


def test_a_key_is_told_once_and_only_its_hash_is_kept(desk: Desk) -> None:
    """The text names cooperative and id; nothing that the database keeps shows the secret."""
    made = make(desk, preset="integration")
    key = presented(f"Bearer {made['key']}")
    assert key is not None
    assert (key.coop, f"key_{key.id}") == ("alpar", made["id"])
    assert made["last4"] == key.secret[-4:]
    found = desk.do("find_key", query={"key_id": made["id"]})
    assert found["hash"] == hashlib.sha256(key.secret.encode()).hexdigest()
    with desk.database.reading() as session:
        for table in ("api_keys", "commands", "audit", "outbox"):
            rows = session.execute(text(f"SELECT to_jsonb(one)::text FROM {table} AS one")).scalars().all()
            assert rows and key.secret not in json.dumps(list(rows))


def test_a_repeated_request_for_a_key_does_not_tell_it_again(desk: Desk) -> None:
    """The answer holds a secret, so it is not kept: the retry is refused, and there is one key."""
    desk.ask("create_key", body={"name": "till", "preset": "read-only"}, command_id="k")
    with pytest.raises(AnswerNotKept):
        desk.ask("create_key", body={"name": "till", "preset": "read-only"}, command_id="k")
    assert len(desk.do("list_keys")["data"]) == 1


def test_a_key_may_act_for_a_union_and_cannot_shake_that_off(desk: Desk) -> None:
    """``for:`` opens nothing, stands beside what does, once; whoever is bound by it passes it on with every key."""
    made = make(desk, scopes=["cases:handle", "for:union-01"])
    assert made["scopes"] == ["cases:handle", "for:union-01"]
    for scopes in (["for:union-01"], ["cases:handle", "for:union-01", "for:union-02"], ["cases:handle", "for:UNION"]):
        with pytest.raises(Invalid):
            make(desk, scopes=scopes)
    bound = Actor("key", "key_union", frozenset({"keys:write", "cases:handle", "for:union-01"}))
    assert bound.acts_for == "union-01" and TREASURER.acts_for is None
    for scopes in (["cases:handle"], ["cases:handle", "for:union-02"]):
        with pytest.raises(ScopeNotHeld, match="union-01"):
            desk.do("create_key", body={"name": "a", "scopes": scopes}, actor=bound)
    desk.do("create_key", body={"name": "a", "scopes": ["cases:handle", "for:union-01"]}, actor=bound)


def test_a_key_passes_on_only_what_it_holds(desk: Desk) -> None:
    """A treasurer's key makes a treasurer's key, and no other."""
    desk.do("create_key", body={"name": "a", "scopes": ["capital:read"]}, actor=TREASURER)
    desk.do("create_key", body={"name": "a", "scopes": ["capital:*"]}, actor=TREASURER)
    for scopes in (["members:read"], ["*:read"], ["*"], ["capital:read", "entries:read"]):
        with pytest.raises(ScopeNotHeld):
            desk.do("create_key", body={"name": "a", "scopes": scopes}, actor=TREASURER)
    with pytest.raises(ScopeNotHeld):
        desk.do("create_key", body={"name": "a", "preset": "full"}, actor=TREASURER)


@pytest.mark.parametrize("scope", ["capitals:read", "internal:keys", "capital:fly"])
def test_a_scope_that_opens_nothing_is_refused(desk: Desk, scope: str) -> None:
    """A mistyped scope is noticed when the key is made, and the gateway's own scope cannot be given."""
    with pytest.raises(UnknownScope):
        make(desk, scopes=[scope])


@pytest.mark.parametrize("body", [
    {}, {"preset": "full", "scopes": ["*"]}, {"preset": "king"}, {"scopes": []}, {"scopes": ["*:*"]},
    {"scopes": ["capital"]}, {"preset": "full", "days": 0}, {"preset": "full", "days": 1097},
])  # fmt: skip
def test_a_malformed_wish_is_refused(desk: Desk, body: dict[str, object]) -> None:
    """Either a preset or scopes, and an end."""
    with pytest.raises(Invalid):
        make(desk, **body)


def test_a_key_ends_after_its_days(desk: Desk) -> None:
    """A year unless said otherwise."""
    made = make(desk, preset="full")
    assert made["expires_at"] == (desk.clock() + timedelta(days=365)).isoformat()


def test_a_revoked_key_stays_revoked_since_the_first_time(desk: Desk) -> None:
    """Revoking is told once, and the list keeps the key."""
    made = make(desk, preset="full")
    first = desk.do("revoke_key", key_id=made["id"])
    desk.clock.advance(hours=1)
    assert desk.do("revoke_key", key_id=made["id"]) == first
    assert len(desk.told("gateway.key.revoked.v1")) == 1
    assert desk.do("list_keys")["data"][0]["revoked_at"] == first["revoked_at"]


def test_a_rotated_key_keeps_its_scopes_and_the_old_one_ends_after_the_overlap(desk: Desk) -> None:
    """Both work for a day, then only the new one."""
    old = make(desk, scopes=["capital:read"], days=30)
    new = desk.do("rotate_key", key_id=old["id"], body={"overlap_hours": 2})
    assert (new["scopes"], new["replaces"]) == (["capital:read"], old["id"])
    assert new["expires_at"] == (desk.clock() + timedelta(days=30)).isoformat()
    assert new["key"] != old["key"]
    ends = desk.do("find_key", query={"key_id": old["id"]})["expires_at"]
    assert ends == (desk.clock() + timedelta(hours=2)).isoformat()
    desk.clock.advance(hours=2)
    with pytest.raises(KeyEnded):
        desk.do("rotate_key", key_id=old["id"], body={})


def test_a_rotation_gives_nobody_more_than_they_hold(desk: Desk) -> None:
    """Rotating another's key would tell its new secret: only who holds its scopes may."""
    full = make(desk, preset="full")
    with pytest.raises(ScopeNotHeld):
        desk.do("rotate_key", key_id=full["id"], body={}, actor=TREASURER)


def test_unknown_keys_are_not_found(desk: Desk) -> None:
    """Each operation on a key says so."""
    for name, asked in (("revoke_key", {"key_id": "key_x"}), ("rotate_key", {"key_id": "key_x", "body": {}}),
                        ("find_key", {"query": {"key_id": "key_x"}})):  # fmt: skip
        with pytest.raises(NotFound):
            desk.do(name, **asked)


def test_finding_keys_is_for_the_gateway(desk: Desk) -> None:
    """A key that may do everything with keys may not see hashes."""
    made = make(desk, preset="full")
    with pytest.raises(Forbidden):
        desk.do("find_key", query={"key_id": made["id"]}, actor=TREASURER)
    gateway = Actor("key", "gateway", frozenset({"internal:keys"}))
    found = desk.do("find_key", query={"key_id": made["id"]}, actor=gateway)
    assert found["id"] == made["id"]


def test_the_operator_makes_a_key_in_the_database(desk: Desk) -> None:
    """The command and the API make keys by the same function."""
    with desk.database.transaction() as session:
        issued = create_key(session, "alpine-aluminium", name="first", now=desk.clock(), preset="full")
    assert re.fullmatch(r"rk_alpine-aluminium_[0-9a-z]{26}_[0-9a-f]{64}", issued.text)
    assert desk.do("list_keys")["data"][0]["created_by"] == "operator"
