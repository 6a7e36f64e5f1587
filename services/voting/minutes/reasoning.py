"""Says the steps of a verdict in the reader's language: by their kind and values; an unknown kind in English."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from services.commons.documents import Said, said
from services.voting.notices.terms import BASES

OUTCOMES = {"adopted": said("adopted"), "rejected": said("rejected")}


def statement(step: dict[str, Any]) -> Said | str:
    """Return a step of the reasoning as a sentence."""
    words = step.get("words") or {}
    values = {**words, **(step.get("shares") or {}), **(step.get("numbers") or {}), "words": words}
    try:
        return _SAID[step["kind"]](values)
    except KeyError:
        # A kind, or a form of one, that is younger than this page.
        return str(step["statement"])


def _quorum(values: dict[str, Any]) -> Said:
    return Said("{counted} of {entitled} votes were present or represented; {required} were needed.", _only(
        values, "counted", "entitled", "required"))  # fmt: skip


def _quorum_of_votes(values: dict[str, Any]) -> Said:
    told = {**_only(values, "entitled", "required"), "number": values["counted"]}
    if values.get("reached") == "yes":
        return Said("Of {entitled} votes entitled {number} took part; {required} were needed.", told)
    return Said("Of {entitled} votes entitled {number} took part; {required} were needed: the quorum is missing.", told)


def _counts(values: dict[str, Any]) -> Said:
    return Said(
        "Of {entitled} votes entitled {cast} were cast: {for} for, {against} against, {abstain} abstained, {blank} "
        "blank, {null} null; {expressed} are expressed.",
        _only(values, "entitled", "cast", "for", "against", "abstain", "blank", "null", "expressed"),
    )


def _majority(values: dict[str, Any]) -> Said:
    return Said("Adoption needs {majority}: {required} of {base}; {for} are for: {outcome}.", {
        "majority": _needed(values), "outcome": OUTCOMES[values["outcome"]], **_only(values, "required", "base", "for"),
    })  # fmt: skip


def _majority_of_colleges(values: dict[str, Any]) -> Said:
    told = {"side": _side(values), "outcome": OUTCOMES[values["outcome"]],
            **_only(values, "fraction", "required", "base", "for")}  # fmt: skip
    return Said("Adoption needs {side} {fraction} of what the colleges bring, {required} of {base} of the vote; "
                "{for} is in favour: {outcome}.", told)  # fmt: skip


def _college(values: dict[str, Any]) -> Said:
    told = _only(values, "college", "weight", "for", "against", "cast", "in_favour")
    return Said("College {college} ({weight} of the vote): {for} for, {against} against of {cast} cast; it carries "
                "{in_favour} in favour.", told)  # fmt: skip


def _college_empty(values: dict[str, Any]) -> Said:
    return Said("College {college} ({weight} of the vote) has no member.", _only(values, "college", "weight"))


def _outside(values: dict[str, Any]) -> Said:
    return Said("{outside} votes belong to no college and carry nothing.", _only(values, "outside"))


def _objections(values: dict[str, Any]) -> Said:
    if values["objections"]:
        return Said("{objections} objected; one objection is enough.", _only(values, "objections"))
    return said("Nobody objected.")


def _ballots(values: dict[str, Any]) -> Said:
    return Said("{cast} ballots were cast, {blank} of them blank, for {seats} seat(s).",
                _only(values, "cast", "blank", "seats"))  # fmt: skip


def _college_of_electors(values: dict[str, Any]) -> Said:
    return Said("College {college} ({weight} of the vote) shares it equally among its votes: {cast} cast, {expressed} "
                "expressed.", _only(values, "college", "weight", "cast", "expressed"))  # fmt: skip


def _elected_if(values: dict[str, Any]) -> Said:
    return Said("Election needs {majority}: {required} of {base}; {able} candidate(s) have it.",
                {"majority": _needed(values), **_only(values, "required", "base", "able")})  # fmt: skip


def _ties(values: dict[str, Any]) -> Said:
    told = _only(values, "ties")
    if values.get("settled_by") == "lot":
        return Said("{ties} tie(s) were settled by the lot whose seed was committed to before the vote: {seed}.",
                    {**told, "seed": values["seed"]})  # fmt: skip
    if values.get("settled_by") == "order":
        return Said("{ties} tie(s) were settled by the order in which candidates stand.", told)
    return Said("{ties} tie(s) were settled by earlier rounds.", told)


def _seats(values: dict[str, Any]) -> Said:
    return Said("{elected} of {seats} seat(s) are filled.", _only(values, "elected", "seats"))


def _second_round(values: dict[str, Any]) -> Said:
    return Said("A second round fills {seats} seat(s); {candidates} candidate(s) may stand.",
                _only(values, "seats", "candidates"))  # fmt: skip


def _weighing(values: dict[str, Any]) -> Said:
    return Said("Members have votes by {figure}: the most is {largest} of {votes}; nobody may have more than "
                "{maximum_fraction}.", _only(values, "figure", "largest", "votes", "maximum_fraction"))  # fmt: skip


def _withheld(values: dict[str, Any]) -> Said:
    return Said("So few voted that figures would show who voted what; those of fewer than {smallest_cell} are not "
                "published.", _only(values, "smallest_cell"))  # fmt: skip


def _needed(values: dict[str, Any]) -> Said:
    # "base" is the size of the base among the numbers, and its name among the words.
    share, told = Fraction(str(values["fraction"])), {"base": BASES[values["words"]["base"]]}
    if values["side"] == "more_than":
        if share == Fraction(1, 2):
            return Said("more than half of {base}", told)
        return Said("more than {share} of {base}", {**told, "share": str(share)})
    return Said("at least {share} of {base}", {**told, "share": str(share)})


def _side(values: dict[str, Any]) -> Said:
    return said("more than") if values["side"] == "more_than" else said("at least")


def _only(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names}


_SAID: dict[str, Callable[[dict[str, Any]], Said]] = {
    "quorum": _quorum, "quorum_of_votes": _quorum_of_votes, "counts": _counts, "majority": _majority,
    "majority_of_colleges": _majority_of_colleges, "college": _college, "college_empty": _college_empty,
    "outside_colleges": _outside, "objections": _objections, "ballots": _ballots,
    "college_of_electors": _college_of_electors, "elected_if": _elected_if, "ties": _ties, "seats": _seats,
    "second_round": _second_round, "weighing": _weighing, "withheld": _withheld,
}  # fmt: skip
