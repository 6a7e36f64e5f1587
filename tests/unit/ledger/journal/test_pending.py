"""Pending entries: held back, then posted once or voided; without either they expire."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from services.commons.refusals import Refusal
from services.ledger.journal.pending import expire
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import balance, entry, eur, refused
from tests.unit.ledger.journal.test_at_once import widened
from tests.unit.ledger.journal.test_policies import floor

OpenHouse = Callable[..., House]


def pending(debit: str, credit: str, amount: str, until: str = "2026-03-10") -> dict[str, Any]:
    """Write an entry that is to wait."""
    return {**entry(debit, credit, amount), "expires_on": until}


def settlements(house: House) -> list[tuple[str, str | None]]:
    """Return what was told of pending entries."""
    told = house.ledger.told("ledger.pending_entry.settled.v1")
    return [(one["data"]["state"], one["data"]["entry_id"]) for one in told]


def test_a_pending_entry_moves_nothing_until_it_is_posted(house: OpenHouse) -> None:
    """Posting it makes the entry, linked both ways, on the day asked for; it is told, and happens once."""
    alpar = house("alpar")
    made = alpar.ledger.do("make_pending_entry", body={**pending("467", "512", "12.00"), "reference": "SET-1"})
    assert made["state"] == "pending" and made["entry_id"] is None and made["expires_at"].startswith("2026-03-10T23:00")
    assert balance(alpar, "512") == "0.00" and alpar.ledger.do("list_entries")["data"] == []
    asked = {"pending_entry_id": made["id"], "body": {"date": "2026-03-01"}, "command_id": "once"}
    posted = alpar.ledger.do("post_pending_entry", **asked)
    assert alpar.ledger.do("post_pending_entry", **asked) == posted
    assert (posted["date"], posted["reference"]) == ("2026-03-01", "SET-1")
    assert posted["metadata"] == {"pending_entry": made["id"]}
    shown = alpar.ledger.do("get_pending_entry", pending_entry_id=made["id"])
    assert (shown["state"], shown["entry_id"]) == ("posted", posted["id"])
    assert balance(alpar, "512") == "-12.00" and settlements(alpar) == [("posted", posted["id"])]
    for name in ("post_pending_entry", "void_pending_entry"):
        body = {"body": {}} if name.startswith("post") else {}
        assert refused(alpar, name, pending_entry_id=made["id"], **body).code == "pending_entry_settled"
    assert refused(alpar, "void_pending_entry", pending_entry_id="pen_0").code == "not_found"
    assert check(alpar.ledger.database).holds


def test_a_voided_entry_is_never_posted(house: OpenHouse) -> None:
    """Voiding ends it and posts nothing."""
    alpar = house("alpar")
    made = alpar.ledger.do("make_pending_entry", body=pending("467", "512", "12.00"))
    assert alpar.ledger.do("void_pending_entry", pending_entry_id=made["id"])["state"] == "voided"
    refusal = refused(alpar, "post_pending_entry", pending_entry_id=made["id"], body={})
    assert refusal.code == "pending_entry_settled" and refusal.values["state"] == "voided"
    assert settlements(alpar) == [("voided", None)] and balance(alpar, "512") == "0.00"


def test_an_entry_expires_by_the_clock(house: OpenHouse) -> None:
    """From the moment on it reads as expired and cannot be posted; the sweep settles it and tells it once."""
    alpar = house("alpar")
    made = alpar.ledger.do("make_pending_entry", body=pending("467", "512", "12.00", until="2026-03-02"))
    kept = alpar.ledger.do("make_pending_entry", body=pending("467", "512", "1.00"))
    alpar.clock.advance(hours=12)
    assert alpar.ledger.do("get_pending_entry", pending_entry_id=made["id"])["state"] == "expired"
    assert refused(alpar, "post_pending_entry", pending_entry_id=made["id"], body={}).values["state"] == "expired"
    listed = alpar.ledger.do("list_pending_entries", query={"state": "expired"})["data"]
    assert [one["id"] for one in listed] == [made["id"]] and settlements(alpar) == []
    assert expire(alpar.ledger.database, alpar.clock) is expire(alpar.ledger.database, alpar.clock) is False
    assert settlements(alpar) == [("expired", None)]
    assert alpar.ledger.do("get_pending_entry", pending_entry_id=made["id"])["state"] == "expired"
    listed = alpar.ledger.do("list_pending_entries", query={"state": "pending", "account": "512"})["data"]
    assert [one["id"] for one in listed] == [kept["id"]]
    assert alpar.ledger.do("list_pending_entries", query={"account": "531"})["data"] == []


def test_what_is_pending_is_reserved(house: OpenHouse) -> None:
    """An account with a floor counts what pending entries will draw, but not what they will bring."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "10.00"))
    floor(alpar, "512", "debit")
    made = alpar.ledger.do("make_pending_entry", body=pending("467", "512", "8.00"))
    alpar.ledger.do("make_pending_entry", body=pending("512", "741", "50.00"))
    refusal = refused(alpar, "post_entry", body=entry("606", "512", "2.01"))
    assert refusal.values["balance"] == eur("2.00") and refusal.values["missing"] == eur("0.01")
    assert refused(alpar, "make_pending_entry", body=pending("606", "512", "3.00")).code == "account_below_zero"
    alpar.ledger.do("post_entry", body=entry("606", "512", "2.00"))
    alpar.ledger.do("post_pending_entry", pending_entry_id=made["id"], body={})
    assert balance(alpar, "512") == "0.00"
    other = alpar.ledger.do("make_pending_entry", body=pending("512", "741", "1.00"))
    alpar.ledger.do("void_pending_entry", pending_entry_id=other["id"])
    alpar.clock.advance(days=20)
    assert refused(alpar, "post_entry", body=entry("606", "512", "0.01")).code == "account_below_zero"


def test_what_could_not_be_posted_cannot_be_pending(house: OpenHouse) -> None:
    """A pending entry is judged when it is made and again when it is posted; it ends within a year."""
    alpar = house("alpar")
    for change, code in (
        ({"journal": "diary"}, "unknown_journal"), ({"expires_on": "2026-03-01"}, "expiry_passed"),
        ({"expires_on": "2028-01-01"}, "expiry_passed"), ({"expires_at": "2026-03-02T12:00:00Z"}, "invalid_request"),
        ({"lines": []}, "entry_without_lines"), ({"date": "2027-01-01"}, "beyond_open_year"),
    ):  # fmt: skip
        body = {**pending("467", "512", "1.00"), **change}
        assert refused(alpar, "make_pending_entry", body=body).code == code
    assert refused(alpar, "make_pending_entry", body=entry("467", "512", "1.00")).code == "invalid_request"
    made = alpar.ledger.do("make_pending_entry", body={**pending("467", "512", "1.00"), "date": "2026-02-27"})
    alpar.ledger.do("close_month", month="2026-02")
    asked = {"pending_entry_id": made["id"]}
    assert refused(alpar, "post_pending_entry", **asked, body={}).code == "period_closed"
    assert alpar.ledger.do("get_pending_entry", **asked)["state"] == "pending" and settlements(alpar) == []
    alpar.ledger.do("post_pending_entry", **asked, body={"date": "2026-03-01"})


def test_one_settlement_of_many_at_once(house: OpenHouse) -> None:
    """Ten requests to post or void one pending entry settle it once."""
    alpar = house("alpar")
    widened(alpar, 10)
    made = alpar.ledger.do("make_pending_entry", body=pending("467", "512", "5.00"))

    def settle(number: int) -> bool:
        name, body = ("post_pending_entry", {"body": {}}) if number % 2 else ("void_pending_entry", {})
        try:
            return bool(alpar.ledger.do(name, pending_entry_id=made["id"], **body))
        except Refusal as refusal:
            assert refusal.code == "pending_entry_settled"
            return False

    with ThreadPoolExecutor(10) as clients:
        assert sum(clients.map(settle, range(10))) == 1
    assert len(settlements(alpar)) == 1
    assert len(alpar.ledger.do("list_entries")["data"]) == (settlements(alpar)[0][0] == "posted")
