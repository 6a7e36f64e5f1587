"""The register as it is read: on a day, as it was known then, over the years, and on paper."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from services.ledger.accounts.names import PERSON, Named, keep_names
from tests.house import House
from tests.unit.ledger.books import entry, eur, members, refused
from tests.unit.ledger.capital.shares import approve, buy, holds, leave, redeemable

OpenHouse = Callable[..., House]


def document(house: House, name: str, query: dict[str, str], **path: str) -> bytes:
    """Download a document whole."""
    content, cursor = b"", None
    while True:
        chunk = house.ledger.ask(name, query={**query, **({"cursor": cursor} if cursor else {})}, **path).body
        assert chunk["encoding"] == "base64"
        content += base64.b64decode(chunk["content"])
        cursor = chunk["next_cursor"]
        if cursor is None:
            return content


def pdf_text(content: bytes) -> str:
    """Read the text of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def lived(house: OpenHouse) -> House:
    """Open alpine-aluminium with three holders, a transfer, a departure and its first repayment."""
    alpine = house("alpine-aluminium")
    members(alpine, 3)
    buy(alpine, "mbr_001", 10, on="2024-05-01")
    buy(alpine, "mbr_002", 6, on="2025-01-10")
    buy(alpine, "mbr_003", 4, on="2025-03-01", paid="50.00")
    leave(alpine, "mbr_002", "2025-12-15")
    alpine.ledger.do("post_entry", body=entry("512", "701", "10.00", date="2025-11-30"))
    approve(alpine)
    red = redeemable(alpine, "mbr_002")
    alpine.ledger.do("pay_share_redemption", redemption_id=red["id"], body={})
    alpine.ledger.do("transfer_shares", member_id="mbr_001", body={"to_member_id": "mbr_003", "count": 3})
    return alpine


def test_the_register_is_read_as_of_a_day(house: OpenHouse) -> None:
    """Effective days count, the last day of a membership included; the pages follow one another."""
    alpine = lived(house)

    def holders(**query: str) -> list[tuple[str, int, str]]:
        found = alpine.ledger.do("list_share_holders", query=query)["data"]
        return [(one["member_id"], one["shares"], one["paid_up"]["amount"]) for one in found]

    assert holders(as_of="2025-01-09") == [("mbr_001", 10, "500.00")]
    last_day = [("mbr_001", 10, "500.00"), ("mbr_002", 6, "300.00"), ("mbr_003", 4, "50.00")]
    assert holders(as_of="2025-12-15") == last_day
    assert holders(as_of="2025-12-16") == [last_day[0], last_day[2]]
    assert holders() == [("mbr_001", 7, "350.00"), ("mbr_003", 7, "200.00")]
    page = alpine.ledger.do("list_share_holders", query={"limit": "1"})
    rest = alpine.ledger.do("list_share_holders", query={"limit": "1", "cursor": page["next_cursor"]})
    assert [one["number"] for one in page["data"] + rest["data"]] == [1, 3] and not rest["next_cursor"]
    held = alpine.ledger.do("get_member_shares", member_id="mbr_003", query={"as_of": "2026-03-01"})
    assert [one["held"] for one in held["subscriptions"]] == [4]


def test_the_register_is_read_as_it_was_known(house: OpenHouse, clock: FixedClock) -> None:
    """A subscription of January that was recorded in February was not known in January."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    clock.instant = datetime(2026, 1, 20, 11, 0, tzinfo=UTC)
    buy(alpine, "mbr_001", 1, on="2026-01-15")
    clock.instant = datetime(2026, 2, 20, 23, 30, tzinfo=UTC)  # half past midnight on the 21st in Paris
    buy(alpine, "mbr_002", 1, on="2026-01-16")

    def known(at: str) -> list[str]:
        found = alpine.ledger.do("list_share_holders", query={"as_of": "2026-01-31", "known_at": at})["data"]
        return [one["member_id"] for one in found]

    assert known("2026-02-20") == ["mbr_001"] and known("2026-02-21") == ["mbr_001", "mbr_002"]
    assert known("2026-01-19") == []


def test_movements_are_filtered_by_kind_and_days(house: OpenHouse) -> None:
    """Each filter narrows the register, whose numbers have no gaps."""
    alpine = lived(house)

    def numbers(**query: str) -> list[int]:
        return [one["number"] for one in alpine.ledger.do("list_share_movements", query=query)["data"]]

    assert numbers() == list(range(1, len(numbers()) + 1))
    assert numbers(kind="payment") == [2, 4, 6] and numbers(since="2025-03-01", until="2025-03-01") == [5, 6]
    assert numbers(member_id="mbr_002", kind="redemption") == [9]
    assert refused(alpine, "list_share_movements", query={"kind": "gift"}).code == "invalid_request"


def test_the_report_tells_the_years(house: OpenHouse) -> None:
    """Called, paid in, cancelled and repaid by fiscal year, with the levels at its end."""
    alpine = lived(house)
    report = alpine.ledger.do("get_capital_report")
    years = {one["year"]: {name: part["amount"] for name, part in one.items() if isinstance(part, dict)}
             for one in report["years"]}  # fmt: skip
    assert years[2024] == {"called": "500.00", "paid_in": "500.00", "cancelled": "0.00", "lost": "0.00",
                           "repaid": "0.00", "subscribed": "500.00", "paid_up": "500.00"}  # fmt: skip
    assert years[2025] == {"called": "500.00", "paid_in": "350.00", "cancelled": "300.00", "lost": "0.00",
                           "repaid": "0.00", "subscribed": "700.00", "paid_up": "550.00"}  # fmt: skip
    assert years[2026]["repaid"] == "60.00" and report["years"][2]["until"] == "2026-03-02"
    assert (report["capital"]["highest"], report["capital"]["to_repay"]) == (eur("1000.00"), eur("240.00"))
    before = alpine.ledger.do("get_capital_report", query={"as_of": "2024-12-31"})
    assert [one["year"] for one in before["years"]] == [2024]


def test_a_member_gets_a_certificate(house: OpenHouse) -> None:
    """In French by default, with number, shares and what is paid up; an unknown member gets none."""
    alpine = lived(house)
    with alpine.ledger.database.transaction() as session:
        keep_names(session, [Named("mbr_001", "Jeanne Martin", PERSON)], alpine.clock())
    assert "Jeanne Martin" in pdf_text(document(alpine, "get_share_certificate", {}, member_id="mbr_001"))
    text = pdf_text(document(alpine, "get_share_certificate", {}, member_id="mbr_003"))
    assert "Attestation de parts sociales" in text and "mbr_003" in text and "Alpine Aluminium" in text
    assert "200,00" in text and "article 12" in text
    english = pdf_text(document(alpine, "get_share_certificate", {"language": "en"}, member_id="mbr_003"))
    assert "Share certificate" in english and "Still to pay" in english
    former = pdf_text(document(alpine, "get_share_certificate", {"as_of": "2025-06-30"}, member_id="mbr_002"))
    assert "300,00" in former
    with pytest.raises(Refusal) as refusal:
        document(alpine, "get_share_certificate", {}, member_id="mbr_404")
    assert refusal.value.code == "unknown_member"


def test_the_registers_and_the_report_are_written(house: OpenHouse) -> None:
    """As CSV each holder and movement has its row; as PDF and spreadsheet they open."""
    alpine = lived(house)

    def rows(name: str, **query: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(document(alpine, name, {"format": "csv", **query}).decode("utf-8-sig"))))

    found = rows("get_share_register_document", as_of="2025-12-15")
    assert sum(1 for row in found if "mbr_00" in "".join(row)) == 3
    count = len(alpine.ledger.do("list_share_movements")["data"])
    moved = rows("get_share_movements_document", language="en")
    assert sum(1 for row in moved if any("mbr_00" in cell for cell in row)) == count
    assert any("Transfer given" in cell for row in moved for cell in row)
    names = ("get_share_register_document", "get_share_movements_document", "get_capital_report_document")
    for name in names:
        assert document(alpine, name, {})[:5] == b"%PDF-" and document(alpine, name, {"format": "xlsx"})[:2] == b"PK"
    report = pdf_text(document(alpine, "get_capital_report_document", {}))
    assert "Capital par exercice" in report and "2025" in report
    empty: Any = house("alpar")
    assert document(empty, "get_capital_report_document", {})[:5] == b"%PDF-"


def test_a_register_is_taken_over_from_imported_books(house: OpenHouse) -> None:
    """With ``booked`` the file fills the register and posts nothing: imported books hold the capital already."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    file = b"member,count,paid,date\nmbr_001,4,200.00,2024-05-01\nmbr_002,4,50.00,2024-05-01\n"
    job = alpine.ledger.run_job("import_share_subscriptions", upload=file, query={"booked": "true"})
    assert job["counts"] == {"created": 2}
    assert alpine.ledger.do("get_capital")["paid_up"] == eur("250.00")
    assert alpine.ledger.do("list_entries", query={})["data"] == []
    shown = alpine.ledger.do("list_share_movements")["data"]
    assert [one["entry"] for one in shown] == [None] * 4
    holds(alpine)
