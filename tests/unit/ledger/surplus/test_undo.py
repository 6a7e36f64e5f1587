"""What the annulment of a vote takes back in the books: by linked counter-entries, or not at all with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import adopt, annul, balance, entry, eur, refused, settled
from tests.unit.ledger.surplus.test_allocation import approved, worker_books

OpenHouse = Callable[..., House]
ACCOUNTS = ("120", "1061", "1063", "424", "457")


def allocated(house: OpenHouse) -> tuple[House, dict[str, Any]]:
    """Allocate the surplus of 2025 by res_2."""
    alpine = worker_books(house)
    approved(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    adopt(alpine, proposal, "allocate_surplus", "res_2", on="2026-03-01")
    assert settled(alpine)["state"] == "applied"
    return alpine, proposal


def test_an_annulled_allocation_is_reversed_and_may_be_voted_anew(house: OpenHouse) -> None:
    """Every account is back where it was, both entries linked; told twice, it is reversed once."""
    alpine, proposal = allocated(house)
    for _ in range(2):
        annul(alpine, proposal, "allocate_surplus", "res_2")
    outcome = settled(alpine)
    assert outcome["state"] == "undone" and len(alpine.ledger.told("ledger.effect.settled.v1")) == 3
    assert [balance(alpine, account) for account in ACCOUNTS] == ["-90000.00", "0.00", "0.00", "0.00", "0.00"]
    counter = alpine.ledger.do("get_entry", entry_id=outcome["links"]["undone"]["entries"][0])
    assert (counter["reverses"], counter["date"]) == (outcome["links"]["entries"][0], "2026-03-02")
    (row,) = alpine.ledger.do("list_surplus_allocations")["data"]
    assert row["reversed_by"] == counter["id"]
    adopt(alpine, proposal, "allocate_surplus", "res_3", on="2026-03-02")
    assert settled(alpine)["state"] == "applied" and balance(alpine, "424") == "-30000.00"
    rows = alpine.ledger.do("list_surplus_allocations")["data"]
    assert [(one["resolution_id"], one["reversed_by"] is None) for one in rows] == [("res_2", False), ("res_3", True)]
    assert check(alpine.ledger.database).holds


def test_what_was_paid_out_is_kept(house: OpenHouse) -> None:
    """One member was paid: the whole allocation stands, and the reason counts what was paid."""
    alpine, proposal = allocated(house)
    body = {"kind": "interest", "auxiliary": "mbr_001", "amount": eur("1.00"), "paid_on": "2026-03-02"}
    alpine.ledger.do("pay_surplus", body=body)
    annul(alpine, proposal, "allocate_surplus", "res_2")
    outcome = settled(alpine)
    assert (outcome["state"], outcome["reason"]["code"], outcome["reason"]["values"]["paid"]) == (
        "kept", "cannot_be_undone", 1
    )  # fmt: skip
    assert balance(alpine, "424") == "-30000.00"
    (listed,) = alpine.ledger.do("list_ledger_proposals", query={"state": "kept"})["data"]
    assert listed["effects"][0]["resolution_id"] == "res_2" and listed["withdrawn"]["code"] == "proposal_spent"


def test_annulled_accounts_are_drawn_up_again_unless_their_result_moved(house: OpenHouse) -> None:
    """While the surplus is allocated the approval is kept; then the closing is reversed and the vote may come again."""
    alpine, surplus = allocated(house)
    (accounts,) = alpine.ledger.do("list_ledger_proposals", query={"effect": "approve_accounts"})["data"]
    annul(alpine, surplus, "allocate_surplus", "res_2")
    annul(alpine, accounts, "approve_accounts", "res_a2025")
    assert settled(alpine)["state"] == "undone", settled(alpine)
    year = next(one for one in alpine.ledger.do("list_fiscal_years")["data"] if one["year"] == 2025)
    assert year["state"] == "drawn_up"
    assert (balance(alpine, "120"), balance(alpine, "701")) == ("0.00", "-500000.00")
    assert alpine.ledger.told("ledger.accounts.approval_annulled.v1")[0]["data"]["resolution_id"] == "res_a2025"
    adopt(alpine, accounts, "approve_accounts", "res_b2025")
    assert settled(alpine)["state"] == "applied" and balance(alpine, "120") == "-90000.00"
    assert check(alpine.ledger.database).holds


def test_an_approval_is_kept_once_its_result_was_allocated_or_the_year_sealed(house: OpenHouse) -> None:
    """What others rest on is not taken away under them."""
    alpine, _ = allocated(house)
    (accounts,) = alpine.ledger.do("list_ledger_proposals", query={"effect": "approve_accounts"})["data"]
    annul(alpine, accounts, "approve_accounts", "res_a2025")
    assert settled(alpine)["state"] == "kept" and "allocated" in settled(alpine)["reason"]["detail"]
    sealed = worker_books(house)
    drawn = approved(sealed)
    sealed.ledger.do("seal_year", year="2025")
    annul(sealed, {"id": drawn["proposal_id"]}, "approve_accounts", "res_a2025")
    assert (settled(sealed)["state"], settled(sealed)["reason"]["code"]) == ("kept", "year_in_wrong_state")


def test_an_earlier_profit_left_on_the_account_does_not_stand_for_the_one_allocated(house: OpenHouse) -> None:
    """The profit of 2024 still lies on 120 when that of 2025 is allocated: the approval of 2025 is kept."""
    alpine = worker_books(house)
    alpine.ledger.do("post_entry", body=entry("411", "701", "200000.00", date="2024-06-30"))
    approved(alpine, "2024")
    approved(alpine)
    surplus = alpine.ledger.do("propose_surplus", body={"year": 2025})
    adopt(alpine, surplus, "allocate_surplus", "res_2", on="2026-03-01")
    assert settled(alpine)["state"] == "applied" and balance(alpine, "120") == "-200000.00"
    accounts = next(
        one for one in alpine.ledger.do("list_ledger_proposals", query={"effect": "approve_accounts"})["data"]
        if "2025" in one["summary"]
    )  # fmt: skip
    annul(alpine, accounts, "approve_accounts", "res_a2025")
    assert settled(alpine)["state"] == "kept" and "allocated" in settled(alpine)["reason"]["detail"]


def test_reopened_books_withdraw_what_was_proposed_on_them(house: OpenHouse) -> None:
    """Nobody votes on accounts that are open again, nor on the surplus that they showed."""
    alpine = worker_books(house)
    drawn = alpine.ledger.do("draw_up_accounts", year="2025")
    surplus = alpine.ledger.do("propose_surplus", body={"year": 2025})
    alpine.ledger.do("withdraw_accounts", year="2025", body={"reason": "an invoice was forgotten"})
    told = [one["data"] for one in alpine.ledger.told("ledger.proposal.withdrawn.v1")]
    assert sorted(one["proposal_id"] for one in told) == sorted([drawn["proposal_id"], surplus["id"]])
    assert {one["reason"]["code"] for one in told} == {"ground_changed"}


def test_annulled_cover_of_losses_puts_the_reserves_back(house: OpenHouse) -> None:
    """Losses and reserves stand as before, by a linked counter-entry."""
    alpine = house("alpine-aluminium")
    alpine.ledger.do("post_entry", body=entry("512", "1061", "500.00", date="2024-11-30"))
    alpine.ledger.do("post_entry", body=entry("601", "512", "120.00", date="2025-11-30"))
    approved(alpine)
    made = alpine.ledger.do("propose_loss_cover", body={"legal_reserve": eur("120.00")})
    adopt(alpine, made, "cover_losses", "res_5")
    assert (balance(alpine, "129"), balance(alpine, "1061")) == ("0.00", "-380.00")
    annul(alpine, made, "cover_losses", "res_5")
    assert settled(alpine)["state"] == "undone"
    assert (balance(alpine, "129"), balance(alpine, "1061")) == ("120.00", "-500.00")
    assert check(alpine.ledger.database).holds
    assert refused(alpine, "reverse_entry", entry_id=settled(alpine)["links"]["entries"][0], body={})
