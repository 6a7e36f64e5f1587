"""The pooled cover: an activity spends what it has, and a little more while the others have enough."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.commons.storage import Database
from tests.house import House
from tests.unit.ledger.activities.told import activity, available, earn, expense, revenue
from tests.unit.ledger.books import balance, entry, eur, lines, pay_roll, refused

OpenHouse = Callable[..., House]


@pytest.fixture
def coopaname(house: OpenHouse) -> House:
    """Three activities; the third has 10,000, so that the pool covers 1,000 in all and 500 for each."""
    opened = house("coopaname")
    for number in range(1, 4):
        activity(opened, f"act_{number}", f"A00{number}")
    earn(opened, "act_3", "10000.00", "start")
    return opened


def spend(house: House, activity_id: str, amount: str, key: str) -> str:
    """Record an expense; return "" or the code of the refusal."""
    try:
        house.ledger.do("record_expense", activity_id=activity_id, body=expense(amount, key))
    except Refusal as refusal:
        return refusal.code
    return ""


def test_an_activity_goes_below_zero_as_far_as_its_cover(coopaname: House) -> None:
    """500.00 pass and one cent more does not; the refusal says whose, how much, and by which article."""
    assert spend(coopaname, "act_1", "500.00", "e-1") == ""
    problem = refused(coopaname, "record_expense", activity_id="act_1", body=expense("0.01", "e-2"))
    assert problem.code == "activity_cover_exceeded" and "article 34" in str(problem.article)
    assert problem.values["activity"] == "Activity A001" and problem.values["treasury"] == "-500.00 EUR"
    assert problem.values["cover"] == eur("500.00") and available(coopaname, "act_1") == "-500.00"


def test_all_together_stay_within_a_part_of_what_the_others_have(coopaname: House) -> None:
    """Two activities at 500 use up a tenth of 10,000; when the third spends, the pool shrinks for the next."""
    assert spend(coopaname, "act_1", "500.00", "e-1") == ""
    assert spend(coopaname, "act_3", "1000.00", "e-2") == ""
    problem = refused(coopaname, "record_expense", activity_id="act_2", body=expense("400.01", "e-3"))
    assert problem.values["cover"] == eur("900.00") and problem.values["overdrawn"] == eur("900.01")
    assert spend(coopaname, "act_2", "400.00", "e-3") == ""


def test_no_door_leads_around_the_cover(coopaname: House) -> None:
    """By hand, in a batch that continues, on the axis of money alone, and with a date of long ago: refused."""
    by_hand = {**entry("606", "512", "500.01"), "lines": lines("606", "512", "500.01", activity="act_1")}
    assert refused(coopaname, "post_entry", body=by_hand).code == "activity_cover_exceeded"
    early = {**by_hand, "date": "2026-01-01"}
    assert refused(coopaname, "post_entry", body=early).code == "activity_cover_exceeded"
    bought = {**by_hand, "lines": lines("218", "512", "500.01", activity="act_1")}
    assert refused(coopaname, "post_entry", body=bought).code == "activity_cover_exceeded"
    small = {**by_hand, "lines": lines("606", "512", "300.00", activity="act_1")}
    done = coopaname.ledger.do("post_entry_batch", body={"mode": "continue", "entries": [small, by_hand, small, small]})
    assert [one["outcome"] for one in done["results"]] == ["posted", "refused", "refused", "refused"]
    assert available(coopaname, "act_1") == "-300.00"


def test_revenue_and_contributions_are_never_refused(coopaname: House) -> None:
    """Contributions take an activity below its cover and say so; it spends nothing more, and revenue comes in."""
    rule = {"since": "2026-01-01", "until": "2026-03-31"}
    coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("10000.00", "i-1"))
    made = coopaname.ledger.do("compute_contributions", body=rule)
    assert made["overdrawn"] == 1 and available(coopaname, "act_1") == "-1000.00"
    assert spend(coopaname, "act_1", "0.01", "e-1") == "activity_cover_exceeded"
    (late,) = coopaname.ledger.do("list_activity_treasuries", query={"overdrawn": "true"})["data"]
    assert (late["code"], late["overdrawn"]) == ("A001", eur("1000.00"))
    earn(coopaname, "act_1", "1500.00", "i-2")
    assert spend(coopaname, "act_1", "900.00", "e-1") == ""


def test_a_debt_that_was_counted_may_be_paid(coopaname: House) -> None:
    """What is owed weighs already; paying it is not spent twice."""
    coopaname.ledger.do("add_auxiliary", body={"id": "sup-1", "kind": "supplier"})
    owed = expense("500.00", "e-1", paid_from=None, supplier="sup-1")
    coopaname.ledger.do("record_expense", activity_id="act_1", body=owed)
    paid = {"journal": "bank", "date": "2026-03-01", "label": "Payment", "lines": [
        {"account": "401", "debit": eur("500.00"), "auxiliary": "sup-1", "activity": "act_1"},
        {"account": "512", "credit": eur("500.00"), "activity": "act_1"}]}  # fmt: skip
    coopaname.ledger.do("post_entry", body=paid)
    assert available(coopaname, "act_1") == "-500.00" and balance(coopaname, "401") == "0.00"


def test_silent_statutes_cover_nothing(house: OpenHouse) -> None:
    """Without a cover in the statutes an activity spends what it has, to the cent."""
    alone = house("coopaname", overrides={"statutes.economy.pooled_cover": None})
    activity(alone, "act_1", "A001")
    earn(alone, "act_1", "100.00", "start")
    assert spend(alone, "act_1", "100.00", "e-1") == ""
    assert spend(alone, "act_1", "0.01", "e-2") == "activity_cover_exceeded"


def test_expenses_at_once_never_pass_the_cover_together(coopaname: House) -> None:
    """Of ten expenses of 100 on each of two activities, five pass on each: no two see the same treasury."""
    coopaname.ledger.database.close()
    url = coopaname.ledger.database.url
    coopaname.ledger.database = Database(url, service="ledger", coop=coopaname.coop, pool=10)

    def one(number: int) -> Any:
        name = f"act_{number % 2 + 1}"
        return name, spend(coopaname, name, "100.00", f"e-{number}")

    with ThreadPoolExecutor(10) as clients:
        done = list(clients.map(one, range(20)))
    assert sorted(name for name, code in done if not code) == ["act_1"] * 5 + ["act_2"] * 5
    assert [available(coopaname, name) for name in ("act_1", "act_2")] == ["-500.00", "-500.00"]


def test_pay_beyond_the_cover_is_refused_line_by_line(coopaname: House) -> None:
    """Of two people's pay the first passes; the second is refused by its line."""
    for person in ("per_1", "per_2"):
        pay_roll(coopaname, person, "1000.00", member=False)
    file = (
        b"month,activity,person,gross,employer_charges,employee_charges,net\n"
        b"2026-02,A001,per_1,300.00,100.00,60.00,240.00\n2026-02,A001,per_2,300.00,100.00,60.00,240.00\n"
    )
    found = coopaname.ledger.lines(coopaname.ledger.run_job("import_payroll_entries", upload=file))
    assert [(one["outcome"], (one["problem"] or {}).get("code")) for one in found] == [
        ("created", None), ("refused", "activity_cover_exceeded"),
    ]  # fmt: skip
