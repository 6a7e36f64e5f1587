"""Versions as a readable diff: by article, thing by thing, in words."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.membership.statutes.rules import in_a_line, readable_differences
from tests.unit.membership.office import Office
from tests.unit.membership.statutes.test_amendments import adopt

BODIES = [{"slug": "committee", "seats": 12}, {"slug": "council", "seats": 3}]


def lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the differences, one in a line."""
    return [in_a_line(one) for one in readable_differences(before, after)]


def test_things_in_a_list_are_known_by_their_names() -> None:
    """A seat more is one line; what came or went is one; the order of things does not matter."""
    after = [{"slug": "board", "seats": 5}, {"slug": "committee", "seats": 14}]
    assert lines({"bodies": BODIES}, {"bodies": after}) == [
        "bodies.board is new: slug board, seats 5", "bodies.committee.seats 12 → 14",
        "bodies.council is gone: slug council, seats 3",
    ]  # fmt: skip
    assert lines({"bodies": BODIES}, {"bodies": BODIES[::-1]}) == []


def test_a_list_of_words_says_what_it_gained_and_lost() -> None:
    """And a value that comes, goes or becomes another."""
    assert lines({"shown": ["a", "b"], "most": 1}, {"shown": ["b", "c"], "most": None, "least": True}) == [
        "least (nothing) → yes", "most 1 → (nothing)", "shown + c, − a"]  # fmt: skip


def test_rates_of_the_same_name_are_told_apart_by_their_day() -> None:
    """A contribution of another day is another thing."""
    first = {"name": "cae", "from": "2004-01-01", "rate": "0.10"}
    rates = [first, {**first, "from": "2020-01-01", "rate": "0.11"}]
    after = [rates[0], {**rates[1], "rate": "0.12"}]
    assert lines({"contributions": rates}, {"contributions": after}) == [
        "contributions.cae 2020-01-01.rate 0.11 → 0.12"]  # fmt: skip


LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b"])
GROUPS = st.fixed_dictionaries({"slug": st.sampled_from(["x", "y"])}, optional={"seats": LEAVES})
TEXTS = st.fixed_dictionaries({}, optional={
    "a": LEAVES, "b": st.lists(LEAVES, max_size=3), "c": st.lists(GROUPS, max_size=3), "d": GROUPS,
})  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS)
def test_the_same_text_has_no_difference_and_another_has_some(before: dict[str, Any], after: dict[str, Any]) -> None:
    """No change of a value goes unseen, whatever the text; only the order of named things is none."""
    assert lines(before, copy.deepcopy(before)) == []
    if sorted_things(before) != sorted_things(after):
        assert lines(before, after)


def sorted_things(value: Any) -> str:
    """Return a text that is the same just when two values are, but for the order of groups in a list."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{sorted_things(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        told = [sorted_things(one) for one in value]
        groups = value and all(isinstance(one, dict) for one in value)
        return f"[{','.join(sorted(told) if groups else told)}]"
    return repr(value)


def test_two_versions_are_compared_by_article(office: Callable[..., Office]) -> None:
    """With the rule before and after as members read it; the last two unless asked otherwise."""
    alpar = office("alpar")
    changes = {"shares.maximum": 3, "economy.member_loans.amount_maximum": "2000.00"}
    drafted = alpar.membership.do("draft_amendment", body={"layer": "statutes", "changes": changes})
    adopt(alpar, drafted)
    diff = alpar.membership.do("get_statutes_diff", query={"language": "en"})
    assert (diff["from_version"], diff["to_version"], diff["resolution_id"]) == (1, 2, "res_1")
    found = {one["article"]: one["changes"] for one in diff["articles"]}
    (change,) = found["article 8"]
    assert change["said"] == "article 8: shares.maximum 1 → 3"
    assert change["reads_before"] == "Each member holds at most 1 share."
    assert change["reads_after"] == "Each member holds at most 3 shares."
    same = alpar.membership.do("get_statutes_diff", query={"from": "2", "to": "2"})
    assert same["articles"] == []
