"""A running suite for the tests that come over HTTP: the one that the environment names, or one of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest


@dataclass(frozen=True)
class Running:
    """Where the API answers, and a full key for each cooperative."""

    url: str
    keys: dict[str, str] = field(repr=False)

    def client(self, coop: str, key: str | None = None) -> httpx.Client:
        """A client of one cooperative, with its full key unless another is given ("" for none)."""
        key = self.keys[coop] if key is None else key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=f"{self.url}/v1/coops/{coop}", headers=headers, timeout=40)


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The suite at ROCHDALE_URL with the keys in the file ROCHDALE_KEYS, or a private one with two cooperatives."""
    if url := os.environ.get("ROCHDALE_URL"):
        yield Running(url, json.loads(Path(os.environ["ROCHDALE_KEYS"]).read_text()))
        return
    from deploy.cooperatives import load_cooperative
    from deploy.suite.keys import demo_keys
    from deploy.suite.suite import Suite

    chosen = [load_cooperative(slug) for slug in ("alpar", "coopaname")]
    with Suite(tmp_path_factory.mktemp("suite"), chosen, fsync=False, say=lambda line: None) as running:
        yield Running(running.url, demo_keys(running.credentials, [one.slug for one in chosen]))
