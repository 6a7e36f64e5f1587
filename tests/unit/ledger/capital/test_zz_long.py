"""Whatever happens to shares, in whatever order, the register agrees with a plain model and proves itself.

The model knows lots as lists of [holder, shares, capital, paid] and debts by redemption; it knows neither SQL nor
entries. Invariants (DOMAIN §4): a transfer conserves shares; nobody gives what is not held; paid ≤ cancellation ≤
redemption; the same membership ends once; the capital's floor; numbers without gaps; accounts as the register says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
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

from services.commons.money import Money, share_out
from services.commons.refusals import Refusal
from tests.house import House
from tests.unit.ledger.books import adopt, entry, eur, members, settled
from tests.unit.ledger.capital.shares import approve, cents, holds, leave

OpenHouse = Callable[..., House]
FEW = settings(max_examples=25, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = ["mbr_001", "mbr_002", "mbr_003"]
MEMBERS = st.sampled_from(NAMES)
PRICE, LOSS = 5_000, 7_001


class Lot:
    """Shares got at once: what is left of them."""

    def __init__(self, holder: str, shares: int, capital: int, paid: int) -> None:
        self.holder, self.shares, self.capital, self.paid = holder, shares, capital, paid


def machine(open_house: OpenHouse) -> type[RuleBasedStateMachine]:
    """Make the machine: subscriptions, payments, transfers, departures, a reduction, a closing, repayments."""

    class Register(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.house = open_house("alpine-aluminium", overrides={"statutes.shares.maximum": None})
            self.day = date(2025, 1, 1)
            self.lots: dict[str, Lot] = {}
            self.owed: dict[str, int] = {}
            self.highest = self.losses = 0
            self.gone: dict[str, str] = {}
            self.closed = False
            members(self.house, len(NAMES))

        def today(self) -> str:
            """A later day at each step, so that no movement comes before what it follows from."""
            self.day = min(self.day + timedelta(days=3), date(2025, 11, 30)) if not self.closed else date(2026, 3, 2)
            return self.day.isoformat()

        def do(self, operation: str, **asked: Any) -> Any:
            """Ask; the refusal is the answer."""
            try:
                return self.house.ledger.do(operation, **asked)
            except Refusal as refusal:
                return refusal

        def held(self, member: str, *, paid: bool = False) -> list[Lot]:
            return [lot for lot in self.lots.values()
                    if lot.holder == member and lot.shares and (not paid or lot.paid == lot.capital)]  # fmt: skip

        @rule(member=MEMBERS, count=st.integers(1, 4))
        def subscribe(self, member: str, count: int) -> None:
            body = {"count": count, "subscribed_on": self.today()}
            made = self.do("subscribe_shares", member_id=member, body=body)
            if isinstance(made, Refusal):
                assert made.code == "member_has_left" and member in self.gone
                return
            assert member not in self.gone
            self.lots[made["id"]] = Lot(member, count, count * PRICE, 0)
            self.highest = max(self.highest, sum(lot.capital for lot in self.lots.values()))

        @precondition(lambda self: self.lots)
        @rule(data=st.data(), part=st.integers(1, 4))
        def pay(self, data: st.DataObject, part: int) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.lots)))
            lot = self.lots[chosen]
            amount = max(1, (lot.capital - lot.paid) * part // 3)
            body = {"amount": eur(str(Money(amount))), "paid_on": self.today()}
            paid = self.do("pay_shares", subscription_id=chosen, body=body)
            if isinstance(paid, Refusal):
                assert paid.code == "subscription_overpaid" and amount > lot.capital - lot.paid
            else:
                lot.paid += amount
                assert lot.paid <= lot.capital

        @rule(giver=MEMBERS, taker=MEMBERS, count=st.integers(1, 5))
        def transfer(self, giver: str, taker: str, count: int) -> None:
            # Members of the fixture were admitted in 2026, and give to each other from then on.
            body = {"to_member_id": taker, "count": count, "effective_on": max(self.today(), "2026-01-06")}
            moved = self.do("transfer_shares", member_id=giver, body=body)
            paid = self.held(giver, paid=True)
            if isinstance(moved, Refusal):
                assert {
                    "transfer_to_self": giver == taker, "shares_not_held": count > sum(lot.shares for lot in paid),
                    "transfer_to_non_member": taker in self.gone, "member_has_left": taker in self.gone,
                    "shares_below_minimum": sum(lot.shares for lot in self.held(giver)) <= count,
                }.get(moved.code), moved.code  # fmt: skip
                return
            assert giver != taker and taker not in self.gone
            for out, came in zip(moved["movements"][::2], moved["movements"][1::2], strict=True):
                lot, capital = self.lots[out["subscription_id"]], -cents(out["amount"])
                assert lot.holder == giver and -out["count"] == came["count"] and capital == cents(came["amount"])
                assert capital == lot.capital * came["count"] // lot.shares
                lot.shares -= came["count"]
                lot.capital -= capital
                lot.paid -= capital
                assert lot.shares >= 0
                self.lots[came["subscription_id"]] = Lot(taker, came["count"], capital, capital)

        @rule(member=MEMBERS, again=st.booleans())
        def depart(self, member: str, again: bool) -> None:
            day = self.today()
            for turn in range(2 if again else 1):
                assert leave(self.house, member, day if turn == 0 else "2025-12-24") == "handled"
            if member in self.gone:
                return
            lots = self.held(member)
            found = self.house.ledger.do("list_share_redemptions", query={"member_id": member})["data"]
            assert len(found) == (1 if lots else 0)
            self.gone[member] = day
            for one in found:
                assert cents(one["nominal"]) == sum(lot.paid for lot in lots)
                assert one["cancelled_on"] > one["left_on"] and one["count"] == sum(lot.shares for lot in lots)
                self.owed[one["id"]] = cents(one["nominal"])
            for lot in lots:
                lot.shares = lot.capital = lot.paid = 0

        @precondition(lambda self: not self.closed)
        @rule()
        def close(self) -> None:
            self.house.ledger.do("post_entry", body=entry("601", "512", str(Money(LOSS)), date="2025-12-31"))
            approve(self.house)
            self.closed, self.losses = True, LOSS

        @precondition(lambda self: self.closed and self.losses)
        @rule(amount=st.integers(1, LOSS))
        def reduce(self, amount: int) -> None:
            made = self.do("propose_capital_reduction", body={"amount": eur(str(Money(amount)))})
            paid = {one: lot.paid for one, lot in self.lots.items() if lot.paid}
            if isinstance(made, Refusal):
                assert made.code == "reduction_exceeds" and amount > min(self.losses, sum(paid.values()))
                return
            for turn in range(2):
                adopt(self.house, made, "reduce_capital", f"res_{made['id']}_{turn}", on="2026-03-02")
                assert settled(self.house)["state"] == ("refused" if turn else "applied")
            for one, part in share_out(amount, paid).items():
                self.lots[one].capital -= part
                self.lots[one].paid -= part
            self.losses -= amount

        @precondition(lambda self: self.closed and self.owed)
        @rule()
        def value_all(self) -> None:
            for one in self.house.ledger.do("value_share_redemptions", year="2025")["valued"]:
                loss = cents(one["loss"])
                assert 0 <= loss <= self.owed[one["id"]]
                self.owed[one["id"]] -= loss
                self.losses -= loss
                if one["state"] == "valued":
                    self.house.ledger.do("schedule_share_redemption", redemption_id=one["id"], body={"years": 0})

        @precondition(lambda self: self.closed and any(self.owed.values()))
        @rule(data=st.data(), amount=st.integers(1, 20_000))
        def repay(self, data: st.DataObject, amount: int) -> None:
            chosen = data.draw(st.sampled_from(sorted(self.owed)))
            body = {"amount": eur(str(Money(amount)))}
            paid = self.do("pay_share_redemption", redemption_id=chosen, body=body)
            if isinstance(paid, Refusal):
                state = self.house.ledger.do("get_share_redemption", redemption_id=chosen)["state"]
                assert {
                    "redemption_overpaid": amount > self.owed[chosen],
                    "redemption_in_wrong_state": state != "scheduled",
                    "redemptions_wait": self.capital() < self.floor(),
                }.get(paid.code), paid.code
                return
            self.owed[chosen] -= amount
            assert self.owed[chosen] >= 0
            assert self.capital() + sum(self.owed.values()) >= self.floor() or self.capital() >= self.floor()

        def capital(self) -> int:
            return sum(lot.capital for lot in self.lots.values())

        def floor(self) -> int:
            return -(-self.highest // 4)

        @invariant()
        def the_register_is_the_model(self) -> None:
            if not hasattr(self, "house"):
                return
            shown = self.house.ledger.do("get_capital", query={"as_of": "2026-12-31"})
            assert shown["shares"] == sum(lot.shares for lot in self.lots.values())
            paid, owed = sum(lot.paid for lot in self.lots.values()), sum(self.owed.values())
            assert cents(shown["subscribed"]) == self.capital() and cents(shown["paid_up"]) == paid
            assert cents(shown["to_repay"]) == owed
            held: Counter[str] = Counter()
            for lot in self.lots.values():
                held[lot.holder] += lot.shares
            holders = self.house.ledger.do("list_share_holders", query={"as_of": "2026-12-31"})["data"]
            assert {one["member_id"]: one["shares"] for one in holders} == {one: n for one, n in held.items() if n}
            books = self.house.ledger.do("get_trial_balance", query={"as_of": "2026-12-31"})["accounts"]
            kept = {one["account"]: cents(one["balance"]) for one in books}
            unpaid = self.capital() - paid
            for account, amount in (("1012", -unpaid), ("1013", -paid), ("4562", unpaid), ("4567", -owed)):
                assert kept.get(account, 0) == amount, account
            moved = self.house.ledger.do("list_share_movements", query={"limit": "500"})["data"]
            assert [one["number"] for one in moved] == list(range(1, len(moved) + 1))

        def teardown(self) -> None:
            if hasattr(self, "house"):
                holds(self.house)

    return Register


def test_the_register_keeps_its_invariants(house: OpenHouse) -> None:
    """Any sequence of movements agrees with the model at each step, and the books prove themselves at the end."""
    run_state_machine_as_test(machine(house), settings=FEW)
