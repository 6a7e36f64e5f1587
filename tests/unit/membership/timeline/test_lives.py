"""Lives that join, move, rest, serve, leave and come back: what always holds, and that the trail knows all of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from tests.house import NOON, take_back
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import adopted, hand_on
from tests.unit.membership.timeline.replaying import replayed, standing, written

CATEGORIES = ("member", "worker")
GROUPS = ("supply", "communication")
OVERRIDES: dict[str, Any] = {
    "statutes.shares": None,
    "statutes.membership.categories": [{"slug": one, "name": one, "votes": True} for one in CATEGORIES],
    "statutes.membership.withdrawal": {"notice_days": 10, "redemption_years": 5},
    "bylaws.shifts.requires_linked_organisation": None,
}
# What somebody holds on a last day on which they are no member.
LEFT_BEHIND = """
WITH held (what, member_id, last) AS (
  SELECT 'group', member_id, coalesce(until, 'infinity') FROM working_group_places WHERE until IS NULL OR until >= since
  UNION ALL
  SELECT 'seat', member_id, coalesce(ended_on, ends_on) FROM mandates
   WHERE coalesce(ended_on, ends_on) >= started_on
  UNION ALL
  SELECT 'shift', member_id, day FROM enrolments JOIN shifts ON id = shift_id WHERE attendance = 'enrolled'
)
SELECT what, member_id, last FROM held WHERE NOT EXISTS (
  SELECT FROM memberships m WHERE m.member_id = held.member_id
     AND last BETWEEN starts_on AND coalesce(ends_on, 'infinity')
)
"""
OVERLAPS = """
SELECT a.member_id FROM memberships a JOIN memberships b ON a.member_id = b.member_id AND a.id < b.id
 WHERE daterange(a.starts_on, a.ends_on, '[]') && daterange(b.starts_on, b.ends_on, '[]')
"""


class Lives(RuleBasedStateMachine):
    """One cooperative in which up to six people do whatever they like, in any order, over months."""

    admin = ""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office("alpar", self.admin, FixedClock(NOON), OVERRIDES)
        self.people: list[str] = []
        self.numbers: dict[int, str] = {}
        self.shifts: list[str] = []
        self.resolutions = 0

    def do(self, operation: str, **asked: Any) -> Any:
        """Ask; a refusal is an answer, and must leave nothing."""
        try:
            return self.office.membership.do(operation, **asked)
        except Refusal as refusal:
            return refusal

    def someone(self, place: int) -> str:
        """Return one of the people."""
        return self.people[place % len(self.people)]

    @precondition(lambda self: len(self.people) < 6)
    @rule(category=st.sampled_from(CATEGORIES))
    def join(self, category: str) -> None:
        """A newcomer is admitted of right."""
        name = f"N{len(self.people)}"
        body = {"kind": "natural_person", "category": category, "first_name": name, "last_name": name,
                "email": f"{name}@example.org"}  # fmt: skip
        self.people.append(self.office.membership.do("submit_application", body=body)["member_id"])

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5), category=st.sampled_from(CATEGORIES))
    def come_back(self, place: int, category: str) -> None:
        """Somebody applies again: taken only once they have left."""
        body = {"kind": "natural_person", "category": category, "member_id": self.someone(place)}
        self.do("submit_application", body=body)

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5), category=st.sampled_from(CATEGORIES), days=st.integers(-2, 0))
    def move(self, place: int, category: str, days: int) -> None:
        """Somebody moves to another category, today or a little earlier."""
        moved_on = (self.office.clock().date() + timedelta(days=days)).isoformat()
        self.do("move_member", member_id=self.someone(place), body={"category": category, "moved_on": moved_on})

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5), length=st.none() | st.integers(0, 30))
    def rest(self, place: int, length: int | None) -> None:
        """A membership rests."""
        today = self.office.clock().date()
        ends_on = None if length is None else (today + timedelta(days=length)).isoformat()
        body = {"starts_on": today.isoformat(), "reason": "unreachable", "ends_on": ends_on}
        self.do("suspend_member", member_id=self.someone(place), body={k: v for k, v in body.items() if v})

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5), reason=st.sampled_from(["resignation", "death"]),
          days=st.none() | st.integers(0, 40))  # fmt: skip
    def leave(self, place: int, reason: str, days: int | None) -> None:
        """Somebody leaves; a second time is refused."""
        member_id = self.someone(place)
        body = {"reason": reason}
        if days is not None:
            body["left_on"] = (self.office.clock().date() + timedelta(days=days)).isoformat()
        first = self.do("record_departure", member_id=member_id, body=body)
        if not isinstance(first, Refusal):
            second = self.do("record_departure", member_id=member_id, body=body)
            assert isinstance(second, Refusal) and second.code in ("already_leaving", "death_recorded")

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5), group=st.sampled_from(GROUPS), referent=st.booleans())
    def join_group(self, place: int, group: str, referent: bool) -> None:
        """Somebody joins a working group, perhaps as its referent."""
        member_id = self.someone(place)
        self.do("join_working_group", slug=group, body={"member_ids": [member_id]})
        if referent:
            self.do("name_referent", slug=group, body={"member_id": member_id})

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5), group=st.sampled_from(GROUPS))
    def leave_group(self, place: int, group: str) -> None:
        """Somebody leaves a working group."""
        self.do("leave_working_group", slug=group, member_id=self.someone(place))

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5))
    def take_a_seat(self, place: int) -> None:
        """An assembly elects somebody into the committee."""
        election = self.do("propose_election", slug="committee", body={})
        if not isinstance(election, Refusal):
            self.resolutions += 1
            told = adopted(self.office, election, [self.someone(place)], f"res_{self.resolutions}",
                           self.office.clock().date().isoformat())  # fmt: skip
            assert hand_on(self.office, told) == "handled"

    @precondition(lambda self: self.people)
    @rule(place=st.integers(0, 5), days=st.integers(1, 40))
    def enrol(self, place: int, days: int) -> None:
        """Somebody takes a place in a shift to come."""
        day = (self.office.clock().date() + timedelta(days=days)).isoformat()
        body = {"starts_at": f"{day}T09:00:00+02:00", "ends_at": f"{day}T12:00:00+02:00", "places": {"member": 2}}
        shift = self.do("create_shift", body=body)
        if not isinstance(shift, Refusal):
            self.do("enrol_in_shift", shift_id=shift["id"], body={"member_id": self.someone(place), "role": "member"})

    @rule(days=st.integers(1, 25))
    def time_passes(self, days: int) -> None:
        """Days go by."""
        self.office.clock.advance(days=days)

    @invariant()
    def the_register_is_one_that_an_auditor_accepts(self) -> None:
        """Periods never overlap, a number is never anybody else's, nobody is left behind, nobody left twice."""
        with self.office.membership.database.reading() as session:
            assert session.execute(text(OVERLAPS)).all() == []
            assert session.execute(text(LEFT_BEHIND)).all() == []
            twice = "SELECT membership_id FROM departures WHERE annulled_on IS NULL GROUP BY 1 HAVING count(*) > 1"
            assert session.execute(text(twice)).all() == []
            numbers = {row.number: row.id for row in session.execute(text("SELECT number, id FROM members"))}
        assert self.numbers.items() <= numbers.items() and len(set(numbers.values())) == len(numbers)
        self.numbers = numbers

    @invariant()
    def the_state_of_any_day_agrees_with_the_periods(self) -> None:
        """On the first and last day of each period its member is one, and on the days around as the periods say."""
        with self.office.membership.database.reading() as session:
            periods = session.execute(text("SELECT member_id, starts_on, ends_on FROM memberships")).all()
        around = {(one.member_id, day + timedelta(days=step)) for one in periods for step in (-1, 0, 1)
                  for day in (one.starts_on, one.ends_on or date(2030, 1, 1))}  # fmt: skip
        for member_id, day in sorted(around)[:: max(1, len(around) // 4)]:
            mine = [one for one in periods if one.member_id == member_id]
            covered = any(one.starts_on <= day <= (one.ends_on or day) for one in mine)
            member = self.office.membership.do("get_member", member_id=member_id, query={"as_of": day.isoformat()})
            assert (member["state"] in ("active", "suspended", "leaving")) == covered, (member, day, periods)

    def teardown(self) -> None:
        """The trail replayed from nothing gives these rows, and from those the same lives are told."""
        try:
            rows = replayed(self.office.membership.database)
            assert rows == standing(self.office.membership.database)
            again = Office("alpar", self.admin, self.office.clock, OVERRIDES)
            written(rows, again.membership.database)
            for member_id in self.people:
                assert self.told(self.office, member_id) == self.told(again, member_id)
                self.agrees(self.told(self.office, member_id), member_id)
            again.close()
        finally:
            self.office.close()
            take_back()

    def told(self, office: Office, member_id: str) -> list[tuple[Any, ...]]:
        """Return the timeline, without who recorded it."""
        entries = office.membership.do("get_timeline", member_id=member_id, query={"limit": "500"})["data"]
        return [(one["on"], one["kind"], one["what"], one["recorded_at"]) for one in entries]

    def agrees(self, entries: list[tuple[Any, ...]], member_id: str) -> None:
        """Beginnings and ends of membership follow each other in turn, and as often as the trail has them."""
        turns = [kind for _, kind, _, _ in entries if kind in ("joined", "readmitted", "left")]
        assert turns[::2] == ["joined", *["readmitted"] * (len(turns[::2]) - 1)], turns
        assert set(turns[1::2]) <= {"left"}, turns
        query = {"member_id": member_id, "table": "departures", "limit": "500", "order": "oldest"}
        departures: dict[str, dict[str, Any]] = {}
        for change in self.office.membership.do("list_changes", query=query)["data"]:
            departures[change["key"]] = departures.get(change["key"], {}) | change["after"]
        assert turns.count("left") == sum(one["annulled_on"] is None for one in departures.values())


@pytest.mark.usefixtures("clock")
def test_whatever_people_do_the_register_holds_and_the_trail_tells_it_all(postgres: str) -> None:
    """Invariants of the register over any lives; the timeline is the sum of the audit records."""
    machine = type("TheseLives", (Lives,), {"admin": postgres, "__doc__": Lives.__doc__})
    run_state_machine_as_test(
        machine,
        # Not shrunk: each attempt is a database, and so few steps are read as they are.
        settings=settings(max_examples=8, stateful_step_count=16, deadline=None, phases=(Phase.generate,),
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
