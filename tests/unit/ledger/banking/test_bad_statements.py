"""Whatever is wrong with a statement: a refusal with its line and reason, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.ledger.banking.formats.detected import statement_lines
from tests.fixtures.bank import writing
from tests.fixtures.bank.writing import Written
from tests.house import House
from tests.unit.ledger.banking.desk import DAY, lines, open_account

OpenHouse = Callable[..., House]
WRITTEN = [Written(DAY, 10000, "VIR SEPA RECU"), Written(DAY, -250, "FRAIS")]
CAMT, CFONB, OFX = writing.camt(0, WRITTEN), writing.cfonb(0, WRITTEN), writing.ofx(0, WRITTEN)
BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY lol "lol">\n'
    + b"".join(b'<!ENTITY lol%d "%s">\n' % (level, b"&lol%d;" % (level - 1) * 10) for level in range(1, 10))
    + b"]>\n<Document>&lol9;</Document>"
)
EXTERNAL = CAMT.replace(
    b"<Document", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<Document', 1
).replace(b"VIR SEPA RECU", b"&x;")


def cfonb_line(number: int, start: int, text: bytes) -> bytes:
    """Write over a part of one record."""
    records = CFONB.split(b"\r\n")
    record = records[number - 1]
    records[number - 1] = record[:start] + text + record[start + len(text) :]
    return b"\r\n".join(records)


UNREADABLE: dict[str, tuple[bytes, str, int | None]] = {
    "entity bomb": (BOMB, "hostile_xml", 2),
    "external entity": (EXTERNAL, "hostile_xml", 2),
    "external document type": (CAMT.replace(b"<Document", b'<!DOCTYPE d SYSTEM "http://x/">\n<Document', 1),
                               "hostile_xml", 2),
    "parameter entity": (CAMT.replace(b"<Document", b"<!DOCTYPE d [<!ENTITY % p SYSTEM 'x'> %p;]>\n<Document", 1),
                         "hostile_xml", 2),
    "entity bomb in UTF-16": (BOMB.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"),
                              "unreadable_statement", 1),
    "entity in OFX": (writing.ofx(0, WRITTEN, xml=True).replace(b"<OFX>", b"<!DOCTYPE OFX [<!ENTITY a 'b'>]><OFX>"),
                      "hostile_xml", 3),
    "malformed XML": (CAMT.replace(b"</Stmt>", b"</Statement>"), "unreadable_statement", 13),
    "cut XML": (CAMT[:-60], "unreadable_statement", None),
    "wrong encoding said": (CAMT.replace(b"VIR SEPA", b"VIR \xe9\xe8"), "unreadable_statement", 11),
    "unknown encoding": (CAMT.replace(b"UTF-8", b"KLINGON"), "unreadable_statement", 1),
    "another message": (CAMT.replace(b"camt.053.001.02", b"camt.054.001.02"), "unreadable_statement", 2),
    "no statement": (b"<Document/>", "unreadable_statement", 1),
    "no closing balance": (CAMT.replace(b"<Cd>CLBD</Cd>", b"<Cd>XPCD</Cd>"), "unreadable_statement", 5),
    "balances apart": (writing.camt(0, WRITTEN, closing=9751), "balances_do_not_add", 5),
    "amount with a third decimal": (CAMT.replace(b">100.00<", b">100.001<"), "unreadable_statement", 11),
    "amount in words": (CAMT.replace(b">100.00<", b">hundred<"), "unreadable_statement", 11),
    "amount of nothing": (CAMT.replace(b">100.00<", b">0.00<"), "unreadable_statement", 11),
    "amount below zero": (CAMT.replace(b">100.00<", b">-100.00<"), "unreadable_statement", 11),
    "two currencies": (CAMT.replace(b'"EUR">2.50', b'"USD">2.50'), "unreadable_statement", 12),
    "no such day": (CAMT.replace(b"<BookgDt><Dt>2026-02-03", b"<BookgDt><Dt>2026-02-30"), "unreadable_statement", 11),
    "label of 10 MB": (CAMT.replace(b"VIR SEPA RECU", b"V" * 10_485_760), "unreadable_statement", None),
    "label of 501 characters": (CAMT.replace(b"VIR SEPA RECU", b"V" * 501), "unreadable_statement", 11),
    "file beyond 20 MB": (b"<" + b" " * 20_971_520, "statement_too_large", None),
    "nothing at all": (b" \n ", "unreadable_statement", 1),
    "cut CFONB": (CFONB[:300], "unreadable_statement", 3),
    "CFONB without its end": (b"\r\n".join(CFONB.split(b"\r\n")[:3]), "unreadable_statement", 1),
    "CFONB of 119 characters": (CFONB.replace(b"VIR SEPA RECU", b"VIR SEPA REC"), "unreadable_statement", 2),
    "CFONB balances apart": (writing.cfonb(0, WRITTEN, closing=1), "balances_do_not_add", 1),
    "CFONB amount unsigned": (cfonb_line(2, 90, b"00000000010000"), "unreadable_statement", 2),
    "CFONB amount in letters": (cfonb_line(2, 90, b"0000000XX1000{"), "unreadable_statement", 2),
    "CFONB day that is none": (cfonb_line(2, 34, b"310226"), "unreadable_statement", 2),
    "CFONB too many decimals": (cfonb_line(2, 19, b"9"), "unreadable_statement", 2),
    "CFONB of two accounts": (cfonb_line(3, 21, b"99999999999"), "unreadable_statement", 3),
    "CFONB of an unknown record": (cfonb_line(2, 0, b"08"), "unreadable_statement", 2),
    "CFONB with control characters": (cfonb_line(2, 50, b"\x1b["), "unreadable_statement", 2),
    "CFONB movement first": (b"\r\n".join(CFONB.split(b"\r\n")[1:]), "unreadable_statement", 1),
    "CFONB in EBCDIC": (CFONB.decode().encode("cp500"), "unreadable_statement", None),
    "cut OFX": (OFX[:-80], "unreadable_statement", None),
    "OFX without header": (OFX[OFX.index(b"<OFX>") :], "unreadable_statement", 1),
    "OFX without balance": (OFX.replace(b"LEDGERBAL", b"AVAILBAL"), "unreadable_statement", 1),
    "OFX text of 3 KB": (OFX.replace(b"<NAME>FRAIS", b"<NAME>" + b"F" * 3000), "unreadable_statement", None),
    "OFX amount in words": (OFX.replace(b"-2.50", b"little"), "unreadable_statement", None),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_file_is_refused_with_its_line(case: str) -> None:
    """A broken or hostile file is refused as a whole, at the line where it breaks, and shows nothing of its content."""
    content, code, line = UNREADABLE[case]
    format = "cfonb" if "EBCDIC" in case or "CFONB movement" in case or "cut CFONB" == case else None
    format = "ofx" if case.startswith("OFX") else format
    with pytest.raises(Refusal) as raised:
        statement_lines(content, {"format": format})
    refusal = raised.value
    assert refusal.code == code and len(refusal.detail) < 300, refusal.detail
    assert line is None or refusal.values["line"] == line, refusal.detail
    assert "root:" not in refusal.detail and "VIR SEPA" not in refusal.detail


def test_a_refused_file_leaves_nothing(house: OpenHouse) -> None:
    """The job fails with the refusal, and neither statement, line nor entry is there."""
    alpar = house("alpar")
    open_account(alpar)
    for case in ("entity bomb", "malformed XML", "balances apart", "cut CFONB", "cut OFX"):
        content, code, _ = UNREADABLE[case]
        job = alpar.ledger.run_job("import_bank_statement", upload=content)
        assert job["state"] == "failed" and job["problem"]["code"] == code, case
        check_nothing(alpar)


def check_nothing(house: House) -> None:
    """Nothing was kept or posted."""
    assert lines(house) == [] and house.ledger.do("list_bank_statements")["data"] == []
    assert house.ledger.do("list_entries")["data"] == []


FUTURE = [Written(DAY, 100, "NOW"), Written(date(2026, 3, 3), 100, "TOMORROW")]
MISPLACED: dict[str, tuple[bytes, dict[str, str], str, int]] = {
    "unknown account": (writing.camt(0, WRITTEN, iban="DE89370400440532013000"), {}, "unknown_bank_account", 0),
    "unknown account in CFONB": (writing.cfonb(0, WRITTEN, iban="FR7630006000019999999990189"), {},
                                 "unknown_bank_account", 0),
    "no such account here": (CAMT, {"bank_account": "bnk_9"}, "unknown_bank_account", 0),
    "another account": (writing.camt(0, WRITTEN, iban="DE89370400440532013000"), {"bank_account": "own"},
                        "statement_of_another_account", 0),
    "another currency": (writing.camt(0, WRITTEN, currency="USD"), {}, "statement_in_wrong_currency", 0),
    "another currency in OFX": (writing.ofx(0, WRITTEN, currency="CHF"), {}, "statement_in_wrong_currency", 0),
    "tomorrow's movement": (writing.camt(0, FUTURE), {}, "movement_in_future", 2),
}  # fmt: skip


def test_a_misplaced_statement_is_refused_whole(house: OpenHouse) -> None:
    """The line that is wrong has its verdict and reason; nothing of the file is kept."""
    alpar = house("alpar")
    account = open_account(alpar)
    for case, (content, query, code, place) in MISPLACED.items():
        query = {name: account if value == "own" else value for name, value in query.items()}
        job = alpar.ledger.run_job("import_bank_statement", upload=content, query=query)
        verdicts = alpar.ledger.lines(job)
        assert job["state"] == "failed" and job["problem"]["code"] == "lines_refused", case
        assert verdicts[place]["problem"]["code"] == code, case
        assert [one["outcome"] for one in verdicts].count("refused") == 1, case
        check_nothing(alpar)


ROWS: dict[str, tuple[str, int]] = {
    "a formula": ('03/02/2026;"=HYPERLINK(""http://x"")";;100,00;', 3),
    "a formula with a sign": ("03/02/2026;-2+3+cmd|' /C calc'!A0;;100,00;", 3),
    "an at sign": ("03/02/2026;@SUM(A1);;100,00;", 3),
    "a wrong day": ("2026-02-03;VIR;;100,00;", 3),
    "an amount in words": ("03/02/2026;VIR;;hundred;", 3),
    "both sides": ("03/02/2026;VIR;1,00;1,00;", 3),
    "neither side": ("03/02/2026;VIR;;;", 3),
    "too few cells": ("03/02/2026;VIR", 3),
    "an overlong label": (f"03/02/2026;{'V' * 501};;1,00;", 3),
    "a NUL": ("03/02/2026;V\x00;;1,00;", 3),
    "a third decimal": ("03/02/2026;VIR;;1,001;", 3),
    "an open quote": ('03/02/2026;"VIR;;1,00;', 3),
}


def test_a_wrong_csv_row_refuses_the_file(house: OpenHouse) -> None:
    """The row is told by its line and what is wrong with it; the good rows are not kept either."""
    alpar = house("alpar")
    account = open_account(alpar)
    for case, (row, line) in ROWS.items():
        content = f"Date;Libellé;Débit;Crédit;Solde\n01/02/2026;VIR;;5,00;\n{row}\n".encode()
        job = alpar.ledger.run_job("import_bank_statement", upload=content, query={"bank_account": account})
        refused: list[Any] = [one for one in alpar.ledger.lines(job) if one["outcome"] == "refused"]
        assert job["state"] == "failed", case
        assert [one["problem"]["code"] for one in refused] == ["unreadable_statement"], case
        assert refused[0]["line"] in (line, line + 1) and refused[0]["problem"]["values"]["why"], case
        check_nothing(alpar)


FILES = {
    "not written in utf-8": "Libellé;Débit;Crédit;Solde\nVIR;;1,00;\n".encode("latin-1"),
    "no single column": b"Day;What\n",
    "no movement": "Date;Libellé;Débit;Crédit;Solde\n".encode(),
    "does not follow": "Date;Libellé;Débit;Crédit;Solde\n01/02/2026;A;;1,00;1,00\n02/02/2026;B;;1,00;3,00\n".encode(),
}


def test_a_wrong_csv_file_is_refused(house: OpenHouse) -> None:
    """Encoding, columns and running balances are checked before anything is kept."""
    alpar = house("alpar")
    account = open_account(alpar)
    for why, content in FILES.items():
        job = alpar.ledger.run_job("import_bank_statement", upload=content, query={"bank_account": account})
        (problem,) = [one["problem"] for one in alpar.ledger.lines(job) if one["outcome"] == "refused"]
        assert job["state"] == "failed" and why in problem["detail"]
        check_nothing(alpar)
