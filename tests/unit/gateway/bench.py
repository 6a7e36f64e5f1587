"""A gateway on the bench: the real application, with a caller that answers from what a test puts into it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from falcon import testing
from falcon.asgi import App

from services.commons.clock import FixedClock
from services.commons.contract import Contract
from services.commons.refusals import NotFound, Remote
from services.gateway.app import create_app
from services.gateway.settings import Settings
from tests.house import NOON

SECRET = "5" * 64
COOPS = ("alpar", "alpine-aluminium")


def key_of(coop: str, key_id: str = "0123456789abcdef") -> str:
    """Return the text of a key that the bench knows."""
    return f"rk_{coop}_{key_id}_{SECRET}"


def token_of(coop: str, login_id: str = "0123456789abcdef") -> str:
    """Return the token of a person who signed in, as the bench knows it."""
    return f"rp_{coop}_{login_id}_{SECRET}"


def signed_in(coop: str = "alpar") -> dict[str, str]:
    """Return the headers of a person who signed in."""
    return {"Authorization": f"Bearer {token_of(coop)}"}


class Shelf:
    """A caller that notes each call and answers from ``answers`` by routing key: a result, or a function of kwargs."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any], dict[str, str], float]] = []
        self.answers: dict[str, Any] = {}
        self.coops: Collection[str] = COOPS
        self.key: dict[str, Any] = {
            "id": "key_0123456789abcdef", "hash": hashlib.sha256(SECRET.encode()).hexdigest(), "scopes": ["*"],
            "expires_at": None, "revoked_at": None,
        }  # fmt: skip
        self.login: dict[str, Any] = {
            "id": "lgn_0123456789abcdef", "hash": self.key["hash"], "person_id": "mbr_1",
            "expires_at": None, "revoked_at": None,
        }  # fmt: skip

    def cooperatives(self) -> Collection[str]:
        """The cooperatives that the bench serves."""
        return self.coops

    async def call(
        self, coop: str, key: str, kwargs: dict[str, Any], headers: dict[str, str], timeout: float
    ) -> dict[str, Any]:
        """Answer as the bus would."""
        json.dumps(kwargs)  # what cannot travel must not be called with
        self.calls.append((coop, key, kwargs, dict(headers), timeout))
        if key == "gateway.find_key" and key not in self.answers:
            if kwargs["query"]["key_id"] != self.key["id"]:
                raise Remote(NotFound(what="key", id="?").problem())
            return answered(self.key)
        if key == "membership.find_login" and key not in self.answers:
            if kwargs["query"]["login_id"] != self.login["id"]:
                raise Remote(NotFound(what="login", id="?").problem())
            return answered(self.login)
        answer = self.answers.get(key, answered({"id": "it"}))
        if callable(answer):
            answer = answer(kwargs)
        if isinstance(answer, Exception):
            raise answer
        return {**answer}

    async def close(self) -> None:
        """Nothing to let go of."""

    def last(self, key: str) -> tuple[str, str, dict[str, Any], dict[str, str], float]:
        """The last call of an operation."""
        return next(call for call in reversed(self.calls) if call[1] == key)

    def asked(self, key: str) -> int:
        """How many times an operation was called."""
        return sum(call[1] == key for call in self.calls)


def answered(body: Any, status: int = 200, **more: Any) -> dict[str, Any]:
    """A service's answer as it comes over the bus."""
    return {"status": status, "body": body, "events": [], "replayed": False, "headers": {}, **more}


class Bench:
    """The application, its shelf, its clocks, and a client that holds alpar's key."""

    def __init__(self, settings: Settings | None = None, contracts: Mapping[str, Contract] | None = None) -> None:
        self.shelf, self.clock, self.seconds = Shelf(), FixedClock(NOON), 0.0
        self.app: App = create_app(
            settings or Settings(access_log=False), caller=self.shelf, contracts=contracts, clock=self.clock,
            monotonic=lambda: self.seconds,
        )  # fmt: skip
        self.client = testing.TestClient(self.app, headers={"Authorization": f"Bearer {key_of('alpar')}"})
        self.stranger = testing.TestClient(self.app)

    def cleared(self) -> Bench:
        """The same application, and all that was asked and cached forgotten: making another takes half a second."""
        self.shelf.calls.clear()
        self.shelf.answers.clear()
        self.shelf.key["scopes"] = ["*"]
        self.seconds += 60
        return self

    def get(self, path: str, **asked: Any) -> testing.Result:
        """GET under alpar's path, with its key."""
        return self.client.simulate_get(f"/v1/coops/alpar{path}", **asked)

    def post(self, path: str, **asked: Any) -> testing.Result:
        """POST under alpar's path, with its key."""
        return self.client.simulate_post(f"/v1/coops/alpar{path}", **asked)
