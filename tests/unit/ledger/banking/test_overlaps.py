"""Statements of any days, in any formats and any order, that overlap as they like: each movement is there once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fixtures.bank import writing
from tests.fixtures.bank.writing import Written
from tests.house import House
from tests.unit.ledger.banking.desk import agreed, lines, open_account, take

OpenHouse = Callable[..., House]
FIRST = date(2026, 2, 2)
DAYS = 5
MAKE = {"camt": writing.camt, "cfonb": writing.cfonb, "ofx": writing.ofx, "csv": writing.table}

# Few amounts and labels, so that twins are common; a day's movements are each of (amount, label).
days = st.lists(
    st.lists(st.tuples(st.sampled_from([-250, -100, 100, 5000]), st.sampled_from(["CAFE", "VIR ROSA"])), max_size=4),
    min_size=DAYS, max_size=DAYS,
)  # fmt: skip
windows = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1), st.sampled_from(sorted(MAKE))), max_size=5
)


@given(days, windows, st.sampled_from(sorted(MAKE)), st.integers(0, 5), st.integers(-9, 9))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_overlapping_files_never_count_twice(
    house: OpenHouse, told: list[list[tuple[int, str]]], parts: list[tuple[int, int, str]], whole: str, place: int,
    opening: int,
) -> None:  # fmt: skip
    """Whole days, taken in piece by piece in any order and format, come to the lines of the whole, without a gap."""
    alpar = house("alpar")
    account = open_account(alpar)
    files = [(min(since, until), max(since, until), format) for since, until, format in parts]
    files.insert(min(place, len(files)), (0, DAYS - 1, whole))
    for since, until, format in [*files, files[0]]:
        written = [
            # OFX names each movement (FITID), the same way in every file.
            Written(FIRST + timedelta(days=number), amount, label, f"R{number}-{nth}" if format == "ofx" else None)
            for number in range(since, until + 1) for nth, (amount, label) in enumerate(told[number])
        ]  # fmt: skip
        if format == "csv" and not written:
            continue  # a bank has no CSV of nothing
        before = opening * 1000 + sum(amount for day in told[:since] for amount, _ in day)
        span = {"opens_on": FIRST + timedelta(days=since), "closes_on": FIRST + timedelta(days=until)}
        content = MAKE[format](before, written, **({} if format == "csv" else span))  # type: ignore[operator]
        take(alpar, content, bank_account=account, match="false")
    found = Counter((one["booked_on"], one["amount"]["amount"]) for one in lines(alpar))
    expected = Counter(
        ((FIRST + timedelta(days=number)).isoformat(), writing.signed(amount))
        for number, day in enumerate(told) for amount, _ in day
    )  # fmt: skip
    assert found == expected or (whole == "csv" and not expected)
    statements = alpar.ledger.do("list_bank_statements", query={"limit": "100"})["data"]
    assert [one["gap"] for one in statements] == [None] * len(statements)
    if statements:
        bank = opening * 1000 + sum(amount for day in told for amount, _ in day)
        assert agreed(alpar, account)["bank"]["amount"] == writing.signed(bank)
