"""What differs between two texts, as a person reads it: things in a list are known by their names, not their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .amendment import Difference

# What tells things in a list apart: the first that they have; more of them where it is not enough.
_NAMES = ("slug", "code", "name", "federation", "category", "body", "kind")
_FURTHER = ("from", "category", "activity", "starts_at", "ends_at")


def readable_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs, key by key and thing by thing; what came or went is one difference."""
    return sorted(_differing(before, after, ""), key=lambda one: one.path)


def identities(things: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a name for each thing of a list by which it is known in another version of the list."""
    first = [str(next((one[key] for key in _NAMES if key in one), place)) for place, one in enumerate(things)]
    if len(set(first)) == len(first):
        return first
    longer = [" ".join([name, *(str(one[key]) for key in _FURTHER if key in one)])
              for name, one in zip(first, things, strict=True)]  # fmt: skip
    return longer if len(set(longer)) == len(longer) else [str(place) for place in range(len(things))]


def _differing(before: Any, after: Any, prefix: str) -> Iterator[Difference]:
    for key in {**before, **after}:
        path, old, new = f"{prefix}{key}", before.get(key), after.get(key)
        if key in before and key in after and _are_groups(old, new):
            yield from _differing(_group(old), _group(new), f"{path}.")
        # Python holds True and 1 for equal; a document does not.
        elif repr(old) != repr(new) or (key in before) != (key in after):
            yield Difference(path, old, new)


def _are_groups(old: Any, new: Any) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return True
    lists = isinstance(old, list) and isinstance(new, list)
    return lists and bool(old or new) and all(isinstance(one, dict) for one in [*old, *new])


def _group(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else dict(zip(identities(value), value, strict=True))


def in_a_line(difference: Difference) -> str:
    """Return a difference in one line: ``shares.maximum 1 → 3``, what a list gained and lost, what came or went."""
    old, new = difference.before, difference.after
    if isinstance(old, list) and isinstance(new, list):
        gained = [f"+ {_short(one)}" for one in new if one not in old]
        lost = [f"− {_short(one)}" for one in old if one not in new]
        return f"{difference.path} {', '.join([*gained, *lost]) or 'in another order'}"
    if old is None and isinstance(new, dict):
        return f"{difference.path} is new: {_short(new)}"
    if new is None and isinstance(old, dict):
        return f"{difference.path} is gone: {_short(old)}"
    return f"{difference.path} {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_short(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "[" + ", ".join(_short(one) for one in value) + "]"
    return str(value)
