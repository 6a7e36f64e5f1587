"""What activities contribute: by the rules of the bylaws, once for each period, never inflating turnover."""

from __future__ import annotations

from collections.abc import Callable

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.activities.told import activity, revenue
from tests.unit.ledger.books import accept, admit, balance, entry, eur, lines, refused

OpenHouse = Callable[..., House]
QUARTER = {"since": "2026-01-01", "until": "2026-03-31"}


def test_a_tenth_is_booked_in_four_legs(house: OpenHouse) -> None:
    """186, 181, 181 and 187 move, 181 nets to zero, and the turnover stays what it was."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("1234.56", "i-1"))
    made = coopaname.ledger.do("compute_contributions", body=QUARTER)
    assert (made["base"], made["amount"], made["booked"]) == (eur("1234.56"), eur("123.46"), 1)
    booked = coopaname.ledger.do("list_contributions")["data"][0]
    legs = coopaname.ledger.do("get_entry", entry_id=booked["entry"])["lines"]
    assert [(leg["account"], leg["activity"]) for leg in legs] == [
        ("186", "act_1"), ("181", "act_1"), ("181", "shared-services"), ("187", "shared-services"),
    ]  # fmt: skip
    moved = [balance(coopaname, one) for one in ("706", "181", "186", "187")]
    assert moved == ["-1234.56", "0.00", "123.46", "-123.46"]
    assert booked["rate"] == "1/10" and "rule 1" in booked["article"]
    assert check(coopaname.ledger.database).holds


def test_computing_again_books_only_what_came_late(house: OpenHouse) -> None:
    """The same period computed twice changes nothing; a late revenue adds its own contribution."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("1000.00", "i-1"))
    coopaname.ledger.do("compute_contributions", body=QUARTER)
    again = coopaname.ledger.do("compute_contributions", body=QUARTER)
    assert (again["booked"], again["unchanged"], again["amount"]["amount"]) == (0, 1, "0.00")
    coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("50.00", "i-2"))
    late = coopaname.ledger.do("compute_contributions", body=QUARTER)
    assert late["amount"] == eur("5.00") and balance(coopaname, "186") == "105.00"
    overlap = refused(coopaname, "compute_contributions", body={"since": "2026-03-01", "until": "2026-03-31"})
    assert overlap.code == "periods_overlap"
    backwards = refused(coopaname, "compute_contributions", body={"since": "2026-03-31", "until": "2026-01-01"})
    assert backwards.code == "invalid_request"


def test_rates_are_dated_and_the_narrowest_wins(house: OpenHouse) -> None:
    """An exception for one activity beats the default, and each revenue meets the rate of its day."""
    rules = [
        {"name": "cae", "rate": "0.10", "from": "2004-01-01"},
        {"name": "cae", "rate": "0.12", "from": "2026-02-01"},
        {"name": "cae", "rate": "0.05", "from": "2020-01-01", "activity": "A002"},
        {"name": "training", "rate": "0.01", "fixed": "1.00", "from": "2004-01-01"},
    ]
    coopaname = house("coopaname", overrides={"bylaws.contributions": rules})
    activity(coopaname, "act_1", "A001")
    activity(coopaname, "act_2", "A002")
    for name, day, key in (("act_1", "2026-01-31", "a"), ("act_1", "2026-02-01", "b"), ("act_2", "2026-02-01", "c")):
        coopaname.ledger.do("record_revenue", activity_id=name, body=revenue("100.00", key, day))
    coopaname.ledger.do("compute_contributions", body=QUARTER)
    booked = coopaname.ledger.do("list_contributions")["data"]
    assert {(one["activity_id"], one["rule"]): one["amount"]["amount"] for one in booked} == {
        ("act_1", "cae"): "22.00", ("act_1", "training"): "3.00",
        ("act_2", "cae"): "5.00", ("act_2", "training"): "2.00",
    }  # fmt: skip




RULE = {"name": "cae", "base": "turnover", "recognised": "invoiced", "rate": "0.10", "fixed": "0.00",
        "from": "2004-01-01"}  # fmt: skip


def test_a_base_that_is_not_computed_is_refused(house: OpenHouse) -> None:
    """Bylaws that ask for another base are not silently misread."""
    rule = {**RULE, "base": "gross_margin", "recognised": "received"}
    coopaname = house("coopaname", overrides={"bylaws.contributions": [rule]})
    problem = refused(coopaname, "compute_contributions", body=QUARTER)
    assert problem.code == "unknown_contribution_base" and "rule 1" in str(problem.article)


def test_receipts_contribute_when_the_bylaws_say_so(house: OpenHouse) -> None:
    """An unpaid revenue contributes nothing; paid in the next quarter, it contributes there."""
    coopaname = house("coopaname", overrides={"bylaws.contributions": [{**RULE, "recognised": "received"}]})
    activity(coopaname, "act_1", "A001")
    coopaname.ledger.do("record_revenue", activity_id="act_1",
                        body=revenue("100.00", "i-1", "2026-01-10", received_on="2026-01-20"))  # fmt: skip
    late = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("500.00", "i-2", "2026-01-10"))
    made = coopaname.ledger.do("compute_contributions", body={"since": "2026-01-01", "until": "2026-01-31"})
    assert made["amount"] == eur("10.00")
    paid = coopaname.ledger.do("receive_revenue", revenue_id=late["id"], body={"date": "2026-02-05"})
    assert paid["received_on"] == "2026-02-05"
    made = coopaname.ledger.do("compute_contributions", body={"since": "2026-02-01", "until": "2026-02-28"})
    assert made["amount"] == eur("50.00")
    assert coopaname.ledger.do("list_contributions")["data"][1]["basis"] == "turnover received"


def test_a_gross_margin_takes_off_what_was_bought(house: OpenHouse) -> None:
    """Goods bought on the activity's axis lower its contribution; rent does not, nor does what others bought."""
    rule = {**RULE, "base": "gross_margin", "rate": "0.20", "purchases": ["60", "611"]}
    coopaname = house("coopaname", overrides={"bylaws.contributions": [rule],
                                              "statutes.economy.pooled_cover.per_activity": "5000.00",
                                              "statutes.economy.pooled_cover.total_fraction": "1"})  # fmt: skip
    activity(coopaname, "act_1", "A001")
    coopaname.ledger.do("record_revenue", activity_id="act_1",
                        body=revenue("1000.00", "i-1", received_on="2026-02-11"))  # fmt: skip
    for account, amount in (("607", "300.00"), ("611", "100.00"), ("613", "50.00")):
        bought = {**entry(account, "512", amount), "lines": lines(account, "512", amount, activity="act_1")}
        coopaname.ledger.do("post_entry", body=bought)
    coopaname.ledger.do("post_entry", body=entry("607", "512", "70.00"))
    made = coopaname.ledger.do("compute_contributions", body=QUARTER)
    assert (made["base"], made["amount"]) == (eur("600.00"), eur("120.00"))


def test_a_yearly_cap_counts_what_earlier_periods_booked(house: OpenHouse) -> None:
    """Of 150 a year, the first month takes 100 and the second what is left."""
    coopaname = house("coopaname", overrides={"bylaws.contributions": [{**RULE, "maximum_per_year": "150.00"}]})
    activity(coopaname, "act_1", "A001")
    for month, key in (("01", "a"), ("02", "b")):
        coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("1000.00", key, f"2026-{month}-10"))
    first = coopaname.ledger.do("compute_contributions", body={"since": "2026-01-01", "until": "2026-01-31"})
    second = coopaname.ledger.do("compute_contributions", body={"since": "2026-02-01", "until": "2026-02-28"})
    assert (first["amount"], second["amount"]) == (eur("100.00"), eur("50.00"))


def test_an_activity_without_revenue_owes_the_fixed_part(house: OpenHouse) -> None:
    """A fixed part per month is due by every activity that was open, and is booked once."""
    rule = {**RULE, "fixed": "5.00", "fixed_per": "month"}
    coopaname = house("coopaname", overrides={"bylaws.contributions": [rule]})
    activity(coopaname, "act_1", "A001")
    activity(coopaname, "act_2", "A002", opened_on="2026-03-01")
    made = coopaname.ledger.do("compute_contributions", body=QUARTER)
    assert (made["amount"], made["booked"], made["overdrawn"]) == (eur("20.00"), 2, 2)
    assert coopaname.ledger.do("compute_contributions", body=QUARTER)["booked"] == 0


def test_a_cancelled_revenue_takes_its_contribution_back(house: OpenHouse) -> None:
    """Cancelled in the same quarter, the computation is corrected; the entries net to zero, and so does 181."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    told = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("1000.00", "i-1"))
    coopaname.ledger.do("compute_contributions", body=QUARTER)
    coopaname.ledger.do("cancel_revenue", revenue_id=told["id"], body={"date": "2026-03-02"})
    made = coopaname.ledger.do("compute_contributions", body=QUARTER)
    assert made["amount"] == eur("-100.00")
    assert [balance(coopaname, one) for one in ("706", "411", "181", "186", "187")] == ["0.00"] * 5
    assert refused(coopaname, "cancel_revenue", revenue_id=told["id"], body={}).code == "already_cancelled"


def test_contributions_never_inflate_the_turnover(house: OpenHouse) -> None:
    """Whatever the rules, turnover and result of the whole stay, 181 nets to zero, and 186 is 187."""
    rules = [RULE, {**RULE, "name": "training", "rate": "1/30", "fixed": "1.00"},
             {**RULE, "name": "cae", "rate": "0.05", "activity": "A002"}]  # fmt: skip
    coopaname = house("coopaname", overrides={"bylaws.contributions": rules})
    for number in range(1, 4):
        activity(coopaname, f"act_{number}", f"A00{number}")
        told = revenue(f"{number}33.33", f"i-{number}")
        coopaname.ledger.do("record_revenue", activity_id=f"act_{number}", body=told)
    before = balance(coopaname, "706")
    coopaname.ledger.do("compute_contributions", body=QUARTER)
    assert balance(coopaname, "706") == before and balance(coopaname, "181") == "0.00"
    assert balance(coopaname, "186") == balance(coopaname, "187").lstrip("-") != "0.00"
    assert check(coopaname.ledger.database).holds


def test_a_simulation_shows_another_rate_and_books_nothing(house: OpenHouse) -> None:
    """At 12 % instead of 10 %: what would have been due in all and by whom; exceptions stay."""
    rules = [RULE, {**RULE, "rate": "0.05", "category": "helper"}]
    coopaname = house("coopaname", overrides={"bylaws.contributions": rules})
    for number, category in enumerate(("member", "helper"), 1):
        accept(coopaname, f"mbr_{number}", category)
        admit(coopaname, f"mbr_{number}", number, category)
        activity(coopaname, f"act_{number}", f"A00{number}", owner=f"mbr_{number}")
        coopaname.ledger.do("record_revenue", activity_id=f"act_{number}", body=revenue("1000.00", f"i-{number}"))
    shown = coopaname.ledger.do("simulate_contributions", query={**QUARTER, "rule": "cae", "rate": "0.12"})
    assert (shown["amount"], shown["would_be"], shown["changed"]) == (eur("150.00"), eur("170.00"), 1)
    assert [(one["code"], one["difference"]["amount"]) for one in shown["activities"]] == [("A001", "20.00")]
    assert coopaname.ledger.do("list_contributions")["data"] == []
    on_receipts = {**QUARTER, "rule": "cae", "recognised": "received"}
    assert coopaname.ledger.do("simulate_contributions", query=on_receipts)["would_be"] == eur("50.00")
    assert refused(coopaname, "simulate_contributions", query={**QUARTER, "rule": "other"}).code == "not_found"
    assert refused(coopaname, "simulate_contributions", query={**QUARTER, "rule": "cae", "rate": "3/2"}).status == 422


def test_a_period_is_at_most_a_year(house: OpenHouse) -> None:
    """What would hide the changes of years is refused."""
    coopaname = house("coopaname")
    long = {"since": "2024-01-01", "until": "2026-03-31"}
    assert refused(coopaname, "compute_contributions", body=long).code == "invalid_request"
