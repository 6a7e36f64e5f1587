"""Pure rules of banking: references, duplicates, scores, business days, characters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iso11649

from services.commons.ids import new_id
from services.ledger.banking.rules.calendar import easter, months_before, settles
from services.ledger.banking.rules.characters import end_to_end, is_sepa_identifier, sepa_text
from services.ledger.banking.rules.duplicates import Mark, recognised
from services.ledger.banking.rules.scoring import Booked, Items, Open, Seen, book_proposals, item_proposals
from services.ledger.banking.rules.wording import Words, label_key, payment_reference

DAY = date(2026, 2, 3)


@given(st.integers(0, 2**40))
@settings(max_examples=30)
def test_payment_references_carry_check_digits(milliseconds: int) -> None:
    """What a payer writes is an ISO 11649 reference, so that a slip of the pen is noticed, and fits any label."""
    reference = payment_reference(new_id("sub"))
    assert iso11649.validate(reference) == reference and len(reference) == 16


@pytest.mark.parametrize(
    ("text", "reference", "held"),
    [
        ("VIR ALICE RF48 ABCD EFGH JKMN MERCI", "RF48ABCDEFGHJKMN", True),
        ("VIR ALICE RF48ABCDE FGHJKMN", "RF48ABCDEFGHJKMN", True),
        ("vir rf48-abcd-efgh-jkmn", "RF48ABCDEFGHJKMN", True),
        ("FACTURE F2026-0001", "F2026-0001", True), ("FACTURE F 2026 0001.", "F2026-0001", True),
        ("FACTURE F2026-00012", "F2026-0001", False), ("AF2026-0001", "F2026-0001", False),
        ("REF 12", "12", False), ("VIR RF48 ABCD EFGH JKM", "RF48ABCDEFGHJKMN", False), ("", "F2026-0001", False),
    ],
)  # fmt: skip
def test_references_are_found_as_people_write_them(text: str, reference: str, held: bool) -> None:
    """Separators and case do not matter; a short reference must stand apart, and too short a one says nothing."""
    assert Words(text).hold(reference) is held


@given(st.lists(st.text("AB1 -", max_size=20), max_size=8), st.text("AB1 -", max_size=40))
@settings(max_examples=60)
def test_the_index_finds_what_asking_each_item_finds(references: list[str], text: str) -> None:
    """Looking references up is only quicker than looking for each."""
    items = [Open("x", str(place), 100, (reference,)) for place, reference in enumerate(references)]
    words = Words(text)
    one_by_one = sorted(item.id for item in items if any(words.hold(one) for one in item.references))
    assert sorted(item.id for item in Items(items).named_in(words)) == one_by_one


def mark(amount: int = 100, label: str = "CAFE", reference: str | None = None, format: str = "camt") -> Mark:
    """Make a mark of one day."""
    return Mark(DAY, amount, label, reference, format)


def test_a_reference_is_surer_than_wording() -> None:
    """The twin by reference is taken first, so that no other movement takes its place."""
    fresh = [mark(reference=None), mark(reference="R1")]
    known = [mark(reference="R1"), mark(reference=None)]
    assert recognised(fresh, known) == {1: 0, 0: 1}


def test_different_references_of_one_format_are_two_movements() -> None:
    """One format never names a movement in two ways; two formats may."""
    assert recognised([mark(reference="R2")], [mark(reference="R1")]) == {}
    assert recognised([mark(reference="F9", format="ofx")], [mark(reference="R1")]) == {0: 0}
    assert recognised([mark(label="VIR X")], [mark(label="VIR Y")]) == {}
    assert recognised([mark(label="VIR X", format="csv")], [mark(label="VIR Y")]) == {0: 0}


@given(st.lists(st.tuples(st.integers(1, 2), st.sampled_from("AB")), max_size=12), st.integers(0, 12))
@settings(max_examples=50)
def test_what_is_known_is_recognised_once(kinds: list[tuple[int, str]], cut: int) -> None:
    """Of a file that overlaps another exactly the common part is recognised, each known movement once."""
    marks = [mark(amount, label) for amount, label in kinds]
    found = recognised(marks, marks[:cut])
    assert len(found) == min(cut, len(marks)) and len(set(found.values())) == len(found)
    assert all(marks[place].amount == marks[twin].amount for place, twin in found.items())


def scored(text: str, amount: int, *items: Open, payer: str | None = None) -> list[tuple[str, list[str]]]:
    """Return the proposals for a line as (confidence, ids)."""
    found = item_proposals(Seen(amount, DAY, Words(text), payer), Items(items))
    return [(one.confidence, [part.id for part in one.parts]) for one in found]


ONE = Open("invoice", "inv_1", 10000, ("F2026-0001",), "cus_1")
TWO = Open("invoice", "inv_2", 5000, ("F2026-0002",), "cus_1")
LIKE_ONE = Open("invoice", "inv_3", 10000, ("F2026-0003",), "cus_2")
OWED = Open("redemption", "red_1", -10000, ("R2026-0001",), "mbr_1")


@pytest.mark.parametrize(
    ("text", "amount", "payer", "expected"),
    [
        ("F2026-0001", 10000, None, [("certain", ["inv_1"])]),
        ("F2026-0001", 4000, None, [("strong", ["inv_1"])]),
        ("F2026-0001", 12000, None, [("possible", ["inv_1"])]),
        ("F2026-0001 F2026-0002", 15000, None, [("certain", ["inv_1", "inv_2"])]),
        ("VIR", 10000, "cus_1", [("strong", ["inv_1"])]),
        ("VIR", 15000, "cus_1", [("strong", ["inv_1", "inv_2"])]),
        ("VIR", 5000, None, [("possible", ["inv_2"])]),
        ("VIR", 10000, None, []),  # two items of the amount say nothing
        ("VIR", 7777, None, []),
        ("F2026-0001", -10000, None, [("possible", ["red_1"])]),  # what goes out settles nothing that comes in
        ("R2026-0001", -10000, None, [("certain", ["red_1"])]),
    ],
)  # fmt: skip
def test_reference_amount_and_payer_make_the_score(
    text: str, amount: int, payer: str | None, expected: list[tuple[str, list[str]]]
) -> None:
    """Reference and amount are certain; a part of it, or amount and payer, strong; the only one of it possible."""
    assert scored(text, amount, ONE, TWO, LIKE_ONE, OWED, payer=payer) == expected


def test_what_may_be_two_things_is_not_certain() -> None:
    """Two certain proposals are a person's choice."""
    found = scored("F2026-0001 F2026-0003", 10000, ONE, LIKE_ONE)
    assert [one[0] for one in found] == ["strong", "strong"]


@given(st.lists(st.builds(Open, st.just("x"), st.uuids().map(str), st.integers(-300, 300).filter(bool),
                          st.just(("REF-12345",)), st.sampled_from(["a", "b"])), max_size=6),
       st.integers(-300, 300).filter(bool))  # fmt: skip
@settings(max_examples=60)
def test_no_proposal_exceeds_the_line_or_the_item(items: list[Open], amount: int) -> None:
    """Parts run the way of the line, and go neither beyond it nor beyond what is open."""
    open_now = {one.id: one.outstanding for one in items}
    for one in item_proposals(Seen(amount, DAY, Words("REF-12345"), "a"), Items(items)):
        total = sum(part.amount for part in one.parts)
        assert total * amount > 0 and abs(total) <= abs(amount)
        assert all(0 < part.amount / open_now[part.id] <= 1 for part in one.parts)


def test_lines_of_the_books_are_proposed_by_amount_and_nearness() -> None:
    """A line that the books hold is mirrored, not posted again: surely by reference, else if it is the only one."""
    near, far = Booked("ent_1", 500, DAY, "CHQ-00012"), Booked("ent_2", 500, DAY - timedelta(days=40))
    twin = Booked("ent_3", 500, DAY - timedelta(days=2))
    seen = Seen(500, DAY, Words("REMISE CHQ-00012"))
    assert [one.confidence for one in book_proposals(seen, [near, far])] == ["certain"]
    plain = Seen(500, DAY, Words("REMISE"))
    assert [one.confidence for one in book_proposals(plain, [near, far])] == ["strong"]
    assert [(one.confidence, one.parts[0].id) for one in book_proposals(plain, [twin, near])] == [
        ("possible", "ent_1"), ("possible", "ent_3"),
    ]  # fmt: skip
    assert book_proposals(Seen(499, DAY, Words("")), [near]) == []


def test_payments_settle_on_working_days_of_the_euro() -> None:
    """Weekends and the TARGET holidays are closed; national ones such as 14 July are not."""
    assert [easter(year) for year in (2024, 2025, 2026)] == [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]
    closed = [(2026, 1, 1), (2026, 4, 3), (2026, 4, 6), (2026, 5, 1), (2026, 12, 25), (2026, 3, 7), (2026, 3, 8)]
    assert not any(settles(date(*one)) for one in closed)
    assert all(settles(date(*one)) for one in [(2026, 7, 14), (2026, 3, 9), (2026, 11, 11), (2026, 12, 24)])


def test_months_are_counted_back_to_the_same_day() -> None:
    """36 months before a 29 February is a 28th."""
    assert months_before(date(2026, 3, 2), 36) == date(2023, 3, 2)
    assert months_before(date(2028, 2, 29), 36) == date(2025, 2, 28)


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_sepa_carries_its_own_characters_only(text: str) -> None:
    """Whatever the name, what is sent has SEPA's Latin characters, no double slash and no more than its length."""
    sent = sepa_text(text, 70)
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")
    assert set(sent) <= allowed and len(sent) <= 70 and "//" not in sent and sent.strip(" /") == sent


def test_our_identifiers_travel_in_sepa() -> None:
    """An underscore is no SEPA character; blanks and slashes name nothing."""
    assert is_sepa_identifier(end_to_end(new_id("poi"))) and label_key("Café-ŒUVRE n° 1") == "CAFEOEUVREN1"
    assert not any(is_sepa_identifier(one) for one in ("", "A B", "/A", "A_B", "A" * 36))
