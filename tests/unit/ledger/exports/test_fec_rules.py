"""The FEC as the law lays it out: what is written keeps to it, and what does not is found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.exports.fec.plainly import in_latin_9
from services.ledger.exports.fec.rules import (
    COLUMNS,
    amount_of,
    cleaned,
    decimal_comma,
    fec_name,
    layout_of,
    verified,
    written,
)
from tests.unit.ledger.exports.downloads import fec, moved

SOUND = fec(moved("606300", "401000", "12,34"), moved("512000", "707000", "7,00"))
FIELDS = st.lists(st.text(max_size=20), min_size=3, max_size=3)


def found(content: bytes) -> set[tuple[str, str]]:
    """Return the weights and kinds of what is found in a file."""
    return {(one.weight, one.what) for one in verified(content.decode().splitlines()).findings}


def changed(column: str, value: str, line: int = 0) -> bytes:
    """Return the sound file with one field of one line changed."""
    entries = [moved("606300", "401000", "12,34"), moved("512000", "707000", "7,00")]
    entries[0][line] = {**entries[0][line], column: value}
    return fec(*entries)


def test_a_sound_file_is_sound() -> None:
    """Eighteen columns, balance, order and numbers: nothing is found."""
    assert found(SOUND) == set()


@pytest.mark.parametrize(("column", "value", "weight", "what"), [
    ("EcritureNum", "", "refused", "format"),
    ("JournalCode", "", "refused", "format"),
    ("EcritureDate", "2025-13-01", "refused", "format"),
    ("EcritureDate", "", "refused", "format"),
    ("ValidDate", "31/03/2025", "refused", "format"),
    ("CompteNum", "6A", "refused", "format"),
    ("Debit", "1 234,00", "refused", "format"),
    ("Debit", "12,345", "refused", "format"),
    ("Debit", "12,3E2", "refused", "format"),
    ("Credit", "5,00", "refused", "format"),
    ("Debit", "12,35", "refused", "entry"),
    ("PieceRef", "", "noted", "PieceRef"),
    ("EcritureLib", "", "noted", "EcritureLib"),
    ("ValidDate", "", "noted", "ValidDate"),
    ("ValidDate", "20251231", "noted", "order"),
    ("CompAuxNum", "F1", "noted", "CompAuxNum"),
    ("Montantdevise", "12,00", "noted", "Idevise"),
])  # fmt: skip
def test_what_breaks_the_law_is_found(column: str, value: str, weight: str, what: str) -> None:
    """A field that is not as the law asks is found, as heavy as the administration's tool takes it."""
    assert (weight, what) in found(changed(column, value))


def test_a_line_with_a_field_too_many_is_found() -> None:
    """Each line has as many fields as the first one names."""
    assert ("refused", "fields") in found(SOUND.replace(b"606300", b"606300\t"))


def test_a_gap_in_the_numbers_of_a_journal_is_found() -> None:
    """Numbers go on without a gap; entries may stand in another order than their numbers."""
    line = {"EcritureNum": "3"}
    assert ("noted", "numbers") in found(fec(moved("512", "707", "1"), moved("512", "707", "1", **line)))
    swapped = fec(moved("512", "707", "1"), moved("512", "707", "1", **line), moved("512", "707", "1", EcritureNum="2"))
    assert found(swapped) == set()


def test_a_file_that_does_not_balance_says_where_and_by_how_much() -> None:
    """The first line of the entry that is out of balance, and the file as a whole."""
    findings = verified(changed("Debit", "12,35").decode().splitlines()).findings
    assert [(one.line, one.message) for one in findings] == [
        (2, "entry 1 of journal OD is out of balance by 0,01"),
        (0, "the file debits 19,35 and credits 19,34"),
    ]


@pytest.mark.parametrize(("header", "why"), [
    ("JournalCode;JournalLib", "names 1 columns"),
    ("\t".join(reversed(COLUMNS)), "column 1 is 'idevise' where JournalCode is due"),
    ("|".join((*COLUMNS, "Debit")), "named twice"),
])  # fmt: skip
def test_columns_in_another_order_are_no_fec(header: str, why: str) -> None:
    """The eighteen columns come first, in their order."""
    with pytest.raises(ValueError, match=why):
        layout_of(header)


def test_both_separators_and_both_ways_to_write_an_amount_are_read() -> None:
    """Tab or bar; debit and credit, or an amount with its sense; further columns after the eighteenth."""
    signed = tuple({"Debit": "Montant", "Credit": "Sens"}.get(name, name) for name in COLUMNS)
    lines = [{"CompteNum": "512000", "Montant": "7,00", "Sens": "D"},
             {"CompteNum": "707000", "Montant": "7", "Sens": "C"}]  # fmt: skip
    for separator in ("\t", "|"):
        assert found(fec(lines, separator=separator, columns=(*signed, "DateRglt"))) == set()
        assert found(fec(moved("512000", "707000", "7,00"), separator=separator)) == set()
    assert ("refused", "format") in found(fec([{**lines[0], "Sens": "X"}], columns=signed))


@pytest.mark.parametrize(("text", "minor"), [
    ("12,34", 1234), ("12.3", 1230), ("12", 1200), (",5", 50), ("", 0), ("12,34-", -1234), ("-0,01", -1),
    ("+3,000", 300),
])  # fmt: skip
def test_amounts_are_read_as_programs_write_them(text: str, minor: int) -> None:
    """Comma or point, a sign at either end, zeros beyond the cents."""
    assert amount_of(text, "Debit") == minor


@given(minor=st.integers(0, 10**15 - 1), currency=st.sampled_from(["EUR", "JPY", "TND"]))
@settings(max_examples=30)
def test_amounts_are_read_as_they_were_written(minor: int, currency: str) -> None:
    """Writing and reading are inverse, in every currency."""
    digits = {"EUR": 2, "JPY": 0, "TND": 3}[currency]
    assert amount_of(decimal_comma(minor, currency), "Debit", digits) == minor


@given(fields=FIELDS, separator=st.sampled_from(["\t", "|"]))
@settings(max_examples=30)
def test_no_text_breaks_out_of_its_field(fields: list[str], separator: str) -> None:
    """Whatever a label holds, a line has as many fields, ends once, and holds no control character."""
    line = written([cleaned(field) for field in fields], separator)
    body = line.removesuffix("\r\n")
    assert body.split(separator) == [cleaned(field) for field in fields]
    assert len(body.split("\t" if separator == "|" else "|")) == 1
    assert body.splitlines() in ([body], [])
    assert all(character == "\t" or character.isprintable() or character.isspace() or ord(character) > 159
               for character in body)  # fmt: skip


@given(text=st.text(max_size=60))
@settings(max_examples=30)
def test_the_older_alphabet_holds_every_text(text: str) -> None:
    """What ISO 8859-15 lacks is written plainly, and never as a separator or the end of a line."""
    field = cleaned(text)
    read = in_latin_9(field).decode("iso8859-15")
    assert "\t" not in read and "|" not in read and read.splitlines() in ([read], [])


def test_the_older_alphabet_keeps_what_it_has() -> None:
    """French letters and the euro stay; typographic signs become plain ones."""
    assert in_latin_9("Œuvre à 5 € – « l’été » Łódź").decode("iso8859-15") == "Œuvre à 5 € - « l'été » Lódz"


def test_the_file_is_named_after_siren_and_closing_day() -> None:
    """SIREN, FEC, and the day on which the year closes."""
    assert fec_name("000000018", date(2025, 12, 31)) == "000000018FEC20251231.txt"
