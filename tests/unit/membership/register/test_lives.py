"""Whatever members do, in whatever order: the register stays one that an auditor accepts, and voting knows the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from services.commons.refusals import Refusal
from services.membership.extracts.reading import counted
from services.membership.register.rules import Period, overlapped_by
from services.membership.register.tables import Departure, Member, Membership
from services.voting.rolls.actions.members import entitled_on
from services.voting.rolls.tables import Elector
from tests.house import House

CATEGORIES = [
    {"slug": "member", "name": "Cooperator", "votes": True}, {"slug": "friend", "name": "Friend", "votes": False},
]  # fmt: skip
STATUTES = {"statutes.membership.categories": CATEGORIES, "statutes.shares": None,
            "statutes.membership.withdrawal": {"notice_days": 2}}  # fmt: skip
# What may be refused in a life, and is no fault.
REFUSED = {"already_leaving", "not_a_member", "nothing_moves", "moved_before_start", "in_the_future",
           "membership_backwards", "withdrawal_notice_too_short", "memberships_overlap", "external_id_taken",
           "application_open", "already_member", "deceased", "death_recorded", "not_found",
           "departure_stands"}  # fmt: skip


def lives(house: House) -> type[RuleBasedStateMachine]:
    """Return the machine of one cooperative in which members join, move, leave and come back.

    One house for all examples: each finds the register as those before it left it.
    """
    start = house.clock().date()
    given: dict[str, int] = {}

    class Lives(RuleBasedStateMachine):
        @initialize()
        def found(self) -> None:
            self.people: list[str] = []

        @rule()
        def somebody_joins(self) -> None:
            body = {"kind": "natural_person", "category": "member", "first_name": "A", "last_name": "B"}
            self.people.append(house.membership.do("submit_application", body=body)["member_id"])

        @precondition(lambda self: self.people)
        @rule(who=st.integers(0, 9), days=st.integers(0, 4))
        def somebody_comes_back(self, who: int, days: int) -> None:
            member_id = self.people[who % len(self.people)]
            body = {"kind": "natural_person", "category": "member", "member_id": member_id,
                    "submitted_on": str(self._today() - timedelta(days=days))}  # fmt: skip
            self._try("submit_application", body=body)

        @precondition(lambda self: self.people)
        @rule(who=st.integers(0, 9))
        def an_error_of_the_office_is_void(self, who: int) -> None:
            self._try("void_departure", member_id=self.people[who % len(self.people)])

        @precondition(lambda self: self.people)
        @rule(who=st.integers(0, 9), category=st.sampled_from(["member", "friend"]), days=st.integers(-1, 4))
        def somebody_moves(self, who: int, category: str, days: int) -> None:
            moved_on = str(self._today() - timedelta(days=days))
            self._try("move_member", member_id=self.people[who % len(self.people)],
                      body={"category": category, "moved_on": moved_on})  # fmt: skip

        @precondition(lambda self: self.people)
        @rule(who=st.integers(0, 9), reason=st.sampled_from(["resignation", "death"]), days=st.integers(-3, 3))
        def somebody_leaves(self, who: int, reason: str, days: int) -> None:
            left_on = str(self._today() + timedelta(days=days))
            self._try("record_departure", member_id=self.people[who % len(self.people)],
                      body={"reason": reason, "left_on": left_on})  # fmt: skip

        @rule(days=st.integers(1, 3))
        def time_passes(self, days: int) -> None:
            house.clock.advance(days=days)

        def _today(self) -> date:
            return house.clock().date()

        def _try(self, operation: str, **asked: Any) -> None:
            try:
                house.membership.do(operation, **asked)
            except Refusal as refused:
                assert refused.code in REFUSED, refused.code

        @invariant()
        def periods_and_numbers_hold(self) -> None:
            with house.membership.database.reading() as session:
                held: dict[str, list[Membership]] = {}
                for row in session.scalars(select(Membership).order_by(Membership.member_id, Membership.starts_on)):
                    held.setdefault(row.member_id, []).append(row)
                for periods in held.values():
                    spans = [Period(one.starts_on, one.ends_on) for one in periods]
                    assert all(overlapped_by(span, spans[:place]) is None for place, span in enumerate(spans))
                    for before, after in zip(periods, periods[1:], strict=False):
                        if after.joined_on is not None:
                            assert before.ends_on == after.starts_on - timedelta(days=1)
                            assert after.joined_on == (before.joined_on or before.starts_on)
                numbers = {one.id: one.number for one in session.scalars(select(Member))}
                assert given.items() <= numbers.items() and len(set(numbers.values())) == len(numbers)
                given.update(numbers)
                ended = session.scalars(select(Departure.membership_id).where(Departure.annulled_on.is_(None))).all()
                assert len(set(ended)) == len(ended)
                counted(session, start, self._today())

        def teardown(self) -> None:
            house.pump()
            for days in (-4, -2, -1, 0, 1, 3):
                day = self._today() + timedelta(days=days)
                assert self._electors(day) == self._voting_members(day), day

        def _electors(self, day: date) -> set[tuple[str, str]]:
            with house.voting.database.reading() as session:
                rows = session.execute(select(Elector.member_id, Elector.category).where(entitled_on(day)))
                return {(row.member_id, row.category) for row in rows}

        def _voting_members(self, day: date) -> set[tuple[str, str]]:
            listed = house.membership.do("list_members", query={"as_of": str(day), "limit": "500"})["data"]
            return {(one["id"], one["category"]) for one in listed if one["category"] == "member"}

    return Lives


def test_whatever_members_do_the_register_holds(house: Callable[..., House]) -> None:
    """Periods never overlap, moves join on to each other, numbers stay, movements add up, rolls are the register's."""
    alpar = house("alpar", STATUTES)
    alpar.open()
    run_state_machine_as_test(
        lives(alpar),
        settings=settings(max_examples=6, stateful_step_count=10, deadline=None, phases=[Phase.generate],
                          suppress_health_check=list(HealthCheck)),
    )  # fmt: skip
