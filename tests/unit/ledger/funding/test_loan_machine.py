"""Whatever is done to a loan, its balance is that of the books and of the instalments to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.commons.refusals import Refusal
from tests.house import House
from tests.unit.ledger.books import balance
from tests.unit.ledger.funding.money import bank_loan

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pay_loan"), st.just(0)),
        st.tuples(st.just("repay_loan_early"), st.integers(1, 700_000)),
        st.tuples(st.just("accrue_loan_interest"), st.integers(1, 60)),
        st.tuples(st.just("correct_loan"), st.just(0)),
    ),
    min_size=3, max_size=8,
)  # fmt: skip


def minor(amount: dict[str, str]) -> int:
    """Return an amount in cents."""
    return int(amount["amount"].replace(".", ""))


def test_a_loan_agrees_with_the_books_whatever_happens(house: Any) -> None:
    """Balance = 164 = principal to come; interest accrued = 1688; nothing is owed below zero."""
    alpar: House = house("alpar")
    made = iter(range(1_000))

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.explicit, Phase.generate])  # fmt: skip
    @given(STEPS, st.sampled_from(["constant_annuity", "constant_capital", "at_term"]))
    def run(steps: list[tuple[str, int]], method: str) -> None:
        first = next(made) == 0
        before = {account: 0 if first else cents(account) for account in ("164", "1688")}
        loan = bank_loan(alpar, method=method, months=6)
        day = date(2026, 2, 1)
        for operation, size in steps:
            day += timedelta(days=9)
            body: dict[str, Any] = {"paid_on": day.isoformat()}
            if operation == "repay_loan_early":
                body["amount"] = {"amount": f"{size // 100}.{size % 100:02d}", "currency": "EUR"}
            elif operation == "accrue_loan_interest":
                body = {"until": (day + timedelta(days=size)).isoformat()}
            elif operation == "correct_loan":
                corrected = {one["corrects"] for one in loan["movements"]}
                left = [one["id"] for one in loan["movements"] if one["id"] not in corrected and not one["corrects"]]
                body = {"movement": left[-1] if len(left) > 1 else "lmv_none"}
            try:
                alpar.ledger.do(operation, loan_id=loan["id"], body=body)
            except Refusal:
                continue
            finally:
                loan = alpar.ledger.do("get_loan", loan_id=loan["id"], query={"as_of": "2026-12-31"})
            to_come = sum(minor(one["principal"]) for one in loan["schedule"] if one["paid_on"] is None)
            assert minor(loan["balance"]) == before["164"] - cents("164") == to_come
            assert minor(loan["accrued"]) == before["1688"] - cents("1688")
            assert (loan["state"] == "open") == (to_come > 0)

    def cents(account: str) -> int:
        return int(balance(alpar, account).replace(".", ""))

    run()
