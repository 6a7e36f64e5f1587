"""Reads Open Financial Exchange: 1.x in SGML and 2.x in XML, as ``ofxtools`` takes them apart."""

from __future__ import annotations

import io
import logging
import re
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import unescape

from ofxtools.Parser import OFXTree

from services.ledger.banking.contract.refusals import UnreadableStatement
from services.ledger.banking.statements.movement import Account, Detail, Head, Movement, Statement

from .bounds import MOST_MOVEMENTS, minor_of, text_of, whole
from .xml import no_entities

# It would log every text of the file, persons' names among them, to whoever logs at that level.
logging.getLogger("ofxtools").setLevel(logging.WARNING)

# Banks write what they do not know as an empty element, whose end SGML leaves out: the parser would put all that
# follows inside it.
_EMPTY = re.compile(
    rb"<(CHECKNUM|REFNUM|MEMO|NAME|FITID|SIC|PAYEEID|SRVRTID|BRANCHID|ACCTKEY|DTAVAIL|DTUSER)>"
    rb"[ \t]*(?=\r?\n?[ \t]*<(?!/\1>))"
)
# The parser leaves the signs as they are written (OFX §2.3.2.1).
_SIGNS = {"&nbsp;": " ", "&apos;": "'", "&quot;": '"'}
_LONGEST = 2_000  # characters of a text between two tags


def statements(content: bytes) -> list[Statement]:
    """Return the statements of a file, one for each account; there is no opening balance, it follows from the rest."""
    no_entities(content)
    overlong = re.search(rb"[^<>]{%d}" % _LONGEST, content)
    if overlong:
        line = content.count(b"\n", 0, overlong.start()) + 1
        raise UnreadableStatement(line=line, why=f"a text has more than {_LONGEST} characters")
    tree = OFXTree()
    try:
        root = tree.parse(io.BytesIO(_EMPTY.sub(b"", content)))
    except Exception:  # noqa: BLE001 – the parser raises whatever its parts do, with the file's content in the message
        raise UnreadableStatement(line=1, why="it is not OFX with a header") from None
    found = [] if root is None else list(root.iter("STMTRS"))
    if root is None or root.tag != "OFX" or not found:
        raise UnreadableStatement(line=1, why="it holds no bank statement")
    lines = _Lines(content)
    return [_statement(one, lines) for one in found]


class _Lines:
    """Finds the line of each transaction: the tree has none, so they are counted in the order of the file."""

    def __init__(self, content: bytes) -> None:
        self._places = [content.count(b"\n", 0, one.start()) + 1 for one in _starts(content)]
        self._next = 0

    def next(self) -> int:
        """Return the line of the next transaction."""
        self._next += 1
        return self._places[self._next - 1] if self._next <= len(self._places) else 1


def _starts(content: bytes) -> list[re.Match[bytes]]:
    return list(re.finditer(rb"<STMTTRN>", content))[: MOST_MOVEMENTS + 1]


def _statement(node: Any, lines: _Lines) -> Statement:
    currency = _text(node, "CURDEF", 1, most=3) or ""
    if re.fullmatch("[A-Z]{3}", currency) is None:
        raise UnreadableStatement(line=1, why="CURDEF is not a currency")
    entries = node.findall("BANKTRANLIST/STMTTRN")
    if len(entries) > MOST_MOVEMENTS:
        raise UnreadableStatement(line=1, why=f"it has more than {MOST_MOVEMENTS} movements")
    movements = [_movement(one, currency, lines.next()) for one in entries]
    days = [one.booked_on for one in movements]
    closing_text, as_of = _text(node, "LEDGERBAL/BALAMT", 1), _text(node, "LEDGERBAL/DTASOF", 1)
    since = _text(node, "BANKTRANLIST/DTSTART", 1)
    if closing_text is None or as_of is None:
        raise UnreadableStatement(line=1, why="LEDGERBAL is missing")
    closes_on = max([_day(as_of, 1), *days])
    opens_on = min(_day(since, 1) if since else min([*days, closes_on]), closes_on)
    closing = _minor(closing_text, currency, 1)
    head = Head(
        1, "ofx", _account(node), currency, None, opens_on, closes_on,
        closing - sum(one.amount for one in movements), closing,
    )  # fmt: skip
    return whole(head, movements)


def _account(node: Any) -> Account:
    number = _text(node, "BANKACCTFROM/ACCTID", 1, most=34)
    if number is None:
        raise UnreadableStatement(line=1, why="ACCTID is missing")
    bank, branch = _text(node, "BANKACCTFROM/BANKID", 1, most=34), _text(node, "BANKACCTFROM/BRANCHID", 1, most=34)
    return Account(iban=number.replace(" ", ""), bank=bank, branch=branch, number=number)


def _movement(node: Any, currency: str, line: int) -> Movement:
    posted, amount = _text(node, "DTPOSTED", line), _text(node, "TRNAMT", line)
    if posted is None or amount is None:
        raise UnreadableStatement(line=line, why="a transaction lacks DTPOSTED or TRNAMT")
    minor = _minor(amount, currency, line)
    if minor == 0:
        raise UnreadableStatement(line=line, why="a movement is of nothing")
    name, memo = _text(node, "NAME", line), _text(node, "MEMO", line)
    label = memo if name and memo and memo.startswith(name) else " ".join(one for one in (name, memo) if one)
    available = _text(node, "DTAVAIL", line)
    reference = " ".join(one for one in (_text(node, "REFNUM", line), _text(node, "CHECKNUM", line)) if one)
    return Movement(
        line, _day(posted, line), _day(available, line) if available else None, minor, label[:500] or "(no label)",
        _text(node, "FITID", line, most=255), False, (Detail(remittance=reference or None),),
    )  # fmt: skip


def _text(node: Any, path: str, line: int, most: int = 500) -> str | None:
    raw = node.findtext(path)
    return text_of(unescape(raw, _SIGNS) if raw else None, line, path.rpartition("/")[2], most)


def _minor(text: str, currency: str, line: int) -> int:
    return minor_of(text.replace(",", "."), currency, line)


def _day(text: str, line: int) -> date:
    """Return the day of an OFX date-time (``20260302120000[+1:CET]``): the one that the bank wrote."""
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 – only its day is kept
    except ValueError:
        raise UnreadableStatement(line=line, why="a date is not YYYYMMDD") from None
