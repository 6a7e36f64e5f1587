"""Revenue of activities: once for each external id, received once, cancelled once, from a file or one by one."""

from __future__ import annotations

from collections.abc import Callable

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.activities.told import activity, available, revenue
from tests.unit.ledger.books import balance, eur, refused

OpenHouse = Callable[..., House]


def test_a_revenue_is_recorded_once_per_external_id(house: OpenHouse) -> None:
    """The same id answers the same revenue; with other values it is refused, as is an unknown activity."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    first = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("10.00", "i-1", vat=eur("2.00")))
    again = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("10.00", "i-1", vat=eur("2.00")))
    assert first == again and balance(coopaname, "411") == "12.00" and balance(coopaname, "44571") == "-2.00"
    differs = refused(coopaname, "record_revenue", activity_id="act_1", body=revenue("11.00", "i-1"))
    assert differs.code == "revenue_differs"
    dollars = {"amount": "2.00", "currency": "USD"}
    mixed = refused(coopaname, "record_revenue", activity_id="act_1", body=revenue("11.00", "i-3", vat=dollars))
    assert mixed.code == "wrong_currency"
    most = eur("46116860184273879.00")
    endless = refused(coopaname, "record_revenue", activity_id="act_1", body={**revenue("1.00", "i-4"), "amount": most,
                                                                              "vat": most})  # fmt: skip
    assert endless.code == "invalid_request"
    stranger = refused(coopaname, "record_revenue", activity_id="act_9", body=revenue("11.00", "i-2"))
    assert stranger.code == "unknown_activity"


def test_revenue_comes_from_a_file(house: OpenHouse) -> None:
    """Each line is recorded, skipped when it was before, or refused with its number; a late receipt is an update."""
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
    paid = b"activity,date,amount,external_id,received_on\nA001,2026-01-05,100.00,x1,2026-02-01\n"
    job = coopaname.ledger.run_job("import_revenues", upload=paid)
    assert job["counts"] == {"updated": 1}
    assert coopaname.ledger.run_job("import_revenues", upload=paid)["counts"] == {"skipped": 1}
    assert balance(coopaname, "512") == "100.00" and balance(coopaname, "411") == "200.00"


def test_a_revenue_is_received_once(house: OpenHouse) -> None:
    """The receipt moves 411 to the bank and makes the amount without VAT available; a second one is refused."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    told = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("100.00", "i-1", vat=eur("20.00")))
    assert available(coopaname, "act_1") == "0.00"
    coopaname.ledger.do("receive_revenue", revenue_id=told["id"], body={"date": "2026-02-20"})
    assert available(coopaname, "act_1") == "100.00" and balance(coopaname, "512") == "120.00"
    twice = refused(coopaname, "receive_revenue", revenue_id=told["id"], body={"date": "2026-02-21"})
    assert twice.code == "revenue_received" and balance(coopaname, "512") == "120.00"
    assert refused(coopaname, "receive_revenue", revenue_id="rev_0", body={"date": "2026-02-21"}).code == "not_found"


def test_a_cancelled_revenue_leaves_nothing_and_frees_its_id(house: OpenHouse) -> None:
    """Revenue and receipt are undone by linked counter-entries; the right one may be told under the same id."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    told = coopaname.ledger.do("record_revenue", activity_id="act_1",
                               body=revenue("100.00", "i-1", received_on="2026-02-11"))  # fmt: skip
    coopaname.ledger.do("cancel_revenue", revenue_id=told["id"], body={})
    assert [balance(coopaname, one) for one in ("706", "411", "512")] == ["0.00"] * 3
    assert refused(coopaname, "receive_revenue", revenue_id=told["id"], body={"date": "2026-02-21"}).status == 409
    right = coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("90.00", "i-1"))
    assert right["id"] != told["id"]
    listed = coopaname.ledger.do("list_revenues", query={"activity_id": "act_1"})["data"]
    assert [(one["amount"]["amount"], one["cancelled_on"]) for one in listed] == [
        ("100.00", "2026-03-02"), ("90.00", None),
    ]  # fmt: skip
    assert check(coopaname.ledger.database).holds
