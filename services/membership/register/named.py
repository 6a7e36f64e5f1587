"""Categories and colleges as sheets name them: by slug, by name, or not at all where there is one only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.commons.sheets.folding import folded
from services.commons.storage import Unit


def with_slugs(unit: Unit, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the slugs of its category and college; one that is unknown stays, to be refused."""
    slugs = {name: slug_of(_known(unit, path), row.get(name)) for name, path in (
        ("category", "membership.categories"), ("college", "membership.colleges"),
    )}  # fmt: skip
    if slugs["category"] is None:
        known = [one["slug"] for one in _known(unit, "membership.categories")]
        slugs["category"] = known[0] if len(known) == 1 else "(none)"
    return {**row, **{name: slug for name, slug in slugs.items() if slug is not None}}


def slug_of(known: list[dict[str, Any]], said: str | None) -> str | None:
    """Return the slug of what is named, or what was said where nothing has that name."""
    if said is None:
        return None
    names = {folded(name): one["slug"] for one in known for name in (one["name"], one["slug"])}
    found: str = names.get(folded(said), said)
    return found


def _known(unit: Unit, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = unit.rules.statutes(path, []).value
    return found
