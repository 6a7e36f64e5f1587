"""Meetings of bodies and working groups, from the plan to the approved minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members
from tests.unit.membership.votes import decide


def seated(office: Callable[..., Office], **overrides: Any) -> tuple[Office, list[str]]:
    """Open alpar with a committee of twelve and two referents of supply, the second of whom sits in it too."""
    alpar = office("alpar", {"statutes.membership.withdrawal.notice_days": 0, **overrides})
    ids = with_members(alpar, 16)
    election = alpar.membership.do("propose_election", slug="committee", body={})
    decide(alpar, election["proposal_id"], elected=ids[:12])
    alpar.membership.do("join_working_group", slug="supply", body={"member_ids": [*ids[11:15]]})
    for one in (ids[12], ids[11]):
        alpar.membership.do("name_referent", slug="supply", body={"member_id": one})
    return alpar, ids


def plan(office: Office, day: str = "2026-03-10", **more: Any) -> dict[str, Any]:
    """Plan the meeting of committee and referents on an evening."""
    body = {"organ": "committee", "with_referents": True, "title": "Monthly coordination", "place": "The shop",
            "starts_at": f"{day}T18:30:00+01:00", "ends_at": f"{day}T20:30:00+01:00",
            "agenda": ["Opening hours", "Suppliers"], **more}  # fmt: skip
    meeting: dict[str, Any] = office.membership.do("plan_meeting", body=body)
    return meeting


def attend(office: Office, meeting: str, **body: Any) -> dict[str, Any]:
    """Record who came."""
    held: dict[str, Any] = office.membership.do(
        "record_meeting_attendances", meeting_id=meeting, body={"marks": [], **body}
    )
    return held


def marks(ids: list[str], attendance: str = "present") -> list[dict[str, str]]:
    """Mark members."""
    return [{"member_id": one, "attendance": attendance} for one in ids]


def refused(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as caught:
        action()
    return caught.value


def test_who_is_invited_follows_from_the_day(office: Callable[..., Office]) -> None:
    """Twelve seats and two referents, one of them both, are thirteen people; a leaver is not asked any more."""
    alpar, ids = seated(office)
    meeting = plan(alpar)
    assert (meeting["state"], meeting["invited"], len(meeting["attendances"])) == ("planned", 13, 13)
    both = next(one for one in meeting["attendances"] if one["member_id"] == ids[11])
    assert (both["seat"], both["groups"], both["attendance"]) == (True, ["supply"], None)
    assert meeting["groups_represented"] == ["supply"] and len(meeting["groups_unrepresented"]) == 6
    alpar.membership.do("record_departure", member_id=ids[0], body={"reason": "resignation", "left_on": "2026-03-09"})
    again = alpar.membership.do("get_meeting", meeting_id=meeting["id"])
    assert again["invited"] == 12 and ids[0] not in {one["member_id"] for one in again["attendances"]}
    alone = plan(alpar, with_referents=False, title="The committee alone")
    assert alone["invited"] == 11 and alone["groups_unrepresented"] == []
    group = plan(alpar, organ_kind="group", organ="supply", with_referents=False)
    assert group["invited"] == 4


def test_a_meeting_is_planned_in_order(office: Callable[..., Office]) -> None:
    """An organ that there is, an end after the beginning, no day before the founding."""
    alpar, _ = seated(office)
    assert refused(lambda: plan(alpar, organ="senate")).code == "unknown_organ"
    assert refused(lambda: plan(alpar, ends_at="2026-03-10T18:30:00+01:00")).code == "meeting_backwards"
    assert refused(lambda: plan(alpar, day="2018-06-01")).code == "before_founding"
    assert refused(lambda: alpar.membership.do("get_meeting", meeting_id="mtg_x")).code == "unknown_meeting"


def test_a_meeting_goes_from_planned_to_approved_minutes(office: Callable[..., Office], clock: FixedClock) -> None:
    """Held with who came, decided at its level or flagged, minuted by one who was there, fixed by the next meeting."""
    alpar, ids = seated(office)
    meeting, following = plan(alpar)["id"], plan(alpar, day="2026-04-14")["id"]
    ask = alpar.membership.do
    decide_ = {"subject": "opening_hours", "text": "Open on Saturday evenings.", "item": 1}
    assert refused(lambda: attend(alpar, meeting)).code == "meeting_not_begun"
    early = refused(lambda: ask("record_meeting_decision", meeting_id=meeting, body=decide_))
    assert (early.code, early.values["state"]) == ("wrong_meeting_state", "planned")
    clock.advance(days=9)
    held = attend(alpar, meeting, marks=[*marks(ids[:9]), *marks(ids[9:10], "excused")], guests=[ids[15]],
                  substitutes=[{"group": "supply", "member_id": ids[13]}])  # fmt: skip
    assert (held["state"], held["present"], held["excused"], held["absent"]) == ("held", 11, 1, 3)
    assert held["groups_represented"] == ["supply"]
    told = alpar.membership.told("membership.meeting.held.v1")[-1]["data"]
    assert (told["invited"], told["present"], told["represented"]) == (13, 9, 1)
    assert not ask("record_meeting_decision", meeting_id=meeting, body=decide_)["outside_competence"]
    outside = ask("record_meeting_decision", meeting_id=meeting, body={**decide_, "subject": "suppliers", "item": 2})
    assert outside["belongs_to"]["level"] == "operational" and "article 16" in outside["article"]
    unknown = refused(lambda: ask("record_meeting_decision", meeting_id=meeting, body={**decide_, "item": 3}))
    assert unknown.code == "unknown_item"
    minutes = {"keeper_id": ids[12], "items": [{"position": 1, "text": "Long debate."}]}
    assert refused(lambda: ask("write_minutes", meeting_id=meeting, body=minutes)).code == "keeper_absent"
    minuted = ask("write_minutes", meeting_id=meeting, body={**minutes, "keeper_id": ids[1]})
    assert (minuted["state"], minuted["agenda"][0]["text"]) == ("minuted", "Long debate.")
    assert ask("write_minutes", meeting_id=meeting, body={
        "keeper_id": ids[1], "items": [{"position": 2, "text": "Short."}],
    })["agenda"][0]["text"] == "Long debate."  # fmt: skip
    approval = {"meeting_id": following}
    elsewhere = refused(lambda: ask("approve_minutes", meeting_id=meeting, body=approval))
    assert elsewhere.code == "approval_elsewhere"
    clock.advance(days=35)
    attend(alpar, following, marks=marks(ids[:5]))
    assert ask("approve_minutes", meeting_id=meeting, body=approval)["approved_in"] == following
    fixed = refused(lambda: ask("write_minutes", meeting_id=meeting, body={**minutes, "keeper_id": ids[1]}))
    assert fixed.code == "minutes_approved"
    assert refused(lambda: attend(alpar, meeting)).code == "minutes_approved"
    assert alpar.membership.told("membership.meeting.minutes_approved.v1")
    pdf = alpar.membership.download("get_meeting_minutes", meeting_id=meeting, query={"language": "fr"})
    assert pdf.startswith(b"%PDF-")
    later = plan(alpar, "2026-05-12")["id"]
    draft = refused(lambda: alpar.membership.download("get_meeting_minutes", meeting_id=later))
    assert draft.code == "wrong_meeting_state"


def test_attendance_is_said_again_and_bounded_by_who_is_invited(
    office: Callable[..., Office], clock: FixedClock
) -> None:
    """A stranger is a guest or a substitute of a group that is theirs; once each; the last word counts."""
    alpar, ids = seated(office)
    meeting = plan(alpar)["id"]
    clock.advance(days=9)
    for code, body in {
        "not_expected": {"marks": marks([ids[15]])},
        "not_in_group": {"substitutes": [{"group": "supply", "member_id": ids[15]}]},
        "entered_twice": {"guests": [ids[0]]},
        "not_in_register": {"guests": ["mbr_x"]},
    }.items():  # fmt: skip
        assert refused(lambda body=body: attend(alpar, meeting, **body)).code == code  # type: ignore[misc]
    doubled = refused(lambda: attend(alpar, meeting, marks=[*marks(ids[:1]), *marks(ids[:1], "absent")]))
    assert doubled.code == "entered_twice"
    assert alpar.membership.do("get_meeting", meeting_id=meeting)["state"] == "planned"
    attend(alpar, meeting, marks=marks(ids[:3]), guests=[ids[15]])
    again = attend(alpar, meeting, marks=marks(ids[:2]))
    assert (again["present"], again["absent"], again["invited"]) == (2, 11, 13)


def test_moving_and_cancelling_say_why_and_calendars_follow(office: Callable[..., Office]) -> None:
    """The sequence grows, the UID stays; a cancelled meeting is a cancellation, and none is cancelled twice."""
    alpar, ids = seated(office)
    ask, meeting = alpar.membership.do, plan(alpar)["id"]

    def calendar() -> Any:
        content = alpar.membership.download("get_meeting_calendar", meeting_id=meeting)
        parsed = Calendar.from_ical(content)
        return parsed, parsed.walk("VEVENT")[0]

    parsed, event = calendar()
    assert (str(parsed["method"]), int(event["sequence"]), len(event["attendee"])) == ("REQUEST", 0, 13)
    assert {str(one) for one in event["attendee"]} >= {"mailto:m1@example.org"}
    assert "1. Opening hours" in str(event["description"])
    moved = ask("move_meeting", meeting_id=meeting, body={
        "starts_at": "2026-03-17T18:30:00+01:00", "reason": "The shop is being painted.",
    })  # fmt: skip
    assert moved["day"] == "2026-03-17"
    assert datetime.fromisoformat(moved["ends_at"]) == datetime.fromisoformat("2026-03-17T19:30:00+00:00")
    assert [(one["kind"], one["reason"]) for one in moved["changes"]] == [("moved", "The shop is being painted.")]
    ask("set_meeting_agenda", meeting_id=meeting, body={"agenda": ["Only this"]})
    assert int(calendar()[1]["sequence"]) == 2 and "2." not in str(calendar()[1]["description"])
    gone = ask("cancel_meeting", meeting_id=meeting, body={"reason": "Nobody can come."})
    parsed, event = calendar()
    assert (gone["state"], str(parsed["method"]), str(event["status"])) == ("cancelled", "CANCEL", "CANCELLED")
    assert str(event["uid"]) == f"{meeting}@alpar.rochdale" and int(event["sequence"]) == 3
    again = refused(lambda: ask("cancel_meeting", meeting_id=meeting, body={"reason": "Again."}))
    assert again.code == "wrong_meeting_state"
    told = [alpar.membership.told(f"membership.meeting.{kind}.v1") for kind in ("planned", "moved", "cancelled")]
    assert [len(one) for one in told] == [1, 2, 1]
    assert all("reason" not in one["data"] for many in told for one in many)


def test_the_feed_names_nobody(office: Callable[..., Office]) -> None:
    """Meetings to come, published without attendees, with the zone as it is in their years (RFC 5545 §3.6.5)."""
    alpar, _ = seated(office)
    plan(alpar)
    plan(alpar, day="2026-02-10")
    content = alpar.membership.download("get_meetings_calendar")
    parsed = Calendar.from_ical(content)
    assert b"DTSTART:19700" not in content and str(parsed.walk("VTIMEZONE")[0]["tzid"]) == "Europe/Paris"
    events = parsed.walk("VEVENT")
    assert (str(parsed["method"]), len(events)) == ("PUBLISH", 1) and "attendee" not in events[0]


def test_a_series_plans_what_the_statutes_ask_for(office: Callable[..., Office]) -> None:
    """Monthly, with the referents; asked again, only what is missing is added; a body without rhythm has none."""
    alpar, _ = seated(office)
    body = {"body": "committee", "count": 3, "weekday": "tuesday", "nth": 2, "starts_at": "18:30", "ends_at": "20:30",
            "place": "The shop"}  # fmt: skip
    made = alpar.membership.do("plan_meeting_series", body=body)
    assert (len(made["created"]), made["existing"], made["every_months"]) == (3, [], 1)
    assert "article 15" in made["article"]
    meetings = alpar.membership.do("list_meetings", query={"state": "planned"})["data"]
    assert [one["day"] for one in meetings] == ["2026-03-10", "2026-04-14", "2026-05-12"]
    assert [one["starts_at"] for one in meetings][:2] == ["2026-03-10T17:30:00+00:00", "2026-04-14T16:30:00+00:00"]
    assert all(one["with_referents"] and one["title"] == "Governance committee" for one in meetings)
    again = alpar.membership.do("plan_meeting_series", body={**body, "count": 4})
    assert (len(again["created"]), len(again["existing"])) == (1, 3)
    other = office("coopaname")
    none = refused(lambda: other.membership.do("plan_meeting_series", body={**body, "body": "board"}))
    assert none.code == "no_rhythm"


def test_a_month_without_a_meeting_shows(office: Callable[..., Office], clock: FixedClock) -> None:
    """From the first mandate on: held, missing, and what is planned or due; the committee alone does not count."""
    alpar, ids = seated(office)
    march, alone, may = plan(alpar), plan(alpar, day="2026-04-07", with_referents=False), plan(alpar, day="2026-05-12")
    clock.advance(days=50)  # 21 April
    attend(alpar, march["id"], marks=marks(ids[:3]))
    attend(alpar, alone["id"], marks=marks(ids[:3]))
    clock.advance(days=12)  # 3 May
    (rhythm,) = alpar.membership.do("list_meeting_rhythm", query={"to": "2026-06-30"})["data"]
    assert [(one["first"], one["state"]) for one in rhythm["periods"]] == [
        ("2026-03-01", "held"), ("2026-04-01", "missing"), ("2026-05-01", "planned"), ("2026-06-01", "due"),
    ]  # fmt: skip
    assert (rhythm["held"], rhythm["missing"], rhythm["with_referents"]) == (1, 1, True)
    assert "article 15" in rhythm["article"] and rhythm["periods"][2]["meeting_ids"] == [may["id"]]


def test_tasks_are_done_overdue_or_nobody_s(office: Callable[..., Office], clock: FixedClock) -> None:
    """A member's or a group's; what a leaver leaves is nobody's from the day after, until it is given to another."""
    alpar, ids = seated(office)
    ask, meeting = alpar.membership.do, plan(alpar)["id"]
    clock.advance(days=9)
    task = {"what": "Ask for three offers.", "member_id": ids[3], "due": "2026-03-20", "item": 2}
    early = refused(lambda: ask("add_meeting_task", meeting_id=meeting, body=task))
    assert early.code == "wrong_meeting_state"
    attend(alpar, meeting, marks=marks(ids[:5]))
    both = refused(lambda: ask("add_meeting_task", meeting_id=meeting, body={**task, "group": "supply"}))
    assert both.code == "one_assignee"
    nowhere = refused(lambda: ask("add_meeting_task", meeting_id=meeting, body={"what": "Dance.", "group": "dance"}))
    assert nowhere.code == "unknown_working_group"
    offers = ask("add_meeting_task", meeting_id=meeting, body=task)["id"]
    shelf = ask("add_meeting_task", meeting_id=meeting, body={"what": "Mend the shelf.", "group": "supply"})["id"]
    left = ask("record_departure", member_id=ids[3], body={"reason": "resignation", "left_on": "2026-03-15"})
    assert left["cleared"]["meeting_tasks"] == 1

    def listed(**query: str) -> list[str]:
        return [one["id"] for one in ask("list_meeting_tasks", query=query)["data"]]

    assert listed(state="unassigned") == [] and listed(member_id=ids[3]) == [offers]
    clock.advance(days=11)  # 22 March
    assert listed(state="unassigned") == listed(state="overdue") == [offers]
    assert listed(member_id=ids[3]) == [] and listed(group="supply") == [shelf]
    assert ask("list_meeting_tasks")["data"][0]["flags"] == ["unassigned", "overdue"]
    given = ask("assign_meeting_task", task_id=offers, body={"member_id": ids[4], "due": "2026-04-20"})
    assert (given["member_id"], given["flags"]) == (ids[4], [])
    assert ask("complete_meeting_task", task_id=offers, body={})["state"] == "done"
    assert refused(lambda: ask("complete_meeting_task", task_id=offers, body={})).code == "task_done"
    assert refused(lambda: ask("assign_meeting_task", task_id="tsk_x", body={})).code == "unknown_meeting_task"
    assert (listed(), listed(state="done")) == ([shelf], [offers])


def test_a_life_tells_a_year_of_meetings_in_sums(office: Callable[..., Office], clock: FixedClock) -> None:
    """Invited, present, excused, by body and year; a task by itself."""
    alpar, ids = seated(office)
    first, second = plan(alpar)["id"], plan(alpar, day="2026-03-12")["id"]
    clock.advance(days=11)
    attend(alpar, first, marks=marks(ids[:2]))
    attend(alpar, second, marks=marks(ids[:1], "excused"))
    alpar.membership.do("add_meeting_task", meeting_id=first, body={"what": "Ask for offers.", "member_id": ids[0]})
    life = alpar.membership.do("get_timeline", member_id=ids[0], query={"language": "en"})["data"]
    told = {one["kind"]: (one["on"], one["what"]) for one in life}
    assert told["meetings_counted"] == (
        "2026-03-12", "Meetings of committee in 2026: invited to 2, came to 1, excused from 1.",
    )  # fmt: skip
    assert told["task_taken"] == ("2026-03-13", "Took on a task: Ask for offers.")
