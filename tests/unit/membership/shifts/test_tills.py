"""Tills: the answer for a card, the feed for those that go offline, and what is told of standings and shifts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.commons.clock import legal_day
from services.commons.rulebook import hold
from services.commons.rulebook.reading import Rules
from services.membership.shifts.actions.announcing import remind, tell_standings
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.shifts.staffing import enrol, mark, refusal_of, shift_on
from tests.unit.membership.shifts.till import Till, of_server


def with_cards(office: Office, count: int) -> dict[str, str]:
    """Import members and give each a card; return the members by code."""
    codes = {}
    for at, member_id in enumerate(with_members(office, count)):
        office.membership.do("issue_card", member_id=member_id, body={"code": f"CARD-{at:03d}"})
        codes[f"CARD-{at:03d}"] = member_id
    return codes


def tell(office: Office) -> None:
    """Let the task run that numbers what changed."""
    assert tell_standings(office.membership.database, office.clock) is False


def test_a_card_answers_for_its_holder(office: Callable[..., Office]) -> None:
    """Served, on alert still served, not served; blocked, of a leaver, unknown; until the day before it changes."""
    alpar = office("alpar")
    holders = with_cards(alpar, 3)
    one, two, three = holders
    shift_on(alpar, "2026-03-03")

    def ask(code: str, day: str) -> Any:
        return alpar.membership.do("get_card_standing", code=code, query={"as_of": day})

    # Balance 1; each cycle of 28 days takes one; below -2 is not served: after the fourth.
    assert ask(one, "2026-03-02") == {"may_shop": True, "reason": "up_to_date", "until": "2026-06-22"}
    assert ask(one, "2026-06-22") == {"may_shop": True, "reason": "alert", "until": "2026-06-22"}
    assert ask(one, "2026-06-23") == {"may_shop": False, "reason": "not_served", "until": None}
    card = alpar.membership.do("list_cards", member_id=holders[two])["data"][0]
    alpar.membership.do("block_card", card_id=card["id"], body={"reason": "lost"})
    assert ask(two, "2026-03-02") == {"may_shop": False, "reason": "card_blocked", "until": None}
    assert refusal_of(lambda: ask("NOBODY", "2026-03-02")).status == 404
    left = {"reason": "death", "left_on": "2026-03-02"}
    alpar.membership.do("record_departure", member_id=holders[three], body=left)
    assert ask(three, "2026-03-02")["until"] == "2026-03-02"
    assert ask(three, "2026-03-03")["reason"] == "not_a_member"


def test_where_nobody_is_asked_for_shifts_members_are_served(office: Callable[..., Office]) -> None:
    """A card answers there too; there is no feed of standings."""
    works = office("alpine-aluminium")
    (code,) = with_cards(works, 1)
    found = works.membership.do("get_card_standing", code=code)
    assert found == {"may_shop": True, "reason": "up_to_date", "until": None}
    assert refusal_of(lambda: works.membership.do("list_standing_changes")).code == "no_shifts"
    tell(works)


@pytest.mark.parametrize("seed", [2, 3])
def test_a_till_that_was_offline_answers_as_the_server_does(office: Callable[..., Office], seed: int) -> None:
    """On each day on which nothing else is recorded, and again after it asked for what changed; whoever tells it."""
    alpar = office("alpar")
    codes = with_cards(alpar, 6)
    members, chance = list(codes.values()), random.Random(seed)
    shift_on(alpar, "2026-03-03", member=9)
    till = Till(alpar, limit=3)
    for round_ in range(6):
        till.ask()
        for _ in range(chance.randint(1, 33)):
            for code in chance.sample(list(codes), 2):
                there = of_server(alpar, code)
                here = till.answer(code, legal_day(alpar.clock()))
                assert here == there or (here is None and there[0] is False), (code, alpar.clock())
            alpar.clock.advance(days=1)
        if chance.random() < 0.5:
            tell(alpar)
        _live(alpar, chance, members, round_)


def _live(office: Office, chance: random.Random, members: list[str], round_: int) -> None:
    """Record something: a shift that some attend or miss, a leave, a suspension, a departure."""
    today = legal_day(office.clock())
    here = chance.sample(members, 3)
    day = (today - timedelta(days=1)).isoformat()
    shift = shift_on(office, day, afterwards=True, member=9)
    for member_id in here:
        enrol(office, shift, member_id, afterwards=True)
    mark(office, shift, **{one: chance.choice(["attended", "missed"]) for one in here})
    start = today + timedelta(days=chance.randint(0, 20))
    leave = {"kind": chance.choice(["leave", "exemption"]), "starts_on": start.isoformat(),
             "ends_on": (start + timedelta(days=chance.randint(0, 20))).isoformat()}  # fmt: skip
    office.membership.do("record_leave", member_id=chance.choice(members), body=leave)
    if round_ == 2:
        gone = members.pop()
        left_on = (today + timedelta(days=chance.randint(0, 3))).isoformat()
        office.membership.do("record_departure", member_id=gone, body={
            "reason": "resignation", "noticed_on": (today - timedelta(days=60)).isoformat(), "left_on": left_on,
        })  # fmt: skip
    if round_ == 3:
        office.membership.do("suspend_member", member_id=members[0], body={
            "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=9)).isoformat(), "reason": "synthetic",
        })  # fmt: skip


def test_the_feed_tells_only_what_changed(office: Callable[..., Office]) -> None:
    """After the snapshot, nobody; after a day on which nothing changes, nobody; then the one whose standing did."""
    alpar = office("alpar")
    codes = with_cards(alpar, 5)
    one, *_ = codes.values()
    shift = shift_on(alpar, "2026-03-03")
    enrol(alpar, shift, one)
    tell(alpar)
    till = Till(alpar)
    till.ask()
    assert till.received == 5
    alpar.clock.advance(days=1)
    tell(alpar)
    till.ask()
    assert till.received == 0
    mark(alpar, shift, **{one: "missed"})
    tell(alpar)
    tell(alpar)
    till.ask()
    assert till.received == 1 and till.entries[one]["valid_until"] is None
    till.ask()
    assert till.received == 0


def test_what_was_taken_back_before_it_was_numbered_is_taken_back_at_the_till(office: Callable[..., Office]) -> None:
    """A till heard of a leave a moment after it was recorded; it was voided at once, and the till must hear of that."""
    alpar = office("alpar")
    codes = with_cards(alpar, 4)
    code, one = next(iter(codes.items()))
    tell(alpar)
    till = Till(alpar, limit=2)
    till.ask()
    body = {"kind": "leave", "starts_on": "2026-03-02"}
    leave = alpar.membership.do("record_leave", member_id=one, body=body)
    till.ask()
    assert till.answer(code, legal_day(alpar.clock())) == (True, "on_leave")
    alpar.membership.do("void_leave", leave_id=leave["id"])
    till.ask()
    assert till.answer(code, legal_day(alpar.clock())) == (True, "up_to_date") == of_server(alpar, code)
    till.ask()
    assert till.received == 0


def test_a_till_that_was_away_for_too_long_takes_the_snapshot(office: Callable[..., Office]) -> None:
    """Its cursor is refused in words; so is one that was never given; without any, everything is told."""
    alpar = office("alpar")
    with_cards(alpar, 2)
    shift_on(alpar, "2026-03-03")
    tell(alpar)
    till = Till(alpar)
    till.ask()
    alpar.clock.advance(days=36)
    refused = refusal_of(till.ask)
    assert (refused.code, refused.status) == ("till_cursor_too_old", 410) and refused.article
    assert "snapshot" in refused.detail
    for cursor in ("20260407.99...", "x", "20260407.-1...", "29990101.0...", "20260407.1."):
        till.cursor = cursor
        assert refusal_of(till.ask).code == "till_cursor_too_old", cursor
    till.cursor = None
    till.ask()
    assert till.received == 2


def test_a_till_knows_of_bylaws_to_come(office: Callable[..., Office]) -> None:
    """Stricter thresholds that are adopted already come into force at the till on their day."""
    alpar = office("alpar")
    (code,) = with_cards(alpar, 1)
    shift_on(alpar, "2026-03-03")
    with alpar.membership.database.transaction() as session:
        held = Rules.in_force(session, "alpar", "membership", legal_day(alpar.clock())).document("bylaws")
        stricter = {**held, "shifts": {**held["shifts"], "standings": {"alert_below": 2, "not_served_below": 2}}}
        hold(session, "bylaws", 2, stricter, legal_day(alpar.clock()) + timedelta(days=5), alpar.clock())
    till = Till(alpar)
    till.ask()
    for _ in range(8):
        assert till.answer(code, legal_day(alpar.clock())) == of_server(alpar, code)
        alpar.clock.advance(days=1)
    assert of_server(alpar, code) == (False, "not_served")


def test_a_change_of_standing_is_told_once(office: Callable[..., Office]) -> None:
    """By what somebody recorded, or by time alone; not when it is looked at again."""
    alpar = office("alpar")
    one, two = with_members(alpar, 2)
    shift = shift_on(alpar, "2026-03-03")
    enrol(alpar, shift, one)
    tell(alpar)
    assert alpar.membership.told("membership.standing.changed.v1") == []
    alpar.clock.advance(days=29)  # a cycle is complete
    mark(alpar, shift, **{one: "missed"})
    tell(alpar)
    tell(alpar)
    (told,) = alpar.membership.told("membership.standing.changed.v1")
    assert told["data"] == {"member_id": one, "standing": "alert", "was": "up_to_date", "until": "2026-05-25"}
    for _ in range(2):
        alpar.clock.advance(days=28)
        tell(alpar)
    later = alpar.membership.told("membership.standing.changed.v1")[1:]
    assert [(event["data"]["member_id"], event["data"]["standing"]) for event in later] == [
        (two, "alert"), (one, "not_served")
    ]  # fmt: skip


def test_members_are_reminded_once(office: Callable[..., Office]) -> None:
    """48 hours before, of a shift that stands and a place that is still theirs."""
    alpar = office("alpar")
    one, two, three = with_members(alpar, 3)
    soon, off, later = (shift_on(alpar, day, member=3) for day in ("2026-03-04", "2026-03-05", "2026-03-09"))
    for shift in (soon, off, later):
        for member_id in (one, two):
            enrol(alpar, shift, member_id)
    alpar.membership.do("excuse_from_shift", shift_id=soon, body={"member_id": two, "reason": "work"})
    alpar.membership.do("cancel_shift", shift_id=off, body={"reason": "Closed"})
    for _ in range(2):
        assert remind(alpar.membership.database, alpar.clock) is False
    (told,) = alpar.membership.told("membership.shift.reminder_due.v1")
    assert (told["data"]["shift_id"], told["data"]["member_id"]) == (soon, one)
    enrol(alpar, soon, three)
    remind(alpar.membership.database, alpar.clock)
    told_now = [event["data"]["member_id"] for event in alpar.membership.told("membership.shift.reminder_due.v1")]
    assert told_now == [one, three]


def test_nobody_is_reminded_where_the_bylaws_say_nothing_of_it(office: Callable[..., Office]) -> None:
    """No hours, no reminders."""
    alpar = office("alpar", {"bylaws.shifts.reminder_hours": None})
    (one,) = with_members(alpar, 1)
    enrol(alpar, shift_on(alpar, "2026-03-03"), one)
    assert remind(alpar.membership.database, alpar.clock) is False
    assert alpar.membership.told("membership.shift.reminder_due.v1") == []
