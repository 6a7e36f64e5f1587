"""What answers come to, and what an anonymous questionnaire hides."""

from __future__ import annotations

from fractions import Fraction
from statistics import median as plain_median
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.questionnaires.rules import Given, median, summed_up

OPTIONS = [{"code": one, "text": one} for one in ("a", "b", "c")]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "choice": st.sampled_from("abc"), "choices": st.lists(st.sampled_from("abc"), min_size=1, unique=True),
    "number": st.integers(-(10**6), 10**6), "text": st.text("xyz", min_size=1, max_size=5), "yes_no": st.booleans(),
}  # fmt: skip


def asked(kind: str) -> dict[str, Any]:
    """A question of one kind."""
    options = OPTIONS if kind.startswith("choice") else []
    return {"code": "q", "text": "?", "kind": kind, "options": options, "required": False}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=20))
def test_a_median_is_exact(values: list[int]) -> None:
    """As the textbook's, without a fraction lost."""
    assert median(values) == Fraction(plain_median([Fraction(one) for one in values]))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(sorted(VALUES)), st.integers(1, 6))
def test_what_is_counted_is_what_was_answered(data: st.DataObject, kind: str, smallest: int) -> None:
    """Every answer is counted once; an anonymous question says nothing at all unless enough answered it."""
    values = data.draw(st.lists(st.one_of(st.none(), VALUES[kind]), max_size=9))
    given_ = [Given(f"coop-{number}", {} if value is None else {"q": value}) for number, value in enumerate(values)]
    answered = [value for value in values if value is not None]
    named = summed_up(asked(kind), given_, anonymous=False, smallest=smallest)
    assert named.answered == len(answered) and not named.withheld
    if kind in ("choice", "yes_no"):
        assert sum(named.counts.values()) == len(answered)
    hidden = summed_up(asked(kind), given_, anonymous=True, smallest=smallest)
    assert hidden.lowest is hidden.highest is None and all(coop is None for _, coop in hidden.texts)
    if len(answered) < smallest:
        assert (hidden.counts, hidden.total, hidden.median, hidden.texts) == ({}, None, None, ())
        assert hidden.withheld == bool(answered)
    else:
        assert (hidden.counts, hidden.total, hidden.median) == (named.counts, named.total, named.median)
        assert [text for text, _ in hidden.texts] == sorted(text for text, _ in named.texts)
