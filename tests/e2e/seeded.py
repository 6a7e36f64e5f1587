"""Things that exist: a cooperative's members, shares, entries and polls, so that requests reach what they are about."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

# The list that holds the things of a parameter's or a field's name.
LISTS = {
    "member_id": "/members", "application_id": "/applications", "assembly_id": "/assemblies", "poll_id": "/polls",
    "entry_id": "/entries", "shift_id": "/shifts", "activity_id": "/activities", "engagement_id": "/engagements",
    "subscription_id": "/share-subscriptions", "proposal_id": "/votable-proposals",
}  # fmt: skip


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
