"""Gatherings: announced by a federation, signed up for by its members at their own desks, held and counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.commons.storage.unit import OPERATOR
from services.membership.gatherings.rules import Wish, promoted, taken
from services.membership.register.leaving import clear_all
from tests.unit.membership.neighbours import CENTRE, Neighbours

Opened = Callable[..., Neighbours]
# The clock of the tests stands on Monday, 2 March 2026.
MEETING = {"kind": "thursday_meeting", "title": "Visit of a foundry", "place": "Annecy", "theme": "equipment",
           "starts_at": "2026-03-12T17:00:00+01:00", "ends_at": "2026-03-12T19:00:00+01:00", "capacity": 5}  # fmt: skip


@pytest.fixture
def three(neighbours: Opened) -> Neighbours:
    """A federation with three members."""
    return neighbours("alpar", "alpine-aluminium", "coopaname")


def announced(three: Neighbours, **changed: Any) -> str:
    """Announce a gathering and let all hear of it."""
    gathering_id: str = three.centre.do("announce_gathering", body={**MEETING, **changed})["id"]
    three.carry()
    return gathering_id


def sign_up(three: Neighbours, slug: str, gathering_id: str, places: int = 2) -> str:
    """Sign a cooperative up and let it be settled."""
    body = {"places": places}
    made = three[slug].do("sign_up_for_gathering", organiser=CENTRE, gathering_id=gathering_id, body=body)
    assert made["state"] == "asked"
    three.carry()
    return str(made["id"])


def states(three: Neighbours, slug: str) -> list[tuple[str, str | None]]:
    """Return how a cooperative's sign-ups stand."""
    return [(one["state"], one["reason"]) for one in three[slug].do("list_own_sign_ups")["data"]]


def refused(code: str, action: Callable[[], Any]) -> Refusal:
    """Do what must be refused."""
    with pytest.raises(Refusal) as told:
        action()
    assert told.value.code == code, told.value.code
    return told.value


def test_cooperatives_sign_up_at_their_own_desks_and_wait_in_their_order(three: Neighbours) -> None:
    """Five places: two and two are confirmed, two wait; when some are given back, who waits has them."""
    gathering_id = announced(three)
    first = sign_up(three, "alpar", gathering_id)
    sign_up(three, "alpine-aluminium", gathering_id)
    sign_up(three, "coopaname", gathering_id)
    assert (states(three, "alpar"), states(three, "coopaname")) == ([("confirmed", None)], [("waiting", None)])
    found = three.centre.do("get_gathering", gathering_id=gathering_id)
    assert (found["confirmed"], found["waiting"], found["free"], found["cooperatives"]) == (4, 2, 1, 2)
    three["alpar"].do("withdraw_sign_up", sign_up_id=first)
    three.carry()
    assert (states(three, "alpar"), states(three, "coopaname")) == ([("withdrawn", None)], [("confirmed", None)])
    rows = three.centre.do("list_member_sign_ups", gathering_id=gathering_id)["data"]
    assert [(one["cooperative"], one["state"]) for one in rows] == [
        ("alpar", "withdrawn"), ("alpine-aluminium", "confirmed"), ("coopaname", "confirmed"),
    ]  # fmt: skip
    # Who gave places back may ask again, and now waits.
    sign_up(three, "alpar", gathering_id)
    assert states(three, "alpar")[-1] == ("waiting", None)


def test_what_cannot_be_had_is_refused_with_its_reason(three: Neighbours, clock: FixedClock) -> None:
    """Without a waiting list it is full; more than all places never fit; a second sign-up, a late one, a past one."""
    gathering_id = announced(three, waiting_list=False)
    sign_up(three, "alpar", gathering_id, 4)
    sign_up(three, "coopaname", gathering_id, 2)
    assert states(three, "coopaname") == [("refused", "full")]
    refused("already_signed_up", lambda: sign_up(three, "alpar", gathering_id, 1))
    other = announced(three, sign_up_until="2026-03-10T12:00:00+01:00")
    sign_up(three, "coopaname", other, 6)
    assert states(three, "coopaname")[-1] == ("refused", "full")
    clock.advance(days=9)
    refused("sign_up_closed", lambda: sign_up(three, "coopaname", other, 1))
    clock.advance(days=2)
    refused("gathering_over", lambda: sign_up(three, "coopaname", gathering_id, 1))
    refused("gathering_over", lambda: three["alpar"].do(
        "withdraw_sign_up", sign_up_id=three["alpar"].do("list_own_sign_ups")["data"][0]["id"]))  # fmt: skip


def test_a_member_that_has_left_gets_no_place(neighbours: Opened) -> None:
    """The organiser's register is its consent."""
    three = neighbours("alpar")
    gathering_id = announced(three)
    data = {"gathering_id": gathering_id, "sign_up_id": "sup_x", "places": 1}
    three.forge("stranger", "gathering.signed_up", data)
    [told] = three.centre.told("membership.gathering.sign_up_settled.v1")
    assert (told["addressee"], told["data"]["state"], told["data"]["reason"]) == ("stranger", "refused", "not_linked")


def test_what_is_announced_by_a_stranger_is_left_aside(three: Neighbours) -> None:
    """A cooperative hears only whom its bylaws name."""
    announced(three)
    told = three.centre.told("membership.gathering.announced.v1")[0]["data"]
    three.forge("stranger", "gathering.announced", told, to="alpar")
    assert three.refused("alpar") == {("stranger", "not_linked"): 1}
    assert [one["organiser"] for one in three["alpar"].do("list_announced_gatherings")["data"]] == [CENTRE]


def test_a_change_and_a_cancellation_reach_everybody_and_more_room_serves_who_waits(three: Neighbours) -> None:
    """The newest version counts, even when an older one comes after it."""
    gathering_id = announced(three, capacity=2)
    sign_up(three, "alpar", gathering_id)
    sign_up(three, "coopaname", gathering_id)
    refused("too_few_places", lambda: three.centre.do(
        "change_gathering", gathering_id=gathering_id, body={"capacity": 1}))  # fmt: skip
    three.centre.do("change_gathering", gathering_id=gathering_id, body={"capacity": 4, "place": "Cran"})
    three.carry()
    assert states(three, "coopaname") == [("confirmed", None)]
    three.centre.do("cancel_gathering", gathering_id=gathering_id, body={"reason": "Strike of the railways"})
    three.carry()
    three.tell_again(list(reversed(three.crossed)), anew=True)
    three.carry()
    [heard] = three["alpar"].do("list_announced_gatherings")["data"]
    assert (heard["place"], heard["state"], heard["reason"]) == ("Cran", "cancelled", "Strike of the railways")
    assert states(three, "coopaname") == [("cancelled", None)] and states(three, "alpar") == [("cancelled", None)]
    rows = three.centre.do("list_member_sign_ups", gathering_id=gathering_id)["data"]
    assert {one["state"] for one in rows} == {"cancelled"}
    [own] = three["alpar"].do("list_own_sign_ups")["data"]
    assert (own["title"], own["starts_at"][:10]) == (MEETING["title"], "2026-03-12")
    refused("gathering_over", lambda: three["alpine-aluminium"].do(
        "sign_up_for_gathering", organiser=CENTRE, gathering_id=gathering_id, body={"places": 1}))  # fmt: skip
    refused("gathering_over", lambda: three.centre.do(
        "change_gathering", gathering_id=gathering_id, body={"capacity": 9}))  # fmt: skip


def test_a_withdrawal_that_overtakes_its_sign_up_gives_no_place(neighbours: Opened) -> None:
    """In whatever order the two arrive, nobody is confirmed."""
    three = neighbours("alpar")
    gathering_id = announced(three)
    desk = three["alpar"]
    made = desk.do("sign_up_for_gathering", organiser=CENTRE, gathering_id=gathering_id, body={"places": 2})
    desk.do("withdraw_sign_up", sign_up_id=made["id"])
    told = {one["type"]: one for one in desk.told()}
    for kind in ("sign_up_withdrawn", "signed_up"):
        three.hand(CENTRE, told[f"membership.gathering.{kind}.v1"], "alpar")
    three.carry()
    assert states(three, "alpar") == [("withdrawn", None)]
    assert three.centre.do("get_gathering", gathering_id=gathering_id)["confirmed"] == 0


def test_who_came_is_recorded_once_it_began_and_counted(three: Neighbours, clock: FixedClock) -> None:
    """Figures by kind and by cooperative; a cancelled gathering is counted apart."""
    gathering_id = announced(three)
    sign_up(three, "alpar", gathering_id)
    sign_up(three, "coopaname", gathering_id, 3)
    gone = announced(three, kind="visit")
    three.centre.do("cancel_gathering", gathering_id=gone, body={"reason": "x"})

    def mark(slug: str, came: int) -> Any:
        body = {"marks": [{"cooperative": slug, "attended": came}]}
        return three.centre.do("record_gathering_attendance", gathering_id=gathering_id, body=body)

    refused("gathering_not_started", lambda: mark("alpar", 2))
    clock.advance(days=11)
    refused("no_confirmed_places", lambda: mark("alpine-aluminium", 2))
    mark("alpar", 2)
    assert mark("coopaname", 1)["attended"] == 3
    figures = three.centre.do("get_gathering_figures", query={"from": "2026-01-01", "to": "2026-12-31"})
    assert (figures["gatherings"], figures["cancelled"]) == (1, 1)
    assert figures["kinds"] == [{"kind": "thursday_meeting", "gatherings": 1, "places": 5, "attended": 3}]
    named = {"name": "Alpar", "by_hand": False}
    assert figures["cooperatives"] == [
        {"cooperative": "alpar", **named, "sign_ups": 1, "places": 2, "attended": 2},
        {"cooperative": "coopaname", **named, "name": "Coopaname", "sign_ups": 1, "places": 3, "attended": 1},
    ]
    assert three.centre.do("list_gatherings", query={"kind": "thursday_meeting"})["data"][0]["state"] == "held"


def test_a_series_meets_at_the_same_hour_of_the_clock(neighbours: Opened) -> None:
    """Every Thursday at five over the change to summer time; all are announced, each under its own id."""
    three = neighbours("alpar")
    made = three.centre.do("announce_gathering_series", body={"series": "thursdays", "first": MEETING, "times": 4})
    three.carry()
    heard = three["alpar"].do("list_announced_gatherings", query={"series": "thursdays"})["data"]
    assert [one["gathering_id"] for one in heard] == made["gathering_ids"]
    assert [one["starts_at"][:16] for one in heard] == [
        "2026-03-12T16:00", "2026-03-19T16:00", "2026-03-26T16:00", "2026-04-02T15:00",
    ]  # fmt: skip
    refused("series_taken", lambda: three.centre.do(
        "announce_gathering_series", body={"series": "thursdays", "first": MEETING, "times": 2}))  # fmt: skip
    page = three.centre.do("list_gatherings", query={"limit": "3", "from": "2026-03-12", "to": "2026-04-02"})
    rest = three.centre.do("list_gatherings", query={"limit": "3", "cursor": page["next_cursor"]})
    assert [one["id"] for one in page["data"] + rest["data"]] == made["gathering_ids"]


def test_a_gathering_is_an_appointment(neighbours: Opened) -> None:
    """The same UID at the organiser and at who comes; a cancellation takes it out of the calendar."""
    three = neighbours("alpar")
    gathering_id = announced(three)
    own = Calendar.from_ical(three.centre.download("get_gathering_calendar", gathering_id=gathering_id))
    path = {"organiser": CENTRE, "gathering_id": gathering_id}
    [event] = Calendar.from_ical(three["alpar"].download("get_announced_calendar", **path)).walk("VEVENT")
    assert event["UID"] == own.walk("VEVENT")[0]["UID"] == f"{gathering_id}@{CENTRE}.rochdale"
    assert event["DTSTART"].dt.isoformat() == "2026-03-12T17:00:00+01:00" and event["STATUS"] == "CONFIRMED"
    three.centre.do("cancel_gathering", gathering_id=gathering_id, body={"reason": "x"})
    three.carry()
    gone = Calendar.from_ical(three["alpar"].download("get_announced_calendar", **path))
    assert (gone["METHOD"], gone.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")


ODD: list[tuple[dict[str, Any], str]] = [
    ({"starts_at": "2026-03-13T17:00:00+01:00", "ends_at": "2026-03-13T19:00:00+01:00"}, "not_a_thursday"),
    ({"ends_at": "2026-03-12T16:00:00+01:00"}, "gathering_backwards"),
    ({"starts_at": "2026-02-26T17:00:00+01:00"}, "gathering_backwards"),
    ({"sign_up_until": "2026-03-12T18:00:00+01:00"}, "gathering_backwards"),
    ({"starts_at": "9999-12-31T23:00:00-10:00", "ends_at": "9999-12-31T23:59:00-10:00"}, "invalid_request"),
    ({"sign_up_until": "0001-01-01T00:00:00+14:00"}, "invalid_request"),
    ({"place": None}, "gathering_nowhere"),
    ({"theme": "gossip"}, "unknown_theme"),
    ({"link": "javascript:alert(1)"}, "invalid_request"),
]


def test_what_cannot_be_held_is_not_announced(neighbours: Opened) -> None:
    """Nothing is told of it; and only who organises for others announces: the refusal names the article."""
    found = neighbours("alpar")
    for odd, code in ODD:
        refused(code, lambda odd=odd: found.centre.do("announce_gathering", body={**MEETING, **odd}))
        series = {"series": "odd", "first": {**MEETING, **odd}, "times": 3}
        refused(code, lambda series=series: found.centre.do("announce_gathering_series", body=series))
    assert found.centre.told() == []
    for days in ({"from": "1800-01-01", "to": "2200-12-31"}, {"from": "2200-12-31", "to": "1800-01-01"}):
        assert found.centre.do("list_gatherings", query=days)["data"] == []
        assert found.centre.do("get_gathering_figures", query=days)["gatherings"] == 0
    assert refused("no_intercooperation", lambda: found["alpar"].do("announce_gathering", body=MEETING)).article


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 30), st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=12))
def test_places_never_exceed_the_capacity(capacity: int, asked: list[tuple[int, bool]]) -> None:
    """Whoever is promoted fits, in the order of arrival, and nobody who would fit is left waiting."""
    wishes, room = [], capacity
    for number, (places, wanted) in enumerate(asked):
        confirmed = wanted and places <= room
        room -= places if confirmed else 0
        wishes.append(Wish(str(number), places, confirmed))
    found = promoted(capacity, wishes)
    after = [Wish(one.id, one.places, one.confirmed or one.id in found) for one in wishes]
    assert taken(after) <= capacity and found == sorted(found, key=int)
    assert all(one.confirmed or one.places > capacity - taken(after) for one in after)
    assert promoted(None, wishes) == [one.id for one in wishes if not one.confirmed]


def test_a_member_without_a_desk_is_signed_up_by_the_office_under_the_same_rules(three: Neighbours) -> None:
    """It takes its place in the order of arrival, waits, gives back, comes and is counted; it is shown as recorded."""
    outside = three.register(None, 9, "Les Ateliers du Lac")
    gathering_id = announced(three)
    way = {"gathering_id": gathering_id}
    row = three.centre.do("record_member_sign_up", **way, body={"member_id": outside, "places": 4})
    assert (row["state"], row["name"], row["by_hand"]) == ("confirmed", "Les Ateliers du Lac", True)
    sign_up(three, "alpar", gathering_id, 2)
    assert states(three, "alpar") == [("waiting", None)]
    for code, body in {
        "already_signed_up": {"member_id": outside, "places": 1},
        "speaks_for_itself": {"member_id": three.members["alpar"], "places": 1},
        "not_in_register": {"member_id": "mbr_nobody", "places": 1},
    }.items():
        refused(code, lambda body=body: three.centre.do("record_member_sign_up", **way, body=body))
    other = three.register(None, 10, "Scierie des Glières")
    refused("gathering_full", lambda: three.centre.do(
        "record_member_sign_up", **way, body={"member_id": other, "places": 6}))  # fmt: skip
    three.centre.do("record_member_withdrawal", **way, sign_up_id=row["id"])
    refused("sign_up_over", lambda: three.centre.do("record_member_withdrawal", **way, sign_up_id=row["id"]))
    three.carry()
    assert states(three, "alpar") == [("confirmed", None)]
    three.centre.do("record_member_sign_up", **way, body={"member_id": outside, "places": 2})
    theirs = three.centre.do("list_member_sign_ups", **way)["data"][1]
    assert (theirs["cooperative"], theirs["by_hand"]) == ("alpar", False)
    refused("speaks_for_itself", lambda: three.centre.do(
        "record_member_withdrawal", **way, sign_up_id=theirs["id"]))  # fmt: skip
    told = three.centre.told("membership.gathering.sign_up_settled.v1")
    assert {one["addressee"] for one in told} == {"alpar"}
    three.offices[CENTRE].clock.advance(days=11)
    three.centre.do("record_gathering_attendance", **way, body={"marks": [{"cooperative": outside, "attended": 1}]})
    counted = three.centre.do("get_gathering_figures", query={"from": "2026-03-01", "to": "2026-03-31"})
    assert [(one["name"], one["by_hand"], one["attended"]) for one in counted["cooperatives"]] == [
        ("Alpar", False, 0), ("Les Ateliers du Lac", True, 1),
    ]  # fmt: skip


def test_who_leaves_gives_back_the_places_after_its_last_day(three: Neighbours) -> None:
    """They go to those who wait; what it was signed up for before its last day stays."""
    later = announced(three, starts_at="2026-03-19T17:00:00+01:00", ends_at="2026-03-19T19:00:00+01:00", capacity=2)
    sooner = announced(three, capacity=2)
    for slug in ("alpar", "coopaname"):
        for one in (later, sooner):
            sign_up(three, slug, one, 2)
    with three.centre.database.transaction() as session:
        unit = Unit(CENTRE, "membership", session, three.offices[CENTRE].clock, OPERATOR)
        cleared = clear_all(unit, three.members["alpar"], date(2026, 3, 15), "resignation")
    assert cleared["gathering_sign_ups"] == 1
    three.carry()
    assert sorted(states(three, "alpar")) == [("confirmed", None), ("withdrawn", "left")]
    assert sorted(states(three, "coopaname")) == [("confirmed", None), ("waiting", None)]


def test_who_leaves_before_a_gathering_begins_gets_no_place_at_it_anew(three: Neighbours) -> None:
    """Neither at its own desk nor by the office; what begins by its last day is open to it still."""
    later = announced(three, starts_at="2026-06-18T17:00:00+02:00", ends_at="2026-06-18T19:00:00+02:00")
    sooner = announced(three)
    outside = three.register(None, 9, "Les Ateliers du Lac")
    for member_id in (outside, three.members["alpar"]):
        three.centre.do("record_departure", member_id=member_id,
                        body={"reason": "resignation", "left_on": "2026-06-15"})  # fmt: skip
    for one in (later, sooner):
        sign_up(three, "alpar", one, 1)
    assert states(three, "alpar") == [("refused", "not_linked"), ("confirmed", None)]
    body = {"member_id": outside, "places": 1}
    told = refused("not_a_member", lambda: three.centre.do("record_member_sign_up", gathering_id=later, body=body))
    assert told.values["on"] == "2026-06-18" and told.article
    assert three.centre.do("record_member_sign_up", gathering_id=sooner, body=body)["state"] == "confirmed"


def test_who_was_linked_later_hears_of_what_lies_ahead(neighbours: Opened) -> None:
    """Told again in the version that stands; who knows it already notices nothing, and what is over is not told."""
    found = neighbours("alpar")
    gathering_id = announced(found)
    found.centre.do("change_gathering", gathering_id=gathering_id, body={"place": "Cran"})
    gone = announced(found, kind="visit")
    found.centre.do("cancel_gathering", gathering_id=gone, body={"reason": "Snow"})
    found.carry()
    before = found["alpar"].do("list_announced_gatherings")["data"]
    found.join("coopaname", 9)
    assert found["coopaname"].do("list_announced_gatherings")["data"] == []
    assert found.centre.do("announce_gatherings_again")["count"] == 1
    found.carry()
    [heard] = found["coopaname"].do("list_announced_gatherings")["data"]
    assert (heard["gathering_id"], heard["place"]) == (gathering_id, "Cran")
    assert found["alpar"].do("list_announced_gatherings")["data"] == before
    sign_up(found, "coopaname", gathering_id)
    assert states(found, "coopaname") == [("confirmed", None)]
