"""Territorial committees: a charter that cooperatives adhere to by their own act, and meetings that are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from tests.unit.membership.neighbours import CENTRE, Neighbours

Opened = Callable[..., Neighbours]
CHARTER = {"union": "union-01", "title": "Operating charter", "text": "We meet, and help each other."}
# In use since before it was recorded here.
FIRST = {**CHARTER, "written_on": "2026-01-01"}
COMMITTEE = {"union": "union-01", "title": "Haute-Savoie", "areas": ["department:74"], "since": "2026-01-01"}
DECISION = "Board of 2 March 2026"


@pytest.fixture
def three(neighbours: Opened) -> Neighbours:
    """A federation with three members, which holds the committees of a union."""
    found = neighbours("alpar", "alpine-aluminium", "coopaname")
    found.centre.do("write_committee_charter", body=FIRST)
    return found


def set_up(three: Neighbours, **changed: Any) -> str:
    """Set a committee up and let all hear of it."""
    made: str = three.centre.do("set_up_committee", body={**COMMITTEE, **changed})["id"]
    three.carry()
    return made


def adhere(three: Neighbours, slug: str, committee: str, version: int = 1, **more: Any) -> str:
    """Adhere at a cooperative's desk."""
    body = {"charter_version": version, "decision": DECISION, **more}
    made = three[slug].do("adhere_to_charter", organiser=CENTRE, committee_id=committee, body=body)
    three.carry()
    return str(made["id"])


def own(three: Neighbours, slug: str) -> list[tuple[int, str, str | None]]:
    """Return a cooperative's adhesions."""
    rows = three[slug].do("list_own_adhesions")["data"]
    return [(one["charter_version"], one["state"], one["reason"]) for one in rows]


def adherents(three: Neighbours, committee: str, **query: str) -> list[str]:
    """Return who adheres."""
    rows = three.centre.do("list_committee_adherents", committee_id=committee, query=query)["data"]
    return [one["cooperative"] for one in rows]


def refused(code: str, action: Callable[[], Any]) -> Refusal:
    """Do what must be refused."""
    with pytest.raises(Refusal) as told:
        action()
    assert told.value.code == code, told.value.code
    return told.value


def test_a_cooperative_adheres_by_its_own_act_and_takes_it_back(three: Neighbours, clock: FixedClock) -> None:
    """With the reference of its decision; revoked, it is an adherent until that day."""
    committee = set_up(three)
    [heard] = three["alpar"].do("list_published_committees")["data"]
    assert (heard["title"], heard["charter_text"]) == ("Haute-Savoie", CHARTER["text"])
    made = adhere(three, "alpar", committee)
    assert own(three, "alpar") == [(1, "taken", None)]
    [row] = three.centre.do("list_committee_adherents", committee_id=committee)["data"]
    assert (row["cooperative"], row["decision"], row["behind"]) == ("alpar", DECISION, False)
    refused("already_adherent", lambda: adhere(three, "alpar", committee))
    three["alpar"].do("revoke_adhesion", adhesion_id=made)
    three.carry()
    assert own(three, "alpar") == [(1, "revoked", None)] and adherents(three, committee) == ["alpar"]
    clock.advance(days=1)
    assert adherents(three, committee) == [] and adherents(three, committee, as_of="2026-03-02") == ["alpar"]
    refused("adhesion_over", lambda: three["alpar"].do("revoke_adhesion", adhesion_id=made))
    adhere(three, "alpar", committee)
    assert adherents(three, committee) == ["alpar"]


def test_a_new_version_of_the_charter_is_adhered_to_anew(three: Neighbours, clock: FixedClock) -> None:
    """Who adheres to the former is shown to be behind; the old version cannot be adhered to any more."""
    committee = set_up(three)
    adhere(three, "alpar", committee)
    clock.advance(days=3)
    assert three.centre.do("write_committee_charter", body={**CHARTER, "text": "More."})["version"] == 2
    three.carry()
    assert [one["behind"] for one in
            three.centre.do("list_committee_adherents", committee_id=committee)["data"]] == [True]  # fmt: skip
    refused("charter_outdated", lambda: adhere(three, "coopaname", committee))
    adhere(three, "alpar", committee, version=2)
    assert own(three, "alpar") == [(1, "replaced", None), (2, "taken", None)]
    rows = three.centre.do("list_committee_adherents", committee_id=committee)["data"]
    assert [(one["charter_version"], one["behind"]) for one in rows] == [(2, False)]
    charters = three.centre.do("list_committee_charters")["data"]
    assert [(one["union"], one["version"]) for one in charters] == [("union-01", 1), ("union-01", 2)]


def test_what_crosses_twice_or_in_another_order_changes_nothing(three: Neighbours) -> None:
    """A revocation that overtakes its adhesion ends it all the same."""
    committee = set_up(three)
    desk = three["alpar"]
    body = {"charter_version": 1, "decision": DECISION}
    made = desk.do("adhere_to_charter", organiser=CENTRE, committee_id=committee, body=body)
    desk.do("revoke_adhesion", adhesion_id=made["id"])
    told = {one["type"]: one for one in desk.told()}
    for kind in ("adhesion_revoked", "adhered"):
        three.hand(CENTRE, told[f"membership.committee.{kind}.v1"], "alpar")
    three.carry()
    adhere(three, "coopaname", committee)
    before = three.centre.do("list_committee_adherents", committee_id=committee)
    three.tell_again(list(reversed(three.crossed)), anew=True)
    three.carry()
    assert three.centre.do("list_committee_adherents", committee_id=committee) == before
    assert own(three, "alpar") == [(1, "revoked", None)] and own(three, "coopaname") == [(1, "taken", None)]
    [row] = [one for one in before["data"] if one["cooperative"] == "alpar"]
    assert row["ended_on"] == "2026-03-02"


def test_what_the_organiser_does_not_take_it_says_why(three: Neighbours) -> None:
    """A stranger, a committee that ended, a day before it was set up."""
    committee = set_up(three)
    adhere(three, "alpar", committee, adhered_on="2025-12-31")
    assert own(three, "alpar") == [(1, "refused", "wrong_day")]
    data = {"committee_id": committee, "adhesion_id": "adc_x", "charter_version": 1, "decision": "x",
            "adhered_on": "2026-03-02"}  # fmt: skip
    three.forge("stranger", "committee.adhered", data)
    settled = three.centre.told("membership.committee.adhesion_settled.v1")
    assert [one["data"]["reason"] for one in settled] == ["wrong_day", "not_linked"]
    three.centre.do("end_committee", committee_id=committee)
    body = {"charter_version": 1, "decision": DECISION}
    three["coopaname"].do("adhere_to_charter", organiser=CENTRE, committee_id=committee, body=body)
    three.carry()
    assert own(three, "coopaname") == [(1, "refused", "no_committee")]
    refused("committee_ended", lambda: adhere(three, "alpine-aluminium", committee))
    refused("committee_ended", lambda: three.centre.do("end_committee", committee_id=committee))
    published = three.centre.told("membership.committee.published.v1")[0]["data"]
    three.forge("stranger", "committee.published", published, to="alpar")
    assert three.refused("alpar") == {("stranger", "not_linked"): 1}


def test_what_replaces_an_adhesion_and_is_refused_leaves_it_running(three: Neighbours, clock: FixedClock) -> None:
    """At both ends, and it can be taken back; so it can while nothing has been said of the new one."""
    committee = set_up(three)
    slugs = ("alpar", "alpine-aluminium")
    first = {slug: adhere(three, slug, committee) for slug in slugs}
    three.centre.do("write_committee_charter", body={**CHARTER, "text": "More."})
    three.carry()
    adhere(three, "alpar", committee, version=2, adhered_on="2025-12-31")
    assert own(three, "alpar") == [(1, "taken", None), (2, "refused", "wrong_day")]
    three.tell_again(list(reversed(three.crossed)), anew=True)
    three.carry()
    assert own(three, "alpar") == [(1, "taken", None), (2, "refused", "wrong_day")]
    three["alpar"].do("revoke_adhesion", adhesion_id=first["alpar"])
    body = {"charter_version": 2, "decision": DECISION, "adhered_on": "2025-12-31"}
    desk = three["alpine-aluminium"]
    made = desk.do("adhere_to_charter", organiser=CENTRE, committee_id=committee, body=body)
    desk.do("revoke_adhesion", adhesion_id=made["id"])
    three.carry()
    clock.advance(days=1)
    assert adherents(three, committee) == []
    adhere(three, "alpar", committee, version=2)
    assert adherents(three, committee) == ["alpar"]


def test_who_leaves_the_federation_leaves_its_committees(three: Neighbours, clock: FixedClock) -> None:
    """With its last day, whatever it takes up while its notice runs; a revocation before then counts."""
    committee, other = set_up(three), set_up(three, title="Savoie", areas=["department:73"])
    adhere(three, "alpar", committee)

    def give(slug: str, role: str) -> Any:
        body = {"role": role, "cooperative": slug}
        return three.centre.do("give_committee_role", committee_id=committee, body=body)

    def held() -> list[tuple[str, str]]:
        rows = three.centre.do("list_committee_roles", committee_id=committee)["data"]
        return [(one["role"], one["cooperative"]) for one in rows]

    give("alpar", "animator")
    left = three.centre.do("record_departure", member_id=three.members["alpar"], body={
        "reason": "resignation", "left_on": "2026-06-30",
    })  # fmt: skip
    assert left["cleared"]["committees"] == 1
    adhere(three, "alpar", other)
    give("alpar", "deputy")
    adhere(three, "coopaname", committee)
    give("coopaname", "secretary")
    assert give("coopaname", "deputy")["until"] is None
    assert give("alpar", "deputy")["until"] == "2026-06-30"
    three.centre.do("write_committee_charter", body={**CHARTER, "text": "More."})
    three.carry()
    made = adhere(three, "alpar", committee, version=2)
    assert adherents(three, committee, as_of="2026-06-30") == ["alpar", "coopaname"]
    for place in (committee, other):
        assert "alpar" in adherents(three, place, as_of="2026-06-30")
        assert "alpar" not in adherents(three, place, as_of="2026-07-01")
    clock.advance(days=1)
    three["alpar"].do("revoke_adhesion", adhesion_id=made)
    three.carry()
    clock.advance(days=1)
    assert adherents(three, committee) == ["coopaname"] and held() == [("secretary", "coopaname")]
    assert adherents(three, other) == ["alpar"]


def test_roles_are_held_by_adherents_one_at_a_time(three: Neighbours, clock: FixedClock) -> None:
    """The animator is a cooperative, not a person; who leaves the charter leaves the role."""
    committee = set_up(three)
    made = adhere(three, "alpar", committee)
    adhere(three, "alpine-aluminium", committee)

    def give(slug: str) -> Any:
        body = {"role": "animator", "cooperative": slug}
        return three.centre.do("give_committee_role", committee_id=committee, body=body)

    refused("not_adherent", lambda: give("coopaname"))
    give("alpar")
    assert give("alpar")["cooperative"] == "alpar"
    clock.advance(days=1)
    give("alpine-aluminium")

    def held(**query: str) -> list[str]:
        rows = three.centre.do("list_committee_roles", committee_id=committee, query=query)["data"]
        return [one["cooperative"] for one in rows]

    assert held() == ["alpine-aluminium"] and held(as_of="2026-03-02") == ["alpar"]
    clock.advance(days=1)
    give("alpar")
    three["alpar"].do("revoke_adhesion", adhesion_id=made)
    three.carry()
    clock.advance(days=1)
    assert held() == []


def test_each_meeting_is_counted_once_by_union_and_committee(three: Neighbours) -> None:
    """Who was there adhered on that day; a wrong record is taken back and counts no more."""
    first, second = set_up(three), set_up(three, title="Savoie", areas=["department:73"])
    adhere(three, "alpar", first, adhered_on="2026-01-10")
    adhere(three, "alpine-aluminium", first, adhered_on="2026-02-01")

    def meet(committee: str, held_on: str, *present: str, guests: int = 0) -> Any:
        body = {"held_on": held_on, "place": "Annecy", "present": list(present), "guests": guests,
                "themes": ["Premises"], "decisions": ["A shared list of free premises"]}  # fmt: skip
        return three.centre.do("count_committee_meeting", committee_id=committee, body=body)

    meet(first, "2026-01-15", "alpar", guests=3)
    meet(first, "2026-02-15", "alpar", "alpine-aluminium")
    meet(second, "2026-02-20", guests=4)
    wrong = meet(second, "2026-02-21")
    refused("meeting_counted", lambda: meet(first, "2026-02-15"))
    refused("not_adherent", lambda: meet(first, "2026-01-20", "alpine-aluminium"))
    refused("not_adherent", lambda: meet(first, "2026-01-20", "coopaname"))
    refused("in_the_future", lambda: meet(first, "2026-03-03"))
    refused("before_committee", lambda: meet(first, "2025-12-31"))
    voiding = {"reason": "It was the other committee's"}
    three.centre.do("void_committee_meeting", meeting_id=wrong["id"], body=voiding)
    refused("meeting_voided", lambda: three.centre.do("void_committee_meeting", meeting_id=wrong["id"], body=voiding))
    figures = three.centre.do("get_committee_figures", query={"year": "2026"})
    assert figures["meetings"] == 3
    assert figures["unions"] == [
        {"union": "union-01", "committees": 2, "meetings": 3, "cooperatives": 2, "presences": 3, "guests": 7}
    ]
    assert [(one["title"], one["meetings"], one["cooperatives"], one["presences"], one["guests"])
            for one in figures["committees"]] == [("Haute-Savoie", 2, 2, 3, 3), ("Savoie", 1, 0, 0, 4)]  # fmt: skip
    assert three.centre.do("get_committee_figures", query={"year": "2025"})["meetings"] == 0
    rows = three.centre.do("list_committee_meetings", committee_id=second, query={"year": "2026"})["data"]
    assert [(one["held_on"], one["voided_on"]) for one in rows] == [("2026-02-20", None), ("2026-02-21", "2026-03-02")]
    shown = three.centre.do("get_committee", committee_id=first)
    assert (shown["adherents"], shown["meetings"], shown["charter_version"]) == (2, 2, 1)
    assert three.centre.do("get_committee", committee_id=first, query={"as_of": "2026-01-31"})["adherents"] == 1
    listed = three.centre.do("list_committees", query={"union": "union-01"})["data"]
    assert [one["title"] for one in listed] == ["Haute-Savoie", "Savoie"]


def test_a_committee_needs_a_charter_and_a_union_that_is_named(three: Neighbours) -> None:
    """Its own or one of the bylaws; and only who organises for others sets one up."""
    refused("no_charter", lambda: set_up(three, union="union-02"))
    refused("no_charter", lambda: set_up(three, union=None))
    assert refused("organiser_unknown", lambda: set_up(three, union="union-99")).article
    refused("no_intercooperation", lambda: three["alpar"].do("write_committee_charter", body=CHARTER))
    three.centre.do("write_committee_charter", body={**CHARTER, "union": None})
    made = three.centre.do("set_up_committee", body={**COMMITTEE, "union": None})
    assert made["union"] == CENTRE


def test_a_member_without_a_desk_adheres_by_the_hand_of_the_office(three: Neighbours, clock: FixedClock) -> None:
    """By its own decision, under the same rules; it is present, holds a role, is behind, and is shown as recorded."""
    committee = set_up(three)
    outside = three.register(None, 9, "Les Ateliers du Lac")
    way = {"committee_id": committee}
    body = {"member_id": outside, "charter_version": 1, "decision": DECISION}
    do = three.centre.do
    for code, changed in {
        "charter_outdated": {"charter_version": 2}, "in_the_future": {"adhered_on": "2026-04-01"},
        "before_committee": {"adhered_on": "2025-12-31"}, "not_in_register": {"member_id": "mbr_nobody"},
        "speaks_for_itself": {"member_id": three.members["alpar"]},
    }.items():  # fmt: skip
        refused(code, lambda changed=changed: do("record_member_adhesion", **way, body={**body, **changed}))
    made = do("record_member_adhesion", **way, body=body)
    assert (made["cooperative"], made["name"], made["by_hand"]) == (outside, "Les Ateliers du Lac", True)
    refused("already_adherent", lambda: do("record_member_adhesion", **way, body=body))
    role = do("give_committee_role", **way, body={"role": "animator", "cooperative": outside})
    assert role["name"] == "Les Ateliers du Lac"
    met = do("count_committee_meeting", **way, body={"held_on": "2026-03-02", "place": "Annecy", "present": [outside]})
    assert met["present"] == [outside]
    clock.advance(days=1)
    do("write_committee_charter", body={**CHARTER, "text": "More."})
    assert [one["behind"] for one in do("list_committee_adherents", **way)["data"]] == [True]
    newer = do("record_member_adhesion", **way, body={**body, "charter_version": 2})
    assert adherents(three, committee) == [outside]
    over = do("record_member_revocation", **way, adhesion_id=newer["id"])
    assert over["ended_on"] == "2026-03-03"
    refused("adhesion_over", lambda: do("record_member_revocation", **way, adhesion_id=newer["id"]))
    assert [one["until"] for one in do("list_committee_roles", **way)["data"]] == ["2026-03-03"]
    three.carry()
    theirs = adhere(three, "alpar", committee, 2)
    refused("speaks_for_itself", lambda: do("record_member_revocation", **way, adhesion_id=theirs))


@pytest.mark.parametrize(("told", "last"), [("2200-01-01", "2026-03-02"), ("1900-01-01", "2026-03-02")])
def test_the_last_day_of_an_adhesion_lies_within_it_whatever_is_told(
    neighbours: Opened, told: str, last: str
) -> None:
    """Neither does it run on for a century, nor was it never there."""
    found = neighbours("alpar")
    found.centre.do("write_committee_charter", body=CHARTER)
    committee = set_up(found)
    made = adhere(found, "alpar", committee)
    found.forge("alpar", "committee.adhesion_revoked",
                {"committee_id": committee, "adhesion_id": made, "ended_on": told})  # fmt: skip
    [row] = found.centre.do("list_committee_adherents", committee_id=committee)["data"]
    assert row["ended_on"] == last


def test_who_was_linked_later_hears_of_the_committees_and_adheres(neighbours: Opened) -> None:
    """A cooperative that comes when the committees meet already."""
    found = neighbours("alpar")
    found.centre.do("write_committee_charter", body=CHARTER)
    committee = set_up(found)
    found.join("coopaname", 9)
    assert found["coopaname"].do("list_published_committees")["data"] == []
    assert found.centre.do("publish_committees_again")["count"] == 1
    found.carry()
    adhere(found, "coopaname", committee)
    assert adherents(found, committee) == ["coopaname"]


def test_an_adhesion_begins_neither_before_its_charter_nor_before_the_one_it_replaces(
    three: Neighbours, clock: FixedClock
) -> None:
    """At a desk and by the office alike; the versions of a charter follow each other."""
    committee = set_up(three)
    outside, do, way = three.register(None, 9, "Les Ateliers"), three.centre.do, {"committee_id": committee}
    body = {"member_id": outside, "charter_version": 1, "decision": DECISION}
    do("record_member_adhesion", **way, body=body)
    adhere(three, "alpar", committee)
    clock.advance(days=30)
    for code, day in {"charter_backwards": "2025-12-31", "in_the_future": "2026-04-02"}.items():
        refused(code, lambda day=day: do("write_committee_charter", body={**CHARTER, "written_on": day}))
    do("write_committee_charter", body={**CHARTER, "written_on": "2026-02-10"})
    three.carry()
    for day in ("2026-02-09", "2026-03-01"):
        newer = {**body, "charter_version": 2, "adhered_on": day}
        told = refused("adhesion_backwards", lambda newer=newer: do("record_member_adhesion", **way, body=newer))
        assert told.values["earliest"] == "2026-03-02"
        adhere(three, "alpar", committee, version=2, adhered_on=day)
    assert own(three, "alpar") == [(1, "taken", None), *[(2, "refused", "wrong_day")] * 2]
    adhere(three, "coopaname", committee, version=2, adhered_on="2026-02-09")
    assert own(three, "coopaname") == [(2, "refused", "wrong_day")]
    assert adherents(three, committee, as_of="2026-03-10") == ["alpar", outside]
    adhere(three, "alpar", committee, version=2, adhered_on="2026-03-05")
    do("record_member_adhesion", **way, body={**body, "charter_version": 2, "adhered_on": "2026-03-05"})
    assert adherents(three, committee, as_of="2026-03-04") == ["alpar", outside]
    shown = do("list_committee_adherents", **way, query={"as_of": "2026-03-05"})["data"]
    assert [one["charter_version"] for one in shown] == [2, 2]
