"""What a questionnaire may ask, what answers it, and what all answers come to. Pure.

Invariants: an incomplete or impossible answer is never counted; of an anonymous questionnaire nothing is broken down
that fewer cooperatives answered than hide one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

# A choice among options, any of them, a whole number, a text, yes or no.
KINDS = ("choice", "choices", "number", "text", "yes_no")
LONGEST_TEXT = 2000
LARGEST = 10**15
YES_NO = ("yes", "no")

Question = Mapping[str, Any]
Fault = tuple[str, str]


@dataclass(frozen=True)
class Given:
    """What one cooperative answered: question code → value; None for its name where nobody is named."""

    cooperative: str | None
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Counted:
    """What the answers to one question come to; ``withheld`` when too few answered to hide anybody."""

    code: str
    answered: int
    withheld: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None
    median: Fraction | None = None
    lowest: int | None = None
    highest: int | None = None
    # Each text with the cooperative that gave it, or None where nobody is named.
    texts: Sequence[tuple[str, str | None]] = ()


def question_faults(questions: Sequence[Question]) -> list[Fault]:
    """Return what is wrong with a draft: where, and why."""
    faults: list[Fault] = []
    for place, question in enumerate(questions):
        at, options = f"/questions/{place}", [one["code"] for one in question["options"]]
        if question["kind"] in ("choice", "choices"):
            if len(options) < 2:
                faults.append((f"{at}/options", "A choice has at least two options."))
        elif options:
            faults.append((f"{at}/options", "Only a choice has options."))
        if len(set(options)) != len(options):
            faults.append((f"{at}/options", "Two options have the same code."))
        bounds = (question["least"], question["most"])
        if question["kind"] != "number" and bounds != (None, None):
            faults.append((at, "Only a number has bounds."))
        if None not in bounds and bounds[0] > bounds[1]:
            faults.append((at, "The least is more than the most."))
    codes = Counter(question["code"] for question in questions)
    faults += [("/questions", f"Two questions have the code {code}.") for code, times in codes.items() if times > 1]
    return faults


def answer_faults(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with an answer: a question left out, a value that it does not allow, one nobody asked."""
    faults = [(f"/answers/{code}", "Nobody asked this.") for code in sorted(set(answers) - _codes(questions))]
    for question in questions:
        at, value = f"/answers/{question['code']}", answers.get(question["code"])
        if value is None:
            if question["required"]:
                faults.append((at, "This question needs an answer."))
        elif (fault := _fault(question, value)) is not None:
            faults.append((at, fault))
    return faults


def _codes(questions: Sequence[Question]) -> set[str]:
    return {question["code"] for question in questions}


def _fault(question: Question, value: Any) -> str | None:
    kind, options = question["kind"], [one["code"] for one in question["options"]]
    if kind == "yes_no":
        return None if isinstance(value, bool) else "Answer true or false."
    if kind == "choice":
        return None if value in options and isinstance(value, str) else f"Choose one of {', '.join(options)}."
    if kind == "choices":
        sound = isinstance(value, list) and all(isinstance(one, str) and one in options for one in value)
        sound = sound and value and len(set(value)) == len(value)
        return None if sound else f"Choose some of {', '.join(options)}, each once."
    if kind == "text":
        sound = isinstance(value, str) and 0 < len(value.strip()) and len(value) <= LONGEST_TEXT
        sound = sound and "\x00" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
        return None if sound else f"Write a text of at most {LONGEST_TEXT} characters."
    least = -LARGEST if question["least"] is None else question["least"]
    most = LARGEST if question["most"] is None else question["most"]
    if type(value) is not int or not least <= value <= most:
        return f"Write a whole number from {least} to {most}."
    return None


def summed_up(question: Question, given: Iterable[Given], *, anonymous: bool, smallest: int) -> Counted:
    """Count the answers to one question; ``smallest`` is how many must have answered to hide one of them.

    Lowest and highest are single cooperatives' numbers, so they are not told of an anonymous questionnaire; its texts
    stand in the order of the alphabet, which says nothing of who came when.
    """
    code, kind = question["code"], question["kind"]
    answered = [(one.cooperative, one.answers[code]) for one in given if one.answers.get(code) is not None]
    if anonymous and len(answered) < smallest:
        return Counted(code, len(answered), withheld=bool(answered))
    values = [value for _, value in answered]
    if kind == "text":
        texts = sorted((value, None if anonymous else coop) for coop, value in answered)
        return Counted(code, len(values), texts=texts)
    if kind == "number":
        if not values:
            return Counted(code, 0)
        low, high = (None, None) if anonymous else (min(values), max(values))
        return Counted(code, len(values), total=sum(values), median=median(values), lowest=low, highest=high)
    if kind == "yes_no":
        counted = Counter("yes" if value else "no" for value in values)
        return Counted(code, len(values), counts={one: counted[one] for one in YES_NO})
    chosen = Counter(one for value in values for one in (value if kind == "choices" else [value]))
    return Counted(code, len(values), counts={one["code"]: chosen[one["code"]] for one in question["options"]})


def median(values: Sequence[int]) -> Fraction:
    """Return the middle of at least one number, or the mean of the two in the middle, exactly."""
    ordered, middle = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)
