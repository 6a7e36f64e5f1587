"""Two thousand vote in the same minute, the voting host is killed in the middle: every acknowledged ballot is in once.

The suite is the real one, over HTTP; its supervisor starts the host again.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg2
import pytest

from deploy.cooperatives import load_cooperative
from deploy.suite.keys import demo_keys
from deploy.suite.suite import Suite
from tests.e2e.seeded import done, hold_assembly

VOTERS, AT_ONCE, KILLED_AFTER = 2_000, 16, 700
COOP = "alpar"
CHOICES = ("for", "against", "abstain", "blank")
PATIENCE = 60.0
pytestmark = pytest.mark.slow


@pytest.fixture
def suite(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Suite]:
    """A suite of one cooperative, which this test may break; all voters come from one address."""
    monkeypatch.setenv("ROCHDALE_ADDRESS_RATE", "0")
    monkeypatch.setenv("ROCHDALE_KEY_RATE", "0")
    chosen = [load_cooperative(COOP)]
    with Suite(tmp_path_factory.mktemp("voters"), chosen, fsync=False, keep=False, say=lambda line: None) as running:
        yield running


def test_every_acknowledged_ballot_counts_once_though_the_service_is_killed(suite: Suite) -> None:
    """Voters try again until they are answered, some twice; the tally holds each one's vote, and nothing else."""
    key = demo_keys(suite.credentials, [COOP])[COOP]
    with _client(suite, {"Authorization": f"Bearer {key}"}) as client:
        _admit(suite)
        poll_id = hold_assembly(client)
        done(client.post(f"/polls/{poll_id}/open"))
        issued = done(client.post(f"/polls/{poll_id}/credentials", json={"all_present": True}))["credentials"]
        votes = [(one["credential"], CHOICES[at % len(CHOICES)]) for at, one in enumerate(issued)]
        trackers = _vote(suite, poll_id, votes)
        assert len(votes) == len(trackers) == len(set(trackers.values())) == VOTERS
        _asked(client, f"/polls/{poll_id}/close")
        counts = _asked(client, f"/polls/{poll_id}/tally")["counts"]
    told = Counter(choice for _, choice in votes)
    assert {name: counts[name] for name in (*told, "null", "cast")} == {**told, "null": 0, "cast": VOTERS}


def _admit(suite: Suite) -> None:
    """Let the voting service know its members, as if membership had told it: that is not what is put to the test."""
    url = json.loads((suite.credentials / "voting.json").read_text())[COOP]["database"]
    with psycopg2.connect(url.replace("+psycopg2", "")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO electors (member_id, admitted_on, number, category, voting)"
            " SELECT 'mbr_' || lpad(n::text, 26, '0'), '2020-01-01', n, 'member', true FROM generate_series(1, %s) n",
            (VOTERS,),
        )
    connection.close()


def _vote(suite: Suite, poll_id: str, votes: list[tuple[str, str]]) -> dict[str, str]:
    """Cast every ballot and kill the voting host in the middle; return the tracker that answered each credential."""
    trackers: dict[str, str] = {}

    def vote(mine: list[tuple[str, str]]) -> None:
        with _client(suite, {}) as voter:
            for at, (credential, choice) in enumerate(mine):
                for _ in range(2 if at % 20 == 0 else 1):
                    body = {"credential": credential, "choice": choice}
                    tracker = _asked(voter, f"/polls/{poll_id}/ballots", body)["tracker"]
                    assert trackers.setdefault(credential, tracker) == tracker

    before = suite.pids["voting"]
    with ThreadPoolExecutor(AT_ONCE) as booths:
        voting = [booths.submit(vote, votes[at::AT_ONCE]) for at in range(AT_ONCE)]
        killed = False
        while not all(one.done() for one in voting):
            if not killed and len(trackers) >= KILLED_AFTER:
                os.kill(before, signal.SIGKILL)
                killed = True
            # From this thread: a child ends with the thread that started it.
            suite.tend()
            time.sleep(0.1)
        for one in voting:
            one.result()
    assert suite.pids["voting"] != before, "the service was not killed"
    return trackers


def _asked(client: httpx.Client, place: str, body: Any = None) -> Any:
    """Ask until there is an answer, as a voter's page would."""
    ends_at = time.monotonic() + PATIENCE
    while (answer := client.post(place, json=body)).status_code in (409, 503, 504) and time.monotonic() < ends_at:
        time.sleep(0.2)
    return done(answer)


def _client(suite: Suite, headers: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=f"{suite.url}/v1/coops/{COOP}", headers=headers, timeout=40, trust_env=False)
