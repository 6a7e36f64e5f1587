"""The themes of requests, as data: one line each, in English and in French."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any


@cache
def themes() -> dict[str, dict[str, Any]]:
    """Return the themes by their slug, each with how a person reads it."""
    with (Path(__file__).parent / "themes.csv").open(encoding="utf-8", newline="") as lines:
        return {line["theme"]: dict(line) for line in csv.DictReader(lines)}
