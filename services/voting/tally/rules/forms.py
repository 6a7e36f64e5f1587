"""What the law of each form of society asks of a decision: the default where statutes are silent, the least they ask.

| form | ordinary | extraordinary | source |
|---|---|---|---|
| sa | a fifth of the votes, then none; more than half of those expressed | a quarter, then a fifth; two thirds of those
  expressed | Commercial Code, articles L225-98 and L225-96 |
| sarl | more than half of all votes, then of those cast | a quarter, then a fifth; two thirds of those present or
  represented, never unanimity | Commercial Code, articles L223-29 and L223-30 |
| sas | as the statutes say, at least more than half of the votes expressed | the same | L227-9, Court of Cassation |
| association | as the statutes say | the same | law of 1 July 1901 |

The statutes may be stricter, never laxer. Cooperatives count members where companies count shares (law 47-1775: one
member, one vote); a cooperative of workers, of consumers or of collective interest is an sa, sarl or sas, a federation
an association or a union of one of these forms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.voting.tally.rules.majority import Majority, Quorum


@dataclass(frozen=True)
class Written:
    """A value of the law with its source."""

    value: Any
    article: str


# Returns what the law of the day says at a path, or None.
Law = Callable[[str], Written | None]


@dataclass(frozen=True)
class Laxer:
    """A rule of the statutes that the law does not allow: what is held, what is asked, and the law's article."""

    what: str
    held: str
    asked: str
    article: str


def lawful_majority(law: Law, form: str, kind: str, call: int) -> Majority | None:
    """Return the majority that the law asks of a form, or None where it leaves that to the statutes."""
    path = f"assemblies.{form}.{kind}"
    if call == 2 and law(f"{path}.second_call_majority") is not None:
        path = f"{path}.second_call"
        fraction, base, side = (law(f"{path}_majority{part}") for part in ("", "_base", "_side"))
    else:
        fraction, base, side = (law(f"{path}.majority{part}") for part in ("", "_base", "_side"))
    if fraction is None or base is None or side is None:
        return None
    return Majority(base.value, Fraction(str(fraction.value)), side.value == "more_than", fraction.article)


def lawful_quorum(law: Law, form: str, kind: str, call: int) -> Quorum | None:
    """Return the quorum that the law asks of a form at a first or second call, or None."""
    found = law(f"assemblies.{form}.{kind}.{'quorum' if call == 1 else 'second_call_quorum'}")
    return None if found is None else Quorum(Fraction(str(found.value)), "present", found.article)


def laxer_than_law(
    law: Law, form: str, kind: str, call: int, majority: Majority, quorum: Quorum | None
) -> Laxer | None:
    """Return the first rule that asks for less than the law of the form does, or None when all may be applied."""
    asked = lawful_majority(law, form, kind, call)
    if asked is not None and not majority.holds_back(asked):
        return Laxer("majority", str(majority), str(asked), asked.article)
    least = lawful_quorum(law, form, kind, call)
    if least is not None and (quorum is None or not quorum.holds_back(least)):
        held = "none" if quorum is None else f"{quorum.fraction} of the votes entitled"
        return Laxer("quorum", held, f"{least.fraction} of the votes entitled", least.article)
    unanimity = law(f"assemblies.{form}.{kind}.unanimity")
    if unanimity is not None and unanimity.value == "forbidden" and majority.fraction == 1:
        return Laxer("majority", str(majority), "anything short of unanimity", unanimity.article)
    return None
