"""Orders to the bank: nothing paid twice, two persons, schema-valid files, executed when the bank says so."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import sepaxml
import xmlschema
from lxml import etree

from services.commons.refusals import Refusal
from services.commons.storage import Actor
from services.ledger.proof.check import check
from tests.fixtures.bank.writing import IBAN, Written
from tests.house import House
from tests.unit.ledger.banking.desk import (
    CREDITOR,
    MEMBER_IBAN,
    OTHER_IBAN,
    agreed,
    lines,
    open_account,
    receive,
    subscribed,
)
from tests.unit.ledger.books import balance, eur, members, refused
from tests.unit.ledger.capital.shares import approve, buy, cents, leave, redeemable
from tests.unit.ledger.surplus.cooperatives import allocate, worker_books

OpenHouse = Callable[..., House]
SECOND = Actor("key", "key_second", frozenset({"*"}))
SCHEMAS = Path(sepaxml.__file__).parent / "schemas"
FRIDAY = "2026-03-06"


def details(house: House, *auxiliaries: str, iban: str = MEMBER_IBAN, name: str = "Zoé Müller & Cie_@") -> None:
    """Say where some are paid."""
    for auxiliary in auxiliaries:
        house.ledger.do("set_payment_details", auxiliary=auxiliary, body={"iban": iban, "name": name})


def file_of(house: House, order: str, schema: str) -> Any:
    """Download the file of an order, check it against the ISO schema twice over, and return its root."""
    part = house.ledger.do("get_payment_order_file", order_id=order)
    assert part["next_cursor"] is None and part["media"] == "application/xml"
    content = base64.b64decode(part["content"])
    xmlschema.XMLSchema(str(SCHEMAS / f"{schema}.xsd")).validate(content.decode())
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(str(SCHEMAS / f"{schema}.xsd"))).assertValid(root)
    assert house.ledger.do("get_payment_order_file", order_id=order) == part
    return root


def texts(root: Any, path: str) -> list[str]:
    """Return the texts at a path of short names."""
    return [one.text for one in root.iterfind("/".join(f"{{*}}{step}" for step in path.split("/")))]


def worker(house: OpenHouse) -> tuple[House, str]:
    """Open alpine-aluminium with an allocation of 2025 to be paid, payment details of two, and its bank account."""
    alpine = worker_books(house)
    allocate(alpine)
    details(alpine, "mbr_001", "mbr_002")
    return alpine, open_account(alpine, bic="AGRIFRPP")


def order(house: House, account: str, **body: Any) -> dict[str, Any]:
    """Make an order of credit transfers."""
    asked = {"kind": "credit_transfer", "bank_account": account, "execution_on": FRIDAY, **body}
    return dict(house.ledger.do("make_payment_order", body=asked))


def approved(house: House, made: dict[str, Any]) -> dict[str, Any]:
    """Have somebody else approve an order."""
    return dict(house.ledger.do("approve_payment_order", order_id=made["id"], actor=SECOND))


def test_interest_and_labour_shares_are_paid_by_one_order(house: OpenHouse) -> None:
    """Made, approved by a second person, downloaded, sent; the bank's debit matches each payment and ends the order."""
    alpine, account = worker(house)
    made = order(alpine, account, kinds=["interest", "labour_share"])
    assert (made["state"], made["count"], made["total"]) == ("draft", 4, eur("37500.00"))
    assert {one["iban"] for one in made["items"]} == {"FR…2606"}  # masked
    assert refused(alpine, "get_payment_order_file", order_id=made["id"]).code == "payment_order_state"
    assert refused(alpine, "approve_payment_order", order_id=made["id"]).code == "second_person_needed"
    assert approved(alpine, made)["state"] == "approved"
    root = file_of(alpine, made["id"], "pain.001.001.09")
    credited = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"
    assert texts(root, f"{credited}/Amt/InstdAmt") == ["7500.00", "7500.00", "12500.00", "10000.00"]
    assert texts(root, f"{credited}/PmtId/EndToEndId") == [one["end_to_end"] for one in made["items"]]
    assert set(texts(root, f"{credited}/Cdtr/Nm")) == {"Zoe Muller Cie"}
    assert texts(root, "CstmrCdtTrfInitn/GrpHdr/CtrlSum") == ["37500.00"]
    assert texts(root, "CstmrCdtTrfInitn/PmtInf/ReqdExctnDt/Dt") == [FRIDAY]
    assert texts(root, "CstmrCdtTrfInitn/PmtInf/DbtrAcct/Id/IBAN") == [IBAN]
    assert alpine.ledger.do("send_payment_order", order_id=made["id"])["state"] == "sent"
    alpine.clock.advance(days=5)
    debits = [
        Written(date(2026, 3, 6), -cents(one["amount"]), "VIR EMIS", end_to_end=one["end_to_end"])
        for one in made["items"]
    ]
    receive(alpine, *debits[:3])
    assert alpine.ledger.do("get_payment_order", order_id=made["id"])["state"] == "sent"
    receive(alpine, debits[3], opening=sum(one.amount for one in debits[:3]))
    done = alpine.ledger.do("get_payment_order", order_id=made["id"])
    assert done["state"] == "executed" and {one["state"] for one in done["items"]} == {"executed"}
    assert (balance(alpine, "424"), balance(alpine, "457")) == ("-7500.00", "-15000.00")
    assert {one["state"] for one in lines(alpine)} == {"matched"} and check(alpine.ledger.database).holds


def test_an_order_booked_as_one_debit_is_matched_whole(house: OpenHouse) -> None:
    """The bank may book a batch as one movement that names the order, or says nothing but its total."""
    alpine, account = worker(house)
    made = order(alpine, account, kinds=["interest"])
    approved(alpine, made)
    alpine.clock.advance(days=5)
    name = made["id"].replace("_", "-")
    (line,) = receive(alpine, Written(date(2026, 3, 6), -1500000, "REMISE VIR SEPA", remittance=f"{name}-1"))
    assert line["state"] == "matched" and len(line["matches"]) == 2
    assert alpine.ledger.do("get_payment_order", order_id=made["id"])["state"] == "executed"
    other = order(alpine, account, kinds=["labour_share"], execution_on="2026-03-09")
    approved(alpine, other)
    alpine.clock.advance(days=5)
    line = receive(alpine, Written(date(2026, 3, 9), -2250000, "REMISE"), opening=-1500000)[-1]
    assert line["state"] == "proposed"  # a total alone is strong, not certain
    assert alpine.ledger.do("match_bank_lines", body={})["proposed"] == 1
    alpine.ledger.do("update_bank_account", bank_account_id=account, body={"automatic": "strong"})
    assert alpine.ledger.do("match_bank_lines", body={"bank_account": account})["matched"] == 1


def test_nothing_is_in_two_live_orders(house: OpenHouse) -> None:
    """An item is free again only when its order is cancelled; orders made at once do not share it either."""
    alpine, account = worker(house)
    item = {"kind": "interest", "id": "interest/mbr_001"}

    def make(_: int) -> str:
        try:
            return str(order(alpine, account, items=[item])["state"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(make, range(3))) == ["draft", "item_in_live_order", "item_in_live_order"]
    (made,) = alpine.ledger.do("list_payment_orders", query={"state": "draft", "kind": "credit_transfer"})["data"]
    gone = alpine.ledger.do("cancel_payment_order", order_id=made["id"], body={"reason": "Wrong day"})
    assert (gone["state"], gone["reason"]) == ("cancelled", "Wrong day")
    assert refused(alpine, "approve_payment_order", order_id=made["id"], actor=SECOND).code == "payment_order_state"
    again = order(alpine, account, kinds=["interest"])
    assert [one["item_id"] for one in again["items"]] == ["interest/mbr_001", "interest/mbr_002"]
    assert refused(alpine, "make_payment_order", body={
        "kind": "credit_transfer", "bank_account": account, "execution_on": FRIDAY, "kinds": ["interest"],
    }).code == "nothing_to_order"  # fmt: skip


def test_what_was_paid_meanwhile_is_not_approved(house: OpenHouse) -> None:
    """An item paid by other ways since the order was made holds the approval up."""
    alpine, account = worker(house)
    made = order(alpine, account, kinds=["interest"])
    payment = {"kind": "interest", "auxiliary": "mbr_001", "amount": eur("7000.00")}
    alpine.ledger.do("pay_surplus", body=payment)
    late = refused(alpine, "approve_payment_order", order_id=made["id"], actor=SECOND)
    assert late.code == "open_item_exceeded" and late.values["outstanding"] == eur("-500.00")
    alpine.ledger.do("pay_surplus", body={**payment, "amount": eur("500.00")})
    late = refused(alpine, "approve_payment_order", order_id=made["id"], actor=SECOND)
    assert late.code == "unknown_open_item"


def test_what_cannot_be_ordered_is_refused(house: OpenHouse) -> None:
    """Closed days, unknown payees, nothing due, no right to collect: the order is not made."""
    alpine, account = worker(house)
    body = {"kind": "credit_transfer", "bank_account": account, "execution_on": FRIDAY,
            "items": [{"kind": "interest", "id": "interest/mbr_001"}]}  # fmt: skip
    cases: list[tuple[dict[str, Any], str]] = [
        ({"execution_on": "2026-03-07"}, "execution_day_refused"),
        ({"execution_on": "2026-02-27"}, "execution_day_refused"),
        ({"execution_on": "2027-03-05"}, "execution_day_refused"), ({"bank_account": "bnk_9"}, "not_found"),
        ({"items": [{"kind": "interest", "id": "interest/mbr_003"}]}, "payment_details_missing"),
        ({"items": [{"kind": "interest", "id": "interest/mbr_999"}]}, "unknown_open_item"),
        ({"items": [], "kinds": ["refund"]}, "nothing_to_order"), ({"kind": "direct_debit"}, "execution_day_refused"),
        ({"kind": "direct_debit", "execution_on": "2026-03-20"}, "creditor_identifier_missing"),
    ]  # fmt: skip
    for changed, code in cases:
        assert refused(alpine, "make_payment_order", body={**body, **changed}).code == code, changed
    assert alpine.ledger.do("list_payment_orders")["data"] == []


def test_a_redemption_is_paid_and_comes_back(house: OpenHouse) -> None:
    """A due instalment is transferred; returned for a closed account, it is owed and may be ordered again."""
    alpine = house("alpine-aluminium")
    for name in members(alpine, 4):
        buy(alpine, name, 10)
    leave(alpine, "mbr_002", "2025-02-28")
    approve(alpine)
    redemption = redeemable(alpine, "mbr_002")
    account = open_account(alpine, second_person=False)
    details(alpine, "mbr_002")
    made = order(alpine, account, kinds=["share_redemption"])
    assert (made["count"], made["total"]) == (1, eur("100.00"))
    alpine.ledger.do("approve_payment_order", order_id=made["id"])
    file_of(alpine, made["id"], "pain.001.001.09")
    alpine.clock.advance(days=8)
    named = made["items"][0]["end_to_end"]
    receive(alpine, Written(date(2026, 3, 6), -10000, "VIR EMIS", end_to_end=named))
    shown = alpine.ledger.do("get_share_redemption", redemption_id=redemption["id"])
    assert shown["paid"] == eur("100.00") and alpine.ledger.do("list_open_items")["data"] == []
    (sent,) = lines(alpine)
    receive(alpine, Written(date(2026, 3, 9), 10000, "REJET VIR", end_to_end=named, returned="AC04"), opening=-10000)
    sent, back = lines(alpine)
    assert [one["state"] for one in (sent, back)] == ["matched", "matched"]
    assert sent["matches"][0]["returned"] and back["matches"][0]["kind"] == "return"
    assert alpine.ledger.do("get_payment_order", order_id=made["id"])["items"][0]["state"] == "returned"
    shown = alpine.ledger.do("get_share_redemption", redemption_id=redemption["id"])
    assert (shown["paid"], shown["state"]) == (eur("0.00"), "scheduled")
    (item,) = alpine.ledger.do("list_open_items")["data"]
    assert (item["id"], item["outstanding"]) == (redemption["id"], eur("-100.00"))
    for line, why in ((sent, "came back"), (back, "open again")):
        refusal = refused(alpine, "unmatch_bank_line", line_id=line["id"], body={})
        assert refusal.code == "match_not_reversible" and why in refusal.detail
    again = order(alpine, account, kinds=["share_redemption"], execution_on="2026-03-12")
    assert again["items"][0]["end_to_end"] != named
    assert check(alpine.ledger.database).holds and agreed(alpine, account)["unexplained"] == eur("0.00")


def collecting(house: OpenHouse, count: int = 2) -> tuple[House, str, list[dict[str, Any]]]:
    """Open alpar with shares to be paid, the right to collect, and a mandate of each member."""
    alpar = house("alpar")
    shares = subscribed(alpar, count)
    account = open_account(alpar, creditor_identifier=CREDITOR, second_person=False)
    for number in range(1, count + 1):
        body = {"auxiliary": f"mbr_{number:03d}", "reference": f"ALPAR-{number}", "signed_on": "2026-01-10",
                "iban": OTHER_IBAN, "name": "Renée Dûpont"}  # fmt: skip
        alpar.ledger.do("record_mandate", body=body)
    return alpar, account, shares


def collect(house: House, account: str, on: str = "2026-03-20", **body: Any) -> dict[str, Any]:
    """Make and approve an order of direct debits for shares."""
    asked = {"kind": "direct_debit", "bank_account": account, "execution_on": on, "kinds": ["share_subscription"]}
    made = house.ledger.do("make_payment_order", body={**asked, **body})
    house.ledger.do("approve_payment_order", order_id=made["id"])
    return dict(made)


def test_shares_are_collected_under_mandates(house: OpenHouse) -> None:
    """pain.008 with creditor identifier, mandate, signature day and sequence: FRST, then RCUR; paid when booked."""
    alpar, account, shares = collecting(house)
    made = collect(alpar, account)
    assert [(one["sequence"], one["item_id"]) for one in made["items"]] == [
        ("FRST", one["id"]) for one in sorted(shares, key=lambda share: share["id"])
    ]
    root = file_of(alpar, made["id"], "pain.008.001.08")
    debited = "CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf"
    assert texts(root, f"{debited}/DrctDbtTx/MndtRltdInf/MndtId") == ["ALPAR-1", "ALPAR-2"]
    assert set(texts(root, f"{debited}/DrctDbtTx/MndtRltdInf/DtOfSgntr")) == {"2026-01-10"}
    assert texts(root, "CstmrDrctDbtInitn/PmtInf/CdtrSchmeId/Id/PrvtId/Othr/Id") == [CREDITOR]
    assert texts(root, "CstmrDrctDbtInitn/PmtInf/PmtTpInf/SeqTp") == ["FRST"]
    assert set(texts(root, f"{debited}/Dbtr/Nm")) == {"Renee Dupont"}
    alpar.clock.advance(days=20)
    receive(alpar, *[Written(date(2026, 3, 20), 10000, "PRLV", end_to_end=one["end_to_end"]) for one in made["items"]])
    assert balance(alpar, "1013") == "-200.00" and alpar.ledger.do("list_open_items")["data"] == []
    mandates = alpar.ledger.do("list_mandates", query={"auxiliary": "mbr_001"})["data"]
    assert [(one["next_sequence"], one["last_used_on"], one["iban"]) for one in mandates] == [
        ("RCUR", "2026-03-20", "DE…3000"),
    ]  # fmt: skip
    assert agreed(alpar, account)["reconciled"]


def test_a_collection_that_comes_back_opens_the_item_again(house: OpenHouse) -> None:
    """An R-transaction takes the payment back on its day; the share is due again, the mandate's first still to come."""
    alpar, account, (share,) = collecting(house, 1)
    made = collect(alpar, account)
    named = made["items"][0]["end_to_end"]
    alpar.clock.advance(days=30)
    receive(alpar, Written(date(2026, 3, 20), 10000, "PRLV", end_to_end=named))
    back = Written(date(2026, 3, 25), -10000, "IMPAYE PRLV", end_to_end=named, returned="AM04")
    assert receive(alpar, back, opening=10000)[-1]["matches"][0]["kind"] == "return"
    shown = alpar.ledger.do("get_share_subscription", subscription_id=share["id"])
    assert [one["paid_on"] for one in shown["payments"]] == ["2026-03-20", "2026-03-25"] and not shown["fully_paid"]
    assert [balance(alpar, one) for one in ("512", "4562", "1013")] == ["0.00", "100.00", "0.00"]
    told = [one["data"] for one in alpar.ledger.told("ledger.shares.paid_up.v1")]
    assert [(one["paid"], one["fully_paid"]) for one in told] == [(eur("100.00"), True), (eur("0.00"), False)]
    again = collect(alpar, account, on="2026-04-20")
    assert again["items"][0]["sequence"] == "FRST"
    assert check(alpar.ledger.database).holds and agreed(alpar, account)["reconciled"]


def test_mandates_have_their_time(house: OpenHouse) -> None:
    """A one-off serves once, a final collection ends a mandate, 36 months unused expire it, and revoked is revoked."""
    alpar, account, _ = collecting(house, 1)
    base = {"auxiliary": "mbr_001", "signed_on": "2023-03-01", "iban": OTHER_IBAN, "name": "R D"}
    old = alpar.ledger.do("record_mandate", body={**base, "reference": "OLD"})
    assert (old["state"], old["next_sequence"]) == ("expired", None)
    (first, _) = alpar.ledger.do("list_mandates")["data"]
    final = alpar.ledger.do("revoke_mandate", mandate_id=first["id"], body={"final": True})
    assert final["next_sequence"] == "FNAL"
    assert collect(alpar, account)["items"][0]["sequence"] == "FNAL"
    assert alpar.ledger.do("list_mandates")["data"][0]["state"] == "used_up"
    assert refused(alpar, "revoke_mandate", mandate_id=first["id"], body={}).code == "mandate_unusable"
    once = alpar.ledger.do("record_mandate", body={**base, "signed_on": "2026-02-01", "kind": "one_off"})
    assert once["next_sequence"] == "OOFF" and len(once["reference"]) <= 35
    assert alpar.ledger.do("revoke_mandate", mandate_id=once["id"], body={})["state"] == "revoked"
    for changed, code in (
        ({"reference": "OLD"}, "mandate_exists"), ({"reference": "A B"}, "invalid_request"),
        ({"auxiliary": "nobody"}, "unknown_party"), ({"iban": "DE00370400440532013000"}, "invalid_bank_identifier"),
        ({"signed_on": "2026-03-03"}, "invalid_request"),
    ):  # fmt: skip
        assert refused(alpar, "record_mandate", body={**base, **changed}).code == code


def test_who_has_no_mandate_is_not_collected_from(house: OpenHouse) -> None:
    """Asked for by name it is refused with the reason; asked for by kind it is left out; notice must be kept."""
    alpar, account, shares = collecting(house, 1)
    members(alpar, 2)
    other = alpar.ledger.do("subscribe_shares", member_id="mbr_002", body={"count": 1})
    assert [one["item_id"] for one in collect(alpar, account)["items"]] == [shares[0]["id"]]
    named = {"kind": "direct_debit", "bank_account": account, "execution_on": "2026-03-20",
             "items": [{"kind": "share_subscription", "id": other["id"]}]}  # fmt: skip
    refusal = refused(alpar, "make_payment_order", body=named)
    assert (refusal.code, refusal.values["why"]) == ("mandate_unusable", "there is no mandate")
    early = refused(alpar, "make_payment_order", body={**named, "execution_on": "2026-03-13"})
    assert early.code == "execution_day_refused" and "14 days of notice" in early.detail


def test_personal_data_stays_in_the_room(house: OpenHouse) -> None:
    """IBANs and names are shown masked or in the file alone; lines, entries and events hold neither."""
    alpine, account = worker(house)
    assert refused(alpine, "set_payment_details", auxiliary="nobody",
                   body={"iban": MEMBER_IBAN, "name": "X"}).code == "unknown_party"  # fmt: skip
    bad = refused(alpine, "set_payment_details", auxiliary="mbr_001", body={"iban": MEMBER_IBAN[:-1], "name": "X"})
    assert bad.code == "invalid_bank_identifier" and MEMBER_IBAN[:-1] not in json.dumps(bad.problem())
    made = order(alpine, account, kinds=["interest"])
    approved(alpine, made)
    alpine.clock.advance(days=5)
    receive(alpine, Written(date(2026, 3, 6), -1500000, "VIR ZOE MULLER", remittance=made["id"], name="ZOE MULLER"))
    known = alpine.ledger.do("list_payment_details")["data"]
    assert [(one["auxiliary"], one["iban"]) for one in known] == [("mbr_001", "FR…2606"), ("mbr_002", "FR…2606")]
    kept = json.dumps([alpine.ledger.told(), alpine.ledger.do("list_entries", query={"limit": "500"})])
    assert MEMBER_IBAN not in kept and "ller" not in kept and "VIR ZOE" not in kept
