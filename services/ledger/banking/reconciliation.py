"""Compares the books with the bank at the end of a day, and explains the difference to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.ledger.banking.contract.refusals import NoStatementYet
from services.ledger.banking.matching.books import BookLine, books_until, open_book_lines
from services.ledger.banking.statements.chain import Chain, Link, chain_of, lines_until
from services.ledger.banking.tables import BankAccount, BankLine, BankMatch
from services.ledger.journal.tables import Entry


@dataclass(frozen=True)
class Reconciled:
    """Both balances of a day and all that stands between them, in minor units.

    Invariant: books − only in the books + only at the bank + opening + missing = bank. Both sides count what is
    matched, of lines and entries until that day, for the same amount.
    """

    as_of: date
    books: int
    bank: int
    opening: int
    only_in_books: tuple[BookLine, ...]
    only_at_bank: tuple[tuple[BankLine, int], ...]
    missing: tuple[Link, ...]
    last_statement_on: date | None

    @property
    def in_books_total(self) -> int:
        """What the books have and the bank has not."""
        return sum(line.left for line in self.only_in_books)

    @property
    def at_bank_total(self) -> int:
        """What the bank has and the books have not."""
        return sum(left for _, left in self.only_at_bank)

    @property
    def missing_total(self) -> int:
        """What no statement taken in shows."""
        return sum(link.gap for link in self.missing)

    @property
    def unexplained(self) -> int:
        """What is left of the difference: nothing, unless a row was tampered with."""
        between = self.at_bank_total - self.in_books_total + self.opening + self.missing_total
        return self.bank - self.books - between

    @property
    def agrees(self) -> bool:
        """Whether nothing stands between the books and the bank."""
        return not (self.only_in_books or self.only_at_bank or self.missing or self.opening or self.unexplained)


def reconcile(unit: Unit, account: BankAccount, as_of: date) -> Reconciled:
    """Reconcile a bank account on a day; raises NoStatementYet."""
    session = unit.session
    chain = chain_of(session, account.id)
    if chain.opens_on is None or chain.opens_on > as_of:
        raise NoStatementYet(bank_account=account.id, as_of=as_of)
    links = [link for link in chain.links if link.closes_on <= as_of]
    missing = tuple(link for link in links if link.gap)
    in_books = open_book_lines(session, account, as_of)
    opening, in_books = _opened(chain, in_books)
    return Reconciled(
        as_of, books_until(session, account, as_of),
        chain.opening + lines_until(session, account.id, as_of) + sum(link.gap for link in missing),
        opening, tuple(in_books), tuple(_open_bank_lines(unit, account, as_of)), missing,
        links[-1].closes_on if links else None,
    )  # fmt: skip


def _opened(chain: Chain, in_books: list[BookLine]) -> tuple[int, list[BookLine]]:
    """Set the bank's opening balance off against what the books held until then, if both are the same."""
    assert chain.opens_on is not None
    before = [
        line for line in in_books
        if line.day < chain.opens_on or (line.day == chain.opens_on and line.journal == "opening")
    ]  # fmt: skip
    if sum(line.left for line in before) != chain.opening:
        return chain.opening, in_books
    return 0, [line for line in in_books if line not in before]


def _open_bank_lines(unit: Unit, account: BankAccount, as_of: date) -> list[tuple[BankLine, int]]:
    """Return the bank lines until a day that entries until that day do not mirror in full, and what is left of each."""
    matched = (
        select(BankMatch.line_id, func.sum(BankMatch.amount).label("sum"))
        .join(Entry, Entry.seq == BankMatch.entry)
        .where(BankMatch.account_id == account.id, BankMatch.undone_at.is_(None), Entry.day <= as_of)
        .group_by(BankMatch.line_id).subquery()
    )  # fmt: skip
    left = BankLine.amount - func.coalesce(matched.c.sum, 0)
    rows = unit.session.execute(
        select(BankLine, left).outerjoin(matched, matched.c.line_id == BankLine.id)
        .where(BankLine.account_id == account.id, BankLine.booked_on <= as_of, left != 0)
        .order_by(BankLine.booked_on, BankLine.id)
    )  # fmt: skip
    return [(line, int(amount)) for line, amount in rows]
