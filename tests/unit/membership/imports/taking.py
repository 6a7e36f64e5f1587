"""Sends a sheet, and returns what became of its lines."""

from __future__ import annotations

from tests.unit.membership.office import Office
from tests.unit.membership.sheets import all_lines

Told = list[tuple[int, str, str | None]]


def take_in(office: Office, operation: str, *rows: str, **query: str) -> Told:
    """Import rows, the first being the heading, and return (line, outcome, code) of each."""
    job = office.membership.run_job(operation, upload="\n".join(rows).encode(), query=query)
    assert job["state"] == "succeeded", job["problem"]
    lines = all_lines(office.membership, job)
    return [(one["line"], one["outcome"], (one["problem"] or {}).get("code")) for one in lines]
