"""What funding tests have in common: sources, a funder, loans, downloads."""

from __future__ import annotations

import base64
from typing import Any

from tests.house import House
from tests.unit.ledger.books import eur


def source(house: House, slug: str, kind: str, label: str = "A source") -> str:
    """Register a source."""
    house.ledger.do("add_funding_source", body={"slug": slug, "kind": kind, "label": label})
    return slug


def auxiliary(house: House, name: str, kind: str = "customer") -> str:
    """Let the books know a funder, donor or lender, once."""
    known = {one["id"] for one in house.ledger.do("list_auxiliaries")["data"]}
    if name not in known:
        house.ledger.do("add_auxiliary", body={"id": name, "kind": kind})
    return name


def subsidy(house: House, kind: str = "operating", **given: Any) -> dict[str, Any]:
    """Grant 9,000 euros of the region for 2026."""
    body = {
        "source": "region-2026", "funder": "region", "purpose": "Local produce", "kind": kind, "amount": eur("9000.00"),
        "agreed_on": "2026-01-10", "period_from": "2026-01-01", "period_to": "2026-12-31", **given,
    }  # fmt: skip
    return dict(house.ledger.do("grant_subsidy", body=body))


def region(house: House) -> None:
    """Register the region as source and as auxiliary."""
    source(house, "region-2026", "subsidy_regional")
    auxiliary(house, "region")


def bank_loan(house: House, **given: Any) -> dict[str, Any]:
    """Draw 12,000 euros at 3 % over twelve months."""
    source(house, "credit", "bank_loan")
    auxiliary(house, "bank", "supplier")
    body = {
        "source": "credit", "lender": "bank", "amount": eur("12000.00"), "rate": "0.03", "months": 12,
        "drawn_on": "2026-01-15", "first_due_on": "2026-02-15", **given,
    }  # fmt: skip
    return dict(house.ledger.do("draw_loan", body=body))


def spend(house: House, amount: str, day: str, account: str = "607") -> None:
    """Book an expense that carries the region's source."""
    house.ledger.do("post_entry", body={
        "journal": "purchases", "date": day, "label": "Crates",
        "lines": [{"account": account, "debit": eur(amount), "funding_source": "region-2026"},
                  {"account": "512", "credit": eur(amount)}],
    })  # fmt: skip


def accounts(house: House, entry: str) -> list[tuple[str, str]]:
    """Return account and signed amount of an entry's lines."""
    lines = house.ledger.do("get_entry", entry_id=entry)["lines"]
    return [
        (one["account"], one["debit"]["amount"] if one["debit"] else f"-{one['credit']['amount']}") for one in lines
    ]


def content_of(part: dict[str, str]) -> bytes:
    """Return the bytes of a download that fits one part."""
    assert part["encoding"] == "base64" and part["next_cursor"] is None
    return base64.b64decode(part["content"])
