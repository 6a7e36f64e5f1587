"""What the tests of exports have in common: a whole download, and old books to import."""

from __future__ import annotations

import base64
from typing import Any

from services.ledger.exports.fec.rules import COLUMNS
from tests.house import House

MOST = 512 * 1024


def parts(house: House, operation: str, **query: str) -> list[bytes]:
    """Fetch every part of a download, as the gateway would."""
    found, cursor = [], None
    while True:
        got = house.ledger.do(operation, query={**query, **({"cursor": cursor} if cursor else {})})
        found.append(content_of(got))
        assert len(found[-1]) <= MOST
        cursor = got["next_cursor"]
        if cursor is None:
            return found


def content_of(part: dict[str, Any]) -> bytes:
    """Return the content of one part."""
    return base64.b64decode(part["content"]) if part["encoding"] == "base64" else str(part["content"]).encode()


def downloaded(house: House, operation: str, **query: str) -> str:
    """Fetch a whole download of text."""
    return b"".join(parts(house, operation, **query)).decode()


def fec(*entries: list[dict[str, str]], separator: str = "\t", columns: tuple[str, ...] = COLUMNS) -> bytes:
    """Write a FEC of entries, each a list of lines; what a line does not say is usual."""
    lines = [separator.join(columns)]
    for number, entry in enumerate(entries, 1):
        for line in entry:
            usual = {
                "JournalCode": "OD", "JournalLib": "Opérations diverses", "EcritureNum": str(number),
                "EcritureDate": "20250310", "CompteLib": "Compte", "PieceRef": f"P{number}", "PieceDate": "20250310",
                "EcritureLib": "Libellé", "Debit": "0,00", "Credit": "0,00", "ValidDate": "20250331",
            }  # fmt: skip
            lines.append(separator.join(str({**usual, **line}.get(column, "")) for column in columns))
    return ("\r\n".join(lines) + "\r\n").encode()


def moved(debit: str, credit: str, amount: str, **line: str) -> list[dict[str, str]]:
    """Write the two lines of an entry."""
    return [{**line, "CompteNum": debit, "Debit": amount}, {**line, "CompteNum": credit, "Credit": amount}]
