"""The life of an assembly, walked at random: no step out of order, nothing on the agenda that was not sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from services.commons.canonical import digest
from services.commons.refusals import Refusal
from services.voting.assemblies.actions.agenda import agenda_content
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.signing import fix_minutes
from services.voting.assemblies.rules import STATES, STEPS, next_state
from tests.unit.voting.hall import Hall

NOTICE = {1: 15, 2: 10}
QUORUM = 2  # a fifth of six, on the first call; the second needs somebody


def test_every_state_is_reached_and_left_by_the_steps_that_are_written() -> None:
    """From a draft all states can be reached, and nothing leads back behind the notice."""
    reached, waiting = {"draft"}, ["draft"]
    while waiting:
        state = waiting.pop()
        after = {next_state(step, state) for step in STEPS} - {None} - reached
        reached |= after  # type: ignore[arg-type]
        waiting += sorted(after)  # type: ignore[type-var]
    assert reached == set(STATES)
    assert not any("draft" in leads.values() for leads in STEPS.values())
    assert all("convened" not in leads.values() for step, leads in STEPS.items() if step != "convene")


class Life(RuleBasedStateMachine):
    """An assembly of six members, with a model of what may be done to it at each moment."""

    it: Hall
    members: list[str]

    @initialize(days=st.integers(11, 14), start=st.sampled_from(["draft", "convened", "open", "open", "second call"]))
    def prepare(self, days: int, start: str) -> None:
        """Prepare a first call, and go some lawful way, so that short walks reach every state."""
        self.calls = 1
        self.begin(self.it.draft(days=days, agenda=[{"title": "Accounts"}]), days)
        if start in ("draft", "convened"):
            return None if start == "draft" else self.convene(4)
        self.sit()
        if start == "second call":
            self.declare_inquorate()
            self.call_again(10)
            self.sit()
        return None

    def sit(self) -> None:
        """Call the members in time, and open the session on its day."""
        self.convene(4)
        self.it.clock.advance(days=(self.held_on - self.it.today).days)
        self.open()

    def begin(self, assembly_id: str, days: int) -> None:
        """Follow an assembly in draft."""
        self.id, self.state, self.held_on = assembly_id, "draft", self.it.today + timedelta(days=days)
        self.here, self.voted, self.convened_on = 0, False, date.min
        self.until = self.it.clock()

    def attempt(self, lawful: bool, operation: str, **asked: Any) -> Any:
        """Ask for something; it is done exactly when it is lawful."""
        try:
            answer = self.it.do(operation, **asked)
        except Refusal as refusal:
            assert not lawful, f"{operation} was refused in {self.state}: {refusal.code}"
            assert refusal.status < 500
            return None
        assert lawful, f"{operation} was done in {self.state}"
        return answer

    def step(self, step: str, operation: str, lawful: bool = True, **asked: Any) -> bool:
        """Ask for a step of the life; return whether it was taken."""
        lawful = lawful and next_state(step, self.state) is not None
        self.attempt(lawful, operation, assembly_id=self.id, **asked)
        if lawful:
            self.state = next_state(step, self.state) or ""
        return lawful

    @rule(ago=st.integers(-1, 4))
    def convene(self, ago: int) -> None:
        """Call the members, a few days ago or tomorrow."""
        convened_on = self.it.today - timedelta(days=ago)
        lawful = ago >= 0 and convened_on + timedelta(days=NOTICE[self.calls]) <= self.held_on
        if self.step("convene", "convene_assembly", lawful, body={"convened_on": convened_on.isoformat()}):
            self.convened_on = convened_on

    @rule()
    def extend_agenda(self) -> None:
        """Put something on the agenda."""
        lawful = self.state == "draft"
        self.attempt(lawful, "add_agenda_item", assembly_id=self.id, body={"title": "More"})

    @rule(own=st.booleans())
    def draft_poll(self, own: bool) -> None:
        """Draft a poll on an item of the agenda, or on a new one."""
        body: dict[str, Any] = {"assembly_id": self.id, "title": "A question"}
        if own:
            body["agenda_item_id"] = self.agenda()[0]["id"]
        self.attempt(self.state in (("draft", "convened", "open") if own else ("draft",)), "create_poll", body=body)

    @rule(days=st.integers(1, 16))
    def wait(self, days: int) -> None:
        """Let days go by."""
        self.it.clock.advance(days=days)

    @rule(number=st.integers(1, 3))
    def arrive(self, number: int) -> None:
        """Let members come in."""
        entries = [{"member_id": one, "kind": "arrive"} for one in self.members[:number]]
        lawful = self.state in ("convened", "open", "adjourned")
        if self.attempt(lawful, "record_presences", assembly_id=self.id, body={"entries": entries}):
            self.here = max(self.here, number)

    @rule()
    def open(self) -> None:
        """Open the session."""
        self.step("open", "open_assembly", self.it.today >= self.held_on, body={})

    @rule()
    def vote(self) -> None:
        """Draft, open and proclaim a poll; without its quorum it does not open."""
        if self.state != "open":
            return
        item = self.agenda()[0]["id"]
        poll_id = self.it.poll(self.id, agenda_item_id=item)
        if self.attempt(self.quorate(), "open_poll", poll_id=poll_id):
            tellers = self.members[:2] if self.here > 1 else None
            if tellers is None:
                self.it.do("annul_poll", poll_id=poll_id, body={"reason": "Too few to count.", "code": "error_of_form"})
                return
            self.it.do("count_hands", poll_id=poll_id, body={"tellers": tellers, "for": self.here, "against": 0})
            self.it.proclaim(poll_id)
            self.voted = True

    @rule(hours=st.sampled_from([-1, 2, 30]))
    def adjourn(self, hours: int) -> None:
        """Adjourn the session; to another day, everybody leaves."""
        until = self.it.clock() + timedelta(hours=hours)
        if self.step("adjourn", "adjourn_assembly", hours > 0, body={"until": until.isoformat()}):
            self.until = until
            self.here = self.here if hours < 13 else 0

    @rule()
    def resume(self) -> None:
        """Sit again."""
        self.step("resume", "resume_assembly", self.it.clock() >= self.until)

    @rule()
    def declare_inquorate(self) -> None:
        """Declare that the quorum is missing."""
        self.step("declare_inquorate", "declare_inquorate", not self.quorate() and not self.voted, body={})

    @rule(days=st.integers(8, 14))
    def call_again(self, days: int) -> None:
        """Call a second time."""
        held_on = (self.it.today + timedelta(days=days)).isoformat()
        lawful = self.state == "inquorate" and self.calls == 1
        if self.calls == 2:
            return
        if answer := self.attempt(lawful, "second_call", assembly_id=self.id, body={"held_on": held_on}):
            assert [one["title"] for one in self.agenda(answer["id"])] == [one["title"] for one in self.agenda()]
            self.calls = 2
            self.begin(answer["id"], days)

    @rule()
    def close(self) -> None:
        """Close the session."""
        self.step("close", "close_assembly")

    @rule()
    def sign(self) -> None:
        """Sign the minutes."""
        lawful = self.state == "closed"
        if self.state == "inquorate":
            return
        try:
            with self.it.acting() as unit:
                fix_minutes(unit, held_assembly(unit, self.id, lock=True), "0" * 64)
        except Refusal:
            assert not lawful
            return
        assert lawful
        self.state = "minutes_signed"

    @invariant()
    def what_was_sent_stands(self) -> None:
        """The state is the model's, the notice was in time, and the agenda is the one that was sent."""
        shown = self.it.do("get_assembly", assembly_id=self.id)
        assert shown["state"] == self.state
        if self.state == "draft":
            return
        assert self.convened_on + timedelta(days=NOTICE[shown["call"]]) <= self.held_on
        [version] = self.it.do("list_agenda_versions", assembly_id=self.id)["data"]
        with self.it.acting() as unit:
            assert digest(agenda_content(unit, held_assembly(unit, self.id))) == version["digest"]

    @invariant()
    def polls_stand_on_the_agenda(self) -> None:
        """Each poll has its item on the agenda of its own assembly."""
        astray = ("SELECT count(*) FROM polls LEFT JOIN agenda_items item ON item.id = polls.agenda_item_id"
                  " AND item.assembly_id = polls.assembly_id WHERE item.id IS NULL")  # fmt: skip
        assert self.it.sql(astray)[0][0] == 0

    def agenda(self, assembly_id: str | None = None) -> list[dict[str, Any]]:
        """Read an agenda."""
        return list(self.it.do("list_agenda", assembly_id=assembly_id or self.id)["data"])

    def quorate(self) -> bool:
        """Say whether enough are there."""
        return self.here >= (QUORUM if self.calls == 1 else 1)


def test_no_walk_through_its_life_breaks_the_law(hall: Callable[..., Hall]) -> None:
    """Whatever is tried in whatever order, what is unlawful is refused and what is lawful is done."""
    it = hall()
    members = it.admit(6)

    class Here(Life):
        pass

    Here.it, Here.members = it, members
    run_state_machine_as_test(Here, settings=settings(
        max_examples=20, stateful_step_count=12, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    ))  # fmt: skip
