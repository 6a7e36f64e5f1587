"""Under a participation agreement the labour share is booked before the year is closed, and owed to persons after."""

from __future__ import annotations

from services.ledger.proof.check import check
from tests.unit.ledger.books import adopt, balance, entry, eur, refused, settled
from tests.unit.ledger.surplus.cooperatives import OpenHouse, approve, worker_books


def test_the_reserve_is_booked_in_its_year_and_shared_by_the_assembly(house: OpenHouse) -> None:
    """A third of EUR 90,000: 30,000 on 691 and 4284 in 2025; a result of 60,000; 30,000 to persons in 2026."""
    alpine = worker_books(house, labour_share_posting="participation")
    shown = alpine.ledger.do("get_participation", year="2025")
    assert (shown["before"], shown["surplus"], shown["fraction"]) == (eur("90000.00"), eur("90000.00"), "1/3")
    assert (shown["reserve"], shown["to_book"], shown["after"]) == (eur("30000.00"), eur("30000.00"), eur("60000.00"))
    assert shown["entry"] is None and "article 31" in shown["article"]
    made = alpine.ledger.do("provide_participation", year="2025", body={})
    booked = alpine.ledger.do("get_entry", entry_id=made["entry"])
    assert (booked["date"], booked["year"]) == ("2025-12-31", 2025)
    assert [line["account"] for line in booked["lines"]] == ["691", "4284"]
    again = alpine.ledger.do("provide_participation", year="2025", body={})
    assert again["to_book"] == eur("0.00") and again["result"] == eur("60000.00") and again["entry"] == made["entry"]
    refusal = refused(alpine, "reverse_entry", entry_id=made["entry"], body={})
    assert refusal.code == "entry_kept_by_room" and "participation agreement" in refusal.detail
    approve(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    assert (proposal["surplus"], proposal["provided"]) == (eur("90000.00"), eur("30000.00"))
    parts = {name: part["amount"] for name, part in proposal["parts"].items() if part["amount"] != "0.00"}
    assert parts == {"legal_reserve": "13500.00", "development_fund": "16500.00", "labour_share": "30000.00",
                     "interest": "30000.00"}  # fmt: skip
    adopt(alpine, proposal, "allocate_surplus", "res_2")
    assert settled(alpine)["state"] == "applied", settled(alpine)
    booked_on = [balance(alpine, account) for account in ("120", "4284", "424", "457", "1061", "1063")]
    assert booked_on == ["0.00", "0.00", "-30000.00", "-30000.00", "-13500.00", "-16500.00"]
    assert check(alpine.ledger.database).holds


def test_late_entries_change_the_reserve_by_the_difference(house: OpenHouse) -> None:
    """EUR 3,000 of costs found later take EUR 1,000 back from the reserve; the circle is solved on the surplus before.
    """
    alpine = worker_books(house, labour_share_posting="participation")
    alpine.ledger.do("provide_participation", year="2025", body={})
    alpine.ledger.do("post_entry", body=entry("601", "512", "3000.00", date="2025-11-30"))
    made = alpine.ledger.do("provide_participation", year="2025", body={})
    assert (made["before"], made["reserve"], made["to_book"]) == (eur("87000.00"), eur("29000.00"), eur("-1000.00"))
    lines = alpine.ledger.do("get_entry", entry_id=made["entry"])["lines"]
    assert [(line["account"], line["debit"], line["credit"]) for line in lines] == [
        ("691", None, eur("1000.00")), ("4284", eur("1000.00"), None)
    ]  # fmt: skip
    assert alpine.ledger.do("get_participation", year="2025")["after"] == eur("58000.00")


def test_a_reserve_is_asked_for_before_the_surplus_is_shared(house: OpenHouse) -> None:
    """Without a reserve on 691 nothing is proposed; the accounts are withdrawn, and the reserve is booked."""
    alpine = worker_books(house, labour_share_posting="participation")
    alpine.ledger.do("draw_up_accounts", year="2025")
    missing = refused(alpine, "propose_surplus", body={"year": 2025})
    assert missing.code == "participation_not_provided" and "article 31" in str(missing.article)
    late = refused(alpine, "provide_participation", year="2025", body={})
    assert late.code == "year_in_wrong_state"
    alpine.ledger.do("withdraw_accounts", year="2025", body={"reason": "The reserve was missing"})
    alpine.ledger.do("provide_participation", year="2025", body={"labour_share": "1/2"})
    alpine.ledger.do("draw_up_accounts", year="2025")
    other = refused(alpine, "propose_surplus", body={"year": 2025, "parameters": {"labour_share": "1/2",
                                                                                 "interest": "0"}})  # fmt: skip
    assert other.values["rule"] == "reserves_of_statutes"


def test_only_statutes_make_a_participation(house: OpenHouse) -> None:
    """Where the labour share is an allocation, and in a year that runs, nothing is provided for."""
    alpine = worker_books(house)
    refusal = refused(alpine, "provide_participation", year="2025", body={})
    assert refusal.code == "no_participation" and "article 31" in str(refusal.article)
    agreed = worker_books(house, labour_share_posting="participation")
    agreed.ledger.do("post_entry", body=entry("512", "701", "10.00", date="2026-01-05"))
    assert refused(agreed, "provide_participation", year="2026", body={}).code == "year_not_ended"
    more = refused(agreed, "provide_participation", year="2025", body={"labour_share": "4/5"})
    assert more.code == "parts_exceed_surplus"
