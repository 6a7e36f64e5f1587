"""Things that exist: a cooperative's members, shares, entries and polls, so that requests reach what they are about."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

# The list that holds the things of a parameter's or a field's name.
LISTS = {
    "member_id": "/members", "application_id": "/applications", "assembly_id": "/assemblies", "poll_id": "/polls",
    "entry_id": "/entries", "shift_id": "/shifts", "activity_id": "/activities", "engagement_id": "/engagements",
    "proposal_id": "/votable-proposals",
}  # fmt: skip
NOTICE_DAYS = 20


def csv_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as a CSV sheet under the header that their keys make; no value holds a comma."""
    rows = list(rows)
    lines = [",".join(rows[0]), *(",".join(str(value) for value in row.values()) for row in rows)]
    return "\n".join(lines) + "\n"


def import_members(client: httpx.Client, count: int, **also: str) -> list[str]:
    """Import new natural persons who may join at once, and return their ids in the order of the sheet."""
    prefix = uuid.uuid4().hex[:8]
    rows = [
        {"external_id": f"{prefix}-{number:04d}", "kind": "natural_person", "first_name": "Ada", "last_name": "Martin",
         "category": "member", "joined_on": "2024-01-15", **also}
        for number in range(count)
    ]  # fmt: skip
    answer = client.post("/imports/members", content=csv_of(rows),
                         headers={"Content-Type": "text/csv", "Prefer": "wait=30"})  # fmt: skip
    job = answer.json()
    assert job.get("counts") == {"created": count}, answer.text
    lines = client.get(f"/jobs/{job['id']}/lines", params={"limit": 500}).json()["data"]
    return [line["subject"] for line in lines]


def every(client: httpx.Client, place: str) -> Iterator[dict[str, Any]]:
    """Read a list to its end."""
    cursor: str | None = ""
    while cursor is not None:
        page = done(client.get(place, params={"limit": 500, **({"cursor": cursor} if cursor else {})}))
        yield from page["data"]
        cursor = page["next_cursor"]


def hold_assembly(client: httpx.Client) -> str:
    """Convene an assembly for today by a notice sent in time, open it with everyone present; return its secret poll."""
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    made = client.post("/assemblies", json={"kind": "ordinary", "title": "Assembly", "held_on": today.isoformat()})
    place = f"/assemblies/{made.json()['id']}"
    polls = [
        done(client.post("/polls", json={"assembly_id": made.json()["id"], "title": title, "ballot": ballot}))["id"]
        for title, ballot in (("By hands", "hands"), ("In secret", "secret"))
    ]
    sent = today - timedelta(days=NOTICE_DAYS)
    done(client.post(f"{place}/convene", json={"convened_on": sent.isoformat()}))
    done(client.post(f"{place}/roll"))
    present = [one["member_id"] for one in every(client, f"{place}/roll/entries")]
    for at in range(0, len(present), 1000):
        entries = [{"member_id": member, "kind": "arrive"} for member in present[at : at + 1000]]
        done(client.post(f"{place}/presences", json={"entries": entries}))
    done(client.post(f"{place}/open", json={"chair_id": present[0]}))
    return str(polls[1])


def entry(amount: str = "10.00", other: str | None = None, day: str | None = None) -> dict[str, Any]:
    """An entry of two lines, which balances unless the credit is another amount."""
    debit, credit = ({"amount": one, "currency": "EUR"} for one in (amount, other or amount))
    return {"journal": "operations", "date": day or "2026-03-02", "label": "Synthetic", "lines": [
        {"account": "512", "debit": debit}, {"account": "707", "credit": credit},
    ]}  # fmt: skip


def done(answer: httpx.Response) -> Any:
    """Return what a request that has to succeed was answered."""
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def last_event(client: httpx.Client) -> str:
    """Return the latest event of the feed as ``Rochdale-After`` names it, once the feed stands still."""
    cursor, last = "seq-0", ""
    while True:
        page = done(client.get("/events", params={"cursor": cursor, "limit": 500}))
        if not page["data"]:
            return last
        last, cursor = f"{page['data'][-1]['type']}/{page['data'][-1]['id']}", page["next_cursor"]


def admissions_heard(client: httpx.Client, count: int, patience: float = 120) -> str:
    """Wait until the feed holds so many admissions; return the last of them as ``Rochdale-After`` names it."""
    kind = "membership.member.admitted.v1"
    cursor, found, last, ends_at = "seq-0", 0, "", time.monotonic() + patience
    while found < count:
        assert time.monotonic() < ends_at, f"{found} of {count} admissions were told"
        page = done(client.get("/events", params={"type": kind, "cursor": cursor, "limit": 500}))
        found, cursor = found + len(page["data"]), page["next_cursor"]
        last = f"{kind}/{page['data'][-1]['id']}" if page["data"] else last
        time.sleep(0 if page["data"] else 0.2)
    return last
