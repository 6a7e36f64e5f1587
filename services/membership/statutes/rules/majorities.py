"""Whether assemblies decide by no less than the law of the cooperative's form asks; the statutes may ask for more."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .finding import Finding, Law, Reading, steps_of

# Each base holds those after it: who expressed a vote cast it, was present, and was entitled.
BASES = ("entitled", "present", "cast", "expressed")
PARTS = ("ordinary", "extraordinary")


def findings_on_majorities(read: Reading, law: Law) -> Iterator[Finding]:
    """Return the majorities that are laxer than the law's, and those that neither statutes nor law say."""
    form = read.value("identity.legal_form")
    for part in PARTS:
        lawful, path = f"assemblies.{form}.{part}", f"assemblies.{part}"
        if not isinstance(read.value(path), dict):
            continue
        second = "second_call_" if f"{lawful}.second_call_majority" in law else ""
        yield from _laxer(read, f"{path}.majority", law, f"{lawful}.majority")
        yield from _laxer(read, f"{path}.second_call.majority", law, f"{lawful}.{second}majority")
        yield from _silent(read, f"{path}.majority", law, str(form))
        yield from _unanimous(read, path, law, f"{lawful}.unanimity")


def _laxer(read: Reading, path: str, law: Law, lawful: str) -> Iterator[Finding]:
    """Find a majority that could adopt what the law's would not: of a smaller base, or of a smaller part.

    Of a wider base as large a part is stricter whatever the votes are; anything else is not, with some votes.
    """
    held, rule, base, side = read.value(path), law.get(lawful), law.get(f"{lawful}_base"), law.get(f"{lawful}_side")
    part = read.fraction(f"{path}.fraction")
    if rule is None or base is None or side is None or not isinstance(held, dict) or part is None:
        return
    if held.get("base") not in BASES:
        return
    more, asked_more = held.get("strictly_more") is True, side.value == "more_than"
    wide_enough = BASES.index(held["base"]) <= BASES.index(base.value)
    if not wide_enough or (part, more) < (rule.fraction, asked_more):
        said, asked = _worded(part, more, held["base"]), _worded(rule.value, asked_more, base.value)
        yield Finding(steps_of(path), f"is {said}; the law asks for {asked}.", rule.source)


def _silent(read: Reading, path: str, law: Law, form: str) -> Iterator[Finding]:
    rule = law.get(f"assemblies.{form}.terms")
    if rule is not None and read.value(path) is None:
        yield Finding(steps_of(path), f"is missing; the law leaves it to the statutes of the form {form}.", rule.source)


def _unanimous(read: Reading, path: str, law: Law, forbidden: str) -> Iterator[Finding]:
    rule = law.get(forbidden)
    for one in (f"{path}.majority", f"{path}.second_call.majority"):
        if rule is not None and rule.value == "forbidden" and read.fraction(f"{one}.fraction") == Fraction(1):
            yield Finding(steps_of(one), "is unanimity; the law does not let statutes ask for it here.", rule.source)


def _worded(part: Any, more: bool, base: str) -> str:
    return f"{'more than' if more else 'at least'} {part} of the votes {base}"
