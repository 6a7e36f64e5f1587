"""Whom would a change touch? Every check names how many and who, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.membership.statutes.rules.amendment import Difference
from services.membership.statutes.touching import CHECKERS
from tests.house import House
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, told_by, with_members


def simulate(office: Any, layer: str = "statutes", **asked: Any) -> dict[str, Any]:
    """Ask what changes would touch."""
    found: dict[str, Any] = office.membership.do("simulate_amendment", body={"layer": layer, **asked})
    return found


def touched(office: Any, changes: dict[str, Any], layer: str = "statutes") -> dict[str, tuple[int, list[str]]]:
    """Return how many and who, by the name of the check."""
    found = simulate(office, layer, changes=changes)["touched"]
    return {one["check"]: (one["count"], one["ids"]) for one in found}


def hold(office: Office, member_id: str, count: int) -> None:
    """Let the ledger tell that a member subscribed shares."""
    data = {"member_id": member_id, "subscription_id": "sub_1", "count": count,
            "amount": {"amount": f"{100 * count}.00", "currency": "EUR"}}  # fmt: skip
    event = told_by(office, "ledger", "ledger.shares.subscribed.v1", f"members/{member_id}", data)
    assert hand_on(office, event) == "handled"


def test_members_above_a_new_maximum_are_named(office: Callable[..., Office]) -> None:
    """By what the ledger told of their shares; a page of ids at a time, and nothing is written."""
    alpar = office("alpar", {"statutes.shares.maximum": 5})
    ids = with_members(alpar, 3)
    for place, member_id in enumerate(ids):
        hold(alpar, member_id, 1 + 2 * place)
    before = len(alpar.membership.told())
    found = touched(alpar, {"shares.maximum": 2})
    assert found["members_above_the_maximum"] == (2, sorted(ids[1:]))
    assert "members_below_the_minimum" not in found
    assert touched(alpar, {"shares.minimum": 2})["members_below_the_minimum"] == (1, [ids[0]])
    assert len(alpar.membership.told()) == before
    assert alpar.membership.do("get_statutes")["version"] == 1


def test_a_page_of_ids_goes_on_where_it_stopped(office: Callable[..., Office]) -> None:
    """A hundred at a time, each once."""
    alpar = office("alpar")
    ids = with_members(alpar, 130)
    categories = [{"slug": slug, "name": slug, "votes": slug == "user"} for slug in ("member", "user")]
    asked = {"changes": {"membership.categories": categories}}
    (first,) = simulate(alpar, **asked)["touched"]
    assert (first["count"], len(first["ids"])) == (130, 100)
    (rest,) = simulate(alpar, **asked, check=first["check"], cursor=first["next_cursor"])["touched"]
    assert sorted(first["ids"] + rest["ids"]) == sorted(ids) and rest["next_cursor"] is None
    assert first["said"] == "members of the category member would lose the vote"


def test_standings_are_those_of_the_rules_asked_about(office: Callable[..., Office]) -> None:
    """Another counter to begin with puts everybody on alert."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    changes = {"shifts.counters.initial": 100}
    count, who = touched(alpar, changes, layer="bylaws").get("members_with_another_standing", (0, []))
    assert count == len(who) and set(who) <= set(ids)


def test_what_no_check_looks_at_is_said(office: Callable[..., Office]) -> None:
    """Silence would be taken for nobody."""
    found = simulate(office("alpar"), changes={"proxies.maximum": 2, "membership.withdrawal.notice_days": 60})
    assert found["unchecked"] == ["proxies.maximum"]
    assert [one["check"] for one in found["touched"]] == ["members_who_are_leaving"]


def test_an_unlawful_change_is_refused_with_its_article(office: Callable[..., Office]) -> None:
    """A simulation is no way around the law."""
    with pytest.raises(Refusal) as refused:
        simulate(office("alpine-aluminium"), changes={"economy.surplus.labour_share": "1/10"})
    assert refused.value.code == "amendment_unlawful" and refused.value.article


@pytest.mark.parametrize(
    ("coop", "layer", "changes"),
    [
        ("alpar", "statutes", {"governance.bodies": []}),
        ("alpar", "statutes", {"governance.working_groups.referents": 3}),
        ("alpar", "statutes", {"membership.admission.decided_by": "committee"}),
        ("alpar", "statutes", {"membership.admission.minimum_age": 18}),
        ("alpar", "statutes", {"membership.admits": ["natural_person", "organisation"]}),
        ("alpar", "statutes", {"governance.incompatibilities": [["committee", "committee"]]}),
        ("coopaname", "statutes", {"membership.stages": []}),
        ("cg-scop", "bylaws", {"dues": []}),
        ("alpar", "bylaws", {"shifts.requires_linked_organisation": None}),
    ],
)  # fmt: skip
def test_each_check_answers(office: Callable[..., Office], coop: str, layer: str, changes: dict[str, Any]) -> None:
    """On an empty register every check runs and finds nobody, or the change is refused for what it is."""
    try:
        found = simulate(office(coop), layer, changes=changes)
    except Refusal as refusal:
        assert refusal.code in ("amendment_unsound", "amendment_unlawful")
    else:
        assert all(one["count"] == 0 for one in found["touched"])


def test_a_check_runs_for_its_rules_and_those_above_and_below() -> None:
    """A whole section that goes takes its rules with it."""
    checker = CHECKERS["members_above_the_maximum"]
    for path, looks in (("shares.maximum", True), ("shares", True), ("shares.by_category.user.maximum", True),
                        ("shares.minimum", False), ("shares.maximum_capital_fraction", False)):  # fmt: skip
        assert checker.looks_at(Difference(path, 1, 2)) is looks


def test_shares_are_followed_through_the_house(house: Callable[..., House]) -> None:
    """Subscribed here, counted there."""
    alpar = house("alpar")
    (member_id,) = with_members(alpar, 1)
    alpar.pump()
    alpar.ledger.do("subscribe_shares", member_id=member_id, body={"count": 1})
    alpar.pump()
    assert touched(alpar, {"shares.minimum": 2, "shares.maximum": 2})["members_below_the_minimum"] == (1, [member_id])
