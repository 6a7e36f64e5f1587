"""The chart, the journals and the auxiliaries that a cooperative works with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from services.ledger.accounts.chart import general_chart, refined
from tests.house import House
from tests.unit.ledger.books import accept, balance, entry, lines, pay_roll, refused

OpenHouse = Callable[..., House]


def test_the_chart_holds_the_cooperative_accounts() -> None:
    """Every account that the books post on is in the chart, and third-party ones take auxiliaries."""
    chart = general_chart()
    used = "1012 1013 1061 1063 1068 110 119 120 129 181 186 187 411 424 44571 455 4562 4567 457 4572 512 706"
    for code in used.split():
        assert chart[code].label, code
    assert all(chart[code].third_party for code in ("411", "424", "455", "4562", "457", "4572"))
    assert len(chart) > 800 and refined("70600").code == "706"  # type: ignore[union-attr]


def test_the_chart_is_that_of_2025_and_remembers_the_one_before() -> None:
    """Accounts of the regulation of 2022 begin with 2025, abolished ones end; a subdivision is third-party as well."""
    chart = general_chart()
    before, after = date(2024, 12, 31), date(2025, 1, 1)
    for code in ("657", "757", "747", "649", "6581", "7582", "7587", "1521", "439", "6671"):
        assert chart[code].in_force(after) and not chart[code].in_force(before), code
    for code in ("671", "675", "771", "775", "777", "791", "6711", "7718"):
        assert chart[code].in_force(before) and not chart[code].in_force(after), code
    assert chart["153"].in_force(date(2025, 6, 30)) and not chart["153"].in_force(date(2026, 1, 1))
    for code, row in chart.items():
        parent = refined(code)
        assert code.isdigit() and 2 <= len(code) <= 5 and row.label, code
        if parent is not None and len(code) > 3 and not parent.until:
            assert row.third_party or not parent.third_party, f"{code} refines {parent.code}"


def test_journals_are_listed(house: OpenHouse) -> None:
    """The journals of the kinds that the books need."""
    listed = [one["code"] for one in house("alpar").ledger.do("list_journals")["data"]]
    assert {"bank", "purchases", "sales", "capital", "operations", "opening", "closing"} <= set(listed)


def test_auxiliaries_are_learnt_and_added(house: OpenHouse) -> None:
    """Members and employees come from membership, suppliers by hand; a line names them by id."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    pay_roll(alpar, "per_1", "100.00", member=False)
    alpar.ledger.do("add_auxiliary", body={"id": "sup-dairy", "kind": "supplier"})
    assert refused(alpar, "add_auxiliary", body={"id": "sup-dairy", "kind": "supplier"}).code == "auxiliary_exists"
    listed = {one["id"]: one["kind"] for one in alpar.ledger.do("list_auxiliaries")["data"]}
    assert listed == {"mbr_1": "member", "per_1": "employee", "sup-dairy": "supplier"}
    bill = {**entry("401", "512", "9.00"), "lines": lines("401", "512", "9.00", auxiliary="sup-dairy")}
    alpar.ledger.do("post_entry", body=bill)
    assert balance(alpar, "401") == "9.00"
    assert len(alpar.ledger.do("list_entries", query={"auxiliary": "sup-dairy"})["data"]) == 1
