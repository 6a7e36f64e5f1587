"""Years: withdrawn with a reason, sealed in order with the chain's head, carried over once and for all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import text

from services.ledger.closing.carrying import carried_until
from services.ledger.closing.opening import opening_balances
from services.ledger.journal.tables import FiscalYear
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import accept, adopt, balance, entry, heard, lines, refused

OpenHouse = Callable[..., House]


def approve(house: House, year: str) -> None:
    """Draw a year up and have an assembly approve it."""
    house.clock.advance(minutes=1)
    drawn = house.ledger.do("draw_up_accounts", year=year)
    proposal = {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}
    adopt(house, proposal, "approve_accounts", f"res_{year}")


def seal(house: House, year: str) -> Any:
    """Approve a year and seal it."""
    approve(house, year)
    return house.ledger.do("seal_year", year=year)


def opening(house: House, year: int) -> dict[tuple[str, str], int]:
    """Return the balances with which a year begins."""
    with house.ledger.database.reading() as session:
        return opening_balances(session, session.get_one(FiscalYear, year))


def three_years(house: House) -> None:
    """Post in 2024, 2025 and 2026: a loss, a profit, and what is under way; customers by auxiliary."""
    accept(house, "mbr_1")
    accept(house, "mbr_2")
    for body in (
        entry("512", "164", "1000.00", date="2024-03-01"),
        entry("606", "512", "300.00", date="2024-05-01"),
        {**entry("411", "701", "1.00", date="2025-02-01"), "lines": lines("411", "701", "500.00", auxiliary="mbr_1")},
        {**entry("411", "701", "1.00", date="2025-02-02"), "lines": lines("411", "701", "70.00", auxiliary="mbr_2")},
        {**entry("512", "411", "1.00", date="2025-03-01"),
         "lines": [{"account": "512", "debit": {"amount": "70.00", "currency": "EUR"}},
                   {"account": "411", "credit": {"amount": "70.00", "currency": "EUR"}, "auxiliary": "mbr_2"}]},
        entry("606", "512", "40.00", date="2026-01-15"),
    ):  # fmt: skip
        house.ledger.do("post_entry", body=body)


OPENING_2026 = {("129", ""): 300_00, ("120", ""): -570_00, ("164", ""): -1000_00, ("411", "mbr_1"): 500_00,
                ("512", ""): 770_00}  # fmt: skip


def test_opening_balances_are_the_same_whatever_is_closed_by_then(house: OpenHouse) -> None:
    """Open, approved, sealed: each step leaves the balances with which 2026 begins as they were."""
    alpar = house("alpar")
    three_years(alpar)
    assert opening(alpar, 2026) == OPENING_2026
    assert opening(alpar, 2025) == {("129", ""): 300_00, ("164", ""): -1000_00, ("512", ""): 700_00}
    assert opening(alpar, 2024) == {}
    for year in ("2024", "2025"):
        approve(alpar, year)
        assert opening(alpar, 2026) == OPENING_2026
        alpar.ledger.do("seal_year", year=year)
        assert opening(alpar, 2026) == OPENING_2026
    assert check(alpar.ledger.database).holds


def test_a_sealed_year_is_not_summed_up_again(house: OpenHouse) -> None:
    """What was struck is what is read: balances before the carry-over are not touched by any later question."""
    alpar = house("alpar")
    three_years(alpar)
    before = alpar.ledger.do("get_trial_balance", query={"as_of": "2026-02-28"})
    seal(alpar, "2024")
    seal(alpar, "2025")
    with alpar.ledger.database.reading() as session:
        carried = carried_until(session, date(2026, 2, 28))
        assert carried is not None and carried.until == date(2025, 12, 31)
        assert carried_until(session, date(2023, 12, 31)) is None
        earlier = carried_until(session, date(2025, 12, 30))
        assert earlier is not None and earlier.until == date(2024, 12, 31)
    asked: list[str] = []
    with heard(alpar.ledger.database.engine, lambda *about: asked.append(str(about[2:4]))):
        after = alpar.ledger.do("get_trial_balance", query={"as_of": "2026-02-28"})
    assert [one for one in asked if "balances" in one and "2026-01" in one], "only the periods since are read"
    moved = {row["account"]: row["balance"] for row in before["accounts"]}
    left = {row["account"]: row["balance"] for row in after["accounts"]}
    assert {one: left[one] for one in ("512", "411", "164")} == {one: moved[one] for one in ("512", "411", "164")}
    assert left["120"]["amount"] == "-570.00" and left["701"]["amount"] == "0.00"


def test_sealing_keeps_and_tells_the_head_and_what_is_carried(house: OpenHouse) -> None:
    """The chain's head, the digest of the carried balances and the balances themselves can be read afterwards."""
    alpar = house("alpar", overrides={"statutes.disclosures": ["ledger.head"]})
    three_years(alpar)
    assert refused(alpar, "list_carried_balances", year="2024").code == "year_in_wrong_state"
    sealed = seal(alpar, "2024")
    head = alpar.ledger.do("get_chain_head")
    told = alpar.ledger.told("ledger.year.sealed.v1")[-1]["data"]
    assert (told["position"], told["head"], told["year"]) == (head["position"], head["hash"], 2024)
    kept = {"position": head["position"], "head": head["hash"], "carried": told["carried"]}
    assert {name: sealed["seal"][name] for name in kept} == kept
    assert alpar.ledger.do("list_fiscal_years")["data"][0] == sealed
    disclosed = alpar.ledger.told("ledger.disclosure.published.v1")[-1]["data"]
    assert disclosed["value"] == f"{told['position']}:{told['head']}"
    with alpar.ledger.database.reading() as session:
        row = session.execute(text("SELECT digest, position, head FROM carry_overs")).one()
    assert tuple(row) == (told["carried"], head["position"], head["hash"])
    carried = alpar.ledger.do("list_carried_balances", year="2024", query={"limit": "2"})
    balances = {one["account"]: one["balance"]["amount"] for one in carried["data"]}
    assert balances == {"129": "300.00", "164": "-1000.00"}
    rest = alpar.ledger.do("list_carried_balances", year="2024", query={"cursor": carried["next_cursor"]})
    assert [(one["account"], one["auxiliary"]) for one in rest["data"]] == [("512", None), ("606", None)]
    assert rest["data"][1]["debit"] == rest["data"][1]["credit"], "the result was closed"


def test_years_are_sealed_in_order(house: OpenHouse) -> None:
    """A year waits until the one before it is sealed; an early year without any result does not keep it."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "164", "5.00", date="2023-03-01"))
    three_years(alpar)
    approve(alpar, "2024")
    approve(alpar, "2025")
    refusal = refused(alpar, "seal_year", year="2025")
    assert refusal.code == "years_not_sealed_in_order" and refusal.values["earlier"] == 2024
    for year in ("2024", "2025"):
        assert alpar.ledger.do("seal_year", year=year)["state"] == "sealed"
    assert refused(alpar, "seal_year", year="2025").code == "year_in_wrong_state"
    assert balance(alpar, "164") == "-1005.00"
    assert check(alpar.ledger.database).holds


def test_nothing_opens_what_is_drawn_up_or_sealed(house: OpenHouse) -> None:
    """Months of such a year stay closed; a drawn-up year is withdrawn, which is logged; later ones never are."""
    alpar = house("alpar")
    three_years(alpar)
    alpar.ledger.do("close_month", month="2024-06")
    alpar.ledger.do("draw_up_accounts", year="2024")
    again = {"reason": "An invoice was forgotten"}
    refusal = refused(alpar, "reopen_month", month="2024-06", body=again)
    assert refusal.code == "year_locked" and "correct in the open year" in refusal.detail
    assert refused(alpar, "withdraw_accounts", year="2024", body={}).code == "invalid_request"
    assert alpar.ledger.do("withdraw_accounts", year="2024", body=again)["state"] == "open"
    (logged,) = alpar.ledger.do("list_reopenings")["data"]
    assert (logged["kind"], logged["period"], logged["reason"]) == ("fiscal_year", "2024", again["reason"])
    alpar.ledger.do("reopen_month", month="2024-06", body=again)
    seal(alpar, "2024")
    assert {one["state"] for one in alpar.ledger.do("list_months")["data"]} == {"closed"}
    for step in ("withdraw_accounts", "draw_up_accounts"):
        asked = {"body": again} if step == "withdraw_accounts" else {}
        assert refused(alpar, step, year="2024", **asked).code == "year_in_wrong_state"
    assert refused(alpar, "reopen_month", month="2024-06", body=again).code == "year_locked"
    late = refused(alpar, "post_entry", body=entry("512", "741", "1.00", date="2024-06-15"))
    assert late.code == "period_closed" and "correct in an open period" in late.detail


def test_years_that_end_within_a_month_open_with_every_entry_before(house: OpenHouse) -> None:
    """A year from 16 June: what lies before it in June counts, what comes after does not; sealing keeps it so."""
    alpar = house("alpar", overrides={"statutes.identity.fiscal_year_end": "06-15"})
    for day, amount in (("2024-06-14", "1.00"), ("2024-06-16", "10.00"), ("2025-06-15", "100.00"),
                        ("2025-06-16", "1000.00"), ("2025-07-01", "10000.00")):  # fmt: skip
        alpar.ledger.do("post_entry", body=entry("512", "741", amount, date=day))
    assert opening(alpar, 2025) == {("120", ""): -1_00, ("512", ""): 1_00}
    assert opening(alpar, 2026) == {("120", ""): -111_00, ("512", ""): 111_00}
    for year in ("2024", "2025"):
        seal(alpar, year)
        assert opening(alpar, 2026) == {("120", ""): -111_00, ("512", ""): 111_00}
    assert balance(alpar, "512", as_of="2025-06-20") == "1111.00"
    assert balance(alpar, "512", as_of="2025-06-15") == "111.00"
    assert check(alpar.ledger.database).holds
