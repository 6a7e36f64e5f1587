"""Sales: recorded once, legacy history apart."""

from __future__ import annotations

from collections.abc import Callable

from tests.house import House
from tests.unit.ledger.books import eur, members, refused

OpenHouse = Callable[..., House]


def test_legacy_orders_stand_apart_and_post_nothing(house: OpenHouse) -> None:
    """632 orders that sum to EUR 15,658.00 exactly are history: no entry, no base of refunds."""
    alpar = house("alpar")
    amounts = ["24.77"] * 631 + [f"{15658 - 631 * 24.77:.2f}"]
    rows = "".join(f"G{n},H{n % 60},2018-0{1 + n % 8}-05,{amount}\n" for n, amount in enumerate(amounts))
    file = ("external_id,member,date,amount\n" + rows).encode()
    job = alpar.ledger.run_job("import_sales", upload=file, query={"legacy": "true"})
    assert job["counts"] == {"created": 632}
    legacy = alpar.ledger.do("get_sales_summary", query={"legacy": "true"})
    assert (legacy["count"], legacy["total"], legacy["buyers"]) == (632, eur("15658.00"), 60)
    assert alpar.ledger.do("get_sales_summary")["count"] == 0
    assert alpar.ledger.do("list_entries")["data"] == []
    assert alpar.ledger.run_job("import_sales", upload=file, query={"legacy": "true"})["counts"] == {"skipped": 632}


def test_sales_are_recorded_once_per_external_id(house: OpenHouse) -> None:
    """The same sale again changes nothing; with another amount it is refused."""
    alpar = house("alpar")
    members(alpar, 1)
    sale = {"external_id": "t-1", "member_id": "mbr_001", "date": "2026-02-01", "amount": eur("12.50")}
    assert alpar.ledger.do("record_sale", body=sale) == alpar.ledger.do("record_sale", body=sale)
    assert refused(alpar, "record_sale", body={**sale, "amount": eur("12.51")}).code == "sale_differs"
    stranger = {**sale, "external_id": "t-2", "member_id": "mbr_9"}
    assert refused(alpar, "record_sale", body=stranger).code == "unknown_buyer"
    dollars = {**sale, "external_id": "t-3", "amount": {"amount": "1.00", "currency": "USD"}}
    assert refused(alpar, "record_sale", body=dollars).code == "sale_in_wrong_currency"
    alpar.ledger.do("record_sale", body={**sale, "external_id": "t-4", "member_id": None, "amount": eur("-2.50")})
    shown = alpar.ledger.do("get_sales_summary", query={"from": "2026-01-01", "to": "2026-12-31"})
    assert (shown["count"], shown["total"], shown["members_total"]) == (2, eur("10.00"), eur("12.50"))


def test_bad_lines_of_a_file_are_named(house: OpenHouse) -> None:
    """A wrong day, amount or member refuses its own line."""
    alpar = house("alpar")
    file = (
        b"external_id,member,date,amount\n"
        b"a,,2026-02-30,1.00\nb,,2026-02-01,1.0.0\nc,7,2026-02-01,1.00\nd,,2026-02-01,1.00\n"
    )
    found = alpar.ledger.lines(alpar.ledger.run_job("import_sales", upload=file))
    assert [one["outcome"] for one in found] == ["refused", "refused", "refused", "created"]
    assert [one["problem"]["code"] for one in found[:3]] == ["row_unacceptable", "row_unacceptable", "unknown_buyer"]


def test_a_sale_older_than_the_cooperative_is_legacy_or_refused(house: OpenHouse) -> None:
    """Nothing but legacy history is older than the cooperative; the refusal names the article of its identity."""
    alpar = house("alpar")
    early = {"external_id": "t-1", "date": "2018-06-07", "amount": eur("12.50")}
    refusal = refused(alpar, "record_sale", body=early)
    assert refusal.code == "before_founding" and "article 1" in str(refusal.article)
    alpar.ledger.do("record_sale", body={**early, "date": "2018-06-08"})
