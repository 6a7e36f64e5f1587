"""The gateway before a real bus, services and databases, over real HTTP."""

from __future__ import annotations

import re
import socket
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from deploy.suite import wait_ready
from tests.e2e.conftest import Running

CSV = {"Content-Type": "text/csv"}


def events_until(client: httpx.Client, wanted: str, cursor: str | None) -> list[dict[str, Any]]:
    """Page on from a cursor until an event of the type wanted has come."""
    found: list[dict[str, Any]] = []
    for _ in range(100):
        page = client.get("/events", params={"cursor": cursor} if cursor else {}).json()
        found, cursor = [*found, *page["data"]], page["next_cursor"]
        if any(event["type"] == wanted for event in page["data"]):
            return found
        time.sleep(0.1)
    raise AssertionError(f"{wanted} never came; there were {[one['type'] for one in found]}")


def end_of_feed(client: httpx.Client) -> str:
    """The cursor after everything that is there now."""
    cursor = "seq-0"
    while True:
        page = client.get("/events", params={"cursor": cursor, "limit": 500}).json()
        if not page["data"]:
            return cursor
        cursor = page["next_cursor"]


def test_a_key_is_made_used_and_revoked(suite: Running) -> None:
    """From its making to its end, and the feed tells of both."""
    with suite.client("alpar") as full:
        cursor = end_of_feed(full)
        made = full.post("/keys", json={"name": "till", "preset": "read-only"})
        assert made.status_code == 201, made.text
        assert made.headers["Rochdale-Event"].startswith("gateway.key.created.v1/")
        with suite.client("alpar", made.json()["key"]) as till:
            assert till.get("/keys").status_code == 200
            assert till.post("/keys", json={"name": "x", "preset": "full"}).json()["code"] == "forbidden"
        with suite.client("coopaname", made.json()["key"]) as stranger:
            assert stranger.get("/keys").json()["code"] == "foreign_key"
        assert full.post(f"/keys/{made.json()['id']}/revoke").status_code == 200
        told = events_until(full, "gateway.key.revoked.v1", cursor)
        assert [one["type"] for one in told if one["data"] == {"key_id": made.json()["id"]}] == [
            "gateway.key.created.v1", "gateway.key.revoked.v1",
        ]  # fmt: skip
        end = time.monotonic() + 15
        with suite.client("alpar", made.json()["key"]) as till:
            while till.get("/keys").status_code == 200:
                assert time.monotonic() < end, "a revoked key still opens"
                time.sleep(0.5)


def test_what_one_has_just_done_can_be_waited_for(suite: Running) -> None:
    """The event of an answer, sent back, makes the feed show it at once."""
    with suite.client("alpar") as full:
        made = full.post("/keys", json={"name": "till", "preset": "read-only"})
        event = made.headers["Rochdale-Event"]
        page = full.get("/events", params={"type": "gateway.key.created.v1", "limit": 500},
                        headers={"Rochdale-After": event})  # fmt: skip
        assert event.partition("/")[2] in [one["id"] for one in page.json()["data"]]


def test_the_same_command_twice_is_one(suite: Running) -> None:
    """The retry is answered alike and says so; another body under the same key is refused."""
    with suite.client("alpar") as full:
        key_id = full.post("/keys", json={"name": "till", "preset": "read-only"}).json()["id"]
        asked = {"Idempotency-Key": uuid.uuid4().hex}
        first, second = (full.post(f"/keys/{key_id}/revoke", headers=asked) for _ in range(2))
        assert first.json() == second.json()
        assert "Idempotent-Replayed" not in first.headers
        assert second.headers["Idempotent-Replayed"] == "true"
        asked = {"Idempotency-Key": uuid.uuid4().hex}
        full.post("/keys", json={"name": "a", "preset": "read-only"}, headers=asked)
        again = full.post("/keys", json={"name": "a", "preset": "read-only"}, headers=asked)
        other = full.post("/keys", json={"name": "b", "preset": "read-only"}, headers=asked)
        assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_an_upload_of_several_parts_becomes_a_job(suite: Running) -> None:
    """More than one bus message holds arrives whole; the job's end is waited for; the same upload again is the same."""
    sheet = b"nonsense\n" * 60_000
    with suite.client("alpar") as full:
        asked = {**CSV, "Idempotency-Key": uuid.uuid4().hex}
        job = full.post("/imports/members", content=sheet, headers={**asked, "Prefer": "wait=30"})
        assert (job.status_code, job.json()["state"]) == (200, "failed"), job.text
        assert full.get(f"/jobs/{job.json()['id']}").json() == job.json()
        again = full.post("/imports/members", content=sheet, headers=asked)
        assert again.json()["id"] == job.json()["id"]
        assert again.headers["Location"] == f"/v1/coops/alpar/jobs/{job.json()['id']}"


def test_every_get_of_the_document_answers_as_the_document_says(suite: Running) -> None:
    """With made-up ids every read answers 2xx, or a problem that the document names at that status."""
    document = httpx.get(f"{suite.url}/openapi.json").json()
    surprises = []
    with suite.client("alpar") as full:
        for path, item in document["paths"].items():
            if "get" in item:
                there = re.sub(r"{\w+}", "job_ledger_0000", path.removeprefix("/v1/coops/{coop}"))
                result = full.get(there)
                if not documented(item["get"], result):
                    surprises.append((path, result.status_code, result.text[:300]))
    assert surprises == []


def documented(operation: dict[str, Any], result: httpx.Response) -> bool:
    """Say whether the document knows this status, and this code if it is a problem."""
    described = operation["responses"].get(str(result.status_code))
    if described is None or result.status_code < 400:
        return described is not None
    schema = described["content"]["application/problem+json"]["schema"]
    return result.json()["code"] in schema["allOf"][1]["properties"]["code"]["enum"]


@pytest.mark.parametrize("raw", [
    b"GET /v1/coops/alpar/members/%00 HTTP/1.1\r\n",
    b"GET /v1/coops/alpar/members/\xff\xfe HTTP/1.1\r\n",
    b"GET /v1/coops/alpar/members?limit=%ED%A0%80 HTTP/1.1\r\n",
    b"BREW /v1/coops/alpar/members HTTP/1.1\r\n",
    b"GET /v1/coops/../ready HTTP/1.1\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n",
    b"nonsense\r\n",
])  # fmt: skip
def test_odd_requests_are_answered_as_the_clients_fault(suite: Running, raw: bytes) -> None:
    """No bytes on the line come to a 5xx."""
    place = urlsplit(suite.url)
    with socket.create_connection((place.hostname, place.port or 80), timeout=10) as line:
        key = suite.keys["alpar"].encode()
        line.sendall(raw + b"Host: x\r\nConnection: close\r\nAuthorization: Bearer " + key + b"\r\n\r\n")
        answer = line.recv(4096)
    assert re.match(rb"HTTP/1.1 4\d\d ", answer), answer[:200]


def test_the_suite_says_that_it_is_ready(suite: Running) -> None:
    """All services of all cooperatives, and each cooperative for itself."""
    wait_ready(suite.url, 60.0)
    states = httpx.get(f"{suite.url}/ready").json()
    assert states["ready"] is True
    for coop, services in states["cooperatives"].items():
        assert set(services) == {"membership", "ledger", "voting", "gateway"}
        assert httpx.get(f"{suite.url}/ready/{coop}").status_code == 200
    counted = httpx.get(f"{suite.url}/metrics").text
    assert 'rochdale_http_requests_total{coop="alpar"' in counted
