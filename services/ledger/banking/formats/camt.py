"""Reads ISO 20022 bank-to-customer statements, camt.053.001.02 to .08 (BankToCustomerStatement)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from services.ledger.banking.contract.refusals import UnreadableStatement
from services.ledger.banking.statements.movement import Account, Detail, Head, Movement, Statement

from .bounds import MOST_MOVEMENTS, day_of, minor_of, text_of, whole
from .xml import parsed

_ROOT = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8])\}Document")
OPENINGS, CLOSINGS, INTERIM = ("OPBD", "PRCD"), ("CLBD",), "ITBD"


class Reader:
    """Finds elements of one message version by their short names; paths use ``/``."""

    def __init__(self, root: Any) -> None:
        found = _ROOT.fullmatch(root.tag if isinstance(root.tag, str) else "")
        if found is None:
            raise UnreadableStatement(line=root.sourceline or 1, why="it is not camt.053.001.02 to .08")
        self._space = found[1]

    def all(self, node: Any, path: str) -> list[Any]:
        """Return the elements at a path."""
        return list(node.findall("/".join(f"{{{self._space}}}{step}" for step in path.split("/"))))

    def text(self, node: Any, *paths: str, most: int = 500) -> str | None:
        """Return the text at the first path that has one."""
        for path in paths:
            for found in self.all(node, path):
                if (text := text_of(found.text, found.sourceline, path.rpartition("/")[2], most)) is not None:
                    return text
        return None

    def needed(self, node: Any, *paths: str, most: int = 500) -> str:
        """Return the text at one of the paths, or refuse the file."""
        text = self.text(node, *paths, most=most)
        if text is None:
            raise UnreadableStatement(line=node.sourceline, why=f"{paths[0]} is missing")
        return text


def statements(content: bytes) -> list[Statement]:
    """Return the statements of a message; only booked entries (Sts BOOK) count."""
    root = parsed(content)
    reader = Reader(root)
    found = reader.all(root, "BkToCstmrStmt/Stmt")
    if not found:
        raise UnreadableStatement(line=1, why="it holds no statement")
    return [_statement(reader, one) for one in found]


def _statement(reader: Reader, node: Any) -> Statement:
    line = node.sourceline
    currency = reader.text(node, "Acct/Ccy", most=3)
    balances: dict[str, list[tuple[date, int]]] = {}
    for balance in reader.all(node, "Bal"):
        kind = reader.needed(balance, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
        held, own = _amount(reader, balance)
        if currency is not None and own != currency:
            raise UnreadableStatement(line=balance.sourceline, why=f"a balance is in {own}, the account in {currency}")
        currency = own
        balances.setdefault(kind, []).append((_day(reader, balance, "Dt"), held))
    opening = next((balances[kind][0] for kind in OPENINGS if kind in balances), None)
    closing = next((balances[kind][-1] for kind in CLOSINGS if kind in balances), None)
    interim = sorted(balances.get(INTERIM, []), key=lambda one: one[0])
    # A statement of several pages opens and closes with interim balances but on its first and its last page.
    opening = opening or (interim[0] if interim else None)
    closing = closing or (interim[-1] if interim else None)
    if opening is None or closing is None:
        raise UnreadableStatement(line=line, why="it lacks its opening or closing balance")
    entries = reader.all(node, "Ntry")
    if len(entries) > MOST_MOVEMENTS:
        raise UnreadableStatement(line=line, why=f"it has more than {MOST_MOVEMENTS} movements")
    booked = [one for one in entries if reader.needed(one, "Sts", "Sts/Cd", most=35) == "BOOK"]
    movements = [_movement(reader, one, currency or "EUR") for one in booked]
    head = Head(
        line, "camt", _account(reader, node), currency, reader.text(node, "Id", most=35),
        *_span(reader, node, closing[0], movements), opening[1], closing[1],
    )  # fmt: skip
    return whole(head, movements)


def _span(reader: Reader, node: Any, closes_on: date, movements: list[Movement]) -> tuple[date, date]:
    """Return the first and last day: as said in FrToDt, else those of the movements and the closing balance."""
    since, until = reader.text(node, "FrToDt/FrDtTm", "FrToDt/FrDt"), reader.text(node, "FrToDt/ToDtTm", "FrToDt/ToDt")
    days = [one.booked_on for one in movements]
    first = day_of(since, node.sourceline) if since else min([*days, closes_on])
    last = day_of(until, node.sourceline) if until else closes_on
    last = max([last, closes_on, *days])
    return min(first, last), last


def _account(reader: Reader, node: Any) -> Account:
    iban = reader.text(node, "Acct/Id/IBAN", most=34)
    if iban is not None:
        return Account(iban=iban)
    return Account(number=reader.needed(node, "Acct/Id/Othr/Id", most=34))


def _amount(reader: Reader, node: Any) -> tuple[int, str]:
    """Return the signed amount of a balance, an entry or a transaction, and its currency."""
    found = reader.all(node, "Amt")
    if not found:
        raise UnreadableStatement(line=node.sourceline, why="Amt is missing")
    currency = found[0].get("Ccy") or ""
    if re.fullmatch("[A-Z]{3}", currency) is None:
        raise UnreadableStatement(line=found[0].sourceline, why="an amount says no currency")
    minor = minor_of(found[0].text or "", currency, found[0].sourceline)
    side = reader.needed(node, "CdtDbtInd", most=4)
    if side not in ("CRDT", "DBIT") or minor < 0:
        raise UnreadableStatement(line=node.sourceline, why="an amount is neither credit nor debit")
    return (minor if side == "CRDT" else -minor), currency


def _day(reader: Reader, node: Any, path: str) -> date:
    return day_of(reader.needed(node, f"{path}/Dt", f"{path}/DtTm"), node.sourceline, path)


def _movement(reader: Reader, node: Any, currency: str) -> Movement:
    line = node.sourceline
    amount, own = _amount(reader, node)
    if own != currency:
        raise UnreadableStatement(line=line, why=f"an entry is in {own}, the account in {currency}")
    details = tuple(_detail(reader, one, currency) for one in reader.all(node, "NtryDtls/TxDtls"))
    valued = reader.text(node, "ValDt/Dt", "ValDt/DtTm")
    booked = reader.text(node, "BookgDt/Dt", "BookgDt/DtTm") or valued
    if booked is None:
        raise UnreadableStatement(line=line, why="BookgDt is missing")
    label = reader.text(node, "AddtlNtryInf") or " ".join(
        part for one in details for part in (one.name, one.remittance) if part
    )  # fmt: skip
    if amount == 0:
        raise UnreadableStatement(line=line, why="an entry is of nothing")
    return Movement(
        line, day_of(booked, line), day_of(valued, line) if valued else None, amount, label[:500] or "(no label)",
        _reference(reader, node), any(one.returned for one in details) or reader.text(node, "RvslInd") == "true",
        details,
    )  # fmt: skip


def _reference(reader: Reader, node: Any) -> str | None:
    own = reader.text(node, "AcctSvcrRef", most=35)
    if own is None:
        own = reader.text(node, "NtryDtls/TxDtls/Refs/AcctSvcrRef", most=35)
    return None if own in (None, "NONREF", "NOTPROVIDED") else own


def _detail(reader: Reader, node: Any, currency: str) -> Detail:
    """Return one transaction: the other party is the creditor of what was debited, the debtor of what was credited."""
    amounts = reader.all(node, "AmtDtls/TxAmt/Amt") or reader.all(node, "Amt")
    amount = None
    if amounts and amounts[0].get("Ccy") == currency:
        amount = minor_of(amounts[0].text or "", currency, amounts[0].sourceline)
    side = reader.text(node, "CdtDbtInd", "../CdtDbtInd")
    if side is None:
        parent = node.getparent().getparent()
        side = reader.text(parent, "CdtDbtInd")
    returned = reader.text(node, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", most=35)
    # What comes back names the parties of the original payment, so that they stand the other way round.
    other = "Dbtr" if (side == "CRDT") != (returned is not None) else "Cdtr"
    texts = [text_of(one.text, one.sourceline, "Ustrd") or "" for one in reader.all(node, "RmtInf/Ustrd")]
    structured = reader.text(node, "RmtInf/Strd/CdtrRefInf/Ref", most=35)
    remittance = " ".join(part for part in (*texts, structured or "") if part)[:500]
    end_to_end = reader.text(node, "Refs/EndToEndId", most=35)
    return Detail(
        amount=-abs(amount) if amount is not None and side == "DBIT" else amount,
        end_to_end=None if end_to_end == "NOTPROVIDED" else end_to_end,
        iban=reader.text(node, f"RltdPties/{other}Acct/Id/IBAN", most=34),
        name=reader.text(node, f"RltdPties/{other}/Nm", f"RltdPties/{other}/Pty/Nm", most=140),
        remittance=remittance or None, mandate=reader.text(node, "Refs/MndtId", most=35), returned=returned,
    )  # fmt: skip
