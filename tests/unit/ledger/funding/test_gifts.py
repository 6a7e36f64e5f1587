"""Gifts and the register of their receipts."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdf

from tests.house import House
from tests.unit.ledger.books import balance, eur, refused
from tests.unit.ledger.funding.money import accounts, auxiliary, content_of, source

OpenHouse = Callable[..., House]


def gift(**given: Any) -> dict[str, Any]:
    """Write a gift of 50 euros."""
    return {"kind": "donation", "source": "gifts", "amount": eur("50.00"), "received_on": "2026-02-01", **given}


def gifted(house: House) -> House:
    """Register the source and a donor."""
    source(house, "gifts", "donation", "Gifts")
    auxiliary(house, "donor")
    return house


def test_a_gift_is_income_and_names_no_donor_in_the_books(house: OpenHouse) -> None:
    """D 512 / C 7582 with the source; the donor stands in the register only."""
    alpar = gifted(house("alpar"))
    shown = alpar.ledger.do("record_gift", body=gift(donor="donor", receipt="plain"))
    assert accounts(alpar, shown["entry"]) == [("512", "50.00"), ("7582", "-50.00")]
    assert "donor" not in str(alpar.ledger.do("get_entry", entry_id=shown["entry"]))
    assert [(one["number"], one["kind"]) for one in shown["receipts"]] == [(1, "plain")]
    assert alpar.ledger.do("get_gift", gift_id=shown["id"]) == shown
    assert alpar.ledger.do("list_gifts", query={"donor": "donor", "from": "2026-02-01"})["data"] == [shown]
    assert refused(alpar, "record_gift", body=gift(donor="nobody")).code == "unknown_donor"
    assert refused(alpar, "record_gift", body=gift(kind="sponsorship")).code == "funding_source_of_other_kind"
    assert refused(alpar, "get_gift", gift_id="gif_x").code == "unknown_gift"


def test_a_commercial_cooperative_issues_no_tax_receipt(house: OpenHouse) -> None:
    """The refusal names the law, and leaves neither gift nor entry."""
    alpar = gifted(house("alpar"))
    refusal = refused(alpar, "record_gift", body=gift(donor="donor", receipt="tax"))
    assert refusal.code == "tax_receipt_not_allowed" and "article" in str(refusal.article)
    assert balance(alpar, "7582") == "0.00" and alpar.ledger.do("list_gifts")["data"] == []


def test_an_association_issues_one_to_a_donor_who_is_named(house: OpenHouse) -> None:
    """Not to nobody; the document says by which law."""
    union = gifted(house("cg-scop"))
    given = union.ledger.do("record_gift", body=gift())
    asked = {"gift_id": given["id"], "body": {"kind": "tax"}}
    assert refused(union, "issue_gift_receipt", **asked).code == "donor_not_named"
    named = union.ledger.do("record_gift", body=gift(donor="donor"))
    issued = union.ledger.do("issue_gift_receipt", gift_id=named["id"], body={"kind": "tax"})
    text = pypdf.PdfReader(io.BytesIO(content_of(
        union.ledger.do("get_gift_receipt_document", number=str(issued["number"]))
    ))).pages[0].extract_text()  # fmt: skip
    assert "Reçu fiscal" in text and "238 bis" in text


def test_numbers_run_without_gaps_and_annulled_receipts_stay(house: OpenHouse) -> None:
    """Issued at the same moment, annulled, issued anew: 1 to n, each once; the register keeps all of them."""
    alpar = gifted(house("alpar"))
    gifts = [alpar.ledger.do("record_gift", body=gift())["id"] for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        issued = list(pool.map(lambda one: alpar.ledger.do("issue_gift_receipt", gift_id=one, body={}), gifts))
    assert sorted(one["number"] for one in issued) == [1, 2, 3]
    first = issued[0]
    twice = refused(alpar, "issue_gift_receipt", gift_id=gifts[0], body={})
    assert (twice.code, twice.values["number"]) == ("receipt_in_force", first["number"])
    asked = {"number": str(first["number"]), "body": {"reason": "Wrong amount"}}
    assert alpar.ledger.do("annul_gift_receipt", **asked)["annulled_on"] == "2026-03-02"
    assert refused(alpar, "annul_gift_receipt", **asked).code == "receipt_annulled"
    assert alpar.ledger.do("issue_gift_receipt", gift_id=gifts[0], body={})["number"] == 4
    register = alpar.ledger.do("list_gift_receipts")["data"]
    assert [(one["number"], one["annulled_on"] is None) for one in register].count((first["number"], False)) == 1
    assert [one["number"] for one in register] == [1, 2, 3, 4]
    document = alpar.ledger.do("get_gift_receipt_document", number=str(first["number"]), query={"language": "en"})
    assert "Annulled on" in pypdf.PdfReader(io.BytesIO(content_of(document))).pages[0].extract_text()
    assert refused(alpar, "annul_gift_receipt", number="99", body={"reason": "x"}).code == "unknown_receipt"
    assert refused(alpar, "annul_gift_receipt", number="x", body={"reason": "x"}).code == "unknown_receipt"


def test_a_gift_is_taken_back_once_and_after_its_receipt(house: OpenHouse) -> None:
    """A cheque that is not honoured: the receipt is annulled first, the entry undone once."""
    alpar = gifted(house("alpar"))
    given = alpar.ledger.do("record_gift", body=gift(receipt="plain"))
    asked = {"gift_id": given["id"], "body": {}}
    assert refused(alpar, "reverse_gift", **asked).code == "receipt_in_force"
    alpar.ledger.do("annul_gift_receipt", number="1", body={"reason": "Cheque not honoured"})
    assert alpar.ledger.do("reverse_gift", **asked)["reversed_by"] is not None
    assert (balance(alpar, "7582"), balance(alpar, "512")) == ("0.00", "0.00")
    assert refused(alpar, "reverse_gift", **asked).code == "gift_reversed"
    assert refused(alpar, "issue_gift_receipt", gift_id=given["id"], body={}).code == "gift_reversed"
