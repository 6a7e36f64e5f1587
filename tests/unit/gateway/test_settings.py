"""How the gateway is steered from its environment, and where a request comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from falcon import testing
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.app import address_by, create_app
from services.gateway.limits import Buckets
from services.gateway.reception import GatewayRequest
from services.gateway.refusals import TooManyRequests
from services.gateway.settings import Settings


def test_the_environment_steers_what_it_names_and_nothing_else() -> None:
    """Each variable has its field, and an absent one its default."""
    told = Settings.from_environment({"ROCHDALE_CREDENTIALS": "/x/http.json", "ROCHDALE_KEY_RATE": "0",
                                      "ROCHDALE_TRUSTED_PROXIES": "10.0.0.1,10.0.0.2"})  # fmt: skip
    assert (told.credentials, told.key_rate, told.key_burst) == (Path("/x/http.json"), 0, 400)
    assert told.trusted_proxies == {"10.0.0.1", "10.0.0.2"}
    assert Settings.from_environment({}) == Settings()


def test_without_credentials_the_gateway_says_what_is_missing() -> None:
    """A gateway that could call nobody does not start."""
    with pytest.raises(SystemExit, match="ROCHDALE_CREDENTIALS"):
        create_app(Settings())


@pytest.mark.parametrize(("trusted", "told", "address"), [
    (frozenset(), "1.1.1.1", "127.0.0.1"),
    (frozenset({"127.0.0.1"}), "6.6.6.6, 1.1.1.1", "1.1.1.1"),
    (frozenset({"127.0.0.1"}), "", "127.0.0.1"),
])  # fmt: skip
def test_only_a_trusted_proxy_says_where_a_request_comes_from(
    trusted: frozenset[str], told: str, address: str
) -> None:
    """Of its list only its own, last, entry is believed: the rest is what the client wrote."""
    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    headers = {"X-Forwarded-For": told} if told else {}
    req = GatewayRequest(testing.create_scope(headers=headers, remote_addr="127.0.0.1"), receive)
    assert address_by(trusted)(req) == address


@given(st.lists(st.integers(0, 3000), max_size=60), st.integers(1, 5), st.integers(1, 10))
def test_no_more_pass_than_the_burst_and_what_the_rate_gives_back(waits: list[int], rate: int, burst: int) -> None:
    """Over any stretch of time at most burst + rate × seconds pass (milliseconds between the attempts)."""
    now, passed = 0.0, 0
    buckets = Buckets(rate, burst, lambda: now)
    for wait in waits:
        now += wait / 1000
        try:
            buckets.take("key")
        except TooManyRequests:
            continue
        passed += 1
    assert passed <= burst + rate * now + 1e-6
