"""Old books arrive: everything or nothing, once, and as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from services.commons.money import Money
from services.ledger.exports.fec.rules import COLUMNS
from services.ledger.journal.tables import Entry
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import accept, admit, adopt, balance, entry, eur, members, refused
from tests.unit.ledger.exports.downloads import downloaded, fec, moved

OpenHouse = Callable[..., House]
SOUND = [moved("606300", "401000", "12,34"), moved("512000", "707000", "7,00")]


def arrive(house: House, content: bytes, **query: str) -> dict[str, Any]:
    """Import a FEC and return the job."""
    return dict(house.ledger.run_job("import_fec", upload=content, query=query))


def reasons(house: House, job: dict[str, Any]) -> dict[int, str]:
    """Return why each refused line was, by line."""
    found = {}
    for line in house.ledger.lines(job):
        if line["outcome"] == "refused":
            for error in line["problem"].get("errors") or [{"pointer": "/0", "message": line["problem"]["detail"]}]:
                found[int(error["pointer"].removeprefix("/") or 0)] = error["message"]
    return found


def trial_balance(house: House, as_of: str = "2026-12-31") -> Any:
    """Return the trial balance."""
    return house.ledger.do("get_trial_balance", query={"as_of": as_of})


def labels(house: House) -> list[str]:
    """Return the labels of all entries in their order."""
    return [one["label"] for one in house.ledger.do("list_entries")["data"]]


def kept(house: House) -> None:
    """Keep two years of books: sales, capital, a supplier, an account of one's own."""
    house.ledger.do("add_auxiliary", body={"id": "edf", "kind": "supplier"})
    house.ledger.do("name_auxiliary", auxiliary="edf", body={"name": "EDF"})
    house.ledger.do("add_account", body={"code": "60631", "label": "Petit outillage"})
    house.ledger.do("post_entry", body=entry("512", "707", "100.00", date="2025-05-05", journal="sales"))
    members(house, 2)
    for name in ("mbr_001", "mbr_002"):
        held = house.ledger.do("subscribe_shares", member_id=name, body={"count": 1})
        house.ledger.do("pay_shares", subscription_id=held["id"], body={"amount": eur("100.00")})
    bill = entry("60631", "401", "12.34", journal="purchases", date="2025-12-24")
    bill["lines"][1]["auxiliary"], bill["reference"] = "edf", "F7"
    house.ledger.do("post_entry", body=bill)
    house.ledger.do("post_entry", body=entry("401", "512", "5.00", journal="bank"))


def test_books_that_left_arrive_as_they_were(house: OpenHouse) -> None:
    """Export, import into a fresh cooperative: equal balances, the same file again, and the books prove themselves."""
    old, new = house("alpar"), house("alpar")
    kept(old)
    files = {year: downloaded(old, "export_fec", year=year) for year in ("2025", "2026")}
    for content in files.values():
        assert arrive(new, content.encode())["state"] == "succeeded"
    assert trial_balance(new) == trial_balance(old)
    assert {year: downloaded(new, "export_fec", year=year) for year in files} == files
    assert not check(new.ledger.database).findings
    assert [one["opening"] for one in new.ledger.do("list_arrivals")["data"]] == ["none", "carried"]


def test_a_closed_year_arrives_and_is_closed_again(house: OpenHouse) -> None:
    """The file has no closing entries; the approval that is taken over posts them, and the next year fits to it."""
    old, new = house("alpar"), house("alpar")
    kept(old)
    drawn_up = old.ledger.do("draw_up_accounts", year="2025")
    adopt(old, {"id": drawn_up["proposal_id"], "digest": drawn_up["proposal_digest"]}, "approve_accounts", "res_1")
    files = {year: downloaded(old, "export_fec", year=year) for year in ("2025", "2026")}
    arrive(new, files["2025"].encode())
    new.ledger.do("take_over_approval", year="2025", body={"approved_on": "2026-03-01", "reference": "Minutes"})
    assert arrive(new, files["2026"].encode())["result"]["opening"] == "carried"
    assert trial_balance(new) == trial_balance(old)
    assert {year: downloaded(new, "export_fec", year=year) for year in files} == files


def test_a_running_year_arrives_with_what_it_began_with(house: OpenHouse) -> None:
    """Without the year before, the balances that open the file are posted; what they come to is the same."""
    old, new = house("alpar"), house("alpar")
    kept(old)
    content = downloaded(old, "export_fec", year="2026")
    job = arrive(new, content.encode())
    assert job["state"] == "succeeded" and job["result"]["opening"] == "posted"
    assert downloaded(new, "export_fec", year="2026") == content
    assert balance(new, "512") == balance(old, "512") and balance(new, "120") == "-87.66"
    assert new.ledger.do("get_income_statement", query={"as_of": "2026-12-31"})


@given(pairs=st.lists(st.tuples(
    st.sampled_from(["512", "606", "401", "4456"]), st.sampled_from(["707", "531", "411"]), st.integers(1, 10**9),
    st.sampled_from(["bank", "sales", "operations"]), st.sampled_from(["2025-01-31", "2025-12-31", "2026-02-28"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="|"), min_size=1, max_size=30),
), min_size=1, max_size=12))  # fmt: skip
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_books_arrive_as_they_were(house: OpenHouse, pairs: list[tuple[str, str, int, str, str, str]]) -> None:
    """Whatever was posted, and whatever its labels hold."""
    old, new = house("alpar"), house("alpar")
    old.ledger.do("post_entry_batch", body={"entries": [
        {**entry(debit, credit, str(Money(cents)), date=day, journal=journal), "label": label}
        for debit, credit, cents, journal, day, label in pairs
    ]})  # fmt: skip
    for year in sorted({"2025" if day < "2026" else "2026" for *_, day, _ in pairs}):
        content = downloaded(old, "export_fec", year=year, separator="pipe")
        assert arrive(new, content.encode())["problem"] is None
        assert downloaded(new, "export_fec", year=year, separator="pipe") == content
    assert trial_balance(new) == trial_balance(old)


def test_the_usual_ways_to_write_a_file_are_read(house: OpenHouse) -> None:
    """Tab or bar, three alphabets, any end of line, a byte order mark, point for comma: all say the same."""
    books = house("alpar")
    written = fec(*SOUND)
    others = (
        fec(*SOUND, separator="|"), written.decode().encode("iso8859-15"), written.decode().encode("cp1252"),
        written.replace(b"\r\n", b"\n"), written.replace(b"\r\n", b"\r"), b"\xef\xbb\xbf" + written,
        written.replace(b",", b"."), written + b"\r\n\r\n",
    )  # fmt: skip
    tried = [arrive(books, content, dry_run="true") for content in (written, *others)]
    assert [job["problem"] for job in tried] == [None] * len(tried)
    assert len({job["result"]["digest"] for job in tried}) == 1
    signs = written.replace("é".encode(), "€ – œ".encode()).decode().encode("cp1252")
    assert arrive(books, signs)["problem"] is None
    assert balance(books, "606") == "0.00" and balance(books, "6063") == "12.34" and balance(books, "512") == "7.00"
    assert labels(books)[0] == "Libell€ – œ"


def test_amounts_with_a_sense_are_read(house: OpenHouse) -> None:
    """The variant of the law with Montant and Sens."""
    books = house("alpar")
    signed = tuple({"Debit": "Montant", "Credit": "Sens"}.get(name, name) for name in COLUMNS)
    lines = [{"CompteNum": "512000", "Montant": "7,00", "Sens": "D"},
             {"CompteNum": "707000", "Montant": "7,00", "Sens": "C"}]  # fmt: skip
    assert arrive(books, fec(lines, columns=signed))["problem"] is None
    assert balance(books, "512") == "7.00"


NO_FEC = [
    (b"", "names 1 columns"), (b"a;b\n1;2\n", "names 1 columns"), (b"\xff\xfeJ\x00", "neither UTF-8 nor ISO 8859-15"),
    (fec(*SOUND).replace(b"CompteNum\tCompteLib", b"CompteLib\tCompteNum"), "column 5 is 'comptelib'"),
    (fec(*SOUND).replace(b"Libell", b"Libell\x81\xff"), "line 2 is neither UTF-8 nor ISO 8859-15"),
]  # fmt: skip


def test_what_is_no_fec_is_refused_as_a_whole(house: OpenHouse) -> None:
    """Wrong columns or alphabet: the job says why, and nothing is posted."""
    books = house("alpar")
    for content, why in NO_FEC:
        problem = arrive(books, content)["problem"]
        assert problem["code"] == "unreadable_fec" and why in problem["detail"]
    assert labels(books) == []


BROKEN = [
    ({"Debit": "12,35"}, "entry 1 of journal OD has debits of 0,01 too many"),
    ({"Credit": "1,00"}, "Debit and Credit both hold an amount"),
    ({"EcritureDate": "10/03/2025"}, "EcritureDate '10/03/2025' is not a day such as 20251231"),
    ({"CompteNum": "6A"}, "CompteNum '6A' does not begin with three digits"),
    ({"CompteNum": "999999"}, "account 999999: it refines no account of the chart"),
    ({"CompteNum": "6061AB"}, "account 6061AB: an account here has digits only, twelve at most"),
    ({"EcritureLib": "a\tb"}, "19 fields where the first line names 18"),
    ({"Debit": "douze"}, "Debit 'douze' is not a number such as 1234,56"),
    ({"EcritureDate": "20290101"}, "lies beyond the open fiscal year"),
]  # fmt: skip


def test_a_broken_line_refuses_the_file_with_line_and_reason(house: OpenHouse) -> None:
    """Each broken thing is named with its line, and not one entry of the file is posted."""
    books = house("alpar")
    for broken, why in BROKEN:
        first, second = moved("606300", "401000", "12,34"), moved("512000", "707000", "7,00")
        dated = {name: day for name, day in broken.items() if name == "EcritureDate" and day.isdigit()}
        job = arrive(books, fec([{**first[0], **broken}, {**first[1], **dated}], second))
        assert job["state"] == "failed" and job["problem"]["code"] == "lines_refused"
        assert why in reasons(books, job)[2]
    assert labels(books) == [] and books.ledger.do("list_arrivals")["data"] == []
    assert books.ledger.do("list_arrival_codes")["data"] == []


def test_a_closed_month_takes_no_old_books(house: OpenHouse) -> None:
    """What the books refuse of an entry is told with the line that it begins in."""
    books = house("alpar")
    books.ledger.do("close_month", month="2025-03")
    job = arrive(books, fec(moved("512", "707", "1,00", EcritureDate="20250410"), *SOUND))
    assert job["state"] == "failed" and "2025-03, which is closed" in reasons(books, job)[4]
    assert labels(books) == []


def test_a_file_twice_is_taken_once(house: OpenHouse) -> None:
    """The same books, in another separator and alphabet, are skipped; other books of the same days are refused."""
    books = house("alpar")
    assert arrive(books, fec(*SOUND))["counts"] == {"created": 2}
    assert arrive(books, fec(*SOUND, separator="|").decode().encode("iso8859-15"))["counts"] == {"skipped": 2}
    assert len(labels(books)) == 2
    job = arrive(books, fec(moved("512000", "707000", "8,00")))
    assert job["state"] == "failed" and "arrived before" in str(books.ledger.lines(job)[0]["problem"]["detail"])


def test_a_dry_run_leaves_nothing(house: OpenHouse) -> None:
    """It says what would come of the file, accounts and auxiliaries included."""
    books = house("alpar")
    content = fec(moved("60619", "401000", "12,34", CompAuxNum="F1", CompAuxLib="Lac"), *SOUND)
    job = arrive(books, content, dry_run="true")
    assert job["state"] == "succeeded" and job["result"]["notes"]["accounts_added"] == 1
    assert labels(books) == [] and books.ledger.do("list_auxiliaries")["data"] == []
    assert books.ledger.do("list_arrivals")["data"] == [] and books.ledger.do("list_arrival_codes")["data"] == []


def test_accounts_and_auxiliaries_are_found_or_made(house: OpenHouse) -> None:
    """Zeros that fill a code up are none of it; what refines the chart becomes an account of one's own."""
    books = house("alpar")
    bill = moved("606199", "401000", "12,34", CompteLib="Encre", CompAuxNum="F0042", CompAuxLib="Imprimerie du Lac")
    assert arrive(books, fec(bill, moved("512000", "411DUPONT", "5,00", CompteLib="Dupont Jean")))["problem"] is None
    assert [balance(books, account) for account in ("606199", "401", "411")] == ["12.34", "-12.34", "-5.00"]
    own = books.ledger.do("list_accounts", query={"prefix": "606199"})["data"]
    assert [(one["label"], one["own"]) for one in own] == [("Encre", True)]
    known = {one["id"]: one["kind"] for one in books.ledger.do("list_auxiliaries")["data"]}
    assert known.pop("f0042") == "supplier" and list(known.values()) == ["customer"]
    names = {books.ledger.do("get_auxiliary_name", auxiliary=one)["name"] for one in (*known, "f0042")}
    assert names == {"Imprimerie du Lac", "Dupont Jean"}
    expense = next(one for one in books.ledger.do("list_entries")["data"] if one["lines"][0]["account"] == "606199")
    assert [line["auxiliary"] for line in expense["lines"]] == [None, "f0042"]


def test_no_name_of_a_person_comes_into_the_journal(house: OpenHouse) -> None:
    """Names stand apart and come back on output alone: in lines and labels ids stand for them."""
    books = house("alpar")
    sale = moved("411000", "707000", "12,00", CompAuxNum="DUPONT", CompAuxLib="Jean Dupont", PieceRef="DUPONT Jean 1",
                 EcritureLib="Vente à Jean DUPONT, table")  # fmt: skip
    sale[1]["EcritureLib"] = "Table de Jean Dupont"
    content = fec(sale, moved("512000", "411000", "12,00", EcritureLib="VIR DUPONT JEAN"))
    job = arrive(books, content)
    assert job["problem"] is None and job["result"]["notes"]["names_left_out"] == 4
    with books.ledger.database.reading() as session:
        for table in ("entries", "lines", "auxiliaries", "outbox", "job_lines", "arrivals"):
            rows = session.scalar(text(f"SELECT string_agg(t::text, ' ') FROM {table} t")) or ""
            assert "dupont" not in rows.lower(), table
    found = downloaded(books, "export_fec", year="2025").split("\r\n")
    assert [line.split("\t")[10] for line in found[1:4]] == [
        "Vente à Jean Dupont, table", "Table de Jean Dupont", "VIR Jean Dupont"
    ]  # fmt: skip


def test_members_are_found_by_number_or_as_the_treasurer_says(house: OpenHouse) -> None:
    """A member's old code may be the number; any other is said before, as are accounts and journals."""
    books = house("alpar")
    for name, number in (("mbr_a", 17), ("mbr_b", 18)):
        accept(books, name)
        admit(books, name, number)
    said = (("auxiliary", "ZZ9", "mbr_b"), ("account", "6061AB", "6061"), ("journal", "X1", "sales"))
    codes = [{"kind": kind, "code": code, "ours": ours} for kind, code, ours in said]
    assert books.ledger.do("say_arrival_codes", body={"codes": codes}) == {"count": 3}
    assert refused(books, "say_arrival_codes", body={"codes": [{**codes[0], "ours": "mbr_z"}]}).code == "unknown_ours"
    content = fec(
        moved("512000", "455100", "50,00", CompAuxNum="17"), moved("512000", "455100", "60,00", CompAuxNum="ZZ9"),
        moved("6061AB", "512000", "5,00", JournalCode="X1", JournalLib="Divers"),
    )  # fmt: skip
    assert arrive(books, content)["problem"] is None
    found = books.ledger.do("list_entries")["data"]
    assert [one["lines"][1]["auxiliary"] for one in found[:2]] == ["mbr_a", "mbr_b"]
    assert found[2]["journal"] == "sales" and found[2]["lines"][0]["account"] == "6061"
    listed = books.ledger.do("list_arrival_codes", query={"kind": "account"})["data"]
    assert {one["code"]: one["ours"] for one in listed} == {"455100": "4551", "512000": "512", "6061AB": "6061"}


def test_entries_are_put_together_however_a_file_orders_its_lines(house: OpenHouse) -> None:
    """By journal, number and day; lines of nothing are left out; a number that begins anew is another entry."""
    books = house("alpar")
    first, second = SOUND
    nothing = {**first[0], "Debit": "0,00"}
    again = moved("512000", "707000", "3,00", EcritureNum="1", EcritureDate="20250410")
    lines = [{**line, "EcritureNum": number} for line, number in
             ((first[0], "1"), (second[0], "2"), (nothing, "1"), (second[1], "2"), (first[1], "1"))]  # fmt: skip
    assert arrive(books, fec([*lines, *again]))["problem"] is None
    assert [len(one["lines"]) for one in books.ledger.do("list_entries")["data"]] == [2, 2, 2]


def test_what_our_lines_have_no_column_for_is_kept(house: OpenHouse) -> None:
    """Lettering, foreign amounts, days of validation and labels of single lines come out again."""
    books = house("alpar")
    entries = moved("512000", "411000", "10,00", JournalCode="BQ", JournalLib="Banque", PieceDate="20250301")
    entries[1] |= {"EcritureLet": "AA", "DateLet": "20250401", "Montantdevise": "11,00", "Idevise": "USD",
                   "EcritureLib": "Solde"}  # fmt: skip
    assert arrive(books, fec(entries))["problem"] is None
    out = [line.split("\t") for line in downloaded(books, "export_fec", year="2025").split("\r\n")[1:3]]
    assert out[1][9:] == ["20250301", "Solde", "0,00", "10,00", "AA", "20250401", "20250331", "11,00", "USD"]


def test_years_arrive_the_oldest_first(house: OpenHouse) -> None:
    """A year whose opening is posted shuts the door on those before; one that differs from what is held is refused."""
    books = house("alpar")
    opening = {"JournalCode": "AN", "JournalLib": "À nouveaux", "EcritureDate": "20250101"}
    later = fec(moved("512000", "101300", "100,00", **opening))
    assert arrive(books, later)["result"]["opening"] == "posted"
    job = arrive(books, fec(moved("512000", "707000", "1,00", EcritureDate="20240505")))
    assert books.ledger.lines(job)[0]["problem"]["code"] == "later_opening"
    other = house("alpar")
    assert arrive(other, fec(moved("512000", "707000", "1,00", EcritureDate="20240505")))["problem"] is None
    job = arrive(other, later)
    problem = other.ledger.lines(job)[0]["problem"]
    assert problem["code"] == "opening_differs" and problem["values"]["account"] == "1013"
    assert len(labels(other)) == 1


def test_what_the_books_hold_already_is_not_opened_twice(house: OpenHouse) -> None:
    """Balances that an earlier year left are compared, on 12 together, and not posted again."""
    books = house("alpar")
    opening = {"JournalCode": "RAN", "JournalLib": "Report", "EcritureDate": "20250101"}
    arrive(books, fec(moved("512000", "707000", "9,00", EcritureDate="20240505")))
    job = arrive(books, fec(moved("512000", "120900", "9,00", **opening), moved("607000", "512000", "2,00")))
    assert job["problem"] is None and job["result"]["opening"] == "carried"
    assert balance(books, "512") == "7.00" and len(labels(books)) == 2


def test_capital_arrives_and_the_register_takes_it_over(house: OpenHouse) -> None:
    """The old books bring 1013; the register, imported as booked, says whose it is; the check says what is missing."""
    books = house("alpar")
    members(books, 2)
    job = arrive(books, fec(moved("512000", "101300", "200,00", JournalCode="AN", EcritureDate="20260101")))
    assert job["problem"] is None and not check(books.ledger.database).findings
    found = []
    for number in (b"1", b"2"):
        register = b"member,count,paid,date\n" + number + b",1,100.00,2020-01-01\n"
        taken = books.ledger.run_job("import_share_subscriptions", upload=register, query={"booked": "true"})
        assert taken["counts"] == {"created": 1}
        found.append([(one.row, one.detail) for one in check(books.ledger.database).findings])
    assert found == [[("account 1013", "old books brought 20000, the register took over 10000")], []]
    assert balance(books, "1013") == "-200.00"


def test_a_year_that_was_approved_before_is_closed_here(house: OpenHouse) -> None:
    """No second vote: the treasurer says when it was approved; the year can be sealed, and the next one drawn up."""
    books = house("alpar")
    arrive(books, fec(moved("512000", "707000", "9,00", EcritureDate="20240505")))
    said = {"approved_on": "2025-06-14", "reference": "Minutes of 14 June 2025"}
    early = refused(books, "take_over_approval", year="2024", body={**said, "approved_on": "2024-12-31"})
    assert early.code == "invalid_request"
    shown = books.ledger.do("take_over_approval", year="2024", body=said)
    assert shown["state"] == "approved" and shown["result"] == eur("9.00")
    assert balance(books, "120", "2024-12-31") == "-9.00" and balance(books, "707", "2024-12-31") == "0.00"
    assert refused(books, "take_over_approval", year="2024", body=said).code == "year_in_wrong_state"
    assert books.ledger.do("seal_year", year="2024")["state"] == "sealed"
    assert not check(books.ledger.database).findings


def test_what_was_posted_here_is_approved_by_a_vote_alone(house: OpenHouse) -> None:
    """A year with entries of its own, or with none that arrived, is not taken over as approved."""
    books = house("alpar")
    arrive(books, fec(moved("512000", "707000", "9,00")))
    books.ledger.do("post_entry", body=entry("512", "707", "1.00", date="2025-06-06"))
    said = {"approved_on": "2026-02-14", "reference": "Minutes"}
    problem = refused(books, "take_over_approval", year="2025", body=said)
    assert problem.code == "nothing_arrived" and problem.values["own"] == 1


def test_an_arrived_entry_is_not_reversed_by_hand(house: OpenHouse) -> None:
    """It belongs to the arrival; a correction is an entry of its own."""
    books = house("alpar")
    arrive(books, fec(*SOUND))
    with books.ledger.database.reading() as session:
        seq = session.scalar(select(Entry.seq))
    assert refused(books, "reverse_entry", entry_id=f"ent_{seq}", body={}).code == "entry_kept_by_room"
