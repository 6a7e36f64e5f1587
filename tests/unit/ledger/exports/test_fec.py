"""The FEC of real books."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import insert

from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.accounts.chart import JOURNALS
from services.ledger.accounts.tables import Auxiliary
from services.ledger.exports.fec.description import MEANINGS
from services.ledger.exports.fec.rules import COLUMNS, Verification, verified
from services.ledger.exports.fec.rules import JOURNALS as FRENCH
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, DraftLine
from tests.house import FULL, House
from tests.unit.ledger.books import adopt, entry, eur, members, refused
from tests.unit.ledger.exports.downloads import content_of, downloaded, parts

OpenHouse = Callable[..., House]


def rows(text: str, separator: str = "\t") -> list[list[str]]:
    """Return the lines of a file, field by field, without the first."""
    return [line.split(separator) for line in text.split("\r\n")[1:-1]]


def checked(text: str) -> Verification:
    """Verify a file in which nothing may be found."""
    verification = verified(text.split("\r\n")[:-1])
    assert verification.findings == []
    return verification


def kept(house: House) -> None:
    """Keep two years of books: sales in both, capital and a supplier in the second."""
    house.ledger.do("add_auxiliary", body={"id": "edf", "kind": "supplier"})
    house.ledger.do("post_entry", body=entry("512", "707", "100.00", date="2025-05-05", journal="sales"))
    members(house, 1)
    held = house.ledger.do("subscribe_shares", member_id="mbr_001", body={"count": 1})
    house.ledger.do("pay_shares", subscription_id=held["id"], body={"amount": eur("100.00")})
    bill = entry("606", "401", "12.34", journal="purchases")
    bill["lines"][1]["auxiliary"], bill["reference"] = "edf", "F|2026\t7"
    house.ledger.do("post_entry", body={**bill, "label": "Électricité | mars\r\n2026"})


def test_the_file_holds_the_year_and_what_it_began_with(house: OpenHouse) -> None:
    """Balances first, then the entries as they were recorded; names beside ids; nothing the law would miss."""
    books = house("alpar")
    kept(books)
    text = downloaded(books, "export_fec", year="2026")
    verification = checked(text)
    assert verification.debit == verification.credit
    found = rows(text)
    assert [(row[0], row[2], row[4], row[6], row[11], row[12]) for row in found] == [
        ("AN", "1", "120", "", "0,00", "100,00"), ("AN", "1", "512", "", "100,00", "0,00"),
        ("CS", "1", "4562", "mbr_001", "100,00", "0,00"), ("CS", "1", "1012", "", "0,00", "100,00"),
        ("CS", "2", "512", "", "100,00", "0,00"), ("CS", "2", "4562", "mbr_001", "0,00", "100,00"),
        ("CS", "2", "1012", "", "100,00", "0,00"), ("CS", "2", "1013", "", "0,00", "100,00"),
        ("AC", "1", "606", "", "12,34", "0,00"), ("AC", "1", "401", "edf", "0,00", "12,34"),
    ]  # fmt: skip
    assert {row[3] for row in found[:2]} == {"20260101"} and {row[8] for row in found[:2]} == {"AN-1"}
    assert found[-1][8] == "F 2026 7" and found[-1][10] == "Électricité mars 2026" and found[-1][15] == "20260302"


def test_names_stand_beside_ids_where_they_are_known(house: OpenHouse) -> None:
    """The name of an auxiliary is joined when the file is written; the lines keep the id."""
    books = house("alpar")
    kept(books)
    books.ledger.do("name_auxiliary", auxiliary="edf", body={"name": "Énergie | de France"})
    found = rows(downloaded(books, "export_fec", year="2026"))
    assert [row[6:8] for row in found if row[6]][-1] == ["edf", "Énergie de France"]


def test_the_file_has_the_name_the_separator_and_the_alphabet_that_were_asked_for(house: OpenHouse) -> None:
    """SIRENFECAAAAMMJJ.txt; bars; ISO 8859-15."""
    books = house("alpar")
    kept(books)
    asked = {"year": "2026", "separator": "pipe", "encoding": "iso-8859-15"}
    first = books.ledger.do("export_fec", query=asked)
    assert first["filename"] == "000000018FEC20261231.txt" and first["media"] == "text/plain; charset=iso-8859-15"
    text = b"".join(parts(books, "export_fec", **asked)).decode("iso8859-15")
    checked(text)
    assert rows(text, "|") == rows(downloaded(books, "export_fec", year="2026"))


def test_the_description_tells_every_field_and_code_of_the_file(house: OpenHouse) -> None:
    """The law wants it beside the file: fields, codes, alphabet and separators, as they were asked for."""
    books = house("alpar")
    kept(books)
    text = downloaded(books, "describe_fec", year="2026", separator="pipe", encoding="iso-8859-15")
    assert "000000018FEC20261231.txt" in text and "ISO-8859-15" in text and "barre verticale" in text
    assert all(f" {column} (" in text for column in COLUMNS) and set(MEANINGS) == set(COLUMNS)
    used = {row[0] for row in rows(downloaded(books, "export_fec", year="2026"))}
    assert used and all(f"    {code} : " in text for code in used)


def test_every_journal_has_a_code_and_a_french_name() -> None:
    """A journal that the books know is known to the file."""
    assert set(FRENCH) == set(JOURNALS) and len({code for code, _ in FRENCH.values()}) == len(FRENCH)


def test_entries_that_clear_the_result_are_left_out(house: OpenHouse) -> None:
    """After the approval the file still shows revenue, and the next year opens with the result."""
    books = house("alpar")
    kept(books)
    before = downloaded(books, "export_fec", year="2025")
    drawn_up = books.ledger.do("draw_up_accounts", year="2025")
    proposal = {"id": drawn_up["proposal_id"], "digest": drawn_up["proposal_digest"]}
    assert adopt(books, proposal, "approve_accounts", "res_1") == "handled"
    assert downloaded(books, "export_fec", year="2025") == before
    assert rows(downloaded(books, "export_fec", year="2026"))[0][4:13:7] == ["120", "0,00"]


def test_what_is_posted_while_the_file_is_sent_is_not_in_it(house: OpenHouse) -> None:
    """Every part belongs to the moment of the first one, and none is longer than the bus carries."""
    books = house("alpar")
    lines = [line for _ in range(100) for line in entry("512", "707", "1.00")["lines"]]
    for _ in range(15):
        books.ledger.do("post_entry", body={**entry("512", "707", "1.00"), "lines": lines, "label": "x" * 200})
    first = books.ledger.do("export_fec", query={"year": "2026"})
    books.ledger.do("post_entry", body=entry("512", "707", "5.00"))
    text, cursor = content_of(first), first["next_cursor"]
    while cursor:
        books.ledger.do("post_entry", body=entry("512", "707", "5.00"))
        part = books.ledger.do("export_fec", query={"year": "2026", "cursor": cursor})
        text, cursor = text + content_of(part), part["next_cursor"]
    verification = checked(text.decode())
    assert verification.lines == 3_000 and len(parts(books, "export_fec", year="2026")) > 2


def test_what_was_on_its_way_when_the_file_began_is_not_in_it(house: OpenHouse) -> None:
    """An entry that took its place before the first part, and was committed after it, would leave a gap or be one."""
    books = house("alpar")
    lines = [line for _ in range(100) for line in entry("512", "707", "1.00")["lines"]]
    batch = [{**entry("512", "707", "1.00", journal="sales"), "lines": lines} for _ in range(7)]
    books.ledger.do("post_entry_batch", body={"entries": batch})
    database = books.ledger.database
    with database.transaction() as session:
        unit = Unit("alpar", "ledger", session, books.clock, FULL)
        late = (DraftLine("606", 500, "EUR"), DraftLine("401", -500, "EUR"))
        assert post(unit, [Draft("purchases", date(2026, 3, 2), "On its way", late)])
        books.ledger.do("post_entry", body=entry("531", "758", "7.00"))
        first = books.ledger.do("export_fec", query={"year": "2026"})
    text, cursor = content_of(first), first["next_cursor"]
    assert cursor
    while cursor:
        part = books.ledger.do("export_fec", query={"year": "2026", "cursor": cursor})
        text, cursor = text + content_of(part), part["next_cursor"]
    found = rows(text.decode())
    assert found[-1][4] == "758" and not any(row[0] == "AC" for row in found)
    assert rows(downloaded(books, "export_fec", year="2026"))[-3][0] == "AC"


def test_entries_that_open_a_year_come_after_the_balances_brought_forward(house: OpenHouse) -> None:
    """Both are of journal AN, whose numbers go on from the one to the other."""
    books = house("alpar")
    kept(books)
    books.ledger.do("post_entry", body=entry("512", "164", "9.00", date="2026-01-01", journal="opening"))
    text = downloaded(books, "export_fec", year="2026")
    checked(text)
    assert [row[2] for row in rows(text) if row[0] == "AN"] == ["1", "1", "2", "2"]


def test_a_file_whose_opening_balances_change_meanwhile_is_cut_off(house: OpenHouse) -> None:
    """Balances of many auxiliaries take several parts, which must be of the same books."""
    books = house("alpar")
    names = [f"c{number:05d}-{'x' * 40}" for number in range(2_600)]
    with books.ledger.database.transaction() as session:
        session.execute(insert(Auxiliary), [{"id": name, "kind": "customer", "since": date(2025, 1, 1)}
                                            for name in names])  # fmt: skip
    entries = [entry("411", "707", "1.00", date="2025-05-05") for _ in names]
    for one, name in zip(entries, names, strict=True):
        one["lines"][0]["auxiliary"] = name
    books.ledger.do("post_entry_batch", body={"entries": entries})
    books.ledger.do("post_entry", body=entry("512", "707", "1.00"))
    checked(downloaded(books, "export_fec", year="2026"))
    first = books.ledger.do("export_fec", query={"year": "2026"})
    books.ledger.do("post_entry", body=entry("512", "707", "1.00", date="2025-06-06"))
    cut = refused(books, "export_fec", query={"year": "2026", "cursor": first["next_cursor"]})
    assert cut.code == "books_moved"


def test_memory_does_not_grow_with_the_file(house: OpenHouse) -> None:
    """A part takes what it takes, however many came before it."""
    books = house("alpar")
    lines = [line for _ in range(100) for line in entry("512", "707", "1.00")["lines"]]
    batch = [{**entry("512", "707", "1.00"), "lines": lines, "label": f"Long entry {number}"} for number in range(50)]
    books.ledger.do("post_entry_batch", body={"entries": batch})
    cursor, peaks = {}, []
    tracemalloc.start()
    try:
        while True:
            got = books.ledger.do("export_fec", query={"year": "2026", **cursor})
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
            if got["next_cursor"] is None:
                break
            cursor = {"cursor": got["next_cursor"]}
    finally:
        tracemalloc.stop()
    assert len(peaks) >= 8 and max(peaks[2:]) < 1.2 * max(peaks[:2]) and max(peaks) < 12e6


def test_a_year_without_entries_has_no_file(house: OpenHouse) -> None:
    """A year that nothing was posted in is not found; a cursor of somebody's own is refused."""
    books = house("alpar")
    assert refused(books, "export_fec", query={"year": "2019"}).code == "not_found"
    kept(books)
    assert refused(books, "export_fec", query={"year": "2026", "cursor": "e30"}).code == "invalid_cursor"
    with pytest.raises(Refusal):
        books.ledger.do("export_fec", query={"year": "2026", "separator": "comma"})
