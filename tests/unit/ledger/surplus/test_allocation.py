"""Accounts drawn up, approved and sealed; the surplus proposed, adopted and posted exactly once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import (
    accept,
    adopt,
    balance,
    entry,
    eur,
    members,
    pay_roll,
    refused,
    settled,
    tell,
)

OpenHouse = Callable[..., House]


def worker_books(house: OpenHouse, surplus: str = "90000.00") -> House:
    """Open alpine-aluminium with four members holding EUR 1,000,000, three employees, and a surplus for 2025."""
    alpine = house("alpine-aluminium")
    for name in members(alpine, 4):
        made = alpine.ledger.do(
            "subscribe_shares", member_id=name, body={"count": 5000, "subscribed_on": "2024-06-01"}
        )
        alpine.ledger.do(
            "pay_shares", subscription_id=made["id"], body={"amount": eur("250000.00"), "paid_on": "2024-06-01"}
        )
    pay_roll(alpine, "mbr_001", "30000.00")
    pay_roll(alpine, "mbr_002", "20000.00")
    pay_roll(alpine, "per_9", "10000.00", member=False, months=5)
    pay_roll(alpine, "per_new", "2000.00", member=False, months=2)
    alpine.ledger.do("post_entry", body=entry("411", "701", "500000.00", date="2025-06-30"))
    cost = str(500000 - int(float(surplus))) + ".00"
    alpine.ledger.do("post_entry", body=entry("601", "512", cost, date="2025-07-31"))
    return alpine


def approved(house: House, year: str = "2025") -> dict[str, Any]:
    """Draw up a year's accounts and have them approved."""
    drawn: dict[str, Any] = house.ledger.do("draw_up_accounts", year=year)
    adopt(house, {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}, "approve_accounts", f"res_a{year}")
    assert settled(house)["state"] == "applied", settled(house)
    return drawn


def test_equal_thirds_are_proposed_voted_posted_and_sealed(house: OpenHouse) -> None:
    """Reserves, employees and members get a third each; every employee's part shows, member or not."""
    alpine = worker_books(house)
    drawn = alpine.ledger.do("draw_up_accounts", year="2025")
    assert (drawn["state"], drawn["result"], drawn["surplus"]) == ("drawn_up", eur("90000.00"), eur("90000.00"))
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    parts = {name: part["amount"] for name, part in proposal["parts"].items()}
    assert parts["labour_share"] == parts["interest"] == "30000.00"
    assert (parts["legal_reserve"], parts["development_fund"]) == ("13500.00", "16500.00")
    assert all(limit["holds"] and limit["source"] for limit in proposal["limits"])
    assert [(one["person_id"], one["amount"]["amount"]) for one in proposal["employees"]] == [
        ("mbr_001", "12500.00"), ("mbr_002", "10000.00"), ("per_9", "7500.00"),
    ]  # fmt: skip
    assert [one["amount"]["amount"] for one in proposal["interest"]] == ["7500.00"] * 4
    adopt(alpine, {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}, "approve_accounts", "res_1")
    adopt(alpine, proposal, "allocate_surplus", "res_2", on="2026-03-01")
    outcome = settled(alpine)
    assert outcome["state"] == "applied"
    posted = alpine.ledger.do("get_entry", entry_id=outcome["links"]["entries"][0])
    assert (posted["date"], posted["year"], posted["reference"]) == ("2026-03-01", 2026, "res_2")
    booked = [balance(alpine, account) for account in ("120", "1061", "1063", "424", "457")]
    assert booked == ["0.00", "-13500.00", "-16500.00", "-30000.00", "-30000.00"]
    assert alpine.ledger.do("get_surplus_proposal", proposal_id=proposal["id"]) == proposal
    assert refused(alpine, "get_surplus_proposal", proposal_id="prp_9").code == "not_found"
    assert alpine.ledger.do("seal_year", year="2025")["state"] == "sealed"
    years = alpine.ledger.do("list_fiscal_years")["data"]
    assert [(one["year"], one["state"]) for one in years] == [(2024, "open"), (2025, "sealed"), (2026, "open")]
    late = refused(alpine, "post_entry", body=entry("411", "701", "1.00", date="2025-12-31"))
    assert late.code == "period_closed"
    assert check(alpine.ledger.database).holds


def test_adoption_takes_effect_exactly_once(house: OpenHouse) -> None:
    """The same adoption told again posts nothing; another resolution on the same year is refused."""
    alpine = worker_books(house)
    approved(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    second = alpine.ledger.do("propose_surplus", body={"year": 2025})
    for _ in range(2):
        adopt(alpine, proposal, "allocate_surplus", "res_2")
    assert balance(alpine, "424") == "-30000.00"
    adopt(alpine, second, "allocate_surplus", "res_3")
    assert settled(alpine)["reason"]["code"] == "surplus_allocated"
    assert balance(alpine, "424") == "-30000.00"
    assert refused(alpine, "propose_surplus", body={"year": 2025}).code == "surplus_allocated"


def test_interest_above_reserves_and_labour_is_refused_by_law(house: OpenHouse) -> None:
    """Law 78-763, article 33, 4°: interest exceeds neither the reserves nor the labour share."""
    alpine = worker_books(house)
    alpine.ledger.do("draw_up_accounts", year="2025")
    greedy = {"interest": "1/2", "labour_share": "1/4", "reserves": "1/4"}
    refusal = refused(alpine, "propose_surplus", body={"year": 2025, "parameters": greedy})
    assert refusal.code == "surplus_rule_broken" and refusal.article == "Law 78-763, article 33, 4°"
    shown = alpine.ledger.do("simulate_surplus", query={"year": "2025", **greedy})
    broken = [limit["rule"] for limit in shown["limits"] if not limit["holds"]]
    assert broken[:2] == ["interest_within_reserves", "interest_within_labour_share"] and shown["id"] is None


def test_other_limits_name_their_articles(house: OpenHouse) -> None:
    """Each limit that a proposal breaks is refused with its own source."""
    alpine = worker_books(house)
    alpine.ledger.do("draw_up_accounts", year="2025")

    def article(**parameters: str) -> str:
        refusal = refused(alpine, "propose_surplus", body={"year": 2025, "parameters": parameters})
        assert refusal.code == "surplus_rule_broken", refusal
        return str(refusal.article)

    assert article(labour_share="24/100", interest="1/5") == "Law 78-763, article 33, 3°"
    assert article(legal_reserve="1/10") == "Law 78-763, article 33, 1°"
    assert article(reserves="15/100", labour_share="7/10", interest="15/100") == "Law 78-763, article 33, 2°"
    assert "article 31" in article(reserves="1/2", labour_share="1/3", interest="1/6")
    assert refused(
        alpine, "propose_surplus", body={"year": 2025, "parameters": {"reserves": "1", "interest": "1/3"}}
    ).code == "parts_exceed_surplus"  # fmt: skip


def test_interest_rate_is_capped_by_the_statutes(house: OpenHouse) -> None:
    """A third of a large surplus on a small capital exceeds 5.5 % and is refused by article 33."""
    alpine = worker_books(house, "300000.00")
    alpine.ledger.do("draw_up_accounts", year="2025")
    refusal = refused(alpine, "propose_surplus", body={"year": 2025})
    assert refusal.values["rule"] == "interest_rate" and "interest" in str(refusal.article)


def test_allocation_waits_for_approval_and_for_unchanged_books(house: OpenHouse) -> None:
    """Unapproved accounts, withdrawn accounts and changed books each refuse the effect; nothing is posted."""
    alpine = worker_books(house)
    drawn = alpine.ledger.do("draw_up_accounts", year="2025")
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    adopt(alpine, proposal, "allocate_surplus", "res_1")
    assert settled(alpine)["reason"]["code"] == "accounts_not_approved"
    alpine.ledger.do("withdraw_accounts", year="2025", body={"reason": "A late invoice"})
    alpine.ledger.do("post_entry", body=entry("411", "701", "10.00", date="2025-12-31"))
    adopt(alpine, {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}, "approve_accounts", "res_2")
    assert settled(alpine)["reason"]["code"] == "ground_changed"
    approved(alpine)
    adopt(alpine, proposal, "allocate_surplus", "res_3")
    assert settled(alpine)["reason"]["code"] == "ground_changed"
    assert (balance(alpine, "424"), balance(alpine, "120")) == ("0.00", "-90010.00")


def test_a_proposal_of_another_text_is_refused(house: OpenHouse) -> None:
    """A resolution that names another digest than the proposal's has no effect."""
    alpine = worker_books(house)
    approved(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    adopt(alpine, {**proposal, "digest": "0" * 64}, "allocate_surplus", "res_2")
    assert settled(alpine)["reason"]["code"] == "unknown_proposal" and balance(alpine, "424") == "0.00"


def test_years_take_their_steps_in_order(house: OpenHouse) -> None:
    """A running year is not drawn up; a drawn-up year is locked; sealing needs approval."""
    alpine = worker_books(house)
    alpine.ledger.do("post_entry", body=entry("411", "701", "1.00", date="2026-01-02"))
    assert refused(alpine, "draw_up_accounts", year="2026").code == "year_not_ended"
    assert refused(alpine, "draw_up_accounts", year="1999").code == "not_found"
    assert refused(alpine, "propose_surplus", body={"year": 2025}).code == "year_in_wrong_state"
    alpine.ledger.do("draw_up_accounts", year="2025")
    assert refused(alpine, "post_entry", body=entry("411", "701", "1.00", date="2025-12-31")).code == "period_closed"
    assert refused(alpine, "draw_up_accounts", year="2025").code == "year_in_wrong_state"
    assert refused(alpine, "seal_year", year="2025").code == "year_in_wrong_state"


def test_a_loss_is_closed_and_weighs_on_the_next_surplus(house: OpenHouse) -> None:
    """Losses brought forward are covered before anything is shared."""
    alpine = worker_books(house, "60000.00")
    alpine.ledger.do("post_entry", body=entry("119", "512", "30000.00", date="2025-01-01", journal="opening"))
    approved(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    assert (proposal["surplus"], proposal["losses_brought_forward"]) == (eur("30000.00"), eur("30000.00"))
    adopt(alpine, proposal, "allocate_surplus", "res_2")
    assert (balance(alpine, "119"), balance(alpine, "120"), balance(alpine, "424")) == ("0.00", "0.00", "-10000.00")


def test_a_loss_that_stays_on_its_account_weighs_too(house: OpenHouse) -> None:
    """A loss closed on 129 and carried forward by nobody is covered before the next surplus is shared."""
    alpine = house("alpine-aluminium")
    for name in members(alpine, 4):
        body = {"count": 5000, "subscribed_on": "2024-01-01"}
        made = alpine.ledger.do("subscribe_shares", member_id=name, body=body)
        payment = {"amount": eur("250000.00"), "paid_on": "2024-01-01"}
        alpine.ledger.do("pay_shares", subscription_id=made["id"], body=payment)
    pay_roll(alpine, "mbr_001", "30000.00")
    alpine.ledger.do("post_entry", body=entry("601", "512", "20000.00", date="2024-06-30"))
    alpine.ledger.do("post_entry", body=entry("512", "701", "50000.00", date="2025-06-30"))
    approved(alpine, "2024")
    drawn = alpine.ledger.do("draw_up_accounts", year="2025")
    assert (drawn["losses_brought_forward"], drawn["surplus"]) == (eur("20000.00"), eur("30000.00"))
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    adopt(alpine, {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}, "approve_accounts", "res_1")
    adopt(alpine, proposal, "allocate_surplus", "res_2")
    assert settled(alpine)["state"] == "applied"
    assert (balance(alpine, "129"), balance(alpine, "120"), balance(alpine, "424")) == ("0.00", "0.00", "-10000.00")


def test_a_loss_covered_in_the_meantime_is_not_covered_again(house: OpenHouse) -> None:
    """When the loss that a proposal covers has gone since, the effect is refused."""
    alpine = worker_books(house, "60000.00")
    alpine.ledger.do("post_entry", body=entry("119", "512", "30000.00", date="2025-01-01", journal="opening"))
    approved(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    alpine.ledger.do("post_entry", body=entry("512", "119", "30000.00", date="2026-01-10"))
    adopt(alpine, proposal, "allocate_surplus", "res_2")
    assert settled(alpine)["reason"]["code"] == "ground_changed"
    assert alpine.ledger.do("propose_surplus", body={"year": 2025})["surplus"] == eur("60000.00")


def test_no_year_before_drawn_up_accounts_takes_an_entry(house: OpenHouse) -> None:
    """What is posted before a drawn-up year would change its balances, be it into a year that nobody opened yet."""
    alpine = worker_books(house)
    alpine.ledger.do("draw_up_accounts", year="2025")
    for day in ("2024-06-01", "2019-06-01"):
        assert refused(alpine, "post_entry", body=entry("411", "701", "1.00", date=day)).code == "period_closed"
    late = {"count": 1, "subscribed_on": "2024-07-01"}
    assert refused(alpine, "subscribe_shares", member_id="mbr_001", body=late).code == "period_closed"
    assert check(alpine.ledger.database).holds
    alpine.ledger.do("withdraw_accounts", year="2025", body={"reason": "A late invoice"})
    alpine.ledger.do("post_entry", body=entry("411", "701", "1.00", date="2024-06-01"))


def test_accounts_are_drawn_up_year_by_year(house: OpenHouse) -> None:
    """A year whose predecessor still shows a result waits: closing that one later would change its balances."""
    alpine = worker_books(house)
    alpine.ledger.do("post_entry", body=entry("411", "701", "1.00", date="2024-06-01"))
    assert refused(alpine, "draw_up_accounts", year="2025").code == "earlier_year_unfinished"
    approved(alpine, "2024")
    approved(alpine, "2025")
    assert check(alpine.ledger.database).holds


def test_reserves_are_drawn_on_by_no_entry_by_hand(house: OpenHouse) -> None:
    """Law 47-1775, article 16: neither reserves nor a result go anywhere without an assembly; losses they may cover."""
    alpine = worker_books(house)
    approved(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    adopt(alpine, proposal, "allocate_surplus", "res_2")
    others = {"1061": "1068", "1063": "1061", "1068": "119", "110": "1061", "120": "1061", "119": "512", "129": "512"}
    for account, other in others.items():
        for credited in ("457", other):
            refusal = refused(alpine, "post_entry", body=entry(account, credited, "10.00"))
            assert (refusal.code, refusal.article) == ("reserves_indivisible", "Law 47-1775, article 16")
    late = entry("119", "512", "10.00", journal="opening")
    assert refused(alpine, "post_entry", body=late).code == "reserves_indivisible"
    batch = {"mode": "continue", "entries": [entry("1061", "512", "1.00"), entry("512", "741", "1.00")]}
    results = alpine.ledger.do("post_entry_batch", body=batch)["results"]
    assert [one["outcome"] for one in results] == ["refused", "posted"]
    assert results[0]["problem"]["code"] == "reserves_indivisible"
    allocation = settled(alpine)["links"]["entries"][0]
    assert refused(alpine, "reverse_entry", entry_id=allocation, body={}).code == "entry_kept_by_room"
    assert check(alpine.ledger.database).holds


def test_what_was_put_into_reserves_by_mistake_comes_out_until_accounts_are_drawn_up(house: OpenHouse) -> None:
    """A slip of the running year is reversed; what an assembly saw in the reserves is not taken out as a slip."""
    alpine = worker_books(house)
    slip = alpine.ledger.do("post_entry", body=entry("512", "1068", "5.00", date="2025-05-01", journal="opening"))
    alpine.ledger.do("reverse_entry", entry_id=slip["id"], body={"date": "2025-05-02"})
    seen = alpine.ledger.do("post_entry", body=entry("512", "1068", "7.00", date="2025-05-01", journal="opening"))
    approved(alpine)
    late = refused(alpine, "reverse_entry", entry_id=seen["id"], body={})
    assert (late.code, late.article) == ("reserves_indivisible", "Law 47-1775, article 16")
    assert balance(alpine, "1068") == "-7.00" and check(alpine.ledger.database).holds


def test_statutes_stricter_than_the_law_bind_a_proposal(house: OpenHouse) -> None:
    """A higher legal reserve, and how the labour share is split, are the statutes' to say, not the proposal's."""
    alpine = worker_books(house)
    alpine.ledger.do("draw_up_accounts", year="2025")
    keys = refused(alpine, "propose_surplus", body={"year": 2025, "parameters": {"salary": "1"}})
    assert keys.values["rule"] == "labour_share_keys" and "article 31" in str(keys.article)
    same = {"salary": "1/2", "equal": "1/2"}
    assert alpine.ledger.do("propose_surplus", body={"year": 2025, "parameters": same})["id"]
    strict = house("alpine-aluminium", overrides={"statutes.economy.surplus.legal_reserve": "20/100"})
    strict.ledger.do("post_entry", body=entry("512", "701", "1000.00", date="2025-06-30"))
    accept(strict, "mbr_1")
    made = strict.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1000, "subscribed_on": "2025-01-01"})
    payment = {"amount": eur("50000.00"), "paid_on": "2025-01-01"}
    strict.ledger.do("pay_shares", subscription_id=made["id"], body=payment)
    pay_roll(strict, "mbr_1", "100.00")
    strict.ledger.do("draw_up_accounts", year="2025")
    lower = refused(strict, "propose_surplus", body={"year": 2025, "parameters": {"legal_reserve": "15/100"}})
    assert lower.values["rule"] == "legal_reserve" and "Statutes of alpine-aluminium" in str(lower.article)


def test_a_consumer_cooperative_pays_no_more_interest_than_its_statutes_say(house: OpenHouse) -> None:
    """Alpar's statutes give nothing to the shares, whatever a proposal asks for."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    made = alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1, "subscribed_on": "2025-01-01"})
    payment = {"amount": eur("100.00"), "paid_on": "2025-01-01"}
    alpar.ledger.do("pay_shares", subscription_id=made["id"], body=payment)
    alpar.ledger.do("post_entry", body=entry("512", "707", "1000.00", date="2025-12-31"))
    alpar.ledger.do("draw_up_accounts", year="2025")
    refusal = refused(alpar, "propose_surplus", body={"year": 2025, "parameters": {"interest": "1/2"}})
    assert refusal.values["rule"] == "interest_of_statutes" and "article 23" in str(refusal.article)


def test_no_surplus_no_proposal(house: OpenHouse) -> None:
    """A year without surplus has nothing to allocate, and its loss is closed on 129."""
    alpine = worker_books(house, "0.00")
    alpine.ledger.do("post_entry", body=entry("601", "512", "500.00", date="2025-08-01"))
    approved(alpine)
    assert refused(alpine, "propose_surplus", body={"year": 2025}).code == "no_surplus"
    assert balance(alpine, "129") == "500.00"


def test_refunds_follow_purchases_of_members(house: OpenHouse) -> None:
    """A consumer cooperative refunds pro rata to purchases what members' trade earned, after the reserve."""
    alpar = house("alpar")
    for name in members(alpar, 3):
        made = alpar.ledger.do("subscribe_shares", member_id=name, body={"count": 1, "subscribed_on": "2025-01-01"})
        payment = {"amount": eur("100.00"), "paid_on": "2025-01-01"}
        alpar.ledger.do("pay_shares", subscription_id=made["id"], body=payment)
    sales = "external_id,member,date,amount\na,1,2025-03-01,600.00\nb,2,2025-04-01,300.00\nc,,2025-05-01,100.00\n"
    alpar.ledger.run_job("import_sales", upload=sales.encode())
    alpar.ledger.do("post_entry", body=entry("512", "707", "1000.00", date="2025-12-31"))
    alpar.ledger.do("post_entry", body=entry("512", "741", "50.00", date="2025-12-31"))
    alpar.ledger.do("post_entry", body=entry("607", "512", "850.00", date="2025-12-31"))
    approved(alpar)
    proposal = alpar.ledger.do("propose_surplus", body={"year": 2025})
    # E = 200; reserve 3/20 = 30; A = 200 − 50 − 30 = 120; members bought 900 of 1000: R = 108, of it 2/3 and 1/3.
    assert {name: part["amount"] for name, part in proposal["parts"].items()} == {
        "legal_reserve": "30.00", "interest": "0.00", "refunds": "108.00", "community": "0.00",
        "other_reserves": "62.00",
    }  # fmt: skip
    assert [one["amount"]["amount"] for one in proposal["refunds"]] == ["72.00", "36.00"]
    more = refused(alpar, "propose_surplus", body={"year": 2025, "parameters": {"refunds": "11/10"}})
    assert more.values["rule"] == "refunds" and more.article == "Law 47-1775, article 15"
    adopt(alpar, proposal, "allocate_surplus", "res_2")
    assert settled(alpar)["state"] == "applied"
    booked = [balance(alpar, account) for account in ("120", "1061", "1068", "4572")]
    assert booked == ["0.00", "-30.00", "-62.00", "-108.00"] and check(alpar.ledger.database).holds


def test_other_regimes_allocate_nothing(house: OpenHouse) -> None:
    """An association has no surplus to hand out."""
    union = house("cg-scop")
    union.ledger.do("post_entry", body=entry("512", "741", "100.00", date="2025-05-01"))
    union.ledger.do("draw_up_accounts", year="2025")
    assert refused(union, "propose_surplus", body={"year": 2025}).code == "regime_without_allocation"


def test_events_of_another_cooperative_move_nothing(house: OpenHouse) -> None:
    """An adoption for an effect that is not the ledger's is left alone."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    data = {"resolution_id": "res_9", "effect": "seat_mandates", "proposal_id": "prp_9", "digest": "x"}
    assert tell(alpar, "voting.resolution.adopted.v1", "resolutions/res_9", data) == "handled"
    assert alpar.ledger.told("ledger.effect.settled.v1") == []


def test_a_payroll_corrected_after_the_proposal_refuses_the_effect(house: OpenHouse) -> None:
    """What is posted is what was voted on: when a weight has changed since, the effect is refused."""
    alpine = worker_books(house, "60000.00")
    approved(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    pay_roll(alpine, "mbr_001", "99000.00")
    adopt(alpine, proposal, "allocate_surplus", "res_2")
    assert settled(alpine)["reason"]["code"] == "ground_changed"
    assert "weights" in settled(alpine)["reason"]["detail"]
