"""A running suite for the tests that come over HTTP: the one that the environment names, or one of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from deploy.provisioning import Administration

COOPERATIVES = ("alpar", "coopaname", "alpine-aluminium", "cg-scop")


@dataclass(frozen=True)
class Running:
    """Where the API answers, a full key for each cooperative, and the folder that the suite runs in, if it is known."""

    url: str
    keys: dict[str, str] = field(repr=False)
    var: Path | None = None

    def client(self, coop: str, key: str | None = None) -> httpx.Client:
        """A client of one cooperative, with its full key unless another is given ("" for none)."""
        key = self.keys[coop] if key is None else key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=f"{self.url}/v1/coops/{coop}", headers=headers, timeout=40, trust_env=False)

    @property
    def administration(self) -> Administration:
        """The suite's servers as their administrator reaches them; skips where they are not known."""
        from deploy.suite import running_suite

        found = running_suite(self.var) if self.var else None
        if found is None:
            pytest.skip("needs the folder of the suite: ROCHDALE_VAR")
        return found.administration


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The suite at ROCHDALE_URL, or a private one with the four cooperatives.

    With ROCHDALE_URL, ROCHDALE_KEYS names the file of its keys, and ROCHDALE_VAR may name the folder that it runs in.
    """
    if url := os.environ.get("ROCHDALE_URL"):
        var = os.environ.get("ROCHDALE_VAR")
        yield Running(url, json.loads(Path(os.environ["ROCHDALE_KEYS"]).read_text()), Path(var) if var else None)
        return
    from deploy.cooperatives import load_cooperative
    from deploy.suite.keys import demo_keys
    from deploy.suite.suite import Suite

    chosen = [load_cooperative(slug) for slug in COOPERATIVES]
    with Suite(tmp_path_factory.mktemp("suite"), chosen, fsync=False, say=lambda line: None) as running:
        keys = demo_keys(running.credentials, [one.slug for one in chosen])
        yield Running(running.url, keys, running.var)
