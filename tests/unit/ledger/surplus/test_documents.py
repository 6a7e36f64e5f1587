"""Proposals and comparisons as those who decide read them."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from tests.house import House
from tests.unit.ledger.books import refused
from tests.unit.ledger.surplus.cooperatives import OpenHouse, drawn_up, worker_books


def content(answer: dict[str, Any]) -> bytes:
    """Return the bytes of a download's only part."""
    assert answer["next_cursor"] is None
    return b64decode(answer["content"]) if answer["encoding"] == "base64" else answer["content"].encode()


def text_of(answer: dict[str, Any]) -> str:
    """Return the text of a PDF."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content(answer))).pages).split())


def proposed(house: OpenHouse) -> tuple[House, str]:
    """Open a worker cooperative with a proposal."""
    alpine = worker_books(house)
    drawn_up(alpine)
    return alpine, alpine.ledger.do("propose_surplus", body={"year": 2025})["id"]


def test_a_proposal_is_written_with_its_parts_and_limits(house: OpenHouse) -> None:
    """Parts, limits, sources and digest are there in French; what each person gets is not."""
    alpine, proposal = proposed(house)
    text = text_of(alpine.ledger.do("get_surplus_proposal_document", proposal_id=proposal))
    for said in ("Répartition des excédents de 2025", "Fonds de développement", "16 500,00", "article 33, 4°",
                 "respectée"):  # fmt: skip
        assert said in text, said
    assert "mbr_001" not in text and "12 500,00" not in text
    book = load_workbook(BytesIO(content(alpine.ledger.do(
        "get_surplus_proposal_document", proposal_id=proposal, query={"format": "xlsx", "language": "en"}
    ))))  # fmt: skip
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    assert "Development fund" in cells and "kept" in cells
    assert refused(alpine, "get_surplus_proposal_document", proposal_id="prp_9").code == "not_found"


def test_variants_stand_beside_what_the_statutes_say(house: OpenHouse) -> None:
    """Each variant shows its parts and what it breaks; nothing is proposed by it."""
    alpine, _ = proposed(house)
    variants = "more labour:labour_share=1/2,interest=1/6;greedy:labour_share=1/4,interest=1/2"
    told = len(alpine.ledger.told("ledger.proposal.made.v1"))
    found = alpine.ledger.do("compare_surplus", query={"year": "2025", "variants": variants})
    assert [(one["name"], one["lawful"]) for one in found["variants"]] == [
        ("statutes", True), ("more labour", False), ("greedy", False)
    ]  # fmt: skip
    assert found["variants"][1]["parts"]["labour_share"]["amount"] == "45000.00"
    broken = [one["rule"] for one in found["variants"][2]["limits"] if not one["holds"]]
    assert broken[:2] == ["interest_within_reserves", "interest_within_labour_share"]
    assert len(alpine.ledger.told("ledger.proposal.made.v1")) == told
    text = text_of(alpine.ledger.do(
        "get_surplus_comparison_document", query={"year": "2025", "variants": variants, "format": "pdf"}
    ))  # fmt: skip
    assert "more labour" in text and "Non respecté par greedy" in text and "45 000,00" in text


def test_variants_that_cannot_be_read_are_refused(house: OpenHouse) -> None:
    """An unknown part, a bad fraction, a name twice, too many: each is named."""
    alpine, _ = proposed(house)
    for variants, why in (
        ("a:profit=1/2", "profit is none of"), ("a:interest=half", "half is no fraction"),
        ("a:interest=0;a:interest=1", "a name of its own"), ("statutes:interest=0", "a name of its own"),
        (";".join(f"v{number}:interest=0" for number in range(11)), "at most 10"),
    ):  # fmt: skip
        refusal = refused(alpine, "compare_surplus", query={"year": "2025", "variants": variants})
        assert refusal.code == "variants_unreadable" and why in refusal.detail
