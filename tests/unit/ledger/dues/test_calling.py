"""Dues are called once for each member and year, as the bylaws say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.commons.refusals import Refusal
from services.ledger.proof.check import check
from tests.unit.ledger.books import balance, eur, refused, tell
from tests.unit.ledger.dues.called import OpenHouse, call, dues, federation, join
from tests.unit.ledger.funding.money import accounts, source


def test_each_member_owes_what_its_category_owes(house: OpenHouse) -> None:
    """D 467 with the member / C 758, an entry each; due after the days of the bylaws; the call is their source."""
    union = federation(house)
    made = call(union)
    assert (made["count"], made["total"], made["due_on"]) == (3, eur("1100.00"), "2026-04-01")
    assert (made["account"], made["left_out"]) == ("758", [])
    owed = dues(union)
    assert [(one["member_id"], one["outstanding"]) for one in owed] == [
        ("mbr_001", eur("500.00")), ("mbr_002", eur("500.00")), ("mbr_003", eur("100.00")),
    ]  # fmt: skip
    assert accounts(union, owed[2]["entry"]) == [("467", "100.00"), ("758", "-100.00")]
    posted = union.ledger.do("get_entry", entry_id=owed[2]["entry"])
    assert posted["metadata"] == {"source": made["id"]} and posted["lines"][0]["auxiliary"] == "mbr_003"
    stuck = refused(union, "reverse_entry", entry_id=owed[2]["entry"], body={})
    assert stuck.code == "entry_kept_by_room" and "correct that in dues" in stuck.detail
    assert check(union.ledger.database).holds


def test_a_second_call_reaches_only_who_joined_since(house: OpenHouse) -> None:
    """Nobody is called twice for a year; for the next year everybody is called again."""
    union = federation(house)
    first = call(union)
    refusal = refused(union, "call_dues", body={"year": 2026})
    assert refusal.code == "no_dues_to_call" and "rule 1" in str(refusal.article)
    join(union, 4)
    second = call(union, due_on="2026-03-02")
    assert second["count"] == 1 and [one["call_id"] for one in dues(union)] == [first["id"]] * 3 + [second["id"]]
    union.clock.advance(days=365)
    assert call(union, 2027)["count"] == 4 and len(dues(union, year="2027")) == 4
    assert [one["year"] for one in dues(union, member="mbr_004")] == [2026, 2027]


def test_who_left_or_came_after_the_year_owes_nothing(house: OpenHouse) -> None:
    """Members of the day of the call who were there in the year; the last day of a membership counts."""
    union = federation(house, members=3, partners=0)
    for name, day in (("mbr_001", "2026-03-01"), ("mbr_002", "2026-03-02")):
        data = {"member_id": name, "left_on": day, "reason": "withdrawal"}
        assert tell(union, "membership.member.left.v1", f"members/{name}", data) == "handled"
    assert refused(union, "call_dues", body={"year": 2025}).code == "no_dues_to_call"
    assert call(union)["count"] == 2 and [one["member_id"] for one in dues(union)] == ["mbr_002", "mbr_003"]


def test_categories_without_fixed_dues_are_left_out(house: OpenHouse) -> None:
    """A rate on a turnover that the books do not know is named, not guessed."""
    tariff = {"category": "member", "base": "fixed", "amount": "500.00", "rate": "0", "period_months": 12,
              "from": "1937-01-01"}  # fmt: skip
    union = federation(house, tariffs=[tariff, {**tariff, "category": "partner", "base": "turnover"}])
    made = call(union)
    assert (made["count"], made["left_out"]) == (2, ["partner"])


@pytest.mark.parametrize(
    ("body", "code"),
    [({"year": 2027}, "dues_called_early"), ({"year": 2026, "due_on": "2026-03-01"}, "dues_due_before_call"),
     ({"year": 2026, "source": "nowhere"}, "unknown_funding_source"),
     ({"year": 2026, "called_on": "2200-12-31"}, "beyond_open_year"),
     ({"year": 1800, "called_on": "1900-01-01"}, "statutes_silent")],
)  # fmt: skip
def test_a_call_that_cannot_be_is_refused(house: OpenHouse, body: dict[str, object], code: str) -> None:
    """Nothing is called, and nothing posted."""
    union = federation(house, members=1, partners=0)
    assert refused(union, "call_dues", body=body).code == code
    assert dues(union) == [] and balance(union, "467") == "0.00"


def test_a_cooperative_without_dues_calls_none(house: OpenHouse) -> None:
    """Its bylaws are silent."""
    assert refused(house("alpar"), "call_dues", body={"year": 2026}).code == "statutes_silent"


def test_dues_may_name_their_source_of_funding(house: OpenHouse) -> None:
    """The income carries it, so that the report of sources shows it; a waiver takes it back."""
    union = federation(house, members=1, partners=0)
    source(union, "dues", "dues", "Dues")
    source(union, "gifts", "donation", "Gifts")
    assert refused(union, "call_dues", body={"year": 2026, "source": "gifts"}).code == "funding_source_of_other_kind"
    call(union, source="dues")
    (owed,) = dues(union)
    waived = union.ledger.do("waive_dues", dues_id=owed["id"], body={"reason": "In liquidation"})
    for entry in (owed["entry"], waived["movements"][0]["entry"]):
        shown = union.ledger.do("get_entry", entry_id=entry)["lines"]
        assert {one["account"]: one["funding_source"] for one in shown} == {"467": None, "758": "dues"}


def test_two_calls_at_once_call_each_member_once(house: OpenHouse) -> None:
    """One of them calls, the other finds nobody left."""
    union = federation(house, members=4, partners=0)

    def attempt(_: int) -> str:
        try:
            return str(call(union)["count"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["4", "no_dues_to_call"]
    assert balance(union, "467") == "2000.00"


def test_hundreds_of_members_are_called_in_one_writing(house: OpenHouse) -> None:
    """Three hundred members, three hundred entries, one total; read page by page."""
    union = federation(house, members=300, partners=0)
    assert call(union)["total"] == eur("150000.00") and balance(union, "758") == "-150000.00"
    first = union.ledger.do("list_dues", query={"limit": "200"})
    rest = union.ledger.do("list_dues", query={"limit": "200", "cursor": first["next_cursor"]})
    assert len({one["id"] for one in first["data"] + rest["data"]}) == 300 and rest["next_cursor"] is None
    assert check(union.ledger.database).holds
