"""Writes lines of the books as a FEC: names beside ids, and nothing empty that must not be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.ledger.accounts.chart import AccountRow, accounts_named
from services.ledger.accounts.names import names_of
from services.ledger.exports.reading import JournalLine
from services.ledger.journal.tables import FiscalYear

from .rules import COLUMNS, JOURNALS, cleaned, decimal_comma, written
from .rules.writing import day_written

# An entry that arrived from other books keeps what those say of it under these names (see services/ledger/arrival).
KEPT = "fec."
_EIGHT_DIGITS = re.compile(r"[0-9]{8}", re.ASCII)
_STANDS_FOR_NAME = re.compile(r"\{([a-z0-9][a-z0-9_-]{0,59})\}")


class FecWriter:
    """Writes the lines of one year; ``opens`` says whether balances are brought forward, as entry 1 of AN."""

    def __init__(self, unit: Unit, separator: str, *, opens: bool) -> None:
        self._session, self._currency = unit.session, unit.currency
        self._separator, self._opens = separator, opens

    def header(self) -> str:
        """Write the first line."""
        return written(COLUMNS, self._separator)

    def opening(self, year: FiscalYear, balances: Iterable[tuple[tuple[str, str], int]]) -> Iterator[str]:
        """Write lines of the entry that brings balances forward."""
        rows = list(balances)
        accounts = accounts_named(self._session, {key[0] for key, _ in rows})
        names = names_of(self._session, {key[1] for key, _ in rows if key[1]})
        code, journal = JOURNALS["opening"]
        day = day_written(year.starts_on)
        for (account, auxiliary), amount in rows:
            yield self._line(
                code, journal, "1", day, account, accounts, auxiliary, names, f"{code}-1", day, "À-nouveau", amount,
                "", "", day, "", "",
            )  # fmt: skip

    def lines(self, rows: list[JournalLine]) -> Iterator[str]:
        """Write lines of the journal."""
        accounts = accounts_named(self._session, {row.account for row in rows})
        written_ids = {found for row in rows if "{" in row.label for found in _STANDS_FOR_NAME.findall(row.label)}
        names = names_of(self._session, {row.auxiliary for row in rows if row.auxiliary} | written_ids)
        for row in rows:
            code, journal = JOURNALS.get(row.journal) or (row.journal.upper()[:10], row.journal)
            number = str(row.number + 1 if self._opens and row.journal == "opening" else row.number)
            day, kept = day_written(row.day), row.details
            label = kept.get(f"{KEPT}{row.line}.EcritureLib") or row.label
            if "{" in label:
                label = _STANDS_FOR_NAME.sub(lambda found: names.get(found[1], found[0]), label)
            yield self._line(
                code, journal, number, day, row.account, accounts, row.auxiliary or "", names,
                row.reference or f"{code}-{number}", _day_kept(kept, "PieceDate") or day, label, row.amount,
                kept.get(f"{KEPT}{row.line}.EcritureLet", ""), _day_kept(kept, f"{row.line}.DateLet"),
                _day_kept(kept, "ValidDate") or day_written(legal_day(row.recorded_at)),
                kept.get(f"{KEPT}{row.line}.Montantdevise", ""), kept.get(f"{KEPT}{row.line}.Idevise", ""),
            )  # fmt: skip

    def _line(
        self, code: str, journal: str, number: str, day: str, account: str, accounts: dict[str, AccountRow],
        auxiliary: str, names: dict[str, str], reference: str, reference_day: str, label: str, amount: int,
        lettering: str, lettered_on: str, validated_on: str, foreign_amount: str, foreign_currency: str,
    ) -> str:  # fmt: skip
        amounts = decimal_comma(amount if amount > 0 else -amount, self._currency)
        nothing = decimal_comma(0, self._currency)
        return written(
            (
                cleaned(code), cleaned(journal), number, day, account, cleaned(accounts[account].label),
                cleaned(auxiliary), cleaned(names.get(auxiliary, auxiliary)), cleaned(reference) or f"{code}-{number}",
                reference_day, cleaned(label) or journal, amounts if amount > 0 else nothing,
                amounts if amount < 0 else nothing, cleaned(lettering), lettered_on, validated_on,
                cleaned(foreign_amount), cleaned(foreign_currency),
            ),
            self._separator,
        )  # fmt: skip


def _day_kept(kept: dict[str, str], name: str) -> str:
    """Return a day that other books told of an entry; anyone may write into the metadata of an entry of their own."""
    day = kept.get(f"{KEPT}{name}", "")
    return day if _EIGHT_DIGITS.fullmatch(day) else ""
