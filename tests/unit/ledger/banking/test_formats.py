"""Each format is read into the same values; what it cannot be is refused with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.commons.refusals import Refusal
from services.ledger.banking.contract.accounts import DATE_FORMATS, DELIMITER_NAMES, CsvMapping
from services.ledger.banking.formats import camt, cfonb, csv_mapped, ofx
from services.ledger.banking.formats.detected import format_of, statement_lines
from services.ledger.banking.rules.wording import label_key
from services.ledger.banking.statements.movement import Head, Movement
from tests.fixtures.bank import writing
from tests.fixtures.bank.writing import MAPPING, Written

SAMPLES = Path(__file__).parents[3] / "fixtures" / "bank"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 /-?:().,'&<>"
DAY = date(2026, 2, 3)

movements = st.lists(
    st.builds(
        Written,
        day=st.dates(date(2026, 1, 1), date(2026, 2, 28)),
        amount=st.integers(-10**9, 10**9).filter(bool),
        label=st.text(LETTERS, min_size=1, max_size=60).map(lambda text: " ".join(f"A{text}".split())),
        reference=st.none() | st.text("ABC0123", min_size=3, max_size=16),
    ),
    min_size=1, max_size=12,
).map(lambda found: sorted(found, key=lambda one: one.day))  # fmt: skip


def read(content: bytes) -> tuple[Head, list[Movement]]:
    """Read a file by what it looks like."""
    if format_of(content) == "csv":
        found = csv_mapped.sheet(content, CsvMapping().load(MAPPING), "EUR")
        assert found.head is not None and not found.problems
        return found.head, found.movements
    head, *rest = [line.value for line in statement_lines(content, {})]
    return head, rest


@given(st.integers(-10**9, 10**9), movements)
@settings(max_examples=50, deadline=None)
def test_every_format_says_the_same(opening: int, written: list[Written]) -> None:
    """A statement written as camt.053 (old and new), CFONB, OFX 1 and 2 or CSV has the same movements and balances."""
    files = [
        writing.camt(opening, written), writing.camt(opening, written, version="08"), writing.cfonb(opening, written),
        writing.ofx(opening, written), writing.ofx(opening, written, xml=True), writing.table(opening, written),
    ]  # fmt: skip
    assert [format_of(one) for one in files] == ["camt", "camt", "cfonb", "ofx", "ofx", "csv"]
    said = [(one.day, one.amount, label_key(one.label)) for one in written]
    for content in files:
        head, found = read(content)
        assert [(one.booked_on, one.amount, label_key(one.label)) for one in found] == said
        assert (head.opening, head.closing) == (opening, opening + sum(one.amount for one in written))
        assert head.currency in (None, "EUR")


@pytest.mark.parametrize(
    ("name", "format", "count", "opening", "closing"),
    [
        ("camt-053-001-02.xml", "camt", 4, 150000, 164960), ("camt-053-001-08.xml", "camt", 2, 164960, 154960),
        ("cfonb-120.txt", "cfonb", 3, 150000, 158950), ("ofx-sgml.ofx", "ofx", 2, 150000, 159050),
        ("ofx-xml.ofx", "ofx", 2, 150000, 159050), ("bank.csv", "csv", 3, 150000, 158950),
    ],
)  # fmt: skip
def test_samples_are_read(name: str, format: str, count: int, opening: int, closing: int) -> None:
    """Files as banks write them are read whole, and their balances add up."""
    content = (SAMPLES / name).read_bytes()
    assert format_of(content) == format
    head, found = read(content)
    assert (len(found), head.opening, head.closing) == (count, opening, closing)
    assert head.opening + sum(one.amount for one in found) == closing


def test_camt_tells_parties_references_and_returns() -> None:
    """Of a camt.053 entry the other party, what its payments are named, and whether one came back are kept."""
    head, found = read((SAMPLES / "camt-053-001-02.xml").read_bytes())
    credited, fees, transfer, returned = found
    assert head.number == "RELEVE-2026-02" and head.account is not None and head.account.iban == writing.IBAN
    assert credited.details[0].name == "ROSA MARTIN" and credited.details[0].iban == writing.OTHER_IBAN
    assert credited.details[0].remittance == "PART SOCIALE RF48ABCDEFGHJKMN" and credited.reference == "BK-0001"
    assert (fees.amount, fees.returned, fees.details) == (-540, False, ())
    assert [one.end_to_end for one in transfer.details] == ["POI-1", "POI-2"]
    assert [one.amount for one in transfer.details] == [-3000, -1500]
    assert returned.returned and returned.details[0].returned == "AC04" and returned.details[0].name == "LEO PETIT"


def test_pending_entries_do_not_count() -> None:
    """An entry that the bank has not booked yet is no movement."""
    content = writing.camt(0, [Written(DAY, 100, "IN"), Written(DAY, 50, "LATER")], closing=100)
    head, _, last = content.rpartition(b"<Sts>BOOK</Sts>")
    assert [one.amount for one in read(head + b"<Sts>PDNG</Sts>" + last)[1]] == [100]


def test_cfonb_signs_stand_in_the_last_character() -> None:
    """The last character of an amount is its last digit and its sign: { A–I above zero, } J–R below."""
    written = [Written(DAY, sign * (1000 + digit), f"M {digit}") for sign in (1, -1) for digit in range(10)]
    content = writing.cfonb(-7, written)
    assert [one.amount for one in read(content)[1]] == [one.amount for one in written]
    records = content.decode().split("\r\n")
    assert [one[103] for one in records[1:21]] == list("{ABCDEFGHI}JKLMNOPQR")
    assert {len(one) for one in records[:-1]} == {120}


def test_cfonb_without_ends_of_line_is_read() -> None:
    """Some banks write the records one after the other."""
    content = writing.cfonb(0, [Written(DAY, 100, "ONE"), Written(DAY, -30, "TWO")])
    assert read(content.replace(b"\r\n", b""))[1] == read(content)[1]


def test_ofx_with_empty_elements_is_read() -> None:
    """An element that a bank leaves empty, without its end, does not swallow what follows."""
    content = writing.ofx(0, [Written(DAY, 100, "ONE")]).replace(b"<NAME>", b"<CHECKNUM>\r\n<REFNUM>\r\n<NAME>")
    assert [(one.amount, one.label) for one in read(content)[1]] == [(100, "ONE")]


@pytest.mark.parametrize(
    ("row", "amount"),
    [("1 234,56", 123456), ("-1.234,5", -123450), ("+12,00", 1200), ("0,30 €", 30), ("1\u202f000,00", 100000)],
)
def test_csv_amounts_are_read_as_written(row: str, amount: int) -> None:
    """Spaces and points group thousands, a comma parts the cents, and a sign may be there."""
    mapping = CsvMapping().load({"date": "d", "label": ["l"], "amount": "a"})
    found = csv_mapped.sheet(f"d;l;a\n03/02/2026;x;{row}\n".encode(), mapping, "EUR")
    assert [one.amount for one in found.movements] == [amount]


def test_csv_may_be_sorted_the_other_way() -> None:
    """The newest line first: the closing balance is the first one, and each follows from the one below."""
    written = [Written(date(2026, 2, day), amount, "M") for day, amount in ((1, 500), (2, -200), (3, 50))]
    header, *rows = writing.table(1000, written).decode().strip().split("\r\n")
    head, _ = read("\r\n".join([header, *reversed(rows)]).encode())
    assert (head.opening, head.closing) == (1000, 1350)


def test_csv_of_one_day_is_read_either_way_round() -> None:
    """Within a day the order of the balances tells the order of the lines, even where the first two would fit both."""
    written = [Written(DAY, amount, "M") for amount in (100, -100, -350, 5000)]
    header, *rows = writing.table(-1000, written).decode().strip().split("\r\n")
    for sorted_so in (rows, rows[::-1]):
        head, _ = read("\r\n".join([header, *sorted_so]).encode())
        assert (head.opening, head.closing) == (-1000, 3650)


def test_every_way_to_write_a_day_is_known() -> None:
    """The contract and the reader know the same formats and separators."""
    assert set(csv_mapped.DATE_FORMATS) == set(DATE_FORMATS)
    assert set(csv_mapped.DELIMITERS) == set(DELIMITER_NAMES)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Whatever is sent, a reader returns lines or a refusal in words; it never breaks."""
    for format in (None, "camt", "cfonb", "ofx"):
        try:
            statement_lines(content, {"format": format})
        except Refusal as refusal:
            assert refusal.detail.endswith(".")
    try:
        csv_mapped.sheet(content, CsvMapping().load(MAPPING), "EUR")
    except Refusal as refusal:
        assert refusal.code == "unreadable_statement"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_never_half_read(data: st.DataObject) -> None:
    """A file with a piece cut out is refused, or says movements whose balances still add up."""
    written = [Written(DAY, 12345, "VIR ALICE"), Written(DAY, -250, "FRAIS", "R2"), Written(DAY, 999, "VIR BOB")]
    make = data.draw(st.sampled_from([writing.camt, writing.cfonb, writing.ofx]))
    content = make(1000, written)
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start, min(len(content), start + 200)))
    try:
        head, found = read(content[:start] + content[end:])
    except Refusal as refusal:
        assert refusal.status == 422
    else:
        assert head.opening + sum(one.amount for one in found) == head.closing


def test_readers_take_no_file_of_another_format() -> None:
    """A file that is said to be of another format is refused, not guessed at."""
    written = [Written(DAY, 100, "ONE")]
    files = {"camt": writing.camt(0, written), "cfonb": writing.cfonb(0, written), "ofx": writing.ofx(0, written)}
    for said, reader in (("camt", camt), ("cfonb", cfonb), ("ofx", ofx)):
        for format, content in files.items():
            if said != format:
                with pytest.raises(Refusal):
                    reader.statements(content)
