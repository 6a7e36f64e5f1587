"""Whether a FEC keeps to the law, line by line and as a whole, in memory that does not grow with the file.

``refused`` is what makes it no FEC at all, or books that do not balance: the checks of the administration's tool
"Test Compta Demat" that count as errors (eighteen columns, as many fields in each line, EcritureNum, EcritureDate,
CompteNum, amounts and days in their formats), and balance. ``noted`` is what the law asks for (LPF art. A47 A-1; PCG
art. 420-2 to 420-5) but old files often lack: numbers without gaps, the order of validation, references, labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .layout import Layout, layout_of
from .reading import FecLine, line_of

Weight = Literal["refused", "noted"]
MOST_FINDINGS = 500
_TRAILING = re.compile(r"(\d{1,15})\D*$", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a line that is not as it must be (line 0: the file as a whole)."""

    line: int
    weight: Weight
    what: str
    message: str


@dataclass
class Verification:
    """Takes the lines of a file one by one, and tells in the end what is wrong with it."""

    layout: Layout
    digits: int = 2
    findings: list[Finding] = field(default_factory=list)
    # How often each thing was found, also beyond those kept.
    counts: Counter[tuple[Weight, str]] = field(default_factory=Counter)
    lines: int = 0
    debit: int = 0
    credit: int = 0
    _open: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)
    _ahead: dict[str, set[int]] = field(default_factory=dict)
    _entry: tuple[str, str] | None = None
    _validated: date | None = None

    def take(self, number: int, text: str) -> FecLine | None:
        """Read one line of the file; return None, and keep why, when it cannot be read."""
        fields = text.split(self.layout.separator)
        if len(fields) != self.layout.width:
            self._find(number, "refused", "fields", f"{len(fields)} fields where the first line names "
                       f"{self.layout.width}")  # fmt: skip
            return None
        try:
            line = line_of(number, fields, signed=self.layout.signed, digits=self.digits)
        except ValueError as error:
            self._find(number, "refused", "format", str(error))
            return None
        if _CONTROL.search(text):
            self._find(number, "noted", "control", "a field holds a control character")
        self.lines += 1
        self._weigh(line)
        self._note(line)
        return line

    def finish(self) -> list[Finding]:
        """Return everything that was found, the balances of entries and of the whole among it."""
        for (journal, entry), (apart, number) in self._open.items():
            self._find(number, "refused", "entry", f"entry {entry} of journal {journal} is out of balance by "
                       f"{_decimal(apart, self.digits)}")  # fmt: skip
        if self.debit != self.credit:
            self._find(0, "refused", "balance", f"the file debits {_decimal(self.debit, self.digits)} and credits "
                       f"{_decimal(self.credit, self.digits)}")  # fmt: skip
        if not self.lines:
            self._find(0, "refused", "empty", "it holds no line")
        for journal, ahead in self._ahead.items():
            if ahead:
                self._find(0, "noted", "numbers", f"journal {journal} has no number {self._last[journal] + 1}")
        return self.findings

    @property
    def sound(self) -> bool:
        """Whether nothing was found that refuses the file."""
        return not any(weight == "refused" for weight, _ in self.counts)

    def _weigh(self, line: FecLine) -> None:
        if line.amount > 0:
            self.debit += line.amount
        else:
            self.credit -= line.amount
        key = (line.journal, line.entry)
        apart, first = self._open.get(key, (0, line.number))
        if apart + line.amount:
            self._open[key] = (apart + line.amount, first)
        else:
            # An entry that balances is forgotten; if it goes on, it has to balance again.
            self._open.pop(key, None)

    def _note(self, line: FecLine) -> None:
        if not line.amount:
            self._find(line.number, "noted", "nothing", "it neither debits nor credits anything")
        for name, text in (("JournalLib", line.journal_label), ("CompteLib", line.account_label),
                           ("PieceRef", line.reference), ("EcritureLib", line.label)):  # fmt: skip
            if not text:
                self._find(line.number, "noted", name, f"{name} is empty")
        if line.reference_day is None:
            self._find(line.number, "noted", "PieceDate", "PieceDate is empty")
        if line.auxiliary and line.account[0] in "3567":
            self._find(line.number, "noted", "CompAuxNum", f"account {line.account} is not a third-party account")
        if bool(line.foreign_amount) != bool(line.foreign_currency):
            self._find(line.number, "noted", "Idevise", "Montantdevise and Idevise go together")
        if line.validated_on is None:
            self._find(line.number, "noted", "ValidDate", "ValidDate is empty")
        elif self._validated is not None and line.validated_on < self._validated:
            self._find(line.number, "noted", "order", "it was validated before the line above it")
        self._validated = line.validated_on or self._validated
        self._number(line)

    def _number(self, line: FecLine) -> None:
        key = (line.journal, line.entry)
        if key == self._entry:
            return
        self._entry = key
        found = _TRAILING.search(line.entry)
        if found is None:
            self._find(line.number, "noted", "numbers", f"EcritureNum {line.entry} holds no number")
            return
        number, last = int(found[1]), self._last.get(line.journal)
        ahead = self._ahead.setdefault(line.journal, set())
        if last is None:
            self._last[line.journal] = number
        elif number > last + 1:
            ahead.add(number)
        elif number == last + 1:
            last = number
            while last + 1 in ahead:
                last += 1
                ahead.discard(last)
            self._last[line.journal] = last

    def _find(self, line: int, weight: Weight, what: str, message: str) -> None:
        self.counts[weight, what] += 1
        if weight == "refused" or len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(line, weight, what, message))
            if len(self.findings) > 2 * MOST_FINDINGS:
                self.findings = [one for one in self.findings if one.weight == "refused"][:MOST_FINDINGS]


def verified(texts: Iterable[str], digits: int = 2) -> Verification:
    """Verify a whole file, line by line with its header first; raise ValueError when that is no header of a FEC."""
    each = iter(texts)
    verification = Verification(layout_of(next(each, "")), digits)
    for number, text in enumerate(each, 2):
        verification.take(number, text.rstrip("\r\n"))
    verification.finish()
    return verification


def _decimal(minor: int, digits: int) -> str:
    text = str(abs(minor)).rjust(digits + 1, "0")
    return ("-" if minor < 0 else "") + (f"{text[:-digits]},{text[-digits:]}" if digits else text)
