"""Whatever is posted, reversed, refused and closed, in whatever order, the books prove themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.commons.money import Money
from services.commons.refusals import Refusal
from services.ledger.reports.check import check
from tests.house import House
from tests.unit.ledger.books import accept, entry, eur

OpenHouse = Callable[..., House]
FEW = settings(max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
ACCOUNTS = st.sampled_from(["512", "531", "401", "411", "607", "707"])
CENTS = st.integers(1, 10**9)
DAYS = st.sampled_from(["2025-12-31", "2026-01-15", "2026-02-28", "2026-03-02"])


def journal_machine(open_house: OpenHouse) -> type[RuleBasedStateMachine]:
    """Make the machine that keeps a journal beside the service's, with a plain dictionary of balances as its model."""

    class JournalMachine(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.desk = open_house("alpar").ledger
            self.model: Counter[str] = Counter()
            self.posted: dict[str, dict[str, Any]] = {}
            self.reversed: set[str] = set()
            self.closed: set[str] = set()

        def keep(self, shown: dict[str, Any]) -> None:
            assert shown["date"][:7] not in self.closed
            self.posted[shown["id"]] = shown
            for line in shown["lines"]:
                side = line["debit"] or line["credit"]
                self.model[line["account"]] += Money.parse(side["amount"]).minor * (1 if line["debit"] else -1)

        @rule(debit=ACCOUNTS, credit=ACCOUNTS, cents=CENTS, day=DAYS)
        def post(self, debit: str, credit: str, cents: int, day: str) -> None:
            try:
                self.keep(self.desk.do("post_entry", body=entry(debit, credit, str(Money(cents)), date=day)))
            except Refusal as refusal:
                assert refusal.code == "period_closed" and day[:7] in self.closed

        @rule(pairs=st.lists(st.tuples(ACCOUNTS, ACCOUNTS | st.just("nowhere"), CENTS, DAYS), min_size=1, max_size=5))
        def post_batch(self, pairs: list[tuple[str, str, int, str]]) -> None:
            entries = [entry(debit, credit, str(Money(cents)), date=day) for debit, credit, cents, day in pairs]
            made = self.desk.do("post_entry_batch", body={"mode": "continue", "entries": entries})
            for one, (_, credit, _, day) in zip(made["results"], pairs, strict=True):
                assert (one["outcome"] == "refused") is (credit == "nowhere" or day[:7] in self.closed)
                if one["outcome"] == "posted":
                    self.keep(self.desk.do("get_entry", entry_id=one["id"]))

        @precondition(lambda self: self.posted)
        @rule(data=st.data())
        def reverse(self, data: st.DataObject) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.posted)))
            lawful = chosen not in self.reversed and not self.posted[chosen]["reverses"]
            try:
                self.keep(self.desk.do("reverse_entry", entry_id=chosen, body={}))
                assert lawful
                self.reversed.add(chosen)
            except Refusal as refusal:
                assert refusal.code == "already_reversed" and not lawful

        @rule(month=st.sampled_from(["2025-12", "2026-01"]))
        def close(self, month: str) -> None:
            self.desk.do("close_month", month=month)
            self.closed.add(month)

        @invariant()
        def balances_are_the_models(self) -> None:
            if hasattr(self, "desk"):
                found = self.desk.do("get_trial_balance", query={"as_of": "2026-12-31"})["accounts"]
                kept = {row["account"]: Money.parse(row["balance"]["amount"]).minor for row in found}
                assert {account: minor for account, minor in kept.items() if minor} == {
                    account: minor for account, minor in self.model.items() if minor
                }

        def teardown(self) -> None:
            if hasattr(self, "desk"):
                assert not check(self.desk.database).findings

    return JournalMachine


def capital_machine(open_house: OpenHouse) -> type[RuleBasedStateMachine]:
    """Make the machine that subscribes and pays beside a model of what each member holds and owes."""

    class CapitalMachine(RuleBasedStateMachine):
        @initialize(maximum=st.sampled_from([1, 3, None]))
        def begin(self, maximum: int | None) -> None:
            house = open_house("alpine-aluminium", overrides={"statutes.shares.maximum": maximum})
            self.desk, self.maximum = house.ledger, maximum
            self.held: Counter[str] = Counter()
            self.due: dict[str, int] = {}
            for name in ("mbr_1", "mbr_2"):
                accept(house, name)

        @rule(member=st.sampled_from(["mbr_1", "mbr_2", "mbr_3"]), count=st.integers(1, 4))
        def subscribe(self, member: str, count: int) -> None:
            try:
                made = self.desk.do("subscribe_shares", member_id=member, body={"count": count})
                self.held[member] += count
                self.due[made["id"]] = count * 5000
                assert self.maximum is None or self.held[member] <= self.maximum
            except Refusal as refusal:
                if member == "mbr_3":
                    assert refusal.code == "unknown_member"
                else:
                    assert refusal.code == "share_limit_exceeded" and refusal.article
                    assert self.maximum is not None and self.held[member] + count > self.maximum

        @precondition(lambda self: self.due)
        @rule(data=st.data(), cents=st.integers(1, 25000))
        def pay(self, data: st.DataObject, cents: int) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.due)))
            try:
                shown = self.desk.do("pay_shares", subscription_id=chosen, body={"amount": eur(str(Money(cents)))})
                self.due[chosen] -= cents
                assert self.due[chosen] >= 0 and shown["fully_paid"] is (self.due[chosen] == 0)
            except Refusal as refusal:
                assert refusal.code == "subscription_overpaid" and cents > self.due[chosen]

        @invariant()
        def capital_is_the_models(self) -> None:
            if hasattr(self, "desk"):
                shown = self.desk.do("get_capital")
                assert shown["shares"] == sum(self.held.values())
                assert Money.parse(shown["called_unpaid"]["amount"]).minor == sum(self.due.values())
                assert shown["highest"] == shown["subscribed"]

        def teardown(self) -> None:
            if hasattr(self, "desk"):
                assert not check(self.desk.database).findings

    return CapitalMachine


def test_the_journal_keeps_its_invariants(house: OpenHouse) -> None:
    """Any sequence of postings, batches, reversals and closings agrees with the model and passes the check."""
    run_state_machine_as_test(journal_machine(house), settings=FEW)


def test_the_capital_register_keeps_its_invariants(house: OpenHouse) -> None:
    """Any sequence of subscriptions and payments agrees with the model and passes the check."""
    run_state_machine_as_test(capital_machine(house), settings=FEW)
