"""Batches: all or none, or each that can be, with a result for every entry; read quickly and as the schema would."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import marshmallow as ma
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.journal.columns import Columns
from services.ledger.journal.contract import NewBatch, NewEntry
from services.ledger.journal.reading import drafted, straight
from services.ledger.journal.rules import Draft, DraftLine
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import balance, entry, eur, lines, refused

OpenHouse = Callable[..., House]


def test_a_batch_posts_all_of_its_entries(house: OpenHouse) -> None:
    """Every entry gets an id and a number of its journal, in the order given."""
    alpar = house("alpar")
    entries = [entry("512", "741", f"{n}.00", journal="bank" if n % 2 else "sales") for n in range(1, 7)]
    made = alpar.ledger.do("post_entry_batch", body={"entries": entries})
    assert (made["posted"], made["refused"]) == (6, 0)
    assert [one["number"] for one in made["results"]] == [1, 1, 2, 2, 3, 3]
    shown = alpar.ledger.do("get_entry", entry_id=made["results"][4]["id"])
    assert shown["lines"][0]["debit"] == eur("5.00") and shown["journal"] == "bank"
    assert balance(alpar, "512") == "21.00" and check(alpar.ledger.database).holds


def test_a_large_batch_comes_in_parts(house: OpenHouse) -> None:
    """The same batch as an upload posts the same entries."""
    alpar = house("alpar")
    body = json.dumps({"entries": [entry("512", "741", "1.01")] * 600}).encode()
    made = alpar.ledger.do("post_entry_batch", upload=body)
    assert made["posted"] == 600 and balance(alpar, "741") == "-606.00"


WRONG = [
    ({**entry("512", "741", "1.00"), "lines": lines("512", "741", "2.00", "1.00")}, "entry_unbalanced"),
    (entry("512", "9", "1.00"), "unknown_account"),
    (entry("512", "741", "1.00", date="2030-01-01"), "beyond_open_year"),
    ({**entry("512", "741", "1.00"), "lines": []}, "entry_without_lines"),
    ({**entry("512", "741", "1.00"), "date": "yesterday"}, "invalid_request"),
    ({**entry("512", "741", "1.00"), "lines": lines("512", "741", "1.00", currency="USD")}, "wrong_currency"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG)
def test_an_atomic_batch_with_a_wrong_entry_posts_nothing(house: OpenHouse, wrong: dict[str, Any], code: str) -> None:
    """One wrong entry refuses all, and its place is told."""
    alpar = house("alpar")
    refusal = refused(alpar, "post_entry_batch", body={"entries": [entry("512", "741", "1.00"), wrong]})
    assert refusal.code == code and refusal.errors[0]["pointer"].startswith("/entries/1")
    assert alpar.ledger.do("list_entries")["data"] == []


def test_a_batch_that_continues_posts_what_it_can(house: OpenHouse) -> None:
    """Each wrong entry is refused with its own problem; the others are posted, numbered without gaps."""
    alpar = house("alpar")
    entries = [one for wrong, _ in WRONG for one in (wrong, entry("512", "741", "1.00"))]
    made = alpar.ledger.do("post_entry_batch", body={"mode": "continue", "entries": entries})
    assert (made["posted"], made["refused"]) == (len(WRONG), len(WRONG))
    assert [one["problem"]["code"] for one in made["results"][::2]] == [code for _, code in WRONG]
    assert [one["number"] for one in made["results"][1::2]] == [1, 2, 3, 4, 5, 6]
    assert balance(alpar, "512") == "6.00" and check(alpar.ledger.database).holds


@pytest.mark.parametrize(
    "body", [{}, {"entries": []}, {"entries": [1]}, {"entries": {}},
             {"mode": "some", "entries": [entry("512", "741", "1.00")]},
             {"entries": [entry("512", "741", "1.00")], "more": 1}, [], None]
)  # fmt: skip
def test_a_body_that_is_no_batch_is_refused(house: OpenHouse, body: Any) -> None:
    """Whatever is not a batch is an invalid request, never an error of ours."""
    assert refused(house("alpar"), "post_entry_batch", body=body).code == "invalid_request"


odd = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=3), st.just([]), st.just({}))
amounts = st.one_of(
    odd,
    st.fixed_dictionaries({
        "amount": odd | st.sampled_from(["1.00", "0.00", "-1.00", "12", "1.5", "1.005", "٣.00", "9" * 16 + ".00"]),
        "currency": st.one_of(odd, st.sampled_from(["EUR", "JPY", "KWD", "eur", "EURO", "ÉUR"])),
    }),
    st.just(eur("12.34")),
)  # fmt: skip
texts = st.one_of(odd, st.sampled_from(["a", "x" * 61, "x" * 81, "x" * 201, "NUL \x00", "line\nbreak", "\ud800", "é"]))
some_lines = st.fixed_dictionaries(
    {"account": st.one_of(odd, st.sampled_from(["512", "١", "1" * 13, "411"]))},
    optional={"debit": amounts, "credit": amounts, "auxiliary": texts, "activity": texts, "colour": odd},
)
some_entries = st.fixed_dictionaries(
    {
        "journal": st.one_of(st.just("sales"), texts, st.just("-x")),
        "date": odd | st.sampled_from(["2026-03-02", "2026-02-30", "20260302", "2026-3-2", "2026-W10-1"]),
        "label": st.one_of(st.just("Label"), texts),
        "lines": st.one_of(st.lists(some_lines, max_size=3), st.just(lines("512", "741", "1.00")), odd),
    },
    optional={
        "reference": texts, "metadata": odd | st.dictionaries(st.text(max_size=3), texts, max_size=2), "colour": odd,
    },  # fmt: skip
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(some_entries, odd))
def test_what_is_read_straight_is_what_the_schema_reads(value: Any) -> None:
    """The quick reader takes nothing that the schema refuses, and reads what it takes exactly alike."""
    draft = straight(value)
    if draft is None:
        return
    try:
        assert draft == drafted(NewEntry().load(value))
    except ma.ValidationError as error:
        raise AssertionError(f"read straight, refused by the schema: {error}") from None


def test_plain_entries_are_read_straight() -> None:
    """The quick way is the one that ordinary entries take."""
    assert straight(entry("512", "741", "12.34")) is not None
    assert straight({**entry("512", "741", "12.34"), "reference": "R-1", "metadata": {}}) is not None


def test_batch_schema_says_where_an_entry_is_wrong() -> None:
    """An atomic batch's errors carry the index of the entry."""
    with pytest.raises(ma.ValidationError) as raised:
        NewBatch().load({"entries": [entry("512", "741", "1.00"), {**entry("512", "741", "1.00"), "label": 5}]})
    assert raised.value.normalized_messages() == {"entries": {1: {"label": ["Not a valid string."]}}}


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
drafts = st.lists(
    st.builds(
        Draft, journal=st.sampled_from(["sales", "closing"]), day=st.dates(date(1900, 1, 1)), label=words,
        lines=st.lists(
            st.builds(
                DraftLine, account=st.sampled_from(["512", "0512", "4111"]), amount=st.integers(-(2**40), 2**40),
                currency=st.sampled_from(["EUR", "USD"]), auxiliary=st.none() | words, activity=st.none() | words,
            ), max_size=3,
        ).map(tuple),
        reference=st.none() | words, metadata=st.dictionaries(words, words, max_size=2),
        reverses=st.none() | st.integers(1, 9),
    ), max_size=4,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(drafts)
def test_columns_give_their_entries_back(given_drafts: list[Draft]) -> None:
    """No character of any text is lost or changed on the way into the array literals."""
    assert Columns.of(given_drafts).drafts() == given_drafts


@settings(max_examples=40, deadline=None)
@given(st.lists(words.filter(bool), min_size=1, max_size=4))
def test_postgresql_reads_the_texts_that_were_written(postgres: str, labels: list[str]) -> None:
    """PostgreSQL's array parser and ours agree on every escape."""
    from sqlalchemy import create_engine, text

    columns = Columns.of([Draft("sales", date(2026, 1, 1), label, ()) for label in labels])
    engine = create_engine(postgres.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT CAST(:labels AS text[])"), {"labels": columns.arrays["labels"]}) == labels
    engine.dispose()
