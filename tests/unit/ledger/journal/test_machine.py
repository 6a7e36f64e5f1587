"""Whatever is posted, reversed, refused and closed, in whatever order, the books prove themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
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

from services.commons.clock import legal_day
from services.commons.money import Money
from services.commons.refusals import Refusal
from services.ledger.journal.pending import expire
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import entry

OpenHouse = Callable[..., House]
FEW = settings(max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
ACCOUNTS = st.sampled_from(["512", "531", "401", "411", "607", "707"])
CENTS = st.integers(1, 1000) | st.integers(1, 10**9)
DAYS = st.sampled_from(["2025-12-31", "2026-01-15", "2026-02-28", "2026-03-02"])
PAIRS = st.tuples(ACCOUNTS, ACCOUNTS, CENTS, DAYS)


Pair = tuple[str, str, int, str]


class Model:
    """A journal in plain Python: what is posted, pending, closed and forbidden, and what must be refused for it."""

    def __init__(self) -> None:
        self.balances: Counter[str] = Counter()
        self.closed: set[str] = set()
        self.floors: dict[str, int] = {}
        # Debit, credit, cents and day of what is pending, and when it expires.
        self.pending: dict[str, tuple[Pair, datetime]] = {}

    def available(self, account: str, now: datetime) -> int:
        """Return what may be drawn from an account that has a floor."""
        side, reserved = self.floors[account], 0
        for pair, expires_at in self.pending.values():
            if expires_at > now:
                reserved += min(0, side * moves(pair)[account])
        return side * self.balances[account] + reserved

    def refusal(self, pair: Pair, now: datetime) -> str | None:
        """Return the code with which an entry must be refused, if any."""
        if pair[3][:7] in self.closed:
            return "period_closed"
        for account, amount in moves(pair).items():
            if account in self.floors:
                drawn = self.floors[account] * amount
                if drawn < 0 and self.available(account, now) + drawn < 0:
                    return "account_below_zero"
        return None

    def take(self, pair: Pair) -> None:
        """Post an entry."""
        self.balances.update(moves(pair))


def moves(pair: Pair) -> Counter[str]:
    """Return what an entry moves each account by."""
    moved: Counter[str] = Counter()
    moved[pair[0]] += pair[2]
    moved[pair[1]] -= pair[2]
    return moved


def journal_machine(open_house: OpenHouse) -> type[RuleBasedStateMachine]:
    """Make the machine that keeps a journal beside the service's and compares every answer and every balance."""

    class JournalMachine(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.house = open_house("alpar")
            self.desk, self.model = self.house.ledger, Model()
            self.posted: dict[str, tuple[Pair, dict[str, Any]]] = {}
            self.reversed: set[str] = set()
            self.settled: dict[str, str] = {}

        def keep(self, pair: Pair, shown: dict[str, Any]) -> None:
            assert [(line["account"], bool(line["debit"])) for line in shown["lines"]] == [
                (pair[0], True), (pair[1], False)
            ] and shown["date"] == pair[3]  # fmt: skip
            self.model.take(pair)
            self.posted[shown["id"]] = (pair, shown)

        def ask(self, expected: str | None, name: str, **asked: Any) -> Any:
            """Ask for something; its refusal, or None, must be what the model expects."""
            try:
                answer = self.desk.do(name, **asked)
            except Refusal as refusal:
                assert refusal.code == expected
                return None
            assert expected is None, f"{name} should have been refused: {expected}"
            return answer

        @rule(pair=PAIRS)
        def post(self, pair: Pair) -> None:
            expected = self.model.refusal(pair, self.house.clock())
            if shown := self.ask(expected, "post_entry", body=written(pair)):
                self.keep(pair, shown)

        @rule(pairs=st.lists(PAIRS, min_size=1, max_size=5), mode=st.sampled_from(["atomic", "continue"]))
        def post_batch(self, pairs: list[Pair], mode: str) -> None:
            now, trial = self.house.clock(), Model()
            trial.balances, trial.closed = self.model.balances.copy(), self.model.closed
            trial.floors, trial.pending = self.model.floors, self.model.pending
            codes = []
            for pair in pairs:
                codes.append(trial.refusal(pair, now))
                if codes[-1] is None:
                    trial.take(pair)
            closed = [code for code in codes if code == "period_closed"]
            expected = next(iter(closed), next(filter(None, codes), None)) if mode == "atomic" else None
            body = {"mode": mode, "entries": [written(pair) for pair in pairs]}
            if made := self.ask(expected, "post_entry_batch", body=body):
                for one, pair, code in zip(made["results"], pairs, codes, strict=True):
                    assert one.get("problem", {}).get("code") == code
                    if code is None:
                        self.keep(pair, self.desk.do("get_entry", entry_id=one["id"]))

        @precondition(lambda self: self.posted)
        @rule(data=st.data())
        def reverse(self, data: st.DataObject) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.posted)))
            (debit, credit, cents, _), shown = self.posted[chosen]
            counter = (credit, debit, cents, legal_day(self.house.clock()).isoformat())
            done = chosen in self.reversed or shown["reverses"]
            expected = "already_reversed" if done else self.model.refusal(counter, self.house.clock())
            if made := self.ask(expected, "reverse_entry", entry_id=chosen, body={}):
                assert made["reverses"] == chosen
                self.reversed.add(chosen)
                self.model.take(counter)
                self.posted[made["id"]] = (counter, made)

        @rule(pair=PAIRS, hours=st.integers(1, 60))
        def hold_back(self, pair: Pair, hours: int) -> None:
            expires_at = self.house.clock() + timedelta(hours=hours)
            expected = self.model.refusal(pair, self.house.clock())
            body = {**written(pair), "expires_at": expires_at.isoformat()}
            if made := self.ask(expected, "make_pending_entry", body=body):
                self.model.pending[made["id"]] = (pair, expires_at)
                self.settled[made["id"]] = "pending"

        @precondition(lambda self: self.settled)
        @rule(data=st.data(), how=st.sampled_from(["post", "void"]))
        def settle(self, data: st.DataObject, how: str) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.settled)))
            now, expected = self.house.clock(), "pending_entry_settled"
            held = self.model.pending.get(chosen)
            if held and held[1] > now:
                del self.model.pending[chosen]
                expected = self.model.refusal(held[0], now) if how == "post" else None
                if expected is not None:
                    self.model.pending[chosen] = held
            asked = {"pending_entry_id": chosen} | ({"body": {}} if how == "post" else {})
            if made := self.ask(expected, f"{how}_pending_entry", **asked):
                assert held
                self.settled[chosen] = "posted" if how == "post" else "voided"
                if how == "post":
                    self.keep(held[0], made)

        @rule(hours=st.integers(1, 30), swept=st.booleans())
        def wait(self, hours: int, swept: bool) -> None:
            self.house.clock.advance(hours=hours)
            if swept:
                expire(self.desk.database, self.house.clock)

        @rule(account=st.sampled_from(["512", "401"]), side=st.sampled_from(["debit", "credit", None]))
        def police(self, account: str, side: str | None) -> None:
            self.desk.do("set_account_policy", code=account, body={"may_not_go_below_zero": side})
            self.model.floors.pop(account, None)
            if side:
                self.model.floors[account] = 1 if side == "debit" else -1

        @rule(month=st.sampled_from(["2025-12", "2026-01"]))
        def close(self, month: str) -> None:
            self.desk.do("close_month", month=month)
            self.model.closed |= {earlier for earlier in ("2025-12", "2026-01") if earlier <= month}

        @invariant()
        def balances_are_the_models(self) -> None:
            if hasattr(self, "desk"):
                found = self.desk.do("get_trial_balance", query={"as_of": "2026-12-31"})["accounts"]
                kept = {row["account"]: Money.parse(row["balance"]["amount"]).minor for row in found}
                assert sum(kept.values()) == 0 and {account: minor for account, minor in kept.items() if minor} == {
                    account: minor for account, minor in self.model.balances.items() if minor
                }

        def teardown(self) -> None:
            if hasattr(self, "desk"):
                numbers: dict[tuple[str, int], list[int]] = {}
                listed = self.desk.do("list_entries", query={"limit": "500"})["data"]
                assert {one["id"] for one in listed} == set(self.posted)
                for one in listed:
                    numbers.setdefault((one["journal"], one["year"]), []).append(one["number"])
                    assert (one["reversed_by"] is not None) is (one["id"] in self.reversed)
                    assert {**one, "reversed_by": None} == {**self.posted[one["id"]][1], "reversed_by": None}
                assert all(given == list(range(1, len(given) + 1)) for given in numbers.values())
                for name, state in self.settled.items():
                    shown = self.desk.do("get_pending_entry", pending_entry_id=name)["state"]
                    live = name in self.model.pending and self.model.pending[name][1] > self.house.clock()
                    assert shown == (state if state != "pending" or live else "expired")
                assert not check(self.desk.database).findings

    return JournalMachine


def written(pair: Pair) -> dict[str, Any]:
    """Write an entry of two lines."""
    debit, credit, cents, day = pair
    return entry(debit, credit, str(Money(cents)), date=day)


def test_the_journal_keeps_its_invariants(house: OpenHouse) -> None:
    """Any sequence of postings, batches, reversals, pending entries, policies and closings agrees with the model."""
    more = settings(FEW, max_examples=6, stateful_step_count=20)
    run_state_machine_as_test(journal_machine(house), settings=more)
