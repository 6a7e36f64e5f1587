"""Loans of banks and members: drawn, paid in turn, early, accrued, corrected; their balances are those of the books."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pypdf

from services.commons.refusals import Refusal
from services.ledger.funding.due import payable_loans
from tests.house import House
from tests.unit.ledger.books import balance, eur, members, refused
from tests.unit.ledger.funding.money import accounts, auxiliary, bank_loan, content_of, source

OpenHouse = Callable[..., House]


def pay(house: House, loan: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Pay the next instalment."""
    return dict(house.ledger.do("pay_loan", loan_id=loan["id"], body={"paid_on": "2026-02-15", **given}))


def test_a_bank_loan_is_drawn_with_its_schedule_and_paid_in_turn(house: OpenHouse) -> None:
    """D 512 / C 164, then D 164 and D 6611 / C 512; an instalment is paid once, in its turn."""
    alpar = house("alpar")
    loan = bank_loan(alpar)
    assert accounts(alpar, loan["movements"][0]["entry"]) == [("512", "12000.00"), ("164", "-12000.00")]
    first = loan["schedule"][0]
    assert (len(loan["schedule"]), first["interest"], first["total"]) == (12, eur("30.00"), eur("1016.32"))
    paid = pay(alpar, loan, number=1)
    assert (paid["balance"], paid["schedule"][0]["paid_on"]) == (eur("11013.68"), "2026-02-15")
    assert accounts(alpar, paid["movements"][1]["entry"]) == [("164", "986.32"), ("6611", "30.00"), ("512", "-1016.32")]
    refusal = refused(alpar, "pay_loan", loan_id=loan["id"], body={"number": 1, "paid_on": "2026-02-15"})
    assert (refusal.code, refusal.values["next"]) == ("instalment_out_of_turn", 2)
    assert balance(alpar, "164") == "-11013.68"
    before = alpar.ledger.do("get_loan", loan_id=loan["id"], query={"as_of": "2026-02-14"})
    assert before["balance"] == eur("12000.00") and len(before["movements"]) == 1


def test_a_loan_paid_to_its_end_owes_nothing(house: OpenHouse) -> None:
    """After the last instalment it is paid back, its account is empty and it takes no more payments."""
    alpar = house("alpar")
    loan = bank_loan(alpar, months=3)
    for number in (1, 2, 3):
        paid = pay(alpar, loan, number=number)
    assert (paid["state"], paid["balance"], balance(alpar, "164")) == ("paid_back", eur("0.00"), "0.00")
    assert [one["balance"]["amount"] for one in paid["schedule"]][-1] == "0.00"
    assert refused(alpar, "pay_loan", loan_id=loan["id"], body={}).code == "loan_ended"
    assert refused(alpar, "repay_loan_early", loan_id=loan["id"], body={}).code == "loan_ended"


def test_interest_that_has_run_is_booked_and_then_taken_from_there(house: OpenHouse) -> None:
    """At a year's end D 6611 / C 1688 for the days passed; the next payment clears it."""
    alpar = house("alpar")
    loan = bank_loan(alpar)
    accrued = alpar.ledger.do("accrue_loan_interest", loan_id=loan["id"], body={"until": "2026-01-31"})
    assert accounts(alpar, accrued["movements"][1]["entry"]) == [("6611", "15.48"), ("1688", "-15.48")]
    again = refused(alpar, "accrue_loan_interest", loan_id=loan["id"], body={"until": "2026-01-31"})
    assert again.code == "nothing_accrued"
    paid = pay(alpar, loan)
    assert accounts(alpar, paid["movements"][2]["entry"]) == [
        ("164", "986.32"), ("1688", "15.48"), ("6611", "14.52"), ("512", "-1016.32"),
    ]  # fmt: skip
    assert (balance(alpar, "1688"), balance(alpar, "6611")) == ("0.00", "30.00")


def test_interest_booked_beyond_an_instalment_stays_for_the_next(house: OpenHouse) -> None:
    """Two overdue instalments are booked together and paid one by one; early repayment settles its own part."""
    alpar = house("alpar")
    loan = bank_loan(alpar)
    alpar.ledger.do("accrue_loan_interest", loan_id=loan["id"], body={"until": "2026-03-15"})
    assert balance(alpar, "1688") == "-57.53"
    assert pay(alpar, loan)["accrued"] == eur("27.53")
    body = {"amount": eur("5506.84"), "paid_on": "2026-03-15"}
    half = alpar.ledger.do("repay_loan_early", loan_id=loan["id"], body=body)
    assert (half["accrued"], balance(alpar, "1688"), balance(alpar, "6611")) == (eur("13.76"), "-13.76", "57.53")


def test_nothing_booked_beforehand_is_left_when_a_loan_ends(house: OpenHouse) -> None:
    """A cent by which interest booked ahead differs from what falls due goes with the last instalment."""
    alpar = house("alpar")
    loan = bank_loan(alpar, amount=eur("1001.00"), rate="0.1", months=3, method="at_term")
    alpar.ledger.do("accrue_loan_interest", loan_id=loan["id"], body={"until": "2026-04-15"})
    body = {"amount": eur("1.00"), "paid_on": "2026-01-15"}
    assert alpar.ledger.do("repay_loan_early", loan_id=loan["id"], body=body)["accrued"] == eur("25.00")
    for _ in range(3):
        paid = pay(alpar, loan)
    assert (paid["state"], paid["accrued"], balance(alpar, "1688")) == ("paid_back", eur("0.00"), "0.00")


def test_early_repayment_lowers_what_is_left_or_ends_it(house: OpenHouse) -> None:
    """A part makes a new schedule over the same days; the whole takes the interest that has run, and ends the loan."""
    alpar = house("alpar")
    loan = bank_loan(alpar)
    pay(alpar, loan)
    too_much = {"amount": eur("11013.69"), "paid_on": "2026-03-01"}
    assert refused(alpar, "repay_loan_early", loan_id=loan["id"], body=too_much).code == "repayment_above_balance"
    dollars = {"amount": eur("5000.00"), "penalty": {"amount": "1.00", "currency": "USD"}}
    assert refused(alpar, "repay_loan_early", loan_id=loan["id"], body=dollars).code == "wrong_currency"
    part = {"amount": eur("5000.00"), "paid_on": "2026-03-01", "penalty": eur("50.00")}
    lower = alpar.ledger.do("repay_loan_early", loan_id=loan["id"], body=part)
    assert accounts(alpar, lower["movements"][2]["entry"]) == [
        ("164", "5000.00"), ("6611", "6.25"), ("668", "50.00"), ("512", "-5056.25"),
    ]  # fmt: skip
    due = [one for one in lower["schedule"] if one["paid_on"] is None]
    assert (due[0]["number"], due[0]["due_on"], len(due)) == (2, "2026-03-15", 11)
    assert sum(int(one["principal"]["amount"].replace(".", "")) for one in due) == 601_368
    assert [one["balance"]["amount"] for one in lower["schedule"]][0] == "11013.68"
    ended = alpar.ledger.do("repay_loan_early", loan_id=loan["id"], body={"paid_on": "2026-03-15"})
    assert (ended["state"], balance(alpar, "164")) == ("paid_back", "0.00")
    assert ended["movements"][-1]["interest"] == eur("15.03")


def test_the_last_movement_is_corrected_and_the_loan_stands_as_before(house: OpenHouse) -> None:
    """Step by step back to the drawing; an earlier one is not corrected before those after it."""
    alpar = house("alpar")
    loan = bank_loan(alpar)
    paid = pay(alpar, loan)
    body = {"amount": eur("1000.00"), "paid_on": "2026-03-01"}
    early = alpar.ledger.do("repay_loan_early", loan_id=loan["id"], body=body)
    drawn, first, second = (one["id"] for one in early["movements"])

    def correct(movement: str) -> dict[str, Any]:
        return dict(alpar.ledger.do("correct_loan", loan_id=loan["id"], body={"movement": movement}))

    refusal = refused(alpar, "correct_loan", loan_id=loan["id"], body={"movement": first})
    assert refusal.code == "not_last_movement" and second in str(refusal.values["why"])
    assert correct(second)["schedule"] == paid["schedule"]
    assert correct(first)["schedule"] == loan["schedule"]
    ended = correct(drawn)
    assert (ended["state"], ended["balance"], ended["schedule"]) == ("cancelled", eur("0.00"), [])
    assert {balance(alpar, account) for account in ("164", "6611", "512")} == {"0.00"}
    assert refused(alpar, "correct_loan", loan_id=loan["id"], body={"movement": drawn}).code == "not_last_movement"


def test_a_member_lends_beyond_the_one_share_without_a_vote(house: OpenHouse) -> None:
    """D 512 / C 4551 of the member, within the rate, the amount and the lock-up of the statutes."""
    alpar = house("alpar", overrides={
        "statutes.economy.member_loans": {"rate_maximum": "0.02", "amount_maximum": "1000.00", "lock_up_months": 12},
    })  # fmt: skip
    members(alpar, 1)
    source(alpar, "members", "member_loan")
    body = {"source": "members", "amount": eur("800.00"), "rate": "0.02", "months": 24, "every_months": 12,
            "method": "at_term", "drawn_on": "2026-02-01", "first_due_on": "2027-02-01"}  # fmt: skip
    dear = refused(alpar, "lend_as_member", member_id="mbr_001", body={**body, "rate": "0.021"})
    assert dear.code == "loan_rate_above_ceiling" and "member_loans.rate_maximum" in str(dear.article)
    loan = alpar.ledger.do("lend_as_member", member_id="mbr_001", body=body)
    lines = alpar.ledger.do("get_entry", entry_id=loan["movements"][0]["entry"])["lines"]
    (line,) = [one for one in lines if one["credit"]]
    assert (line["account"], line["auxiliary"], line["funding_source"]) == ("4551", "mbr_001", "members")
    assert [(one["due_on"], one["total"]["amount"]) for one in loan["schedule"]] == [
        ("2027-02-01", "16.00"), ("2028-02-01", "816.00"),
    ]  # fmt: skip
    more = refused(alpar, "lend_as_member", member_id="mbr_001", body={**body, "amount": eur("200.01")})
    assert more.code == "member_loans_above_ceiling"
    early = refused(alpar, "repay_loan_early", loan_id=loan["id"], body={"paid_on": "2027-01-31"})
    assert (early.code, early.values["locked_until"]) == ("loan_locked_up", "2027-02-01")
    alpar.ledger.do("accrue_loan_interest", loan_id=loan["id"], body={"until": "2026-08-01"})
    assert (balance(alpar, "4558"), balance(alpar, "6615")) == ("-7.93", "7.93")
    assert refused(alpar, "lend_as_member", member_id="mbr_9", body=body).code == "unknown_member"
    listed = alpar.ledger.do("list_loans", query={"kind": "member", "lender": "mbr_001"})["data"]
    assert [one["balance"] for one in listed] == [eur("800.00")]


def test_terms_that_cannot_be_are_refused(house: OpenHouse) -> None:
    """A rate out of bounds, a broken period, a first day before the drawing, an amount too small, an unknown lender."""
    alpar = house("alpar")
    source(alpar, "credit", "bank_loan")
    source(alpar, "gifts", "donation")
    auxiliary(alpar, "bank", "supplier")
    body = {"source": "credit", "lender": "bank", "amount": eur("120.00"), "rate": "0.03", "months": 12,
            "drawn_on": "2026-01-15", "first_due_on": "2026-02-15"}  # fmt: skip

    def code(**given: Any) -> str:
        return refused(alpar, "draw_loan", body={**body, **given}).code

    assert code(rate="0.51") == code(rate="1/3000001") == code(months=12, every_months=5) == "invalid_request"
    assert code(first_due_on="2026-01-15") == "first_instalment_too_early"
    assert code(amount=eur("0.11")) == "loan_too_small"
    assert code(amount={"amount": "120.00", "currency": "USD"}) == "wrong_currency"
    assert code(lender="nobody") == "unknown_lender"
    assert code(source="gifts") == "funding_source_of_other_kind"
    assert code(source="none") == "unknown_funding_source"
    assert refused(alpar, "get_loan", loan_id="loa_x").code == "unknown_loan"


def test_an_instalment_paid_twice_at_once_is_paid_once(house: OpenHouse) -> None:
    """Of two payments of the same number one is refused."""
    alpar = house("alpar")
    loan = bank_loan(alpar)

    def once(_: int) -> str:
        try:
            pay(alpar, loan, number=1)
            return "paid"
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(once, range(2))) == ["instalment_out_of_turn", "paid"]


def test_what_falls_due_is_told_to_the_bank(house: OpenHouse) -> None:
    """The instalments until a day, unpaid ones only, with lender, amount and day."""
    alpar = house("alpar")
    loan = bank_loan(alpar)
    pay(alpar, loan)
    with alpar.ledger.database.reading() as session:
        found = payable_loans(session, date(2026, 4, 15))
    told = [(one.kind, one.id, one.number, one.auxiliary, str(one.amount), str(one.due_on)) for one in found]
    assert told == [
        ("bank_loan", loan["id"], 2, "bank", "1016.32", "2026-03-15"),
        ("bank_loan", loan["id"], 3, "bank", "1016.32", "2026-04-15"),
    ]  # fmt: skip


def test_a_statement_shows_the_schedule(house: OpenHouse) -> None:
    """As a PDF in French, with every instalment as CSV."""
    alpar = house("alpar")
    loan = bank_loan(alpar)
    answered = alpar.ledger.do("get_loan_document", loan_id=loan["id"])
    text = pypdf.PdfReader(io.BytesIO(content_of(answered))).pages[0].extract_text()
    assert "Emprunt bancaire" in text and "Échéancier" in text
    query = {"format": "csv", "language": "en"}
    rows = content_of(alpar.ledger.do("get_loan_document", loan_id=loan["id"], query=query)).decode().splitlines()
    assert rows[1] == "1,2026-02-15,986.32,30.00,1016.32,11013.68," and len(rows) > 13
