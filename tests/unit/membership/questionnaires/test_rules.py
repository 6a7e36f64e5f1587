"""What answers come to, and what an anonymous questionnaire hides."""

from __future__ import annotations

from fractions import Fraction
from statistics import median as plain_median
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.questionnaires.rules import Given, median, summed_up
from services.membership.questionnaires.unnamed import digest_of, with_reply

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


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 9)), max_size=14), st.data())
def test_each_cooperative_is_counted_once_with_its_latest_sound_answer(
    told: list[tuple[str, bool, int]], data: st.DataObject
) -> None:
    """Whatever comes twice or late between: only the next key in a cooperative's own chain moves its answer."""
    kept: dict[str, Any] = {}
    keys: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    latest: dict[str, int] = {}
    for number, (coop, sound, value) in enumerate(told):
        mine, key = keys[coop], f"{coop}-{number}"
        answers = {"q": value} if sound else None
        found = with_reply(kept, digest_of(key), mine[-1] if mine else None, answers, first=coop not in latest)
        assert found is not None
        kept, latest = dict(found), {**latest, coop: value} if sound else latest
        mine.append(key)
        # An older reply of anybody who has answered comes again, as if it were new.
        other = data.draw(st.sampled_from(sorted(latest) or ["a"]))
        if other in latest and len(keys[other]) > 1:
            place = data.draw(st.integers(0, len(keys[other]) - 2))
            before = keys[other][place - 1] if place else None
            assert with_reply(kept, digest_of(keys[other][place]), before, {"q": 99}, first=False) is None
    assert sorted(one["q"] for one in kept.values()) == sorted(latest.values())
