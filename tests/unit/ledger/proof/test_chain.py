"""The chain: what is in it, in which order, and what anyone can recompute from its export."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from services.commons.canonical import canonical
from services.commons.clock import FixedClock
from services.ledger.proof.chain import Verified, verified
from services.ledger.proof.sealing import BATCH, seal
from tests.house import House
from tests.unit.ledger.books import entry, refused
from tests.unit.ledger.proof.sealed import seal_all, shaped_books

OpenHouse = Callable[..., House]


def exported(house: House) -> list[str]:
    """Return the lines of the exported chain, page after page."""
    found, cursor = "", None
    while True:
        page = house.ledger.do("export_chain", query={"cursor": cursor} if cursor else {})
        found, cursor = found + page["content"], page["next_cursor"]
        if cursor is None:
            return found.splitlines()


def test_every_entry_gets_one_position_and_the_export_recomputes(house: OpenHouse, clock: FixedClock) -> None:
    """Positions run without gaps over all entries; the export holds for whoever recomputes it offline."""
    alpar = house("alpar")
    shaped_books(alpar)
    assert alpar.ledger.do("get_chain_head")["position"] == 0
    seal_all(alpar.ledger.database, clock)
    head = alpar.ledger.do("get_chain_head")
    entries = alpar.ledger.do("list_entries", query={"limit": "100"})["data"]
    assert head["position"] == len(entries) == 10 and head["entry"] == entries[-1]["id"]
    text_lines = exported(alpar)
    assert verified(text_lines) == Verified("alpar", 10, head["hash"])
    shown = [json.loads(line) for line in text_lines[1:]]
    assert [one["entry"]["id"] for one in shown] == [one["id"] for one in entries]
    assert all(canonical(one).decode() == line for one, line in zip(shown, text_lines[1:], strict=True))
    flour = shown[1]["entry"]
    assert flour["label"] == 'Farine "T65" \\ été – œufs 🥚' and flour["reference"] == "F-2026/17"
    assert flour["metadata"] == [["Zone", "é"], ["till", "2"], ["zone", "a\\b"]]
    assert flour["lines"][0]["amount"] == "1234" and flour["lines"][1]["amount"] == "-1234"


def test_the_rule_can_be_followed_by_hand(house: OpenHouse, clock: FixedClock) -> None:
    """A dozen lines of standard Python, written from the documentation alone, come to the same hash."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    seal_all(alpar.ledger.database, clock)
    line = json.loads(exported(alpar)[1])
    body = json.dumps(line["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(f"rochdale.entry.v1\n{body}".encode()).hexdigest()
    previous = hashlib.sha256(b"rochdale.chain.v1\nalpar").hexdigest()
    assert line["previous"] == previous
    assert line["hash"] == hashlib.sha256(f"rochdale.chain.v1\n{previous}\n{digest}".encode()).hexdigest()


def test_an_entry_shows_its_place(house: OpenHouse, clock: FixedClock) -> None:
    """An entry's hash follows from the one before it; one that waits is refused, one that is not is not found."""
    alpar = house("alpar")
    first, second = (alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))["id"] for _ in range(2))
    assert refused(alpar, "get_chain_link", entry_id=first).code == "entry_not_chained"
    assert refused(alpar, "get_chain_link", entry_id="ent_99").code == "not_found"
    assert refused(alpar, "get_chain_link", entry_id="ent_x").code == "not_found"
    seal_all(alpar.ledger.database, clock)
    places = [alpar.ledger.do("get_chain_link", entry_id=one) for one in (first, second)]
    assert [one["position"] for one in places] == [1, 2] and places[1]["previous"] == places[0]["hash"]
    assert refused(alpar, "export_chain", query={"cursor": "x"}).code == "invalid_cursor"


def test_chains_of_two_cooperatives_differ_from_the_first_hash(house: OpenHouse, clock: FixedClock) -> None:
    """The same entry has another hash in another cooperative's books, so no chain passes for another's."""
    hashes = []
    for slug in ("alpar", "coopaname"):
        one = house(slug)
        one.ledger.do("post_entry", body=entry("512", "741", "1.00"))
        seal_all(one.ledger.database, clock)
        hashes.append(one.ledger.do("get_chain_head")["hash"])
    assert hashes[0] != hashes[1]


def test_long_books_are_sealed_batch_after_batch(house: OpenHouse, clock: FixedClock) -> None:
    """More entries than a batch holds are chained in the order of recording, none of them twice."""
    alpar = house("alpar")
    batch = {"entries": [entry("512", "741", "1.00") for _ in range(BATCH + 200)]}
    alpar.ledger.do("post_entry_batch", body=batch)
    assert seal(alpar.ledger.database, clock) is True
    assert alpar.ledger.do("get_chain_head")["position"] == BATCH
    assert seal(alpar.ledger.database, clock) is False
    assert alpar.ledger.do("get_chain_head")["position"] == BATCH + 200
    with alpar.ledger.database.reading() as session:
        assert session.scalar(text("SELECT bool_and(position = entry) FROM chain"))
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    seal_all(alpar.ledger.database, clock)
    assert verified(exported(alpar)).positions == BATCH + 201


def a_chain(house: House, clock: FixedClock) -> list[str]:
    """Return the exported chain of books with entries of every shape."""
    shaped_books(house)
    seal_all(house.ledger.database, clock)
    return exported(house)


def test_a_changed_export_is_found_by_its_first_wrong_line(house: OpenHouse, clock: FixedClock) -> None:
    """Whatever character of an export is replaced, verification stops at that line or the one after, never later."""
    whole = a_chain(house("alpar"), clock)

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def tampered(data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(whole) - 1))
        place = data.draw(st.integers(0, len(whole[number]) - 1))
        letter = data.draw(st.characters(categories=["L", "N", "P"]).filter(lambda one: one != whole[number][place]))
        changed = [*whole]
        changed[number] = whole[number][:place] + letter + whole[number][place + 1 :]
        found = verified(changed)
        assert found.wrong is not None and found.wrong.startswith((f"line {number + 1}:", f"line {number + 2}:"))

    tampered()


def test_missing_swapped_and_foreign_lines_are_found(house: OpenHouse, clock: FixedClock) -> None:
    """A line left out, two swapped, a first line of another cooperative, and an empty file do not hold."""
    whole = a_chain(house("alpar"), clock)
    assert verified(whole[:4] + whole[5:]).wrong == "line 5: is position 5 where 4 is due"
    assert verified([*whole[:3], whole[4], whole[3]]).wrong == "line 4: is position 4 where 3 is due"
    assert verified(whole[:-1]).holds, "what is missing at the end shows in the head alone"
    foreign = whole[0].replace("alpar", "coopaname")
    assert verified([foreign, *whole[1:]]).wrong == "line 1: the first hash is not that of this cooperative"
    assert not verified([]).holds and not verified(["not json"]).holds and not verified(["[]"]).holds
