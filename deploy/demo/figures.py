"""Prints each step with its figures, and checks every one of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from services.commons.clock import legal_day, system_clock

from .client import Refused


class WrongFigure(Exception):
    """A figure is not what it must be; the play ends here."""


class Figures:
    """What the play says as it goes on, and how many figures it has checked."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self.checked, self._began = say, 0, time.monotonic()
        self.today = legal_day(system_clock())

    def chapter(self, title: str) -> None:
        """Begin a cooperative's part."""
        self._say(f"\n[{time.monotonic() - self._began:5.1f} s] {title}")

    def note(self, text: str) -> None:
        """Say something that needs no check."""
        self._say(f"    {text}")

    def check(self, label: str, found: Any, expected: Any) -> None:
        """Say a figure and compare it with what it must be."""
        self.checked += 1
        if found != expected:
            self._say(f"  ✗ {label}: {found}, expected {expected}")
            raise WrongFigure(f"{label}: {found!r} instead of {expected!r}")
        self._say(f"  ✓ {label}: {found}")

    def refused(self, label: str, code: str, action: Callable[[], Any], article: str | None = None) -> dict[str, Any]:
        """Do what must be refused, and say in whose name it was; ``article`` is a part of the article named."""
        self.checked += 1
        try:
            action()
        except Refused as refused:
            problem = refused.problem
            if refused.code != code or (article is not None and article not in str(problem.get("article", ""))):
                raise WrongFigure(f"{label}: refused with {problem}, expected {code} by {article}") from None
            named = f" — {problem['article']}" if problem.get("article") else ""
            self._say(f"  ✓ {label}: refused ({code}): {problem['detail']}{named}")
            return problem
        raise WrongFigure(f"{label}: was not refused")

    def seconds(self) -> float:
        """How long the play has taken so far."""
        return time.monotonic() - self._began


def until(what: str, condition: Callable[[], Any], seconds: float = 60) -> Any:
    """Wait for something that arrives by events; raise WrongFigure when it does not."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if result := condition():
            return result
        time.sleep(0.1)
    raise WrongFigure(f"{what} did not come about within {seconds:.0f} s")


def euros(cents: int) -> dict[str, str]:
    """Write an amount as the API takes it."""
    return {"amount": f"{cents // 100}.{cents % 100:02d}", "currency": "EUR"}


def cents(amount: dict[str, str]) -> int:
    """Read an amount as the API gives it."""
    whole, _, decimals = amount["amount"].partition(".")
    return int(whole) * 100 + (-1 if whole.startswith("-") else 1) * int(decimals or 0)
