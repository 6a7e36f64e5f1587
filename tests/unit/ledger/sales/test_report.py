"""The sales report adds up, as data and as a document."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import pypdf

from tests.house import House
from tests.unit.ledger.books import eur, members

OpenHouse = Callable[..., House]


def test_the_report_sums_by_month_channel_and_rate(house: OpenHouse) -> None:
    """Every month of the period is there; members and others, channels and rates sum to the same sales."""
    alpar = house("alpar")
    members(alpar, 1)
    taxed = {"external_id": "a", "member_id": "mbr_001", "date": "2026-01-10", "amount": eur("12.00"),
             "vat_lines": [{"rate": "0.2", "net": eur("10.00"), "vat": eur("2.00")}]}  # fmt: skip
    alpar.ledger.do("record_sale", body=taxed)
    online = {"external_id": "b", "date": "2026-03-01", "amount": eur("5.00"), "channel": "web"}
    alpar.ledger.do("record_sale", body=online)
    report = alpar.ledger.do("get_sales_report")
    assert [(one["month"], one["total"]["amount"], one["to_members"]["amount"]) for one in report["months"]] == [
        ("2026-01", "12.00", "12.00"), ("2026-02", "0.00", "0.00"), ("2026-03", "5.00", "0.00"),
    ]  # fmt: skip
    assert (report["count"], report["total"], report["vat"]) == (2, eur("17.00"), eur("2.00"))
    channels = [(one["channel"], one["total"]["amount"]) for one in report["channels"]]
    assert channels == [("till", "12.00"), ("web", "5.00")]
    assert report["vat_rates"] == [{"rate": "0.2", "net": eur("10.00"), "vat": eur("2.00")}]


def test_the_report_is_written_for_readers_and_programs(house: OpenHouse) -> None:
    """The PDF reads in French, the CSV holds the months; a period without sales is a document too."""
    alpar = house("alpar")
    alpar.ledger.do("record_sale", body={"external_id": "b", "date": "2026-03-01", "amount": eur("5.00")})
    answered = alpar.ledger.ask("get_sales_report_document")
    pages = pypdf.PdfReader(io.BytesIO(content_of(answered.body)))
    assert "Ventes par mois" in pages.pages[0].extract_text()
    query = {"format": "csv", "language": "en", "from": "2026-02-01", "to": "2026-03-31"}
    rows = content_of(alpar.ledger.do("get_sales_report_document", query=query)).decode().splitlines()
    assert rows[:3] == ["Month,Sales,To members,To others,Total,VAT", "2026-02,0,0.00,0.00,0.00,0.00",
                        "2026-03,1,0.00,5.00,5.00,0.00"]  # fmt: skip
    empty = {"from": "2020-01-01", "to": "2020-12-31"}
    assert content_of(alpar.ledger.do("get_sales_report_document", query=empty)).startswith(b"%PDF")


def content_of(part: dict[str, str]) -> bytes:
    """Return the bytes of a download that fits one part."""
    assert part["encoding"] == "base64" and part["next_cursor"] is None
    return base64.b64decode(part["content"])
