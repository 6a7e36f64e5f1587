"""An amendment: changes to a document by path, and what they change in it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .finding import Finding, steps_of

# What the cooperative is named and counts in: its databases, its books and its members' links rest on it.
FIXED = ("identity.slug", "identity.currency")


@dataclass(frozen=True)
class Difference:
    """One rule that changes; ``before`` or ``after`` is None where the rule does not stand."""

    path: str
    before: Any
    after: Any


def amended(document: Mapping[str, Any], changes: Mapping[str, Any], removals: Sequence[str]) -> dict[str, Any]:
    """Return a copy of the document with each path set to its value, and the removed paths gone.

    Raises LookupError with a Finding for a path that leads through something that is no group, or removes nothing.
    """
    result = copy.deepcopy(dict(document))
    for path, value in sorted(changes.items()):
        *through, last = _split(path)
        _descend(result, through, path, make=True)[last] = copy.deepcopy(value)
    for path in removals:
        *through, last = _split(path)
        group = _descend(result, through, path, make=False)
        if last not in group:
            raise LookupError(Finding(steps_of(path), "does not stand in the document, so it cannot be removed."))
        del group[last]
    return result


def _split(path: str) -> list[str]:
    """Split a path into steps; below ``articles`` the rest is one name, since it is itself a path."""
    first, _, rest = path.partition(".")
    return [first, rest] if first == "articles" and rest else path.split(".")


def _descend(document: dict[str, Any], steps: list[str], path: str, *, make: bool) -> dict[str, Any]:
    group: dict[str, Any] = document
    for depth, step in enumerate(steps):
        group = group.setdefault(step, {}) if make else group.get(step, {})
        if not isinstance(group, dict):
            there = ".".join(steps[: depth + 1])
            said = f"leads through {there}, which is no group; give {there} as a whole."
            raise LookupError(Finding(steps_of(path), said))
    return group


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between two documents, rule by rule, in the order of their paths; a list is one value."""
    return sorted(_differing(before, after, ""), key=lambda one: one.path)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str) -> Iterator[Difference]:
    for key in {**before, **after}:
        path, old, new = f"{prefix}{key}", before.get(key), after.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differing(old, new, f"{path}.")
        # Python holds True and 1 for equal; a document does not.
        elif repr(old) != repr(new) or (key in before) != (key in after):
            yield Difference(path, old, new)


def findings_on_fixed(found: Sequence[Difference]) -> list[Finding]:
    """Name the differences in what no amendment may change."""
    return [
        Finding(steps_of(one.path), f"is {one.before} for good; it cannot be amended.")
        for one in found
        if one.path in FIXED or any(fixed.startswith(f"{one.path}.") for fixed in FIXED)
    ]
