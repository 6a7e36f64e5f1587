"""What statutes may say of votes: never less than the law of the form, and nothing that does not fit together."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from deploy.cooperatives import load_cooperative, load_law
from services.membership.statutes.review import findings_in
from services.membership.statutes.rules import law_on

ALPINE = load_cooperative("alpine-aluminium")
LAW = law_on(load_law(), "2026-03-02")
COLLEGES = [{"slug": slug, "name": slug, "weight": weight}
            for slug, weight in (("workers", "1/2"), ("users", "3/10"), ("public", "1/5"))]  # fmt: skip
SCOP_SARL: dict[str, Any] = {
    "identity.legal_form": "sarl",
    "assemblies.ordinary.quorum": None,
    "assemblies.ordinary.majority": {"base": "entitled", "fraction": "1/2", "strictly_more": True},
    "assemblies.ordinary.second_call": {
        "notice_days": 8, "quorum": None,
        "majority": {"base": "present", "fraction": "1/2", "strictly_more": True},
    },
    "assemblies.extraordinary.quorum": {"base": "entitled", "fraction": "3/4"},
    "assemblies.extraordinary.majority": {"base": "present", "fraction": "3/4", "strictly_more": False},
    "assemblies.extraordinary.second_call": {"notice_days": 8, "quorum": {"base": "entitled", "fraction": "1/2"}},
}  # fmt: skip


def found_with(changes: dict[str, Any]) -> dict[str, str]:
    """Return what is wrong when these paths are changed; None for a value leaves nothing out, a missing one does."""
    document = copy.deepcopy(ALPINE.statutes)
    for path, value in changes.items():
        *steps, last = path.split(".")
        place: Any = document
        for step in steps:
            place = place[step]
        place[last] = value
        if value == "left out":
            del place[last]
    return {one.path: str(one) for one in findings_in("statutes", document, ALPINE.bylaws, LAW)}


def test_the_statutes_of_a_worker_cooperative_of_limited_liability_are_lawful() -> None:
    """More than half of all, then of those present; three quarters: each is as strict as the law or stricter."""
    assert found_with(SCOP_SARL) == {}


@pytest.mark.parametrize(
    ("path", "value", "article"),
    [
        ("assemblies.ordinary.majority", {"base": "expressed", "fraction": "1/2", "strictly_more": False}, "L225-98"),
        ("assemblies.extraordinary.majority", {"base": "expressed", "fraction": "3/5", "strictly_more": True},
         "L225-96"),
        ("assemblies.extraordinary.majority", {"base": "entitled", "fraction": "1/2", "strictly_more": True},
         "L225-96"),
        ("assemblies.extraordinary.second_call", {
            "notice_days": 10, "quorum": {"base": "entitled", "fraction": "1/5"},
            "majority": {"base": "expressed", "fraction": "1/2", "strictly_more": True},
        }, "L225-96"),
    ],
)  # fmt: skip
def test_a_majority_laxer_than_the_law_of_the_form_is_found(path: str, value: Any, article: str) -> None:
    """Of a smaller part, or of a part that some votes would make smaller: refused with the article."""
    [said] = found_with({path: value}).values()
    assert article in said and "the law asks for" in said


def test_the_same_majority_of_a_wider_base_is_lawful() -> None:
    """Two thirds of those present is more than two thirds of the votes expressed."""
    wider = {"base": "present", "fraction": "2/3", "strictly_more": False}
    assert found_with({"assemblies.extraordinary.majority": wider}) == {}


def test_unanimity_may_not_be_asked_of_a_company_of_limited_liability() -> None:
    """Article L223-30 lets statutes raise the majority, but not to all."""
    all_of_them = {"base": "entitled", "fraction": "1", "strictly_more": False}
    [said] = found_with({**SCOP_SARL, "assemblies.extraordinary.majority": all_of_them}).values()
    assert "L223-30" in said


def test_silence_is_made_up_for_by_law_only_where_the_law_says_how_to_decide() -> None:
    """A public company may leave its majority to the law; a simplified one must say it (article L227-9)."""
    silent = {"assemblies.ordinary.majority": "left out"}
    assert found_with(silent) == {}
    said = found_with({**silent, "identity.legal_form": "sas"})["assemblies.ordinary.majority"]
    assert "L227-9" in said


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"ballots.scrutineers": {"number": 3, "threshold": 4}}, "ballots.scrutineers.threshold", "at most 3"),
        ({"ballots.scrutineers": {"number": 1, "threshold": 1}}, "ballots.scrutineers.number", "from 2 to 9"),
        ({"assemblies.colleges_carry": "block"}, "assemblies.colleges_carry", "without colleges"),
        ({"assemblies.colleges_carry": "blok", "membership.colleges": COLLEGES}, "assemblies.colleges_carry",
         'did you mean "block"'),
        ({"ballots.elections.method": "scottish_stv"}, "ballots.elections.elected_if", "does not count"),
        ({"ballots.elections.method": "stv"}, "ballots.elections.method", "write one of"),
        ({"ballots.elections.ties": "coin"}, "ballots.elections.ties", "candidate_order, lot"),
        ({"membership.weights": {"figure": "members.count", "votes": 100, "maximum_fraction": "1/4"}},
         "membership.weights", "one vote"),
        ({"assemblies.ordinary.quorum": {"base": "entitled", "fraction": "1/5", "counted": "voters"}},
         "assemblies.ordinary.quorum.counted", "present, cast, expressed"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_said_with_what_would(changes: dict[str, Any], path: str, said: str) -> None:
    """Each mistake is named by its path, with a sentence that says what to write."""
    assert said in found_with(changes)[path]


def test_colleges_scrutineers_and_methods_that_fit_are_accepted() -> None:
    """Everything of the vote that statutes may say, said at once."""
    assert found_with({
        "identity.regime": "scop", "membership.colleges": COLLEGES, "assemblies.colleges_carry": "block",
        "ballots.scrutineers": {"number": 5, "threshold": 3}, "ballots.elections.ties": "lot",
        "ballots.elections.method": "scottish_stv", "ballots.elections.elected_if": None,
        "assemblies.ordinary.quorum": {"base": "entitled", "fraction": "1/5", "counted": "cast"},
    }) == {}  # fmt: skip
