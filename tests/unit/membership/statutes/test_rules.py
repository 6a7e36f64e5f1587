"""The rules on rules: contradictions, bounds of law, and what an amendment changes."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.cooperatives import load_cooperative, load_law
from services.membership.statutes.review import findings_in
from services.membership.statutes.rules import LawRule, amended, differences, findings_on_fixed, findings_on_law, law_on

ALPINE = load_cooperative("alpine-aluminium")
ALPAR = load_cooperative("alpar")
LAW = law_on(load_law(), "2026-03-02")
PARTS = st.fractions(min_value=0, max_value=1, max_denominator=60)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)


def with_surplus(**parts: Any) -> dict[str, Any]:
    """Return the statutes of the worker cooperative with other parts of the surplus."""
    document = copy.deepcopy(ALPINE.statutes)
    document["economy"]["surplus"].update(parts)
    return document


@given(PARTS, PARTS, PARTS)
def test_a_division_stands_just_when_it_sums_to_one_and_keeps_each_bound_of_law(
    reserves: Fraction, labour: Fraction, interest: Fraction
) -> None:
    """Reserves hold the legal 15 %, labour gets a quarter, interest exceeds neither; all of it together is one."""
    document = with_surplus(reserves=str(reserves), labour_share=str(labour), interest=str(interest))
    lawful = labour >= Fraction(1, 4) and interest <= min(reserves, labour) and reserves >= Fraction(15, 100)
    stands = reserves + labour + interest == 1 and lawful
    assert (findings_in("statutes", document, ALPINE.bylaws, LAW) == []) == stands


@given(st.lists(st.sampled_from(sorted(ALPAR.statutes)), min_size=1, max_size=3), VALUES)
def test_no_value_makes_the_review_fail(path: list[str], value: Any) -> None:
    """Whatever stands in place of a group, the review finds something to say instead of raising."""
    document = copy.deepcopy(ALPAR.statutes)
    document[path[0]] = value
    found = findings_in("statutes", document, ALPAR.bylaws, LAW)
    assert found or document == {**ALPAR.statutes, "disclosures": []}
    assert isinstance(findings_in("bylaws", value, document, LAW), list)


@given(st.data())
def test_no_value_deep_inside_makes_the_review_fail(data: st.DataObject) -> None:
    """A wrong value anywhere in the document is reviewed too."""
    for layer, text, other in (("statutes", ALPINE.statutes, ALPINE.bylaws), ("bylaws", ALPAR.bylaws, ALPAR.statutes)):
        document: Any = copy.deepcopy(text)
        group = document
        while True:
            key = data.draw(st.sampled_from(sorted(group) if isinstance(group, dict) else list(range(len(group)))))
            if not isinstance(group[key], dict | list) or not group[key] or data.draw(st.booleans()):
                break
            group = group[key]
        group[key] = data.draw(VALUES)
        assert isinstance(findings_in(layer, document, other, LAW), list)


@pytest.mark.parametrize(
    ("colleges", "said"),
    [
        ({"workers": "1/2", "users": "1/2"}, "at least 3"),
        ({"workers": "3/5", "users": "1/5", "others": "1/5"}, "10/100 to 50/100"),
        ({"workers": "1/2", "users": "9/20", "others": "1/20"}, "10/100 to 50/100"),
        ({"workers": "1/2", "users": "2/5", "others": "1/5"}, "do not sum to 1"),
    ],
)
def test_colleges_of_a_cooperative_of_collective_interest_are_bounded(colleges: dict[str, str], said: str) -> None:
    """At least three colleges, each from 10 to 50 % of the vote, together the whole of it."""
    document = copy.deepcopy(ALPINE.statutes)
    document["identity"]["regime"] = "scic"
    document["membership"]["colleges"] = [{"slug": s, "name": s, "weight": w} for s, w in colleges.items()]
    assert any(said in one.message for one in findings_in("statutes", document, ALPINE.bylaws, LAW))


def test_the_law_that_counts_is_that_of_the_day() -> None:
    """A rule does not bind before its day, and the later of two replaces the earlier."""
    rules = [
        {"path": "mandates.maximum_years", "value": 6, "from": "1966-07-24", "source": "old"},
        {"path": "mandates.maximum_years", "value": 2, "from": "2030-01-01", "source": "new"},
    ]
    assert law_on({"rules": rules}, "1966-07-23") == {}
    assert law_on({"rules": rules}, "2029-12-31") == {"mandates.maximum_years": LawRule(6, "old")}
    later = law_on({"rules": rules}, "2030-01-01")
    assert [one.source for one in findings_on_law(ALPINE.statutes, later)] == ["new"]


def test_leaving_out_what_the_law_asks_for_is_found() -> None:
    """A worker cooperative without a labour share, or an SA without a quorum, is not lawful."""
    document = copy.deepcopy(ALPINE.statutes)
    del document["economy"]["surplus"]["labour_share"]
    document["assemblies"]["ordinary"]["quorum"] = None
    sources = {one.path: one.source or "" for one in findings_on_law(document, LAW)}
    assert "article 33, 3°" in sources["economy.surplus.labour_share"]
    assert "L225-98" in sources["assemblies.ordinary.quorum"]


KEYS = st.sampled_from(["a", "b", "c"])
TREES = st.dictionaries(KEYS, st.recursive(
    st.integers() | st.booleans() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_leaves=8), max_size=3)  # fmt: skip


@given(TREES, TREES)
def test_the_differences_of_two_texts_lead_from_one_to_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Applying what differs gives the other text exactly; two equal texts differ in nothing."""
    found = differences(before, after)
    changes = {one.path: one.after for one in found if _stands(after, one.path)}
    removals = [one.path for one in found if not _stands(after, one.path)]
    result = amended(before, changes, removals)
    assert result == after and not differences(result, after)


def _stands(document: Any, path: str) -> bool:
    for step in path.split("."):
        if not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return True


def test_an_amendment_leaves_the_old_text_as_it_was() -> None:
    """The version in force is never changed, only copied."""
    before = copy.deepcopy(ALPAR.statutes)
    result = amended(ALPAR.statutes, {"shares.maximum": 2, "articles.shares.by_category": "article 8"}, ["ballots"])
    assert ALPAR.statutes == before
    assert result["shares"]["maximum"] == 2 and "ballots" not in result
    assert result["articles"]["shares.by_category"] == "article 8"


@pytest.mark.parametrize("path", ["governance.bodies.0.seats", "shares.maximum.more"])
def test_a_path_through_a_value_is_told(path: str) -> None:
    """A list, or a number, has no rules inside it: it is given as a whole."""
    with pytest.raises(LookupError, match="as a whole"):
        amended(ALPAR.statutes, {path: 1}, [])


def test_true_is_not_one() -> None:
    """A flag in place of a number is a difference, though Python holds them for equal."""
    assert [one.path for one in differences({"minimum": 1}, {"minimum": True})] == ["minimum"]


def changed(text: dict[str, Any], changes: dict[str, Any], removals: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a text with changes by path."""
    return amended(text, changes, removals)


CATEGORY = {"slug": "member", "name": "Member", "votes": True, "college": "workers"}


@pytest.mark.parametrize(
    ("changes", "removals", "path", "said"),
    [
        ({"membership.categories": [CATEGORY]}, (), "membership.categories.0.college", "is workers; none is defined"),
        ({"shares.by_category": {"guest": {"maximum": 1}}}, (), "shares.by_category.guest", "no category of members"),
        ({"shares.by_category": {"member": {"minimum": 2}}}, (), "shares.by_category.member.minimum", "at most 1"),
        ({"identity.legal_form": "association"}, (), "identity.regime", "an association has both"),
        ({"identity.legal_form": "association"}, (), "shares", "write dues instead"),
        ({}, ("shares", "articles.shares"), "shares", "a cooperative of the form sas has shares"),
        ({"economy.surplus.labour_share": "1/4"}, (), "economy.surplus.labour_share_keys", "by which keys"),
        ({"membership.admission.linked_organisation": "other"}, (), "bylaws.linked_organisations", "do not hold other"),
        ({"membership.admission.linked_organisation": "other"}, (), "bylaws.shifts.requires_linked_organisation",
         "the same organisation in both"),
        ({"dues": {"required": True}}, (), "bylaws.dues", "members owe them"),
        ({"identity.features": ["cae"]}, (), "bylaws.contributions", 'the feature "cae"'),
    ],
)
def test_statutes_that_contradict_themselves_or_the_bylaws_are_found(
    changes: dict[str, Any], removals: tuple[str, ...], path: str, said: str
) -> None:
    """Each contradiction is found at its own path, with what would be right."""
    found = findings_in("statutes", changed(ALPAR.statutes, changes, removals), ALPAR.bylaws, LAW)
    assert any(one.path == path and said in one.message for one in found), found


def test_a_body_is_elected_by_the_assembly_or_by_another_body() -> None:
    """A body neither elects itself nor is elected by one that is not there."""
    for elector, stands in (("general_assembly", True), ("committee", False), ("board", False)):
        bodies = [{**ALPAR.statutes["governance"]["bodies"][0], "elected_by": elector}]
        found = findings_in("statutes", changed(ALPAR.statutes, {"governance.bodies": bodies}), ALPAR.bylaws, LAW)
        assert (found == []) == stands


def test_bylaws_that_contradict_themselves_are_found() -> None:
    """Two rates for one scope and day, and places for a role that is not there."""
    rate = {"name": "cae", "base": "turnover", "recognised": "invoiced", "rate": "0.10", "fixed": "0.00"}
    rates = [{**rate, "from": "2004-01-01"}, {**rate, "from": "2005-01-01"}]
    coopaname = load_cooperative("coopaname")
    document = changed(coopaname.bylaws, {"contributions": rates})
    assert findings_in("bylaws", document, coopaname.statutes, LAW) == []
    document["contributions"][1]["from"] = "2004-01-01"
    assert [one.path for one in findings_in("bylaws", document, coopaname.statutes, LAW)] == ["contributions.1"]
    slot = {"weekdays": ["monday"], "starts_at": "09:00", "ends_at": "12:00", "places": {"cashier": 1}}
    found = findings_in("bylaws", changed(ALPAR.bylaws, {"shifts.calendar": [slot]}), ALPAR.statutes, LAW)
    assert [one.path for one in found] == ["shifts.calendar.0.places.cashier"]


def test_dues_are_called_only_where_some_are_written() -> None:
    """How dues are called says nothing without dues, and their income is no expense."""
    terms = {"dues_calls": {"due_days": 30, "account": "658"}, "articles.dues_calls": "rule 9"}
    found = findings_in("bylaws", changed(ALPAR.bylaws, terms), ALPAR.statutes, LAW)
    assert [one.path for one in found] == ["dues_calls.account", "dues_calls"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"contributions.0.base": "gross_margin", "contributions.0.recognised": "received"},
         "contributions.0.recognised"),
        ({"contributions.0.purchases": ["60"]}, "contributions.0.purchases"),
        ({"contributions.0.minimum": "10.00", "contributions.0.maximum": "9.99"}, "contributions.0.maximum"),
        ({"contributions.0.minimum": "10.00", "contributions.0.maximum_per_year": "9.00"},
         "contributions.0.maximum_per_year"),
        ({"contributions.0.fixed_per": "week"}, "contributions.0.fixed_per"),
        ({"invoicing.credit_note_prefix": "F"}, "invoicing.credit_note_prefix"),
        ({"contributions.0.base": "gross_margin", "contributions.0.purchases": ["60", "611"]}, None),
        ({"contributions.0.fixed_per": "month", "contributions.0.maximum_per_year": "900.00"}, None),
    ],
)  # fmt: skip
def test_contributions_and_numbers_that_cannot_be_kept_are_found(changes: dict[str, Any], path: str | None) -> None:
    """A margin on receipts, bounds that leave no room, one series for two kinds: each at its path."""
    coopaname = load_cooperative("coopaname")
    document = copy.deepcopy(coopaname.bylaws)
    for steps, value in changes.items():
        section, *place, key = steps.split(".")
        (document[section][int(place[0])] if place else document[section])[key] = value
    found = findings_in("bylaws", document, coopaname.statutes, LAW)
    assert [one.path for one in found] == ([path] if path else [])


@pytest.mark.parametrize(("siren", "stands"), [("000000091", True), ("000000092", False), ("00000009", False)])
def test_the_check_digit_of_a_siren_is_checked(siren: str, stands: bool) -> None:
    """By Luhn's rule: every second digit from the right counts twice, less nine when that passes nine."""
    document = changed(ALPAR.statutes, {"identity.siren": siren})
    assert (findings_in("statutes", document, ALPAR.bylaws, LAW) == []) == stands


def test_what_the_cooperative_is_named_and_counts_in_is_fixed() -> None:
    """Neither slug nor currency can be amended, whether by their own path or by that of their group."""
    for changes in ({"identity.currency": "CHF"}, {"identity.slug": "other"}, {"identity": {"name": "Alpar"}}):
        found = differences(ALPAR.statutes, changed(ALPAR.statutes, changes))
        assert findings_on_fixed(found)
    assert not findings_on_fixed(differences(ALPAR.statutes, changed(ALPAR.statutes, {"identity.name": "Alpar 2"})))
