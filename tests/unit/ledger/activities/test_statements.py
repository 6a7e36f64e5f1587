"""Statements and treasuries: from the lines, for an activity, a group, an establishment and the shared services."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import openpyxl
import pypdf
import pytest

from tests.house import House
from tests.unit.ledger.activities.told import activity, available, earn, expense, revenue
from tests.unit.ledger.books import entry, eur, heard, lines, refused

OpenHouse = Callable[..., House]
QUARTER = {"since": "2026-01-01", "until": "2026-03-31"}
ASKED = {"from": "2026-01-01", "to": "2026-03-31"}


@pytest.fixture
def coopaname(house: OpenHouse) -> House:
    """Two activities of a group in E1 and one in E2, with revenue, an expense, and the quarter's contributions."""
    opened = house("coopaname")
    activity(opened, "act_1", "A001", group="grp_1")
    activity(opened, "act_2", "A002", group="grp_1")
    activity(opened, "act_3", "A003", "E2")
    earn(opened, "act_1", "1000.00", "i-1", "2026-01-10")
    opened.ledger.do("record_revenue", activity_id="act_2", body=revenue("500.00", "i-2", vat=eur("100.00")))
    earn(opened, "act_3", "70.00", "i-3")
    opened.ledger.do("record_expense", activity_id="act_1", body=expense("300.00", "e-1"))
    opened.ledger.do("compute_contributions", body=QUARTER)
    return opened


def amounts(shown: dict[str, Any], *names: str) -> list[str]:
    """The named amounts of a statement."""
    return [shown[name]["amount"] for name in names]


def download(house: House, operation: str, **asked: Any) -> bytes:
    """Return a whole document."""
    part = house.ledger.do(operation, **asked)
    assert part["next_cursor"] is None
    return b64decode(part["content"]) if part["encoding"] == "base64" else str(part["content"]).encode()


def test_a_statement_shows_an_activity_in_its_period(house: OpenHouse) -> None:
    """Revenue, expenses on its axis and contributions, and what is left of them; another year's is not in it."""
    coopaname = house("coopaname")
    activity(coopaname, "act_1", "A001")
    earn(coopaname, "act_1", "1000.00", "i-1")
    coopaname.ledger.do("record_revenue", activity_id="act_1", body=revenue("77.00", "i-2", "2025-12-31"))
    spent = {**entry("606", "512", "300.00"), "lines": lines("606", "512", "300.00", activity="act_1")}
    coopaname.ledger.do("post_entry", body=spent)
    coopaname.ledger.do("compute_contributions", body=QUARTER)
    shown = coopaname.ledger.do("get_activity_statement", activity_id="act_1", query=ASKED)
    assert amounts(shown, "revenue", "expenses", "contributed", "result") == ["1000.00", "300.00", "100.00", "600.00"]
    assert [one["account"] for one in shown["accounts"]] == ["186", "606", "706"] and shown["from"] == "2026-01-01"
    assert [one["rule"] for one in shown["contributions"]] == ["cae"]
    assert [(one["month"], one["revenue"]["amount"]) for one in shown["months"]] == [
        ("2026-02", "1000.00"), ("2026-03", "0.00"),
    ]  # fmt: skip


def test_the_small_balance_sheet_closes(coopaname: House) -> None:
    """Assets are liabilities, the result since the beginning, and what the cooperative holds in common."""
    spent = {**entry("606", "512", "10.00"), "lines": lines("606", "512", "10.00", activity="act_1")}
    coopaname.ledger.do("post_entry", body=spent)
    sheet = coopaname.ledger.do("get_activity_statement", activity_id="act_1", query=ASKED)["balance_sheet"]
    assert [(one["account"], one["amount"]["amount"]) for one in sheet["assets"]] == [("512", "700.00")]
    assert [(one["account"], one["amount"]["amount"]) for one in sheet["liabilities"]] == [("181", "100.00")]
    assert amounts(sheet, "result", "in_common") == ["590.00", "-10.00"]


def test_a_group_and_an_establishment_are_their_activities_together(coopaname: House) -> None:
    """Both activities of the group in one statement; the establishment's is the same, being the same lines."""
    group = coopaname.ledger.do("get_group_statement", group_id="grp_1", query=ASKED)
    assert amounts(group, "revenue", "expenses", "contributed", "result") == ["1500.00", "300.00", "150.00", "1050.00"]
    assert group["activities"] == ["act_1", "act_2"] and len(group["contributions"]) == 2
    assert group["treasury"]["available"] == eur("550.00")
    house_one = coopaname.ledger.do("get_establishment_statement", establishment="E1", query=ASKED)
    assert amounts(house_one, "revenue", "result") == amounts(group, "revenue", "result")
    assert refused(coopaname, "get_group_statement", group_id="grp_9", query=ASKED).code == "unknown_activity_group"
    assert refused(coopaname, "get_establishment_statement", establishment="E9", query=ASKED).status == 404


def test_the_shared_services_get_what_is_contributed(coopaname: House) -> None:
    """Their product is the sum of all contributions, and no turnover of the cooperative."""
    shared = coopaname.ledger.do("get_shared_services_statement", query=ASKED)
    assert amounts(shared, "revenue", "contributed", "result") == ["0.00", "-157.00", "157.00"]


def test_treasury_as_of_a_day_leaves_later_days_out(coopaname: House) -> None:
    """Before the expense and the contributions, the revenue; how it is made up adds up."""
    early = coopaname.ledger.do("get_activity_treasury", activity_id="act_1", query={"as_of": "2026-02-01"})
    assert early["available"] == eur("1000.00") and early["as_of"] == "2026-02-01"
    now = coopaname.ledger.do("get_activity_treasury", activity_id="act_1")
    assert amounts(now, "earned", "expenses", "contributed", "available") == ["1000.00", "300.00", "100.00", "600.00"]
    unpaid = coopaname.ledger.do("get_activity_treasury", activity_id="act_2")
    assert amounts(unpaid, "uncollected", "available", "overdrawn") == ["500.00", "-50.00", "50.00"]
    assert refused(coopaname, "get_activity_treasury", activity_id="act_9").code == "unknown_activity"


def test_every_treasury_is_read_in_as_many_questions(coopaname: House) -> None:
    """However many activities there are, the list asks for the page, for its sums and for the VAT in them."""
    asked: list[str] = []
    with heard(coopaname.ledger.database.engine, lambda *args: asked.append(args[2])):
        rows = coopaname.ledger.do("list_activity_treasuries")["data"]
        assert len(_looked(asked)) == 3
        assert [one["available"]["amount"] for one in rows] == ["600.00", "-50.00", "63.00"]
        for number in range(10, 20):
            activity(coopaname, f"act_{number}", f"A0{number}")
        asked.clear()
        assert len(coopaname.ledger.do("list_activity_treasuries")["data"]) == 13
        assert len(_looked(asked)) == 3
    for query, codes in (({"establishment": "E2"}, ["A003"]), ({"group_id": "grp_1", "overdrawn": "true"}, ["A002"])):
        found = coopaname.ledger.do("list_activity_treasuries", query=query)["data"]
        assert [one["code"] for one in found] == codes


def _looked(asked: list[str]) -> list[str]:
    return [one for one in asked if any(f"FROM {table}" in one for table in ("activities", "lines", "revenues"))]


def test_vat_of_open_invoices_is_told_exactly(coopaname: House) -> None:
    """Beside revenue without VAT, an unpaid invoice with it takes its amount without VAT and no more."""
    activity(coopaname, "act_4", "A004")
    earn(coopaname, "act_4", "1000.00", "i-4")
    told = coopaname.ledger.do("record_revenue", activity_id="act_4", body=revenue("300.00", "i-5", vat=eur("60.00")))
    assert available(coopaname, "act_4") == "1000.00"
    coopaname.ledger.do("receive_revenue", revenue_id=told["id"], body={"date": "2026-03-01"})
    assert available(coopaname, "act_4") == "1300.00"
    before = coopaname.ledger.do("get_activity_treasury", activity_id="act_4", query={"as_of": "2026-02-28"})
    assert before["available"] == eur("1000.00")


def test_a_statement_is_a_document_in_either_language(coopaname: House) -> None:
    """PDF in French, CSV in English, a spreadsheet; the figures are those of the query."""
    asked = {"activity_id": "act_1"}
    pdf = download(coopaname, "download_activity_statement", query=ASKED, **asked)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "Relevé de l'activité A001" in text.replace("’", "'") and "Trésorerie disponible" in text
    english = {**ASKED, "format": "csv", "language": "en"}
    csv = download(coopaname, "download_activity_statement", query=english, **asked)
    assert csv.startswith(b"Account,Label,Amount") and b"Contributed,-100.00" in csv
    sheet = download(coopaname, "download_activity_statement", query={**ASKED, "format": "xlsx"}, **asked)
    assert openpyxl.load_workbook(io.BytesIO(sheet)).sheetnames
    for operation, path, figure in (
        ("download_group_statement", {"group_id": "grp_1"}, b"1050.00"),
        ("download_establishment_statement", {"establishment": "E2"}, b"63.00"),
        ("download_shared_services_statement", {}, b"157.00"),
    ):
        assert figure in download(coopaname, operation, query={**ASKED, "format": "csv"}, **path)


def test_owners_and_group_follow_what_membership_tells(coopaname: House) -> None:
    """An activity that joins a group is in its statement from then on."""
    activity(coopaname, "act_3", "A003", "E2", group="grp_1")
    group = coopaname.ledger.do("get_group_statement", group_id="grp_1", query=ASKED)
    assert group["activities"] == ["act_1", "act_2", "act_3"] and available(coopaname, "act_3") == "63.00"
