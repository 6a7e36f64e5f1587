"""Revenue of activities, and the contribution that never inflates turnover."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.ledger.reports.check import check
from tests.house import House
from tests.unit.ledger.books import balance, entry, eur, lines, refused, tell

OpenHouse = Callable[..., House]
QUARTER = {"since": "2026-01-01", "until": "2026-03-31"}


def activity(house: House, name: str, code: str, establishment: str = "E1") -> None:
    """Tell that an activity opened."""
    data = {"activity_id": name, "code": code, "establishment": establishment, "owner_ids": ["mbr_1"], "group_id": None,
            "opened_on": "2025-01-01"}  # fmt: skip
    assert tell(house, "membership.activity.opened.v1", f"activities/{name}", data) == "handled"


def revenue(amount: str, external_id: str, date: str = "2026-02-10", **more: Any) -> dict[str, Any]:
    """Write a revenue."""
    return {"amount": eur(amount), "date": date, "external_id": external_id, **more}


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


def test_a_revenue_is_recorded_once_per_external_id(house: OpenHouse) -> None:
    """The same id answers the same revenue; with other values it is refused, as is an unknown activity."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    first = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("10.00", "i-1", vat=eur("2.00")))
    again = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("10.00", "i-1", vat=eur("2.00")))
    assert first == again and balance(coopaname, "411") == "12.00" and balance(coopaname, "44571") == "-2.00"
    differs = refused(coopaname, "record_revenue", activity_id="act_1", body=revenue("11.00", "i-1"))
    assert differs.code == "revenue_differs"
    stranger = refused(coopaname, "record_revenue", activity_id="act_9", body=revenue("11.00", "i-2"))
    assert stranger.code == "unknown_activity"


def test_revenue_comes_from_a_file(house: OpenHouse) -> None:
    """Each line is recorded, skipped when it was before, or refused with its number."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    activity(coopaname, "act_2", "A002", "E2")
    file = (
        b"activity,date,amount,external_id\n"
        b"A001,2026-01-05,100.00,x1\nact_2,2026-01-06,200.00,x2\nA9,2026-01-06,1.00,x3\n"
    )
    first = coopaname.ledger.lines(coopaname.ledger.run_job("import_revenues", upload=file))
    assert [one["outcome"] for one in first] == ["created", "created", "refused"]
    again = coopaname.ledger.lines(coopaname.ledger.run_job("import_revenues", upload=file))
    assert [one["outcome"] for one in again] == ["skipped", "skipped", "refused"]
    assert balance(coopaname, "706") == "-300.00"


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


def test_a_statement_shows_an_activity_in_its_period(house: OpenHouse) -> None:
    """Revenue, expenses on its axis and contributions, and what is left of them."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("1000.00", "i-1"))
    coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("77.00", "i-2", "2025-12-31"))
    expense = {**entry("606", "512", "300.00"), "lines": lines("606", "512", "300.00", activity="act_1")}
    coopaname.ledger.do("post_entry", body=expense)
    coopaname.ledger.do("compute_contributions", body=QUARTER)
    shown = coopaname.ledger.do(
        "get_activity_statement", activity_id="act_1", query={"from": "2026-01-01", "to": "2026-03-31"}
    )
    found = [shown[name]["amount"] for name in ("revenue", "expenses", "contributed", "result")]
    assert found == ["1000.00", "300.00", "100.00", "600.00"] and shown["from"] == "2026-01-01"
    assert [one["account"] for one in shown["accounts"]] == ["186", "606", "706"]


def test_a_base_that_is_not_computed_is_refused(house: OpenHouse) -> None:
    """Bylaws that ask for another base are not silently misread."""
    rules = [{"name": "cae", "base": "gross_margin", "rate": "0.10", "from": "2004-01-01"}]
    coopaname = house("coopaname", overrides={"bylaws.contributions": rules})
    assert refused(coopaname, "compute_contributions", body=QUARTER).code == "unknown_contribution_base"
