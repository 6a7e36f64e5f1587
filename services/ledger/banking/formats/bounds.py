"""What every format is held to: sizes, plain texts, and balances that add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.commons.money import Money
from services.ledger.banking.contract.refusals import BalancesDoNotAdd, UnreadableStatement
from services.ledger.banking.statements.movement import Head, Movement, Statement

MOST_BYTES = 20 * 1024 * 1024
MOST_MOVEMENTS = 50_000
MOST_LABEL = 500


def text_of(raw: str | None, line: int, what: str, most: int = MOST_LABEL) -> str | None:
    """Return a text on one line without control characters, or None; refuse one that is too long or holds NUL."""
    if raw is None:
        return None
    if len(raw) > most * 2:
        raise UnreadableStatement(line=line, why=f"the {what} has {len(raw)} characters; at most {most} are taken")
    if "\x00" in raw or any("\ud800" <= one <= "\udfff" for one in raw):
        raise UnreadableStatement(line=line, why=f"the {what} holds a character that no text can hold")
    text = " ".join("".join(one if one.isprintable() else " " for one in raw).split())
    if len(text) > most:
        raise UnreadableStatement(line=line, why=f"the {what} has {len(text)} characters; at most {most} are taken")
    return text or None


def minor_of(decimal: str, currency: str, line: int, what: str = "amount") -> int:
    """Return a decimal as minor units; zeros beyond the currency's decimals are dropped, anything else refused."""
    text = decimal.strip()
    if "." in text and len(text) < 40:
        whole, _, decimals = text.partition(".")
        text = f"{whole}.{decimals.rstrip('0')}".rstrip(".")
    try:
        return Money.parse(text.removeprefix("+"), currency).minor
    except ValueError:
        raise UnreadableStatement(line=line, why=f"the {what} is not a plain decimal in {currency}") from None


def day_of(text: str, line: int, what: str = "date") -> date:
    """Return an ISO day, perhaps followed by a time."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise UnreadableStatement(line=line, why=f"the {what} is not a day") from None


def whole(head: Head, movements: Sequence[Movement]) -> Statement:
    """Return a statement whose opening balance and movements make its closing balance, or refuse it."""
    if len(movements) > MOST_MOVEMENTS:
        raise UnreadableStatement(line=head.line, why=f"it has more than {MOST_MOVEMENTS} movements")
    if head.opens_on > head.closes_on:
        raise UnreadableStatement(line=head.line, why="it ends before it begins")
    total = sum(one.amount for one in movements)
    if head.opening is not None and head.closing is not None and head.opening + total != head.closing:
        currency = head.currency or "EUR"
        raise BalancesDoNotAdd(
            line=head.line, opening=Money(head.opening, currency), movements=Money(total, currency),
            closing=Money(head.closing, currency), apart=Money(head.closing - head.opening - total, currency),
        )  # fmt: skip
    return Statement(head, tuple(movements))
