"""Bank lines settle open items, mirror the books, or go to accounts; each once, and back again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from services.commons.refusals import Refusal
from services.ledger.proof.check import check
from tests.fixtures.bank.writing import Written
from tests.house import House
from tests.unit.ledger.banking.desk import (
    DAY,
    MEMBER_IBAN,
    agreed,
    lines,
    open_account,
    receive,
    reference_of,
    subscribed,
)
from tests.unit.ledger.books import balance, entry, eur, refused

OpenHouse = Callable[..., House]


def proposals(house: House, line: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Return what is proposed for a line, as (confidence, ids)."""
    found = house.ledger.do("list_bank_line_proposals", line_id=line["id"])["proposals"]
    return [(one["confidence"], [part["id"] for part in one["parts"]]) for one in found]


def test_a_payment_with_its_reference_is_matched_by_itself(house: OpenHouse) -> None:
    """Reference and amount are certain: the share is paid up on the day of the bank, once, whatever is sent again."""
    alpar = house("alpar")
    account = open_account(alpar)
    (share,) = subscribed(alpar)
    paid = Written(DAY, 10000, "VIR SEPA ROSA", remittance=f"part {reference_of(alpar, share['id'])}")
    (line,) = receive(alpar, paid)
    assert line["state"] == "matched" and line["outstanding"] == eur("0.00")
    (match,) = line["matches"]
    assert (match["kind"], match["item_kind"], match["item_id"]) == ("open_item", "share_subscription", share["id"])
    shown = alpar.ledger.do("get_share_subscription", subscription_id=share["id"])
    assert shown["fully_paid"] and shown["payments"][0]["paid_on"] == "2026-02-03"
    assert shown["payments"][0]["entry"] == match["entry"]
    receive(alpar, paid)
    assert (balance(alpar, "512"), balance(alpar, "1013")) == ("100.00", "-100.00")
    assert agreed(alpar, account)["reconciled"] and check(alpar.ledger.database).holds


def test_an_account_may_match_nothing_or_more_by_itself(house: OpenHouse) -> None:
    """``none`` proposes only; ``strong`` also does what rests on the payer's IBAN and the amount."""
    alpar = house("alpar")
    account = open_account(alpar, automatic="none")
    one, two = subscribed(alpar, 2)
    (line,) = receive(alpar, Written(DAY, 10000, f"VIR {one['id']}"))
    assert line["state"] == "proposed" and proposals(alpar, line)[0] == ("certain", [one["id"]])
    details = {"iban": MEMBER_IBAN, "name": "Léo Petit"}
    alpar.ledger.do("set_payment_details", auxiliary="mbr_002", body=details)
    alpar.ledger.do("update_bank_account", bank_account_id=account, body={"automatic": "strong"})
    receive(alpar, Written(DAY, 10000, "VIR SANS MOTIF", iban=MEMBER_IBAN), opening=10000)
    assert [one["state"] for one in lines(alpar)] == ["matched", "matched"]
    assert {one["matches"][0]["item_id"] for one in lines(alpar)} == {one["id"], two["id"]}


def test_amount_alone_is_proposed_and_the_payer_is_remembered(house: OpenHouse) -> None:
    """The only item of an amount is proposed; once a person confirms it, its IBAN says who pays, not where to pay."""
    alpar = house("alpar")
    open_account(alpar)
    (share,) = subscribed(alpar)
    (line,) = receive(alpar, Written(DAY, 10000, "VIR SANS MOTIF", iban=MEMBER_IBAN, name="ROSA"))
    assert line["state"] == "proposed"
    (proposal,) = alpar.ledger.do("list_bank_line_proposals", line_id=line["id"])["proposals"]
    assert (proposal["confidence"], proposal["reasons"]) == ("possible", ["amount"])
    matched = alpar.ledger.do("match_bank_line", line_id=line["id"], body=proposal["match"])
    assert matched["state"] == "matched"
    assert alpar.ledger.do("list_payment_details")["data"] == []


def test_instalments_and_payments_for_several(house: OpenHouse) -> None:
    """Several lines settle one item by parts; one line settles several items; the rest of a line waits."""
    alpar = house("alpar")
    account = open_account(alpar)
    one, two = subscribed(alpar, 2)
    first, second = receive(alpar, Written(DAY, 6000, "A"), Written(DAY, 15000, "B"))
    alpar.ledger.do("match_bank_line", line_id=first["id"],
                    body={"items": [{"kind": "share_subscription", "id": one["id"]}]})  # fmt: skip
    split = [{"kind": "share_subscription", "id": one["id"], "amount": eur("40.00")},
             {"kind": "share_subscription", "id": two["id"]}]  # fmt: skip
    left = alpar.ledger.do("match_bank_line", line_id=second["id"], body={"items": split})
    assert (left["state"], left["outstanding"]) == ("unmatched", eur("10.00"))
    assert alpar.ledger.do("list_open_items")["data"] == []
    alpar.ledger.do("match_bank_line", line_id=second["id"], body={"accounts": [{"account": "7588"}]})
    assert [one["state"] for one in lines(alpar)] == ["matched", "matched"]
    assert (balance(alpar, "512"), balance(alpar, "1013"), balance(alpar, "7588")) == ("210.00", "-200.00", "-10.00")
    assert agreed(alpar, account)["reconciled"]


def test_a_line_that_the_books_hold_is_not_posted_again(house: OpenHouse) -> None:
    """A payment entered by hand is mirrored by the bank line: nothing is posted, and neither side is outstanding."""
    alpar = house("alpar")
    account = open_account(alpar, automatic="strong")
    (share,) = subscribed(alpar)
    alpar.ledger.do("pay_shares", subscription_id=share["id"],
                    body={"amount": eur("100.00"), "paid_on": "2026-02-02"})  # fmt: skip
    (line,) = receive(alpar, Written(DAY, 10000, "VIR SANS MOTIF"))
    assert line["state"] == "matched" and line["matches"][0]["kind"] == "book"
    assert balance(alpar, "512") == "100.00" and agreed(alpar, account)["reconciled"]
    undone = alpar.ledger.do("unmatch_bank_line", line_id=line["id"], body={})
    assert undone["state"] == "unmatched" and balance(alpar, "512") == "100.00"


def test_rules_book_what_comes_again_and_again(house: OpenHouse) -> None:
    """Bank fees go to 627 by a rule; the first by position that a line meets; a retired one is not followed."""
    alpar = house("alpar")
    open_account(alpar)
    alpar.ledger.do("tell_axis_value", axis="establishment", body={"value": "shop", "label": "Shop"})
    fees = {"contains": "frais", "direction": "out", "account": "627", "label": "Bank fees", "apply": "automatically"}
    rule = alpar.ledger.do("add_bank_rule", body={**fees, "at_most": eur("50.00"), "axes": {"establishment": "shop"}})
    alpar.ledger.do("add_bank_rule", body={**fees, "account": "6281", "apply": "propose"})
    come = [Written(DAY, -540, "Frais de tenue"), Written(DAY, -9999, "FRAIS X"), Written(DAY, 1, "FRAIS")]
    found = receive(alpar, *come)
    assert [one["state"] for one in found] == ["matched", "proposed", "unmatched"]
    assert found[0]["matches"][0]["rule"] == rule["id"] and balance(alpar, "627") == "5.40"
    booked = alpar.ledger.do("get_entry", entry_id=found[0]["matches"][0]["entry"])
    assert (booked["journal"], booked["label"], booked["date"]) == ("bank", "Bank fees", "2026-02-03")
    assert {one["establishment"] for one in booked["lines"]} == {None, "shop"}
    assert alpar.ledger.do("retire_bank_rule", rule_id=rule["id"])["retired"]
    assert refused(alpar, "retire_bank_rule", rule_id=rule["id"]).code == "bank_rule_retired"
    assert [one["retired"] for one in alpar.ledger.do("list_bank_rules")["data"]] == [True, False]
    receive(alpar, Written(date(2026, 2, 4), -100, "FRAIS"), opening=-10538)
    assert lines(alpar)[-1]["state"] == "proposed" and proposals(alpar, lines(alpar)[-1]) == [("strong", ["6281"])]
    for body, code in (
        ({**fees, "contains": None}, "invalid_request"), ({**fees, "account": "62799"}, "unknown_account"),
        ({**fees, "auxiliary": "x"}, "auxiliary_not_allowed"),
        ({**fees, "account": "401", "auxiliary": "nobody"}, "unknown_party"),
    ):  # fmt: skip
        assert refused(alpar, "add_bank_rule", body=body).code == code


def test_what_does_not_fit_is_refused(house: OpenHouse) -> None:
    """Beyond the line, beyond the item, the wrong way, the wrong account, nothing at all: nothing is posted."""
    alpar = house("alpar")
    open_account(alpar)
    (share,) = subscribed(alpar)
    alpar.ledger.do("post_entry", body=entry("512", "7588", "33.00"))
    posted = alpar.ledger.do("list_entries", query={"account": "512"})["data"][0]["id"]
    into, out = receive(alpar, Written(DAY, 4000, "IN"), Written(DAY, -4000, "OUT"))
    item = {"kind": "share_subscription", "id": share["id"]}
    for line, body, code in (
        (into, {}, "invalid_request"),
        (into, {"items": [{"kind": "share_subscription", "id": "sub_9"}]}, "unknown_open_item"),
        (into, {"items": [{"kind": "wish", "id": "sub_9"}]}, "unknown_open_item"),
        (into, {"items": [{**item, "amount": eur("40.01")}]}, "match_exceeds_line"),
        (into, {"items": [{**item, "amount": eur("100.01")}]}, "open_item_exceeded"),
        (into, {"items": [item, item]}, "match_exceeds_line"), (out, {"items": [item]}, "open_item_exceeded"),
        (into, {"items": [{**item, "amount": {"amount": "1.00", "currency": "USD"}}]}, "wrong_currency"),
        (into, {"accounts": [{"account": "7588", "amount": eur("40.01")}]}, "match_exceeds_line"),
        (into, {"accounts": [{"account": "7588", "amount": eur("-1.00")}]}, "match_exceeds_line"),
        (into, {"accounts": [{"account": "99"}]}, "unknown_account"),
        (into, {"accounts": [{"account": "1013"}]}, "account_kept_by_register"),
        (out, {"accounts": [{"account": "1061"}]}, "reserves_indivisible"),
        (into, {"books": [{"entry": posted, "amount": eur("33.01")}]}, "book_line_unfit"),
        (out, {"books": [{"entry": posted}]}, "book_line_unfit"),
        (into, {"books": [{"entry": "x"}]}, "book_line_unfit"),
        (into, {"returned": "mat_9"}, "match_not_reversible"),
    ):  # fmt: skip
        assert refused(alpar, "match_bank_line", line_id=line["id"], body=body).code == code, body
    assert refused(alpar, "match_bank_line", line_id="bln_9", body={}).code == "not_found"
    assert refused(alpar, "get_bank_line", line_id="bln_9").code == "not_found"
    assert refused(alpar, "unmatch_bank_line", line_id=into["id"], body={}).code == "bank_line_not_settled"
    assert {one["state"] for one in lines(alpar)} <= {"unmatched", "proposed"} and balance(alpar, "512") == "33.00"


def test_matching_is_undone_by_counter_entries_once(house: OpenHouse) -> None:
    """Unmatching takes back the payment and the entry, opens the item again, and can be done once."""
    alpar = house("alpar")
    account = open_account(alpar)
    (share,) = subscribed(alpar)
    (line,) = receive(alpar, Written(DAY, 10500, "VIR"))
    body = {"items": [{"kind": "share_subscription", "id": share["id"]}], "accounts": [{"account": "7588"}]}
    alpar.ledger.do("match_bank_line", line_id=line["id"], body=body)
    assert agreed(alpar, account)["reconciled"]
    undone = alpar.ledger.do("unmatch_bank_line", line_id=line["id"], body={})
    assert (undone["state"], undone["outstanding"], undone["matches"]) == ("unmatched", eur("105.00"), [])
    assert [balance(alpar, one) for one in ("512", "7588", "1013", "4562")] == ["0.00", "0.00", "0.00", "100.00"]
    assert refused(alpar, "unmatch_bank_line", line_id=line["id"], body={}).code == "bank_line_not_settled"
    shown = alpar.ledger.do("get_share_subscription", subscription_id=share["id"])
    assert shown["paid"] == eur("0.00") and [one["amount"] for one in shown["payments"]] == [
        eur("100.00"), eur("-100.00"),
    ]  # fmt: skip
    found = agreed(alpar, account)
    assert (found["only_in_books"], found["only_at_bank_total"]) == ([], eur("105.00"))
    alpar.ledger.do("match_bank_line", line_id=line["id"], body=body)
    assert agreed(alpar, account)["reconciled"] and check(alpar.ledger.database).holds


def test_a_line_may_be_set_aside(house: OpenHouse) -> None:
    """An ignored line waits for nobody, and may be taken back."""
    alpar = house("alpar")
    open_account(alpar)
    (line,) = receive(alpar, Written(DAY, 100, "X"))
    aside = alpar.ledger.do("ignore_bank_line", line_id=line["id"], body={"reason": "Booked by the old software"})
    assert (aside["state"], aside["reason"]) == ("ignored", "Booked by the old software")
    assert alpar.ledger.do("match_bank_lines", body={})["looked_at"] == 0
    body = {"accounts": [{"account": "7588"}]}
    assert refused(alpar, "match_bank_line", line_id=line["id"], body=body).code == "bank_line_settled"
    assert alpar.ledger.do("unmatch_bank_line", line_id=line["id"], body={})["state"] == "unmatched"
    assert alpar.ledger.do("match_bank_line", line_id=line["id"], body=body)["state"] == "matched"
    assert refused(alpar, "ignore_bank_line", line_id=line["id"], body={"reason": "x"}).code == "bank_line_settled"


def test_two_matches_at_once_post_once(house: OpenHouse) -> None:
    """Two people who match the same line at the same time: one does, the other is told."""
    alpar = house("alpar")
    open_account(alpar)
    (share,) = subscribed(alpar)
    (line,) = receive(alpar, Written(DAY, 10000, "VIR"))
    body = {"items": [{"kind": "share_subscription", "id": share["id"]}]}

    def match(_: int) -> str:
        try:
            return str(alpar.ledger.do("match_bank_line", line_id=line["id"], body=body)["state"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(match, range(4)))
    assert outcomes == ["bank_line_settled"] * 3 + ["matched"] and balance(alpar, "512") == "100.00"


def test_lines_wait_for_what_opens_later(house: OpenHouse) -> None:
    """A run over the open lines finds what was subscribed after the money came; a closed period leaves a line open."""
    alpar = house("alpar")
    account = open_account(alpar)
    receive(alpar, Written(DAY, 10000, "VIR SANS MOTIF"), Written(date(2026, 1, 5), 500, "DON"))
    subscribed(alpar)
    found = alpar.ledger.do("match_bank_lines", body={"bank_account": account})
    assert found == {"looked_at": 2, "matched": 0, "proposed": 1, "unmatched": 1, "refused": 0}
    alpar.ledger.do("close_month", month="2026-01")
    rule = {"contains": "DON", "account": "7582", "label": "Donation", "apply": "automatically"}
    alpar.ledger.do("add_bank_rule", body=rule)
    found = alpar.ledger.do("match_bank_lines", body={})
    assert (found["matched"], found["refused"], found["proposed"]) == (0, 1, 2) and balance(alpar, "512") == "0.00"
    late = next(one for one in lines(alpar) if one["amount"] == eur("5.00"))
    body = {"accounts": [{"account": "7582"}]}
    assert refused(alpar, "match_bank_line", line_id=late["id"], body=body).code == "period_closed"
    booked = alpar.ledger.do("match_bank_line", line_id=late["id"], body={**body, "date": "2026-02-02"})
    entry_id = booked["matches"][0]["entry"]
    assert alpar.ledger.do("get_entry", entry_id=entry_id)["date"] == "2026-02-02"
    assert refused(alpar, "reverse_entry", entry_id=entry_id, body={}).code == "entry_kept_by_room"
    assert check(alpar.ledger.database).holds


def test_one_line_is_split_over_accounts_of_both_sides(house: OpenHouse) -> None:
    """Card takings come net of the commission: the sale one way, the fee the other, the line their difference."""
    alpar = house("alpar")
    open_account(alpar)
    (line,) = receive(alpar, Written(DAY, 9700, "REMISE CARTE"))
    parts = [{"account": "707", "amount": eur("100.00")}, {"account": "627"}]
    for wrong in ([{"account": "707"}, {"account": "627"}], [{"account": "707", "amount": eur("0.00")}]):
        refusal = refused(alpar, "match_bank_line", line_id=line["id"], body={"accounts": wrong})
        assert refusal.code == "match_exceeds_line"
    assert alpar.ledger.do("match_bank_line", line_id=line["id"], body={"accounts": parts})["state"] == "matched"
    assert [balance(alpar, one) for one in ("512", "707", "627")] == ["97.00", "-100.00", "3.00"]
