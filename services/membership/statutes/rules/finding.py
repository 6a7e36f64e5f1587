"""What is found wrong in a document: where, what, and by which article if law forbids it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the steps to it, a sentence that also says what would be right, and the law's source."""

    steps: tuple[str | int, ...]
    message: str
    source: str | None = None

    @property
    def path(self) -> str:
        """The steps as one path, such as ``governance.bodies.0.seats``."""
        return ".".join(str(step) for step in self.steps)

    def __str__(self) -> str:
        said = f"{self.path or 'the document'} {self.message}"
        return f"{said} [{self.source}]" if self.source else said


@dataclass(frozen=True)
class LawRule:
    """A rule of law in force: its value and where it is written."""

    value: Any
    source: str

    @property
    def fraction(self) -> Fraction:
        """The value as an exact fraction."""
        return Fraction(str(self.value))


Law = Mapping[str, LawRule]


def law_on(document: Mapping[str, Any], day: str) -> dict[str, LawRule]:
    """Return the rules of law in force on a day (ISO 8601), the latest of each path."""
    in_force: dict[str, LawRule] = {}
    for entry in sorted(document["rules"], key=lambda one: str(one["from"])):
        if str(entry["from"]) <= day:
            in_force[entry["path"]] = LawRule(entry["value"], entry["source"])
    return in_force


class Reading:
    """Reads a document that may be malformed: what is not there, or not of its kind, reads as None.

    The form is checked elsewhere, and both kinds of findings are told together.
    """

    def __init__(self, document: Any) -> None:
        self.document = document

    def value(self, path: str) -> Any:
        """Return what stands at a path, or None."""
        value = self.document
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def has(self, path: str) -> bool:
        """Say whether the path stands in the document, even if empty."""
        parent, _, last = path.rpartition(".")
        group = self.value(parent) if parent else self.document
        return isinstance(group, dict) and last in group

    def number(self, path: str) -> int | None:
        """Return a whole number, or None."""
        value = self.value(path)
        return value if type(value) is int else None

    def fraction(self, path: str) -> Fraction | None:
        """Return an exact fraction, or None."""
        value = self.value(path)
        try:
            return Fraction(value) if isinstance(value, str) and len(value) <= 30 else None
        except (ValueError, ZeroDivisionError):
            return None

    def groups(self, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Go through the groups of a list, each with its place."""
        value = self.value(path)
        for place, group in enumerate(value if isinstance(value, list) else []):
            if isinstance(group, dict):
                yield place, group

    def names(self, path: str, key: str = "slug") -> list[str]:
        """Return the names of the groups of a list."""
        return [group[key] for _, group in self.groups(path) if isinstance(group.get(key), str)]


def steps_of(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path that goes through groups only."""
    return tuple(path.split("."))
