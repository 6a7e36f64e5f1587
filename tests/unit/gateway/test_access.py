"""Who is let in, and to what."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest

from services.commons.contract import Operation, load_contracts
from services.gateway.auth import presented
from services.gateway.limits import network_of
from services.gateway.routes import routes_of
from services.gateway.settings import Settings
from tests.house import NOON
from tests.unit.gateway.bench import SECRET, Bench, key_of, signed_in, token_of

ROUTED = [
    operation
    for contract in load_contracts().values()
    for operation in contract.operations.values()
    if operation.path and contract.service in ("membership", "ledger", "voting", "gateway")
]


def path_of(operation: Operation, coop: str) -> str:
    """A path of an operation with something in each of its places."""
    job = f"job_{operation.service}_06e8w3rv1xq4t5y7z8k2m3n4p5"
    return f"/v1/coops/{coop}" + re.sub(r"{(\w+)}", lambda one: job if one[1] == "job_id" else "x", operation.path)


@pytest.mark.parametrize("operation", ROUTED, ids=lambda one: one.rpc)
def test_another_cooperatives_key_opens_no_operation(standing: Bench, operation: Operation) -> None:
    """Whatever the operation, the key of another cooperative is refused and no service hears of it."""
    bench = standing
    result = bench.stranger.simulate_request(
        operation.method, path_of(operation, "alpine-aluminium"), headers={"Authorization": f"Bearer {key_of('alpar')}"}
    )
    if operation.anonymous:
        # A secret ballot or a board asks for no key and must not look at one: a credential is in the body.
        assert bench.shelf.asked("gateway.find_key") == 0
        return
    assert (result.status_code, result.json["code"]) == (403, "foreign_key")
    assert bench.shelf.calls == []


def test_signing_in_a_secret_ballot_and_the_board_are_all_that_is_open() -> None:
    """Who signs in or votes in secret shows no key, and who verifies a vote needs none; nothing else is public."""
    assert {one.rpc for one in ROUTED if one.anonymous} == {
        "membership.ask_to_sign_in", "membership.confirm_sign_in",
        "voting.cast_ballot", "voting.get_board", "voting.get_board_consistency", "voting.get_board_key",
        "voting.get_board_receipt", "voting.list_board_heads",
    }  # fmt: skip


@pytest.mark.parametrize("operation", [one for one in ROUTED if one.scope], ids=lambda one: one.rpc)
def test_every_operation_asks_for_a_key_and_its_scope(standing: Bench, operation: Operation) -> None:
    """Without a key an operation is closed, and a key without the scope is refused here already."""
    bench = standing
    nobody = bench.stranger.simulate_request(operation.method, path_of(operation, "alpar"))
    assert (nobody.status_code, nobody.json["code"]) == (401, "unauthenticated")
    bench.shelf.key["scopes"] = ["nothing:read"]
    result = bench.client.simulate_request(operation.method, path_of(operation, "alpar"))
    assert (result.status_code, result.json["code"]) == (403, "forbidden")
    assert result.json["values"] == {"scope": operation.scope}
    assert {call[1] for call in bench.shelf.calls} == {"gateway.find_key"}
    person = bench.stranger.simulate_request(operation.method, path_of(operation, "alpar"), headers=signed_in())
    assert (person.status_code, person.json["code"]) == (403, "forbidden"), "a person's token opens no office"


@pytest.mark.parametrize("operation", [one for one in ROUTED if one.personal], ids=lambda one: one.rpc)
def test_what_is_personal_is_closed_to_every_key(standing: Bench, operation: Operation) -> None:
    """Even a key that may do everything is refused; without any it is closed, and the person's own token opens it."""
    bench = standing
    nobody = bench.stranger.simulate_request(operation.method, path_of(operation, "alpar"))
    assert (nobody.status_code, nobody.json["code"]) == (401, "unauthenticated")
    result = bench.client.simulate_request(operation.method, path_of(operation, "alpar"))
    assert (result.status_code, result.json["code"]) == (403, "personal_sign_in_needed")
    assert {call[1] for call in bench.shelf.calls} == {"gateway.find_key"}
    bench.stranger.simulate_request(operation.method, path_of(operation, "alpar"), headers=signed_in())
    told = bench.shelf.last(operation.rpc)[3]
    assert (told["rochdale.actor-kind"], told["rochdale.actor"], told["rochdale.scopes"]) == ("person", "mbr_1", "")


def test_an_operation_without_a_route_is_not_reachable(bench: Bench) -> None:
    """Looking up keys is for the gateway itself: no path leads to it."""
    find = load_contracts()["gateway"].operations["find_key"]
    assert all(find not in behind.values() for route in routes_of(load_contracts())
               for behind in route.operations.values())  # fmt: skip
    for path in ("", "/", "/find_key"):
        assert bench.get(path, query_string="key_id=key_0123456789abcdef").json["code"] == "unknown_route"


def test_a_missing_key_is_answered_with_the_ways_to_show_one(bench: Bench) -> None:
    """401 names the schemes (RFC 9110 §11.6.1)."""
    result = bench.stranger.simulate_get("/v1/coops/alpar/keys")
    assert result.status_code == 401
    assert result.headers["WWW-Authenticate"].startswith('Bearer realm="rochdale", Basic')


def test_a_key_may_come_as_the_user_of_basic_authentication(bench: Bench) -> None:
    """Basic with the key as user and no password is the same key."""
    basic = base64.b64encode(f"{key_of('alpar')}:".encode()).decode()
    result = bench.stranger.simulate_get("/v1/coops/alpar/keys", headers={"Authorization": f"Basic {basic}"})
    assert result.status_code == 200


def test_an_unknown_cooperative_is_said_to_be_unknown(bench: Bench) -> None:
    """A cooperative that is not served is 404 before any key is looked at."""
    result = bench.client.simulate_get("/v1/coops/nowhere/keys")
    assert (result.status_code, result.json["code"]) == (404, "unknown_cooperative")


def test_a_token_that_has_ended_opens_nothing_after_ten_seconds() -> None:
    """A person who signed out, or whose address changed, is out: the token is believed for ten seconds at most."""
    bench = Bench()
    whoever = {"Authorization": f"Bearer {token_of('alpar', '9' * 16)}"}
    assert bench.stranger.simulate_get("/v1/coops/alpar/me", headers=whoever).status_code == 401
    assert bench.stranger.simulate_get("/v1/coops/alpar/me", headers=signed_in()).status_code == 200
    bench.shelf.login["revoked_at"] = NOON.isoformat()
    bench.seconds = 10.1
    assert bench.stranger.simulate_get("/v1/coops/alpar/me", headers=signed_in()).status_code == 401


def test_a_token_is_no_key_and_no_foreigner() -> None:
    """The same id and secret under the other sign is another credential; of another cooperative it is refused."""
    bench = Bench()
    assert bench.get("/keys").status_code == 200
    as_key = {"Authorization": f"Bearer {key_of('alpar')}".replace("rk_", "rp_")}
    assert bench.stranger.simulate_get("/v1/coops/alpar/keys", headers=as_key).json["code"] == "forbidden"
    abroad = bench.stranger.simulate_get("/v1/coops/alpine-aluminium/me", headers=signed_in())
    assert abroad.json["code"] == "foreign_key"


@pytest.mark.parametrize("change", [
    {"revoked_at": NOON.isoformat()},
    {"expires_at": NOON.isoformat()},
    {"hash": "0" * 64},
])  # fmt: skip
def test_a_key_that_has_ended_or_has_another_secret_opens_nothing(bench: Bench, change: dict[str, str]) -> None:
    """Revoked, expired at this instant, or wrong: all are answered alike."""
    bench.shelf.key.update(change)
    result = bench.get("/keys")
    assert (result.status_code, result.json["code"]) == (401, "unauthenticated")


def test_a_key_is_valid_until_it_expires(bench: Bench) -> None:
    """The expiry is checked at each request, not only when the key is fetched."""
    bench.shelf.key["expires_at"] = (NOON + timedelta(seconds=5)).isoformat()
    assert bench.get("/keys").status_code == 200
    bench.clock.advance(seconds=5)
    assert bench.get("/keys").status_code == 401


def test_a_key_is_looked_up_once_in_ten_seconds(bench: Bench) -> None:
    """A revoked key closes within ten seconds, and a busy key costs one look-up in that time."""
    for _ in range(3):
        assert bench.get("/keys").status_code == 200
    assert bench.shelf.asked("gateway.find_key") == 1
    bench.shelf.key["revoked_at"] = NOON.isoformat()
    bench.seconds = 9.9
    assert bench.get("/keys").status_code == 200
    bench.seconds = 10.1
    assert bench.get("/keys").status_code == 401


def test_an_absent_key_is_remembered_shortly(bench: Bench) -> None:
    """Guessing ids does not reach the service at each try, and a key just made works after two seconds."""
    wrong = {"Authorization": f"Bearer {key_of('alpar', 'aaaaaaaaaaaaaaaa')}"}
    for _ in range(3):
        assert bench.stranger.simulate_get("/v1/coops/alpar/keys", headers=wrong).status_code == 401
    assert bench.shelf.asked("gateway.find_key") == 1


def test_keys_are_cached_for_each_cooperative_apart() -> None:
    """The same id in two cooperatives is two keys."""
    bench = Bench()
    assert bench.get("/keys").status_code == 200
    theirs = {"Authorization": f"Bearer {key_of('alpine-aluminium')}"}
    bench.shelf.key["scopes"] = []
    result = bench.stranger.simulate_get("/v1/coops/alpine-aluminium/keys", headers=theirs)
    assert result.json["code"] == "forbidden"


@pytest.mark.parametrize("slug", ["alpar", "alpine-aluminium", "cg-scop", "a_b"])
def test_a_key_names_its_cooperative_whatever_the_slug(slug: str) -> None:
    """Hyphens and underscores in the slug do not confuse where the id begins."""
    key = presented(f"Bearer {key_of(slug)}")
    assert key is not None
    assert (key.coop, key.id, key.secret) == (slug, "0123456789abcdef", SECRET)
    assert SECRET not in repr(key)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", f"Token {key_of('alpar')}", "Basic ???", "Basic w6k=",
                                    "Bearer rk_alpar_short_1", f"Bearer {key_of('alpar')}\n"])  # fmt: skip
def test_what_is_no_key_is_not_taken_for_one(header: str) -> None:
    """Anything else in the header is no key."""
    found = presented(header)
    assert found is None or header.endswith("\n")


def test_a_key_has_its_rate_and_burst() -> None:
    """After the burst a key gets 429 with Retry-After, until its tokens come back."""
    bench = Bench(Settings(key_rate=2, key_burst=3, access_log=False))
    assert [bench.get("/keys").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = bench.get("/keys")
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("too_many_requests", "1")
    bench.seconds = 1.0
    assert [bench.get("/keys").status_code for _ in range(3)] == [200, 200, 429]


def test_failed_attempts_are_limited_by_address() -> None:
    """Guessing from one address is slowed down, whatever the keys."""
    bench = Bench(Settings(address_rate=1, address_burst=2, access_log=False))
    statuses = [bench.stranger.simulate_get("/v1/coops/alpar/keys").status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    assert bench.get("/keys").status_code == 200


@pytest.mark.parametrize(("address", "network"), [
    ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
    ("2001:db8:0:1:ffff::8", "2001:db8:0:1::/64"), ("fe80::1%eth0", "fe80::/64"), ("unix:", "unix:"),
])  # fmt: skip
def test_all_addresses_of_one_host_are_one_asker(address: str, network: str) -> None:
    """A host has 2^64 IPv6 addresses to ask from: they count together, and an IPv4 address counts for itself."""
    assert network_of(address) == network


def test_one_address_asks_for_few_sign_ins() -> None:
    """Five a minute, then one each twelve seconds; another address, and other operations, are not held up by it."""
    bench = Bench(Settings(access_log=False, trusted_proxies=frozenset({"127.0.0.1"})))

    def ask(address: str = "192.0.2.1", path: str = "/sign-ins", body: dict[str, str] | None = None) -> int:
        answer = bench.stranger.simulate_post(
            f"/v1/coops/alpar{path}", json=body or {"email": "ada@example.org"}, headers={"X-Forwarded-For": address}
        )
        waits.append(answer.headers.get("Retry-After"))
        return int(answer.status_code)

    waits: list[str | None] = []
    assert [ask() for _ in range(6)] == [200] * 5 + [429]
    bench.seconds = 2.5
    assert ask() == 429
    assert waits[-2:] == ["12", "10"], "the true time until the next one, rounded up"
    bench.seconds = 0.0
    assert ask("192.0.2.2") == 200
    assert ask(path="/sign-ins/sgn_1/confirmation", body={"code": "01234567"}) == 200
    bench.seconds = 12.0
    assert [ask(), ask()] == [200, 429]
