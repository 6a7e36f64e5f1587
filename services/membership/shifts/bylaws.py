"""What the bylaws say of shifts, each with the rule that it stands in."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.storage import Unit

from .contract.refusals import NoShifts
from .rules import CounterRules, MakeUpRules, Rotation

LEADER_ROLES, STAND_IN = ("leader",), "stand_in"
MARKS_WITHIN_DAYS, EXEMPTION_REVIEW_DAYS, TILL_DAYS = 7, 365, 35


def article(unit: Unit, path: str = "shifts") -> str:
    """Return the rule of the bylaws that a refusal names."""
    return unit.rules.bylaws(path, None).article


def setting(unit: Unit, name: str, default: Any) -> Any:
    """Return a setting of ``shifts`` in force today."""
    return unit.rules.bylaws(f"shifts.{name}", default).value


def section_on(unit: Unit, day: date) -> dict[str, Any]:
    """Return ``shifts`` of the bylaws of a day; refuse where nobody is asked for shifts."""
    rule = unit.rules_on(day).bylaws("shifts", None)
    if not rule.value or "counters" not in rule.value:
        raise NoShifts(article=rule.article)
    return dict(rule.value)


def counters_on(unit: Unit, day: date) -> CounterRules:
    """Return the counters of a day. They count everything that was, also what was before they came into force."""
    return CounterRules.read(section_on(unit, day))


def make_ups_on(unit: Unit, day: date) -> MakeUpRules:
    """Return how many make-ups are owed for what, by the bylaws of a day."""
    section = section_on(unit, day)
    return MakeUpRules.read(section, CounterRules.read(section))


def stand_in_bears(unit: Unit, day: date) -> bool:
    """Say whether a stand-in's counter moves; otherwise that of the member who was replaced."""
    return bool(unit.rules_on(day).bylaws("shifts.stand_in_counts_for", STAND_IN).value == STAND_IN)


def rotation(unit: Unit) -> Rotation | None:
    """Return the named weeks, if the bylaws have any."""
    written = setting(unit, "rotation", None)
    return None if written is None else Rotation.read(written)
