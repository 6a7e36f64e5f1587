"""Reads a file of share subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.commons.jobs import Line
from services.ledger.csv_lines import amount_cell, count_cell, csv_lines, day_cell, text_cell


@dataclass(frozen=True)
class ShareLine:
    """One subscription to take in: the member by id or number, and what was paid at once (a decimal, or nothing)."""

    member: str
    count: int
    paid: str | None
    day: date | None
    reference: str | None


def share_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read ``member,count,paid[,date,reference]``."""
    return csv_lines(
        content, needed=("member", "count"), optional=("paid", "date", "reference"), read=_share_line
    )


def _share_line(row: dict[str, str]) -> ShareLine:
    return ShareLine(
        text_cell(row["member"], "member"),
        count_cell(row["count"], "count"),
        amount_cell(row["paid"], "paid") if row.get("paid") else None,
        day_cell(row["date"]) if row.get("date") else None,
        text_cell(row["reference"], "reference", 80) if row.get("reference") else None,
    )
