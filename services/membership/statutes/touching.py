"""Whom would a change touch? Each room says it for the rules that it keeps: ``@touches("shares.maximum")``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select

from services.commons.storage import Unit

from .rules import Difference


@dataclass(frozen=True)
class Proposed:
    """A text that might be: its layer, the text before and after, and the day from which it would be in force."""

    layer: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    on: date

    def was(self, path: str, default: Any = None) -> Any:
        """Return what stands at a path now."""
        return _at(self.before, path, default)

    def would_be(self, path: str, default: Any = None) -> Any:
        """Return what would stand at a path."""
        return _at(self.after, path, default)


@dataclass(frozen=True)
class Concerned:
    """What one check found: a sentence, what it is about, and a statement that selects the ids, each once."""

    path: str
    said: str
    what: str
    ids: Select[Any]


Check = Callable[[Unit, Proposed], Iterator[Concerned]]


@dataclass(frozen=True)
class Checker:
    """A check, its name, and the rules of a layer that it looks at (those below them too)."""

    name: str
    layer: str
    paths: tuple[str, ...]
    run: Check

    def looks_at(self, difference: Difference) -> bool:
        """Say whether a difference stands in the rules it looks at, or above them."""
        return any(_within(difference.path, path) or _within(path, difference.path) for path in self.paths)


CHECKERS: dict[str, Checker] = {}


def touches(*paths: str, layer: str = "statutes") -> Callable[[Check], Check]:
    """Register a check of some rules by its function's name; it runs when one of them would change."""

    def register(check: Check) -> Check:
        name: str = check.__name__
        assert name not in CHECKERS, f"{name} is registered twice"
        CHECKERS[name] = Checker(name, layer, paths, check)
        return check

    return register


def _within(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}.")


def _at(document: Any, path: str, default: Any) -> Any:
    for step in path.split("."):
        if not isinstance(document, Mapping) or step not in document:
            return default
        document = document[step]
    return document
