"""Months: locked, closed in order, opened again with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.commons.storage import Actor
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import entry, refused

OpenHouse = Callable[..., House]
CLERK = Actor("key", "key_clerk", frozenset({"entries:write", "entries:read"}))


def post(house: House, day: str, *, actor: Actor | None = None) -> str:
    """Post an entry on a day; return how it went."""
    body = entry("512", "741", "1.00", date=day)
    if actor is None:
        return "posted" if house.ledger.do("post_entry", body=body) else ""
    return refused(house, "post_entry", body=body, actor=actor).code


def states(house: House) -> dict[str, str]:
    """Return the months that something is written of, and their states."""
    return {one["month"]: one["state"] for one in house.ledger.do("list_months")["data"]}


def test_a_locked_month_takes_entries_from_who_closes_it_alone(house: OpenHouse) -> None:
    """Between open and closed the accountant still posts, everyone else is refused; then nobody posts."""
    alpar = house("alpar")
    assert alpar.ledger.do("lock_month", month="2026-02")["state"] == "closing"
    assert post(alpar, "2026-02-10", actor=CLERK) == "period_closed"
    assert post(alpar, "2026-01-10", actor=CLERK) == "period_closed", "what lies before a locked month is locked"
    assert post(alpar, "2026-02-10") == "posted"
    assert alpar.ledger.do("lock_month", month="2026-02")["state"] == "closing"
    assert alpar.ledger.do("close_month", month="2026-02")["state"] == "closed"
    refusal = refused(alpar, "post_entry", body=entry("512", "741", "1.00", date="2026-02-10"))
    assert refusal.code == "period_closed" and refusal.values["state"] == "closed"
    assert refused(alpar, "lock_month", month="2026-02").code == "month_in_wrong_state"
    assert refused(alpar, "lock_month", month="2026-03").code == "month_not_ended"
    assert refused(alpar, "lock_month", month="2026-13").code == "not_found"
    assert post(alpar, "2026-03-01") == "posted"


def test_months_close_in_order(house: OpenHouse) -> None:
    """Closing a month closes all before it, whether they were posted in, locked or opened again."""
    alpar = house("alpar")
    assert post(alpar, "2025-11-30") == "posted"
    alpar.ledger.do("lock_month", month="2025-12")
    alpar.ledger.do("close_month", month="2026-01")
    assert states(alpar) == {"2025-12": "closed", "2026-01": "closed"}
    for day in ("2025-11-30", "2025-12-01", "2026-01-31", "2025-02-01"):
        assert refused(alpar, "post_entry", body=entry("512", "741", "1.00", date=day)).code == "period_closed", day
    alpar.ledger.do("reopen_month", month="2025-11", body={"reason": "An invoice came late"})
    assert post(alpar, "2025-11-30") == "posted"
    assert refused(alpar, "post_entry", body=entry("512", "741", "1.00", date="2025-10-31")).code == "period_closed"
    alpar.ledger.do("close_month", month="2026-02")
    assert states(alpar) == {"2025-11": "closed", "2025-12": "closed", "2026-01": "closed", "2026-02": "closed"}
    assert check(alpar.ledger.database).holds


def test_a_month_is_opened_again_with_a_reason_that_is_kept(house: OpenHouse) -> None:
    """Who, when and why stand in the list of reopenings; the event names the row and not the reason."""
    alpar = house("alpar")
    alpar.ledger.do("close_month", month="2026-02")
    assert refused(alpar, "reopen_month", month="2026-02", body={}).code == "invalid_request"
    opened = alpar.ledger.do("reopen_month", month="2026-02", body={"reason": "The bank sent a correction"})
    assert alpar.ledger.do("list_reopenings")["data"] == [opened]
    assert (opened["kind"], opened["period"], opened["actor"]) == ("month", "2026-02", "key_test")
    assert opened["reason"] == "The bank sent a correction" and opened["reopened_at"]
    told = alpar.ledger.told("ledger.month.reopened.v1")[-1]
    assert told["data"] == {"month": "2026-02", "number": opened["number"]}
    assert refused(alpar, "reopen_month", month="2026-02", body={"reason": "Again"}).code == "month_in_wrong_state"
    assert post(alpar, "2026-02-28") == "posted"
    with pytest.raises(Exception, match="never change"), alpar.ledger.database.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM reopenings")


def test_a_closing_tells_the_head_of_the_chain(house: OpenHouse) -> None:
    """Everything posted by then is in the chain; the federation hears it because alpar's statutes disclose it."""
    alpar = house("alpar", overrides={"statutes.disclosures": ["members.count", "ledger.head"]})
    post(alpar, "2026-02-01")
    post(alpar, "2026-03-01")
    alpar.ledger.do("close_month", month="2026-02")
    head = alpar.ledger.do("get_chain_head")
    assert head["position"] == 2
    told = alpar.ledger.told("ledger.month.closed.v1")
    assert [one["data"] for one in told] == [{"month": "2026-02", "position": 2, "head": head["hash"]}]
    disclosed = alpar.ledger.told("ledger.disclosure.published.v1")[-1]["data"]
    assert (disclosed["figure"], disclosed["value"]) == ("ledger.head", f"2:{head['hash']}")
    alpar.ledger.do("close_month", month="2026-02")
    assert len(alpar.ledger.told("ledger.month.closed.v1")) == 1, "closing it again changes nothing"


def test_what_the_statutes_do_not_disclose_is_not_published(house: OpenHouse) -> None:
    """Without ``ledger.head`` among the disclosures the head stays within the cooperative."""
    alpar = house("alpar", overrides={"statutes.disclosures": ["members.count"]})
    alpar.ledger.do("close_month", month="2026-02")
    assert alpar.ledger.told("ledger.month.closed.v1") and not alpar.ledger.told("ledger.disclosure.published.v1")


def test_too_many_waiting_entries_put_a_closing_off(house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closing chains what waits itself, up to a limit; beyond it says so and changes nothing."""
    alpar = house("alpar")
    for _ in range(3):
        post(alpar, "2026-02-01")
    monkeypatch.setattr("services.ledger.proof.heads.MOST", 2)
    assert refused(alpar, "close_month", month="2026-02").code == "chain_behind"
    assert states(alpar) == {} and alpar.ledger.do("get_chain_head")["position"] == 0
