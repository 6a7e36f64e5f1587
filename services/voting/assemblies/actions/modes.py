"""Reads in which ways members may take part, and refuses the others."""

from __future__ import annotations

from datetime import date

from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.voting.assemblies.contract.refusals import ModeNotAllowed
from services.voting.assemblies.contract.shapes import MODES
from services.voting.assemblies.tables import Assembly

# How each entry of the journal of presence takes part.
MODE_OF = {"arrive": "in_room", "remote": "remote", "postal": "postal"}


def modes_among(unit: Unit, held_on: date, asked: list[str] | None) -> list[str]:
    """Return the modes of an assembly: those asked for, which the statutes must allow, or all that they allow."""
    rule = _allowed(unit, held_on)
    if asked is None:
        return list(rule.value)
    for mode in asked:
        if mode not in rule.value:
            raise ModeNotAllowed(mode=mode, allowed=", ".join(rule.value), article=rule.article)
    return [mode for mode in MODES if mode in asked]


def require_mode(unit: Unit, assembly: Assembly, mode: str) -> None:
    """Refuse a way of taking part (``in_room``, ``remote``, ``postal``, ``paper``) that an assembly does not have."""
    if mode not in assembly.modes:
        article = _allowed(unit, assembly.held_on).article
        raise ModeNotAllowed(mode=mode, allowed=", ".join(assembly.modes), article=article)


def _allowed(unit: Unit, held_on: date) -> Rule:
    """Return what the statutes allow on a day; silent, they exclude no way of taking part."""
    return unit.rules_on(held_on).statutes("assemblies.modes", list(MODES))
