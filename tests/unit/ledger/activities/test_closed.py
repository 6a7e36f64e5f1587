"""Activities that close, open again and move: what the books take of them, and where they put it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.house import House
from tests.unit.ledger.activities.told import activity, expense, revenue
from tests.unit.ledger.books import tell


@pytest.fixture
def works(house: Callable[..., House]) -> House:
    """Coopaname's books with one activity in E1."""
    opened = house("coopaname")
    activity(opened, "act_1", "A001")
    return opened


def told(house: House, what: str, event_id: str | None = None, **data: Any) -> str:
    """Tell what became of the activity."""
    data = {"activity_id": "act_1", "code": "A001", **data}
    return tell(house, f"membership.activity.{what}.v1", "activities/act_1", data, event_id=event_id)


def sell(house: House, external_id: str, date: str) -> Any:
    """Record a revenue."""
    return house.ledger.do("record_revenue", activity_id="act_1", body=revenue("100.00", external_id, date))


def establishments(house: House) -> dict[str, str]:
    """Return where the lines of each entry stand, by the entry's reference."""
    return {
        entry["reference"]: {line["establishment"] for line in entry["lines"]}.pop()
        for entry in house.ledger.do("list_entries")["data"]
    }


def test_a_closed_activity_sells_until_its_last_day(works: House) -> None:
    """On its last day it still does, the day after it is refused by the bylaws; told twice, it closed once."""
    for _ in (1, 2):
        told(works, "closed", "event-closed", closed_on="2026-02-15")
    sell(works, "F-1", "2026-02-15")
    with pytest.raises(Refusal) as refused:
        sell(works, "F-2", "2026-02-16")
    assert (refused.value.code, refused.value.values["closed_on"]) == ("activity_is_closed", "2026-02-15")
    assert "rule 5" in str(refused.value.article)


def test_no_other_door_lets_it_sell(works: House) -> None:
    """An entry by hand and a sheet are held to the same; the other lines of the sheet are taken."""
    activity(works, "act_2", "A002")
    told(works, "closed", closed_on="2026-02-15")
    ten = {"amount": "10.00", "currency": "EUR"}
    lines = [{"account": "411", "auxiliary": "act_1", "debit": ten, "activity": "act_1"},
             {"account": "706", "credit": ten, "activity": "act_1"}]  # fmt: skip
    with pytest.raises(Refusal) as refused:
        works.ledger.do("post_entry", body={"journal": "sales", "date": "2026-02-20", "label": "Sold", "lines": lines})
    assert refused.value.code == "activity_is_closed"
    sheet = "activity,date,amount,external_id\nA001,2026-02-20,5.00,F-1\nA002,2026-02-20,5.00,F-2\n"
    job = works.ledger.run_job("import_revenues", upload=sheet.encode())
    assert [(one["outcome"], (one["problem"] or {}).get("code")) for one in works.ledger.lines(job)] == [
        ("refused", "activity_is_closed"), ("created", None)]  # fmt: skip


def test_what_was_sold_before_is_still_paid_corrected_and_spent(works: House) -> None:
    """Receipts, expenses and cancellations go on after the closing."""
    sold = sell(works, "F-1", "2026-02-10")
    paid = sell(works, "F-2", "2026-02-10")
    told(works, "closed", closed_on="2026-02-15")
    works.ledger.do("receive_revenue", revenue_id=paid["id"], body={"date": "2026-02-20"})
    works.ledger.do("record_expense", activity_id="act_1", body=expense("20.00", "E-1", "2026-02-21"))
    works.ledger.do("cancel_revenue", revenue_id=sold["id"], body={"date": "2026-02-22"})


def test_the_bylaws_may_leave_days_to_invoice(house: Callable[..., House]) -> None:
    """Where they say thirty days, the thirtieth is the last."""
    works = house("coopaname", {"bylaws.activities.revenue_days_after_closing": 10})
    activity(works, "act_1", "A001")
    told(works, "closed", closed_on="2026-02-15")
    sell(works, "F-1", "2026-02-25")
    with pytest.raises(Refusal):
        sell(works, "F-2", "2026-02-26")


def test_an_activity_that_opens_again_sells_again(works: House) -> None:
    """Resumed, it is as before; between the two days it sold nothing, and to rest and go on changes nothing of that."""
    told(works, "closed", closed_on="2026-02-15")
    for event_id in ("event-resumed", "event-resumed", "event-rested"):
        told(works, "resumed", event_id, resumed_on="2026-02-20" if event_id == "event-resumed" else "2026-02-27")
    sell(works, "F-1", "2026-02-20")
    with pytest.raises(Refusal) as refused:
        sell(works, "F-2", "2026-02-19")
    assert refused.value.code == "activity_is_closed"
    told(works, "closed", closed_on="2026-02-26")
    with pytest.raises(Refusal):
        sell(works, "F-3", "2026-02-27")
    told(works, "resumed", resumed_on="2026-03-01")
    # Closed for the second time, it forgot nothing of the first.
    for external_id, date in (("F-4", "2026-02-19"), ("F-5", "2026-02-28")):
        with pytest.raises(Refusal) as refused:
            sell(works, external_id, date)
        assert refused.value.code == "activity_is_closed"
    sell(works, "F-6", "2026-02-26")
    sell(works, "F-7", "2026-03-01")


def test_each_line_stands_where_the_activity_was_on_its_day(works: House) -> None:
    """After a move what is dated before it belongs to the former establishment, and so does its payment."""
    before = sell(works, "F-1", "2026-02-09")
    for _ in (1, 2):
        told(works, "moved", "event-moved", establishment="E2", former="E1", moved_on="2026-02-10")
    sell(works, "F-2", "2026-02-10")
    sell(works, "F-3", "2026-02-09")
    assert establishments(works) == {"F-1": "E1", "F-2": "E2", "F-3": "E1"}
    told(works, "moved", establishment="E3", former="E2", moved_on="2026-02-20")
    sell(works, "F-4", "2026-02-15")
    works.ledger.do("receive_revenue", revenue_id=before["id"], body={"date": "2026-02-25"})
    lines = [line["establishment"] for entry in works.ledger.do("list_entries")["data"]
             for line in entry["lines"] if entry["journal"] == "bank"]  # fmt: skip
    assert establishments(works)["F-4"] == "E2" and set(lines) == {"E1"}
    shown = works.ledger.do("get_activity_treasury", activity_id="act_1")
    assert shown["establishment"] == "E3"
