"""Who may stand, as statutes say it: in words that the statutes know."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from deploy.cooperatives import load_cooperative, load_law
from services.membership.statutes.review import findings_in
from services.membership.statutes.rules import law_on

ELIGIBILITY = {"member_months": 12, "minimum_age": 18, "categories": ["member"], "maximum_terms": 3}


def found_with(incompatibilities: list[list[str]], **body: Any) -> list[str]:
    """Return where statutes are wrong whose board is changed so."""
    cooperative = load_cooperative("coopaname")
    document = copy.deepcopy(cooperative.statutes)
    document["governance"]["bodies"][0] |= body
    document["governance"]["incompatibilities"] = incompatibilities
    return [one.path for one in findings_in("statutes", document, cooperative.bylaws, law_on(load_law(), "2026-03-02"))]


def test_conditions_that_the_statutes_know_are_accepted() -> None:
    """Months, age, categories, terms in a row, and how long before the mandates expire the next election opens."""
    assert found_with([["board"]], eligibility=ELIGIBILITY, months_before=4, renewal="by_thirds") == []


@pytest.mark.parametrize(("incompatibilities", "body", "path"), [
    ([], {"eligibility": {"categories": ["friend"]}}, "governance.bodies.0.eligibility.categories.0"),
    ([], {"eligibility": {"colleges": ["users"]}}, "governance.bodies.0.eligibility.colleges.0"),
    ([["board", "senate"]], {}, "governance.incompatibilities.0.1"),
    ([], {"eligibility": {"minimum_age": 12}}, "governance.bodies.0.eligibility.minimum_age"),
    ([], {"months_before": 30}, "governance.bodies.0.months_before"),
])  # fmt: skip
def test_what_the_statutes_do_not_know_is_named(
    incompatibilities: list[list[str]], body: dict[str, Any], path: str
) -> None:
    """A category, a college or a body that is not there, and numbers out of bounds, each where it stands."""
    assert path in found_with(incompatibilities, **body)
