"""Writes the CSV sheets that the cooperatives' own systems would send."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any


def sheet(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows under the header that their keys make."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
