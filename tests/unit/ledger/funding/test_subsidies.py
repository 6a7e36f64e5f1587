"""Subsidies: granted, received, spent, deferred and released; what is shown is what the books hold."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pypdf

from services.ledger.funding.due import receivable_subsidies
from tests.house import House
from tests.unit.ledger.books import balance, eur, refused
from tests.unit.ledger.funding.money import accounts, content_of, region, source, spend, subsidy

OpenHouse = Callable[..., House]


def test_a_grant_is_income_due_from_its_funder(house: OpenHouse) -> None:
    """D 4417 / C 741 with the funder as auxiliary; received by instalments, never more than agreed."""
    alpar = house("alpar")
    region(alpar)
    expected = (("2026-02-01", "6000.00"), ("2026-09-01", "3000.00"))
    instalments = [{"expected_on": day, "amount": eur(amount)} for day, amount in expected]
    granted = subsidy(alpar, instalments=instalments)
    assert accounts(alpar, granted["movements"][0]["entry"]) == [("4417", "9000.00"), ("741", "-9000.00")]
    assert [one["overdue"] for one in granted["instalments"]] == [True, False]
    body = {"amount": eur("7000.00"), "received_on": "2026-02-20", "reference": "VIR 12"}
    received = alpar.ledger.do("receive_subsidy", subsidy_id=granted["id"], body=body)
    assert (received["received"], received["outstanding"]) == (eur("7000.00"), eur("2000.00"))
    assert [one["received"]["amount"] for one in received["instalments"]] == ["6000.00", "1000.00"]
    assert (balance(alpar, "4417"), balance(alpar, "512")) == ("2000.00", "7000.00")
    more = refused(alpar, "receive_subsidy", subsidy_id=granted["id"], body={"amount": eur("2000.01")})
    assert (more.code, more.values["left"]) == ("subsidy_exceeded", eur("2000.00"))
    dollars = {"amount": {"amount": "1.00", "currency": "USD"}}
    assert refused(alpar, "reduce_subsidy", subsidy_id=granted["id"], body=dollars).code == "wrong_currency"
    with alpar.ledger.database.reading() as session:
        (due,) = receivable_subsidies(session, date(2026, 3, 2))
    assert (str(due.amount), due.due_on, due.auxiliary) == ("2000.00", date(2026, 9, 1), "region")
    reduced = alpar.ledger.do("reduce_subsidy", subsidy_id=granted["id"], body={"amount": eur("2000.00")})
    assert (reduced["outstanding"], balance(alpar, "4417"), balance(alpar, "741")) == (eur("0.00"), "0.00", "-7000.00")


def test_what_was_spent_is_read_from_the_lines_of_its_source(house: OpenHouse) -> None:
    """Expenses within the period count; outside it they are shown apart; assets do not count for an operating one."""
    alpar = house("alpar")
    region(alpar)
    granted = subsidy(alpar, period_from="2026-02-01", period_to="2026-02-28")
    spend(alpar, "120.00", "2026-02-10")
    spend(alpar, "80.00", "2026-01-31")
    spend(alpar, "500.00", "2026-02-10", account="2183")
    shown = alpar.ledger.do("get_subsidy", subsidy_id=granted["id"])
    assert (shown["spent"], shown["spent_outside_period"]) == (eur("120.00"), eur("80.00"))
    assert shown["remaining"] == eur("8880.00")
    early = alpar.ledger.do("get_subsidy", subsidy_id=granted["id"], query={"as_of": "2026-02-09"})
    assert (early["spent"], early["spent_outside_period"]) == (eur("0.00"), eur("80.00"))
    assert alpar.ledger.do("list_subsidies", query={"funder": "region"})["data"][0]["spent"] == eur("120.00")
    assert refused(alpar, "get_subsidy", subsidy_id="sby_x").code == "unknown_subsidy"


def test_the_unspent_part_is_deferred_and_released_the_year_after(house: OpenHouse) -> None:
    """D 741 / C 487 at the year's end for what was not spent, and back to income when it is."""
    alpar = house("alpar")
    region(alpar)
    granted = subsidy(alpar, agreed_on="2025-06-01", period_from="2025-01-01")
    spend(alpar, "2500.00", "2025-10-10")
    deferred = alpar.ledger.do("defer_subsidy", subsidy_id=granted["id"], body={"day": "2025-12-31"})
    assert accounts(alpar, deferred["movements"][-1]["entry"]) == [("741", "6500.00"), ("487", "-6500.00")]
    less = refused(alpar, "reduce_subsidy", subsidy_id=granted["id"], body={"amount": eur("2500.01")})
    assert (less.code, less.values["left"]) == ("subsidy_exceeded", eur("2500.00"))
    again = refused(alpar, "defer_subsidy", subsidy_id=granted["id"], body={"day": "2025-12-31"})
    assert again.code == "nothing_to_move"
    more = {"day": "2026-01-01", "amount": eur("6500.01")}
    assert refused(alpar, "release_subsidy", subsidy_id=granted["id"], body=more).code == "subsidy_exceeded"
    released = alpar.ledger.do("release_subsidy", subsidy_id=granted["id"], body={"day": "2026-01-01"})
    assert (released["deferred"], released["released"]) == (eur("0.00"), eur("6500.00"))
    assert (balance(alpar, "487"), balance(alpar, "741")) == ("0.00", "-9000.00")
    nothing = refused(alpar, "release_subsidy", subsidy_id=granted["id"], body={"day": "2026-01-01"})
    assert nothing.code == "nothing_to_move"


def test_an_investment_subsidy_is_released_with_the_depreciation_and_then_cleared(house: OpenHouse) -> None:
    """D 139 / C 747 as its plan says; when it is released whole, 131 and 139 clear each other."""
    alpar = house("alpar")
    region(alpar)
    granted = subsidy(alpar, "investment", release_from="2025-01-01", release_months=14, agreed_on="2025-01-01")
    assert accounts(alpar, granted["movements"][0]["entry"]) == [("4411", "9000.00"), ("1312", "-9000.00")]
    first = alpar.ledger.do("release_subsidy", subsidy_id=granted["id"], body={"day": "2025-12-31"})
    assert accounts(alpar, first["movements"][-1]["entry"]) == [("139", "7714.29"), ("747", "-7714.29")]
    last = alpar.ledger.do("release_subsidy", subsidy_id=granted["id"], body={"day": "2026-02-28"})
    assert accounts(alpar, last["movements"][-1]["entry"]) == [
        ("139", "1285.71"), ("747", "-1285.71"), ("1312", "9000.00"), ("139", "-9000.00"),
    ]  # fmt: skip
    assert (balance(alpar, "1312"), balance(alpar, "139"), balance(alpar, "747")) == ("0.00", "0.00", "-9000.00")
    no = refused(alpar, "defer_subsidy", subsidy_id=granted["id"], body={"day": "2026-02-28"})
    assert no.code == "not_deferrable"


def test_a_movement_by_mistake_is_undone_once(house: OpenHouse) -> None:
    """A receipt at any time, what moved income only if nothing moved it since; a grant is reduced instead."""
    alpar = house("alpar")
    region(alpar)
    granted = subsidy(alpar)
    asked = {"subsidy_id": granted["id"]}
    alpar.ledger.do("receive_subsidy", **asked, body={"amount": eur("100.00")})
    alpar.ledger.do("defer_subsidy", **asked, body={"day": "2026-02-28", "amount": eur("500.00")})
    shown = alpar.ledger.do("release_subsidy", **asked, body={"day": "2026-03-01", "amount": eur("200.00")})
    by_kind = {one["kind"]: one["id"] for one in shown["movements"]}

    def correct(kind: str) -> dict[str, Any]:
        return dict(alpar.ledger.do("correct_subsidy", **asked, body={"movement": by_kind[kind]}))

    for kind in ("grant", "deferral"):
        wrong = refused(alpar, "correct_subsidy", **asked, body={"movement": by_kind[kind]})
        assert wrong.code == "subsidy_not_correctable"
    assert (correct("receipt")["received"], balance(alpar, "512")) == (eur("0.00"), "0.00")
    assert (correct("release")["deferred"], correct("deferral")["deferred"]) == (eur("500.00"), eur("0.00"))
    assert (balance(alpar, "487"), balance(alpar, "741"), balance(alpar, "4417")) == ("0.00", "-9000.00", "9000.00")
    again = refused(alpar, "correct_subsidy", **asked, body={"movement": by_kind["receipt"]})
    assert again.values["why"] == "it does not count"


def test_without_a_plan_the_amount_is_said(house: OpenHouse) -> None:
    """An investment subsidy that has no plan of release needs an amount, which may not pass what is left."""
    alpar = house("alpar")
    region(alpar)
    granted = subsidy(alpar, "investment")
    asked = {"subsidy_id": granted["id"]}
    assert refused(alpar, "release_subsidy", **asked, body={"day": "2026-02-28"}).code == "release_amount_missing"
    more = {"day": "2026-02-28", "amount": eur("9000.01")}
    assert refused(alpar, "release_subsidy", **asked, body=more).code == "subsidy_exceeded"
    shown = alpar.ledger.do("release_subsidy", **asked, body={**more, "amount": eur("100.00")})
    assert shown["released"] == eur("100.00")


def test_each_agreement_has_a_source_of_its_own(house: OpenHouse) -> None:
    """A second subsidy of the same source, an unknown or an ill-suited one is refused, and nothing is posted."""
    alpar = house("alpar")
    region(alpar)
    source(alpar, "gifts", "donation")
    subsidy(alpar)
    body = {"source": "region-2026", "funder": "region", "purpose": "More", "kind": "operating", "amount": eur("1.00"),
            "agreed_on": "2026-01-10", "period_from": "2026-01-01", "period_to": "2026-12-31"}  # fmt: skip
    assert refused(alpar, "grant_subsidy", body=body).code == "subsidy_source_taken"
    assert refused(alpar, "grant_subsidy", body={**body, "source": "gifts"}).code == "funding_source_of_other_kind"
    assert refused(alpar, "grant_subsidy", body={**body, "source": "none"}).code == "unknown_funding_source"
    assert refused(alpar, "grant_subsidy", body={**body, "period_to": "2025-12-31"}).code == "invalid_request"
    again = {"slug": "region-2026", "kind": "donation", "label": "Other"}
    assert refused(alpar, "add_funding_source", body=again).code == "funding_source_exists"
    listed = alpar.ledger.do("list_funding_sources", query={"kind": "subsidy_regional"})["data"]
    assert [one["slug"] for one in listed] == ["region-2026"]
    assert balance(alpar, "741") == "-9000.00"


def test_the_report_shows_a_funder_every_expense(house: OpenHouse) -> None:
    """The PDF and the CSV hold the expenses charged to it, with whether each is eligible."""
    alpar = house("alpar")
    region(alpar)
    granted = subsidy(alpar)
    spend(alpar, "120.00", "2026-02-10")
    asked = {"subsidy_id": granted["id"]}
    answered = alpar.ledger.do("get_subsidy_document", **asked)
    text = pypdf.PdfReader(io.BytesIO(content_of(answered))).pages[0].extract_text()
    assert "Compte rendu d’une subvention" in text and "Local produce" in text
    query = {"format": "csv", "language": "en"}
    rows = content_of(alpar.ledger.do("get_subsidy_document", **asked, query=query)).decode().splitlines()
    assert rows[-1] == "2026-02-10,607,Crates,120.00,yes"
