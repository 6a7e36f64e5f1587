"""Keeps a service's copy of the statutes and bylaws up to date with what membership tells."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .versions import hold

if TYPE_CHECKING:
    from ..events.received import Event
    from ..storage.unit import Unit


def keep_rulebook(unit: Unit, event: Event) -> None:
    """Handle ``statutes.adopted``: hold the version that it carries."""
    told = event.data
    hold(
        unit.session, told["layer"], told["version"], told["document"], date.fromisoformat(told["effective_on"]),
        unit.now, told.get("resolution_id"),
    )  # fmt: skip
