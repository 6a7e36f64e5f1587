"""Leaving: the shares are asked back by themselves, once, and cancelled when the membership ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from services.commons.clock import FixedClock
from services.ledger.capital import leaving
from services.ledger.capital.leaving import cancel_when_due
from tests.house import House
from tests.unit.ledger.books import accept, admit, balance, eur, members, refused
from tests.unit.ledger.capital.shares import approve, buy, holds, kinds, leave, redemption_of

OpenHouse = Callable[..., House]


def test_a_departure_moves_the_capital_to_what_is_owed(house: OpenHouse) -> None:
    """On the first day after the membership D 1013 / C 4567, numbered in the register; on the last day still held."""
    alpar = house("alpar")
    members(alpar, 2)
    for name in ("mbr_001", "mbr_002"):
        buy(alpar, name, 1, on="2026-01-10")
    assert leave(alpar, "mbr_001", "2026-02-15", "death") == "handled"
    found = redemption_of(alpar, "mbr_001")
    assert (found["state"], found["reason"], found["nominal"]) == ("cancelled", "death", eur("100.00"))
    assert (found["left_on"], found["cancelled_on"], found["year"]) == ("2026-02-15", "2026-02-16", 2026)
    assert (balance(alpar, "1013"), balance(alpar, "4567")) == ("-100.00", "-100.00")
    assert kinds(alpar, member_id="mbr_001")[2:] == [("redemption_request", 1, "0.00"), ("cancellation", -1, "-100.00")]
    assert alpar.ledger.do("get_capital", query={"as_of": "2026-02-15"})["holders"] == 2
    after = alpar.ledger.do("get_capital", query={"as_of": "2026-02-16"})
    assert (after["holders"], after["paid_up"], after["to_repay"]) == (1, eur("100.00"), eur("100.00"))
    told = [one["type"].removeprefix("ledger.shares.") for one in alpar.ledger.told() if "shares" in one["type"]]
    assert told[-2:] == ["redemption_requested.v1", "cancelled.v1"]
    holds(alpar)


def test_a_departure_told_twice_asks_once(house: OpenHouse) -> None:
    """Neither the same event again, nor the same news in another event, nor another end of it asks a second time."""
    alpar = house("alpar")
    members(alpar, 1)
    buy(alpar, "mbr_001", 1)
    assert leave(alpar, "mbr_001", "2026-02-15", event_id="left-1") == "handled"
    assert leave(alpar, "mbr_001", "2026-02-15", event_id="left-1") == "known"
    assert leave(alpar, "mbr_001", "2026-02-15", event_id="left-2") == "handled"
    assert leave(alpar, "mbr_001", "2026-02-20", event_id="left-3") == "handled"
    assert redemption_of(alpar, "mbr_001")["count"] == 1 and balance(alpar, "4567") == "-100.00"
    holds(alpar)


def test_a_crash_in_the_middle_of_a_departure_leaves_nothing(
    house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed before the commit is not there; offered again, the event moves the shares once."""
    alpar = house("alpar")
    members(alpar, 1)
    buy(alpar, "mbr_001", 1)

    def crash(*_: object) -> None:
        raise ConnectionError("the machine went down")

    with monkeypatch.context() as broken:
        broken.setattr(leaving, "cancel_who_left", crash)
        with pytest.raises(Exception, match="ConnectionError"):
            leave(alpar, "mbr_001", "2026-02-15", event_id="left-1")
    assert alpar.ledger.do("list_share_redemptions")["data"] == [] and balance(alpar, "4567") == "0.00"
    assert leave(alpar, "mbr_001", "2026-02-15", event_id="left-1") == "handled"
    assert balance(alpar, "4567") == "-100.00"
    holds(alpar)


def test_what_was_not_paid_is_called_no_longer(house: OpenHouse) -> None:
    """Of a subscription half paid, the paid half is owed and the other is taken back (D 1012 / C 4562)."""
    alpine = house("alpine-aluminium")
    members(alpine, 1)
    made = buy(alpine, "mbr_001", 4, paid="80.00")
    leave(alpine, "mbr_001", "2026-01-31")
    found = redemption_of(alpine, "mbr_001")
    assert (found["count"], found["nominal"], found["unpaid"]) == (4, eur("80.00"), eur("120.00"))
    assert [balance(alpine, one) for one in ("1012", "1013", "4562", "4567")] == ["0.00", "0.00", "0.00", "-80.00"]
    body = {"amount": eur("1.00")}
    assert refused(alpine, "pay_shares", subscription_id=made["id"], body=body).code == "subscription_overpaid"
    assert refused(alpine, "subscribe_shares", member_id="mbr_001", body={"count": 1}).code == "member_has_left"
    assert alpine.ledger.do("get_share_subscription", subscription_id=made["id"])["held"] == 0
    holds(alpine)


def test_who_paid_nothing_gets_nothing(house: OpenHouse) -> None:
    """An unpaid subscription is cancelled whole, and there is nothing to value."""
    alpar = house("alpar")
    members(alpar, 1)
    buy(alpar, "mbr_001", 1, paid=None)
    leave(alpar, "mbr_001", "2026-02-15")
    found = redemption_of(alpar, "mbr_001")
    assert (found["state"], found["value"], found["unpaid"]) == ("redeemed", eur("0.00"), eur("100.00"))
    holds(alpar)


def test_a_departure_in_a_year_to_come_waits_for_it(house: OpenHouse, clock: FixedClock) -> None:
    """Announced for New Year's Eve, it is asked at once and booked on New Year's Day, by the task."""
    alpar = house("alpar")
    members(alpar, 1)
    buy(alpar, "mbr_001", 1)
    leave(alpar, "mbr_001", "2026-12-31")
    assert redemption_of(alpar, "mbr_001")["state"] == "requested" and balance(alpar, "1013") == "-100.00"
    assert refused(alpar, "subscribe_shares", member_id="mbr_001", body={"count": 1}).code == "member_has_left"
    holds(alpar)
    assert cancel_when_due(alpar.ledger.database, clock) is False
    assert redemption_of(alpar, "mbr_001")["state"] == "requested"
    clock.instant = datetime(2027, 1, 5, 11, 0, tzinfo=UTC)
    cancel_when_due(alpar.ledger.database, clock)
    found = redemption_of(alpar, "mbr_001")
    assert (found["state"], found["cancelled_on"], found["year"]) == ("cancelled", "2027-01-01", 2026)
    holds(alpar)


def test_a_departure_told_late_is_booked_in_the_open_year(house: OpenHouse) -> None:
    """Nobody can refuse that somebody left in a year whose accounts are approved: it is booked today."""
    alpar = house("alpar")
    members(alpar, 1)
    buy(alpar, "mbr_001", 1)
    approve(alpar)
    assert leave(alpar, "mbr_001", "2025-11-30") == "handled"
    found = redemption_of(alpar, "mbr_001")
    assert (found["cancelled_on"], found["year"], found["state"]) == ("2026-03-02", 2025, "cancelled")
    valued = alpar.ledger.do("value_share_redemptions", year="2025")["valued"]
    assert [one["value"] for one in valued] == [eur("100.00")]
    holds(alpar)


def test_who_comes_back_may_leave_again(house: OpenHouse) -> None:
    """A new membership is a new departure; each has its own redemption."""
    alpar = house("alpar")
    members(alpar, 1)
    buy(alpar, "mbr_001", 1)
    leave(alpar, "mbr_001", "2026-01-31")
    accept(alpar, "mbr_001")
    admit(alpar, "mbr_001", 1)
    buy(alpar, "mbr_001", 1, on="2026-02-10")
    leave(alpar, "mbr_001", "2026-02-20")
    found = alpar.ledger.do("list_share_redemptions", query={"member_id": "mbr_001"})["data"]
    assert [one["left_on"] for one in found] == ["2026-01-31", "2026-02-20"]
    assert alpar.ledger.do("get_member_shares", member_id="mbr_001")["to_repay"] == eur("200.00")
    holds(alpar)


def test_strangers_without_shares_leave_without_a_trace(house: OpenHouse) -> None:
    """Whoever held nothing asks nothing back."""
    alpar = house("alpar")
    members(alpar, 1)
    assert leave(alpar, "mbr_001", "2026-02-15") == "handled"
    assert leave(alpar, "mbr_999", "2026-02-15") == "handled"
    assert alpar.ledger.do("list_share_redemptions")["data"] == [] and kinds(alpar) == []


def test_who_is_leaving_subscribes_no_more(house: OpenHouse) -> None:
    """Neither on the last day of the membership nor on one before it."""
    alpar = house("alpar")
    members(alpar, 1)
    leave(alpar, "mbr_001", "2026-03-02")
    for day in ("2026-03-02", "2026-03-01"):
        body = {"count": 1, "subscribed_on": day}
        assert refused(alpar, "subscribe_shares", member_id="mbr_001", body=body).code == "member_has_left"
