"""Requests for advice: asked, routed to those nearby that offered, answered, and closed with what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.commons.clock import FixedClock
from services.commons.refusals import NotFound, Refusal
from services.membership.adhesions.tables import Adhesion
from services.membership.intercooperation.actions import advice_expiring
from tests.unit.membership.neighbours import CENTRE, Neighbours

Opened = Callable[..., Neighbours]
PREMISES = {"theme": "premises", "text": "We look for 400 m² near Annecy, from September on.",
            "contact_role": "Managing director", "until": "2026-04-30"}  # fmt: skip
HELP = {"text": "The hall beside ours will be free.", "contact_role": "Administration group"}


@pytest.fixture
def near(neighbours: Opened) -> Neighbours:
    """Three members: two near Annecy, one in Paris; alpar and coopaname offer advice on premises."""
    found = neighbours("alpar", "alpine-aluminium", "coopaname")
    for slug in ("alpar", "coopaname"):
        found[slug].do("put_intercooperation_profile", body={"themes": ["premises", "funding"]})
    found.carry()
    return found


def ask(near: Neighbours, by: str = "alpine-aluminium", **changed: Any) -> str:
    """Ask, and let it be routed."""
    request_id: str = near[by].do("ask_for_advice", body={**PREMISES, **changed})["id"]
    near.carry()
    return request_id


def received(near: Neighbours, by: str = "alpar") -> list[dict[str, Any]]:
    """Return the requests that reached a cooperative."""
    return list(near[by].do("list_received_requests")["data"])


def shown(near: Neighbours, request_id: str, by: str = "alpine-aluminium") -> dict[str, Any]:
    """Return a request as who asked it sees it."""
    return dict(near[by].do("get_advice_request", request_id=request_id))


def refused(code: str, action: Callable[[], Any]) -> Refusal:
    """Do what must be refused."""
    with pytest.raises(Refusal) as told:
        action()
    assert told.value.code == code, told.value.code
    return told.value


def test_a_request_goes_to_those_nearby_that_offered_and_the_answer_back_to_who_asked(near: Neighbours) -> None:
    """Sent, routed to one, answered, closed: each of the three places shows it, and Paris hears nothing."""
    made = near["alpine-aluminium"].do("ask_for_advice", body=PREMISES)
    assert (made["state"], made["areas"]) == ("sent", ["department:74"])
    near.carry()
    assert (shown(near, made["id"])["state"], shown(near, made["id"])["reached"]) == ("routed", ["alpar"])
    [got] = received(near)
    assert (got["asked_by"], got["text"], got["state"]) == ("alpine-aluminium", PREMISES["text"], "routed")
    assert 1500 < got["metres"] < 2500
    assert received(near, "coopaname") == []
    near["alpar"].do("answer_request", received_id=got["id"], body=HELP)
    near.carry()
    assert shown(near, made["id"])["state"] == "answered"
    [answer] = near["alpine-aluminium"].do("list_advice_answers", request_id=made["id"])["data"]
    assert (answer["answered_by"], answer["number"], answer["text"]) == ("alpar", 1, HELP["text"])
    closure = {"outcome": "found", "text": "We signed a lease."}
    near["alpine-aluminium"].do("close_advice_request", request_id=made["id"], body=closure)
    near.carry()
    [kept] = near.centre.do("list_routed_requests")["data"]
    assert (kept["state"], kept["outcome"], kept["outcome_text"]) == ("closed", "found", "We signed a lease.")
    assert [(one["coop"], one["by"]) for one in kept["routes"]] == [("alpar", "area")]
    assert (received(near)[0]["state"], received(near)[0]["outcome"]) == ("closed", "found")


def test_nothing_of_a_request_crosses_to_whom_it_is_not_for(near: Neighbours) -> None:
    """Every message names its addressee, and none went to coopaname."""
    before = len(near.crossed)
    ask(near)
    near["alpar"].do("answer_request", received_id=received(near)[0]["id"], body=HELP)
    near.carry()
    assert {receiver for _, receiver, _ in near.crossed[before:]} == {CENTRE, "alpar", "alpine-aluminium"}


def test_a_request_that_reaches_nobody_says_why(near: Neighbours) -> None:
    """No offer near, none on the theme, none at all: three reasons."""
    far = ask(near, areas=["department:29"])
    assert (shown(near, far)["state"], shown(near, far)["reason"]) == ("unrouted", "nobody_near")
    legal = ask(near, theme="legal")
    assert shown(near, legal)["reason"] == "nobody_on_theme"
    near["coopaname"].do("withdraw_intercooperation_profile", body={})
    near.carry()
    alone = ask(near, by="alpar")
    assert shown(near, alone, "alpar")["reason"] == "nobody_offers"


def test_an_offer_is_revocable(near: Neighbours) -> None:
    """Who took an offer back receives nothing more, and can offer again."""
    near["alpar"].do("withdraw_intercooperation_profile", body={})
    near.carry()
    assert shown(near, ask(near))["state"] == "unrouted" and received(near) == []
    refused("not_offered", lambda: near["alpar"].do("withdraw_intercooperation_profile", body={}))
    near["alpar"].do("put_intercooperation_profile", body={"themes": ["premises"]})
    near.carry()
    ask(near)
    assert len(received(near)) == 1
    profiles = {one["coop"]: one["offered"] for one in near.centre.do("list_member_profiles")["data"]}
    assert profiles == {"alpar": True, "coopaname": True}
    assert [one["themes"] for one in near["alpar"].do("list_intercooperation_profiles")["data"]] == [["premises"]]


def test_a_request_may_ask_by_distance(near: Neighbours) -> None:
    """Within 20 km of Paris only coopaname offers, which sets no radius of its own."""
    request_id = ask(near, latitude=48_860_000, longitude=2_350_000, radius_km=20)
    assert shown(near, request_id)["reached"] == ["coopaname"]
    assert received(near, "coopaname")[0]["metres"] < 1000


def test_who_names_areas_means_those_and_not_its_home(near: Neighbours) -> None:
    """Asked for Gironde or Paris, neighbours are not asked, however far they offer to come; nor is an offer at home."""
    near["alpar"].do("put_intercooperation_profile", body={"themes": ["premises"], "radius_km": 30})
    near.carry()
    far = ask(near, areas=["department:33"])
    assert (shown(near, far)["state"], shown(near, far)["reason"]) == ("unrouted", "nobody_near")
    offer = near["alpar"].do("put_intercooperation_profile", body={
        "themes": ["premises"], "areas": ["department:33"], "radius_km": 30,
    })  # fmt: skip
    assert (offer["areas"], offer["latitude"], offer["longitude"]) == (["department:33"], None, None)
    near.carry()
    assert shown(near, ask(near, radius_km=30))["state"] == "unrouted"
    assert received(near) == []


def test_a_cooperative_may_add_to_its_answer(near: Neighbours) -> None:
    """Answers are numbered and arrive in their order."""
    request_id = ask(near)
    for text in ("First.", "And another thing."):
        near["alpar"].do("answer_request", received_id=received(near)[0]["id"], body={**HELP, "text": text})
    near.carry()
    answers = near["alpine-aluminium"].do("list_advice_answers", request_id=request_id)["data"]
    assert [(one["number"], one["text"]) for one in answers] == [(1, "First."), (2, "And another thing.")]
    assert shown(near, request_id)["answers"] == 2


def test_what_is_told_twice_or_in_another_order_changes_nothing(near: Neighbours) -> None:
    """All that crossed, told again backwards under new ids, leaves the three places as they were."""
    request_id = ask(near)
    near["alpar"].do("answer_request", received_id=received(near)[0]["id"], body=HELP)
    near.carry()
    near["alpine-aluminium"].do("close_advice_request", request_id=request_id, body={"outcome": "found", "text": "x"})
    near.carry()

    def everything() -> list[Any]:
        lists = [near.centre.do("list_routed_requests"), near.centre.do("list_member_profiles")]
        for slug in near.members:
            lists += [near[slug].do("list_advice_requests"), near[slug].do("list_received_requests")]
        return [*lists, near["alpine-aluminium"].do("list_advice_answers", request_id=request_id)]

    before = everything()
    near.tell_again(list(reversed(near.crossed)), anew=True)
    near.carry()
    assert everything() == before


def test_an_ending_that_overtakes_its_request_is_not_lost(near: Neighbours) -> None:
    """The federation hears of the withdrawal first: it sends the request to nobody."""
    made = near["alpine-aluminium"].do("ask_for_advice", body=PREMISES)
    near["alpine-aluminium"].do("withdraw_advice_request", request_id=made["id"])
    told = {one["type"]: one for one in near["alpine-aluminium"].told()}
    for kind in ("membership.advice.ended.v1", "membership.advice.asked.v1"):
        near.hand(CENTRE, told[kind], "alpine-aluminium")
    near.carry()
    [kept] = near.centre.do("list_routed_requests")["data"]
    assert (kept["state"], kept["reason"], kept["routes"]) == ("withdrawn", "over", []) and received(near) == []


def test_what_is_over_takes_no_answer_and_no_second_end(near: Neighbours) -> None:
    """Withdrawn, closed: the refusal names the state."""
    request_id = ask(near)
    got = received(near)[0]["id"]
    near["alpine-aluminium"].do("withdraw_advice_request", request_id=request_id)
    near.carry()
    refused("request_over", lambda: near["alpar"].do("answer_request", received_id=got, body=HELP))
    again = refused("request_over", lambda: near["alpine-aluminium"].do(
        "close_advice_request", request_id=request_id, body={"outcome": "found", "text": "x"}))  # fmt: skip
    assert again.values["state"] == "withdrawn"


def test_a_request_expires_by_itself_and_can_still_be_closed(near: Neighbours, clock: FixedClock) -> None:
    """The day after its last one it is over everywhere; it is told once; what came of it may be said later."""
    request_id = ask(near)
    got = received(near)[0]["id"]
    clock.advance(days=70)
    assert shown(near, request_id)["state"] == "expired"
    refused("request_over", lambda: near["alpar"].do("answer_request", received_id=got, body=HELP))
    office = near.offices["alpine-aluminium"]
    for _ in range(2):
        assert advice_expiring.run(office.membership.database, clock) is False
    assert len(office.membership.told("membership.advice.ended.v1")) == 1
    near.carry()
    assert near.centre.do("list_routed_requests", query={"state": "expired"})["data"][0]["request_id"] == request_id
    office.membership.do("close_advice_request", request_id=request_id, body={"outcome": "not_found", "text": "x"})
    near.carry()
    assert near.centre.do("list_routed_requests")["data"][0]["outcome"] == "not_found"
    assert received(near)[0]["state"] == "closed"


def test_without_a_link_nothing_is_sent(neighbours: Opened) -> None:
    """The refusal names the rule and whom the cooperative is linked with."""
    near = neighbours("alpar")
    told = refused("not_linked", lambda: near["alpar"].do("ask_for_advice", body={**PREMISES, "federation": "other"}))
    assert "rule 8" in str(told.article)
    assert told.values == {"organisation": "other", "known": CENTRE}


def test_an_offer_counts_from_the_day_on_which_its_cooperative_is_in_the_register(neighbours: Opened) -> None:
    """The federation's consent is its register; who offered before it was entered need not offer again."""
    found = neighbours("alpar")
    offer = {"version": 1, "offered": True, "themes": ["premises"], "areas": ["department:74"]}
    found.forge("coopaname", "advice.profile_changed", offer)
    assert found.centre.do("list_member_profiles")["data"] == []
    request_id = ask(found, "alpar")
    assert (shown(found, request_id, "alpar")["reached"], shown(found, request_id, "alpar")["reason"]) == (
        [], "nobody_offers",
    )  # fmt: skip
    found.register("coopaname", 9)
    assert [one["coop"] for one in found.centre.do("list_member_profiles")["data"]] == ["coopaname"]
    assert shown(found, ask(found, "alpar"), "alpar")["reached"] == ["coopaname"]


def test_who_speaks_in_anothers_name_is_refused_and_counted(near: Neighbours) -> None:
    """A foreign source, an answer in another's name, one that was not asked for, an end of another's request."""
    request_id = ask(near)
    near["alpar"].do("answer_request", received_id=received(near)[0]["id"], body=HELP)
    near.carry()
    told = near["alpar"].told("membership.advice.answered.v1")[0]["data"]
    near.forge("coopaname", "advice.answered", told, source="/coops/alpar/membership")
    near.forge("coopaname", "advice.answered", told)
    near.forge("coopaname", "advice.answered", {**told, "answered_by": "coopaname"})
    near.forge("alpar", "advice.answered", {**told, "answer_id": "ans_x", "on_behalf_of": "Crédit Coopératif"})
    ending = {"request_id": request_id, "asked_by": "alpine-aluminium", "state": "withdrawn", "outcome": None,
              "text": None, "ended_on": "2026-03-02"}  # fmt: skip
    near.forge("coopaname", "advice.ended", ending)
    near.forge("coopaname", "advice.ended", {**ending, "state": "burnt"})
    near.carry()
    assert near.refused() == {
        ("coopaname", "foreign_source"): 1, ("coopaname", "foreign_answer"): 1, ("coopaname", "not_asked"): 1,
        ("alpar", "foreign_answer"): 1, ("coopaname", "foreign_request"): 1, ("coopaname", "malformed"): 1,
    }  # fmt: skip
    assert shown(near, request_id)["answers"] == 1 and shown(near, request_id)["state"] == "answered"


def test_only_who_sent_a_request_here_may_tell_its_end(near: Neighbours) -> None:
    """Another federation of ours knows nothing of it; what it says is counted."""
    request_id = ask(near)
    with near.offices["alpar"].membership.database.transaction() as session:
        session.add(Adhesion(id="adh_1", federation="elsewhere", quality="member", joined_on=date(2026, 1, 1),
                             joined_by="res_1", recorded_at=near.offices["alpar"].clock()))  # fmt: skip
    ending = {"request_id": request_id, "asked_by": "alpine-aluminium", "state": "withdrawn", "outcome": None,
              "text": None, "ended_on": "2026-03-02"}  # fmt: skip
    near.forge("elsewhere", "advice.ending_forwarded", ending, to="alpar")
    assert near.refused("alpar") == {("elsewhere", "foreign_request"): 1}
    assert received(near)[0]["state"] == "routed"
    near.forge(CENTRE, "advice.ending_forwarded", ending, to="alpar")
    assert received(near)[0]["state"] == "withdrawn"


def test_what_a_request_says_is_checked(neighbours: Opened) -> None:
    """An unknown theme, a day past, a person who forgot the place: nothing is sent."""
    desk = neighbours("alpine-aluminium")["alpine-aluminium"]
    assert "premises" in {one["theme"] for one in desk.do("list_themes")["data"]}
    refused("unknown_theme", lambda: desk.do("ask_for_advice", body={**PREMISES, "theme": "gossip"}))
    refused("request_past", lambda: desk.do("ask_for_advice", body={**PREMISES, "until": "2026-03-01"}))
    refused("request_past", lambda: desk.do("ask_for_advice", body={**PREMISES, "until": "2028-03-01"}))
    for odd in ({"areas": ["74"]}, {"latitude": 45_000_000}, {"areas": ["insee:7401"]}):
        refused("invalid_request", lambda odd=odd: desk.do("ask_for_advice", body={**PREMISES, **odd}))
    assert desk.told() == []
    with pytest.raises(NotFound):
        desk.do("get_advice_request", request_id="adv_none")
    refused("no_intercooperation", lambda: desk.do("list_routed_requests"))


def test_a_cooperative_whose_bylaws_say_no_place_has_to_name_one(neighbours: Opened) -> None:
    """Nearby is somewhere."""
    found = neighbours(overrides={"bylaws.intercooperation": {"partners": ["elsewhere"]}})
    told = refused("nowhere_asked", lambda: found.centre.do("ask_for_advice", body=PREMISES))
    assert told.status == 422


def test_a_member_without_a_desk_offers_and_answers_by_the_hand_of_the_office(near: Neighbours) -> None:
    """A request reaches it among the routes; its answer goes back to who asked, with its name, and nobody else's."""
    outside = near.register(None, 9, "Les Ateliers du Lac")
    do = near.centre.do
    offer = {"themes": ["premises"], "areas": ["department:74"]}
    refused("nowhere_asked", lambda: do("record_member_profile", member_id=outside, body={"themes": ["premises"]}))
    refused("speaks_for_itself", lambda: do("record_member_profile", member_id=near.members["alpar"], body=offer))
    row = do("record_member_profile", member_id=outside, body=offer)
    assert (row["coop"], row["name"], row["by_hand"]) == (outside, "Les Ateliers du Lac", True)
    request_id = ask(near)
    assert shown(near, request_id)["reached"] == ["alpar", "Les Ateliers du Lac"]
    [routed] = do("list_routed_requests")["data"]
    assert [(one["name"], one["by_hand"]) for one in routed["routes"]] == [
        ("Alpar", False), ("Les Ateliers du Lac", True),
    ]  # fmt: skip
    told = near.centre.told("membership.advice.routed.v1")
    assert [one["addressee"] for one in told] == ["alpar"]
    way = {"asked_by": "alpine-aluminium", "request_id": request_id}
    given = do("record_member_answer", **way, body={**HELP, "member_id": outside})
    assert (given["on_behalf_of"], given["number"]) == ("Les Ateliers du Lac", 1)
    refused("speaks_for_itself", lambda: do("record_member_answer", **way, body={**HELP, "member_id": "alpar"}))
    refused("not_reached", lambda: do("record_member_answer", **way, body={**HELP, "member_id": "mbr_nobody"}))
    near.carry()
    [answer] = near["alpine-aluminium"].do("list_advice_answers", request_id=request_id)["data"]
    assert (answer["answered_by"], answer["on_behalf_of"]) == (outside, "Les Ateliers du Lac")
    for code, change in {"speaks_for_itself": {"cooperative": "les-ateliers"}, "not_a_member": {"left": True}}.items():
        with near.changed(outside, **change):
            refused(code, lambda: do("record_member_answer", **way, body={**HELP, "member_id": outside}))
    assert shown(near, request_id)["state"] == "answered"
    near["alpine-aluminium"].do("withdraw_advice_request", request_id=request_id)
    near.carry()
    refused("request_over", lambda: do("record_member_answer", **way, body={**HELP, "member_id": outside}))
    assert do("withdraw_member_profile", member_id=outside)["offered"] is False
    refused("not_offered", lambda: do("withdraw_member_profile", member_id=outside))
    assert shown(near, ask(near))["reached"] == ["alpar"]
