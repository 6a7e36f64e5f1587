"""The figures of the membership that statutes may disclose; each room registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.commons.storage import Unit

from .contract import disclosure_published

Count = Callable[[Unit], int]


@dataclass(frozen=True)
class RegisteredFigure:
    """How a figure is counted, and in what."""

    count: Count
    measure: str


FIGURES: dict[str, RegisteredFigure] = {}


def figure(name: str, measure: str | None = None) -> Callable[[Count], Count]:
    """Register the function that counts a figure, e.g. ``@figure("members.count")``; it is counted in ``members``.

    The measure is the first part of the name unless given.
    """

    def register(count: Count) -> Count:
        assert name not in FIGURES, f"the figure {name} is counted twice"
        FIGURES[name] = RegisteredFigure(count, measure or name.partition(".")[0])
        return count

    return register


def disclose(unit: Unit, name: str, value: int | str, measure: str) -> bool:
    """Publish a figure as of today if the statutes disclose it; return whether it was published.

    Nothing else of the membership leaves the cooperative.
    """
    if name not in unit.rules.statutes("disclosures", []).value:
        return False
    data = {"figure": name, "value": str(value), "unit": measure, "as_of": unit.today}
    unit.emit(disclosure_published, f"disclosures/{name}", data)
    return True
