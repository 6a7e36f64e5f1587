"""Households where the statutes allow them: how many, who shares what, and until when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.membership.statutes.document.statutes import Households
from tests.house import House
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members

ALLOWED = {"statutes.membership.households": {"kind": "household", "maximum": 3, "shares_benefits": ["purchases"]}}
COUPLE = {"statutes.membership.households": {"kind": "couple", "shares_benefits": ["purchases"]}}


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


def found(house: House, *persons: str, **body: Any) -> dict[str, Any]:
    """Put a household together."""
    made: dict[str, Any] = house.membership.do("found_household", body={"persons": list(persons), **body})
    return made


def join(house: House, household_id: str, person_id: str) -> dict[str, Any]:
    """Let somebody join a household."""
    body = {"person_id": person_id}
    joined: dict[str, Any] = house.membership.do("join_household", household_id=household_id, body=body)
    return joined


def partner(house: House, name: str = "Kim") -> str:
    """Enter a person who is no member."""
    entered = house.membership.do("create_person", body={"first_name": name, "last_name": "B"})
    return str(entered["id"])


def test_statutes_that_are_silent_allow_none(office: Callable[..., Office]) -> None:
    """Alpar has no households: the refusal names the article on membership."""
    alpar = office("alpar")
    ada, bob = with_members(alpar, 2)
    with pytest.raises(Refusal) as refused:
        found(alpar, ada, bob)
    assert (refused.value.code, "article 5" in str(refused.value.article)) == ("households_not_allowed", True)


def test_a_household_has_its_persons_and_no_more(office: Callable[..., Office]) -> None:
    """The first is a member, nobody is in two, nobody is alone, and the statutes say how many there may be."""
    alpar = office("alpar", ALLOWED)
    ada, bob, eve, joe = with_members(alpar, 4)
    kim = partner(alpar)
    assert code_of(lambda: found(alpar, ada)) == "household_too_small"
    assert code_of(lambda: found(alpar, kim, ada)) == "not_a_member"
    assert code_of(lambda: found(alpar, ada, bob, eve, joe)) == "household_full"
    home = found(alpar, ada, kim)
    assert [(one["person_id"], one["member"]) for one in home["persons"]] == [(ada, True), (kim, False)]
    assert code_of(lambda: found(alpar, bob, kim)) == "in_a_household"
    assert len(join(alpar, home["id"], bob)["persons"]) == 3
    assert code_of(lambda: join(alpar, home["id"], eve)) == "household_full"
    seen = alpar.membership.do("list_households", query={"person_id": kim})["data"]
    assert [one["id"] for one in seen] == [home["id"]]
    assert alpar.membership.do("list_households", query={"as_of": "2026-03-01"})["data"] == []


def test_a_couple_is_two_and_shares_what_the_statutes_say(office: Callable[..., Office]) -> None:
    """It is shown and told with what it shares; statutes cannot promise what nothing does."""
    alpar = office("alpar", COUPLE)
    ada, bob, eve = with_members(alpar, 3)
    assert code_of(lambda: found(alpar, ada, bob, eve)) == "household_full"
    assert found(alpar, ada, bob)["shares_benefits"] == ["purchases"]
    (told,) = alpar.membership.told("membership.household.changed.v1")
    assert (told["data"]["members"], told["data"]["shares_benefits"]) == ([ada, bob], ["purchases"])
    assert "shares_benefits" in Households().validate({"kind": "couple", "shares_benefits": ["shifts"]})


@pytest.mark.parametrize("who", ["in_a_household", "household_needs_persons"])
def test_a_refusal_names_the_article_on_households(office: Callable[..., Office], who: str) -> None:
    """Nobody is in two, and none is an organisation's: both say where that stands."""
    alpar = office("alpar", ALLOWED)
    ada, bob, eve = with_members(alpar, 3)
    found(alpar, ada, bob)
    shop = alpar.membership.do("create_person", body={"kind": "organisation", "name": "Shop"})["id"]
    with pytest.raises(Refusal) as refused:
        found(alpar, eve, bob if who == "in_a_household" else shop)
    assert (refused.value.code, "article 5" in str(refused.value.article)) == (who, True)


def test_it_ends_with_the_last_member(office: Callable[..., Office]) -> None:
    """Who holds it leaves: another member holds it; the last member leaves: it ends, and its persons are free."""
    alpar = office("alpar", ALLOWED)
    ada, bob, eve = with_members(alpar, 3)
    kim = partner(alpar)
    home = found(alpar, ada, bob, kim)
    alpar.membership.do("record_departure", member_id=ada, body={"reason": "death"})
    alpar.clock.advance(days=1)
    (now,) = alpar.membership.do("list_households")["data"]
    assert (now["holder_id"], [one["person_id"] for one in now["persons"]]) == (bob, [bob, kim])
    left = alpar.membership.do("record_departure", member_id=bob, body={"reason": "death"})
    assert left["cleared"]["households"] == 1
    alpar.clock.advance(days=1)
    assert alpar.membership.do("list_households")["data"] == []
    assert code_of(lambda: join(alpar, home["id"], eve)) == "household_over"
    assert found(alpar, eve, kim)["holder_id"] == eve


def test_who_goes_leaves_the_others(office: Callable[..., Office]) -> None:
    """One of three goes and two stay; one of two goes and it is over; a stranger cannot go."""
    alpar = office("alpar", ALLOWED)
    ada, bob, eve = with_members(alpar, 3)
    home = found(alpar, ada, bob, eve)["id"]

    def go(person: str) -> dict[str, Any]:
        gone: dict[str, Any] = alpar.membership.do("leave_household", household_id=home, person_id=person, body={})
        return gone

    assert go(eve)["until"] is None
    assert code_of(lambda: go(eve)) == "not_found"
    assert go(bob)["until"] == "2026-03-02"


def test_the_books_let_a_household_buy_as_one(house: Callable[..., House]) -> None:
    """Its members alone stand in the books, the holder first; what changes is a new version."""
    alpar = house("alpar", ALLOWED)
    alpar.open()
    ada, bob = with_members(alpar, 2)
    home = found(alpar, ada, partner(alpar))["id"]
    alpar.pump()
    assert alpar.ledger.do("get_household", household_id=home)["members"] == [ada]
    alpar.membership.do("join_household", household_id=home, body={"person_id": bob})
    alpar.pump()
    held = alpar.ledger.do("get_household", household_id=home)
    assert (held["members"], held["version"]) == ([ada, bob], 2)
