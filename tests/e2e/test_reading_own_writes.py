"""What was just done is known wherever one asks next; what is sent twice is done once; long work can be watched."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Running
from tests.e2e.seeded import csv_of, done

PAIRS = 500
APPLICANT = {"kind": "natural_person", "first_name": "Ada", "last_name": "Martin", "category": "member"}
CSV = {"Content-Type": "text/csv"}
FINISHED = ("succeeded", "failed", "cancelled")


def rows_of(count: int, **also: Any) -> list[dict[str, Any]]:
    """Rows of a sheet of new members."""
    prefix = uuid.uuid4().hex[:8]
    return [
        {"external_id": f"{prefix}-{number}", "kind": "natural_person", "first_name": "Ada", "last_name": "Martin",
         "category": "member", "joined_on": "2024-01-15", **also} for number in range(count)
    ]  # fmt: skip


def until_finished(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """Look at a job until it has ended."""
    end = time.monotonic() + 60
    while job["state"] not in FINISHED:
        assert time.monotonic() < end, job
        job = done(client.get(f"/jobs/{job['id']}"))
        time.sleep(0.05)
    return job


@pytest.mark.slow
def test_shares_are_subscribed_right_after_the_acceptance(suite: Running) -> None:
    """The ledger waits for the acceptance that Rochdale-After names: five hundred times, never an unknown member."""
    with suite.client("alpar") as client:

        def join(_: int) -> int:
            accepted = client.post("/applications", json=APPLICANT)
            member = done(accepted)["member_id"]
            after = {"Rochdale-After": accepted.headers["Rochdale-Event"]}
            return client.post(f"/members/{member}/share-subscriptions", json={"count": 1}, headers=after).status_code

        with ThreadPoolExecutor(4) as clerks:
            assert set(clerks.map(join, range(PAIRS))) == {201}


def test_an_event_that_never_comes_is_said_not_to_have_come(suite: Running) -> None:
    """Within the deadline, with the time to ask again; a header that names nothing is refused at once."""
    with suite.client("alpar") as client:
        after = {"Rochdale-After": f"membership.member.admitted.v1/{uuid.uuid4()}"}
        waited = client.get("/capital", headers=after)
        assert (waited.status_code, waited.json()["code"]) == (503, "not_yet_seen")
        assert waited.headers["Retry-After"] == "1"
        refused = client.get("/capital", headers={"Rochdale-After": "yesterday"})
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_header")


def test_a_retry_is_answered_as_the_first_time(suite: Running) -> None:
    """Same key, same body: the same member; same key, other body: refused; same key on another operation: its own."""
    named = {"Idempotency-Key": uuid.uuid4().hex}
    with suite.client("alpar") as client:
        first, second = (client.post("/applications", json=APPLICANT, headers=named) for _ in range(2))
        assert first.json() == second.json()
        assert (first.status_code, second.status_code) == (201, 201)
        assert (first.headers.get("Idempotent-Replayed"), second.headers["Idempotent-Replayed"]) == (None, "true")
        assert first.headers["Rochdale-Event"] == second.headers["Rochdale-Event"]
        other = client.post("/applications", json={**APPLICANT, "last_name": "Roux"}, headers=named)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        elsewhere = client.post("/auxiliaries", json={"code": named["Idempotency-Key"], "name": "x"}, headers=named)
        assert "Idempotent-Replayed" not in elsewhere.headers


def test_the_same_key_twice_at_once_takes_effect_once(suite: Running) -> None:
    """Whoever comes second waits for the first's answer or is told that it is in flight."""
    named = {"Idempotency-Key": uuid.uuid4().hex}
    with suite.client("alpar") as client, ThreadPoolExecutor(8) as clerks:
        answers = list(clerks.map(lambda _: client.post("/applications", json=APPLICANT, headers=named), range(16)))
    assert {one.status_code for one in answers} <= {201, 409}
    assert {one.json()["code"] for one in answers if one.status_code == 409} <= {"command_in_flight"}
    assert len({one.json()["id"] for one in answers if one.status_code == 201}) == 1


def test_a_job_is_awaited_as_long_as_preferred(suite: Running) -> None:
    """Prefer: wait answers 200 with the finished job, or 202 with the one that still runs (RFC 7240 §4.3)."""
    with suite.client("alpar") as client:
        sheet = csv_of(rows_of(3))
        ended = client.post("/imports/members", content=sheet, headers={**CSV, "Prefer": "wait=30"})
        assert (ended.status_code, ended.json()["state"]) == (200, "succeeded")
        assert ended.headers["Preference-Applied"] == "wait=30"
        taken = client.post("/imports/members", content=csv_of(rows_of(3)), headers=CSV)
        assert taken.status_code == 202
        assert taken.headers["Location"].endswith(f"/jobs/{taken.json()['id']}")
        assert until_finished(client, taken.json())["counts"] == {"created": 3}


def test_a_long_job_is_cancelled_and_taken_up_again(suite: Running) -> None:
    """What was done before the cancellation stands, the rest is done after it is resumed, and nothing twice."""
    count = 1000
    with suite.client("alpine-aluminium") as client:
        job = done(client.post("/imports/members", content=csv_of(rows_of(count)), headers=CSV))
        done(client.post(f"/jobs/{job['id']}/cancel"))
        stopped = until_finished(client, job)
        assert stopped["state"] == "cancelled"
        assert sum(stopped["counts"].values()) < count
        done(client.post(f"/jobs/{job['id']}/resume"))
        job = done(client.get(f"/jobs/{job['id']}"))
        finished = until_finished(client, job)
        assert (finished["state"], finished["counts"]) == ("succeeded", {"created": count})
        again = client.post(f"/jobs/{job['id']}/cancel")
        assert (again.status_code, again.json()["code"]) == (409, "job_finished")


@pytest.mark.parametrize("megabytes", [5])
def test_a_sheet_of_many_parts_arrives_whole(suite: Running, megabytes: int) -> None:
    """Five megabytes go over a bus that carries one at most; each line gets its verdict."""
    filler = "M" * 90
    line = f"X,natural_person,{filler},{filler},nobody,2024-01-15\n"
    count = megabytes * 1024 * 1024 // len(line)
    header = "external_id,kind,first_name,last_name,category,joined_on\n"
    sheet = header + "".join(f"{number}{line}" for number in range(count))
    with suite.client("alpar") as client:
        job = done(client.post("/imports/members", params={"dry_run": "true"}, content=sheet, headers=CSV))
        ended = until_finished(client, job)
        assert (ended["state"], ended["counts"]) == ("succeeded", {"refused": count})
        lines = done(client.get(f"/jobs/{job['id']}/lines", params={"limit": 5}))["data"]
        assert [one["problem"]["code"] for one in lines] == ["unknown_category"] * 5


def test_the_feed_is_read_through_and_taken_up_again(suite: Running) -> None:
    """Paged in any size it is the same sequence; a kept cursor goes on after the last event, and only there."""
    with suite.client("alpar") as client:
        told = client.post("/applications", json=APPLICANT)
        after = {"Rochdale-After": told.headers["Rochdale-Event"]}
        done(client.get("/events", headers=after))
        whole, cursor = pages(client, 500)
        small, _ = pages(client, 37, most=len(whole))
        assert [one["id"] for one in small] == [one["id"] for one in whole]
        assert len({one["id"] for one in whole}) == len(whole) > 0
        told = client.post("/applications", json=APPLICANT)
        after = {"Rochdale-After": told.headers["Rochdale-Event"]}
        page = done(client.get("/events", params={"cursor": cursor}, headers=after))
        assert told.headers["Rochdale-Event"].partition("/")[2] in {one["id"] for one in page["data"]}
        assert not {one["id"] for one in page["data"]} & {one["id"] for one in whole}
        foreign = client.get("/events", params={"cursor": "nonsense"})
        assert (foreign.status_code, foreign.json()["code"]) == (400, "invalid_cursor")


def pages(client: httpx.Client, limit: int, most: int | None = None) -> tuple[list[dict[str, Any]], str]:
    """Read the feed from its beginning, to its end or to so many events."""
    found: list[dict[str, Any]] = []
    cursor = "seq-0"
    while True:
        page = done(client.get("/events", params={"cursor": cursor, "limit": limit}))
        found, cursor = [*found, *page["data"]], page["next_cursor"]
        if not page["data"] or (most is not None and len(found) >= most):
            return found[:most], cursor
