"""The life of a poll, and what form a vote must have: pure."""

from __future__ import annotations

from collections.abc import Sequence

from services.voting.tally.rules.votes import ELECTIVE

# From which states each step leads where; there is no way back to an earlier count.
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "seal": (frozenset({"draft"}), "sealed"),
    "open": (frozenset({"draft", "sealed"}), "open"),
    "suspend": (frozenset({"open"}), "suspended"),
    "resume": (frozenset({"suspended"}), "open"),
    "close": (frozenset({"open", "suspended"}), "closed"),
    "tally": (frozenset({"closed"}), "tallied"),
    "proclaim": (frozenset({"tallied"}), "proclaimed"),
    "contest": (frozenset({"proclaimed"}), "contested"),
    "finalise": (frozenset({"proclaimed", "contested"}), "final"),
    "annul": (
        frozenset({"draft", "sealed", "open", "suspended", "closed", "tallied", "proclaimed", "contested"}),
        "annulled",
    ),
    "annul_final": (frozenset({"final"}), "annulled"),
}


def next_state(step: str, state: str) -> str | None:
    """Return the state that a step leads to, or None when it may not be taken from here."""
    allowed, after = STEPS[step]
    return after if state in allowed else None


def needed_for(step: str) -> str:
    """Name the states from which a step may be taken, for a human."""
    return " or ".join(sorted(STEPS[step][0]))


def repeated(names: Sequence[str]) -> list[str]:
    """Return the names that stand more than once, sorted."""
    return sorted({name for name in names if names.count(name) > 1})


def method_problem(method: str, seats: int | None, candidates: int) -> str | None:
    """Say why a method does not fit what is asked, or None: seats are filled by an election, a text by a vote on it."""
    if method in ELECTIVE:
        if seats is None:
            return "an election needs a number of seats"
        if method == "single_choice" and seats != 1:
            return "a single choice fills one seat; several are filled by " + ", ".join(ELECTIVE[1:])
        return None
    if seats is not None:
        return "seats are filled by an election: " + ", ".join(ELECTIVE)
    return "it decides on a text and has no candidates" if candidates else None
