"""The replay finds what a superuser changed behind the triggers, and names the row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.commons.clock import FixedClock
from services.ledger.proof.check import CARRIED, CHAIN, HEADS, YEARS, KeptHead, check
from services.ledger.proof.invariants import CHECKS
from tests.house import House
from tests.unit.ledger.books import accept, adopt, entry
from tests.unit.ledger.proof.sealed import seal_all, shaped_books
from tests.unit.ledger.proof.tampering import findings, tamper, tampered

OpenHouse = Callable[..., House]


@pytest.fixture
def books(house: OpenHouse, clock: FixedClock) -> House:
    """Books with entries of every shape, all of them chained."""
    alpar = house("alpar")
    shaped_books(alpar)
    seal_all(alpar.ledger.database, clock)
    report = check(alpar.ledger.database)
    assert report.holds, report.findings
    assert report.entries == report.chained == 10 and report.head == alpar.ledger.do("get_chain_head")["hash"]
    return alpar


def test_an_amount_changed_consistently_everywhere_is_found(books: House) -> None:
    """Lines and balances that agree with each other again do not agree with the chain."""
    tamper(
        books.ledger.database,
        "UPDATE lines SET amount = amount + sign(amount) * 100 WHERE entry = 2",
        "UPDATE balances SET debit = debit + 100 WHERE account = '606' AND period = '2026-02'",
        "UPDATE balances SET credit = credit + 100 WHERE account = '512' AND period = '2026-02'",
    )
    assert findings(books.ledger.database) == {CHAIN: "ent_2"}


UNSEEN_IN_SUMS = [
    "UPDATE entries SET label = 'Farine T80' WHERE seq = 2",
    "UPDATE entries SET reference = NULL WHERE seq = 2",
    "UPDATE entries SET metadata = '{}' WHERE seq = 2",
    "UPDATE entries SET day = '2026-02-27' WHERE seq = 2",
    "UPDATE entries SET recorded_at = recorded_at - interval '1 microsecond' WHERE seq = 2",
    "UPDATE entries SET currency = 'CHF' WHERE seq = 2",
    "UPDATE lines SET working_group = 'supply' WHERE entry = 2 AND number = 1",
]


def test_whatever_leaves_the_sums_alone_is_found_in_the_chain(books: House) -> None:
    """A label, a reference, metadata, a date within its month, a time, a currency, an axis: the entry is named."""
    for change in UNSEEN_IN_SUMS:
        with tampered(books.ledger.database, change):
            assert findings(books.ledger.database) == {CHAIN: "ent_2"}, change
    assert check(books.ledger.database).holds


def test_two_entries_that_change_places_are_found(books: House) -> None:
    """Two entries of the same amount, swapped with all their lines, are not the ones that were chained."""
    swap = "UPDATE {0} SET {1} = CASE {1} WHEN 1 THEN 6 WHEN 6 THEN 1 ELSE {1} END WHERE {1} IN (1, 6)"
    tamper(
        books.ledger.database,
        "ALTER TABLE entries DROP CONSTRAINT pk_entries; ALTER TABLE lines DROP CONSTRAINT pk_lines",
        "UPDATE entries SET reverses = 6 WHERE reverses = 1",
        swap.format("entries", "seq"), swap.format("lines", "entry"),
    )  # fmt: skip
    assert findings(books.ledger.database) == {CHAIN: "ent_1"}


def test_the_last_entries_cut_off_with_all_their_traces_are_found(books: House) -> None:
    """Entries, lines, counters and balances taken back together leave the chain, which names the first one missing."""
    tamper(
        books.ledger.database,
        """UPDATE balances b SET debit = b.debit - m.debit, credit = b.credit - m.credit
             FROM (SELECT account, sum(greatest(amount, 0)) AS debit, sum(greatest(-amount, 0)) AS credit
                     FROM lines WHERE entry >= 9 GROUP BY account) m
            WHERE b.account = m.account AND b.period = '2026-03' AND b.auxiliary = ''""",
        "DELETE FROM lines WHERE entry >= 9", "DELETE FROM entries WHERE seq >= 9",
        "UPDATE journal_counters c SET last = (SELECT max(number) FROM entries e "
        "WHERE e.journal = c.journal AND e.year = c.year)",
    )  # fmt: skip
    assert findings(books.ledger.database) == {CHAIN: "ent_9"}


def test_a_changed_link_is_told_from_a_changed_entry(books: House) -> None:
    """A hash, a missing position and a changed number of attachments are named as positions, not as entries."""
    database = books.ledger.database
    tamper(database, "UPDATE chain SET hash = repeat('0', 64) WHERE position = 4")
    assert findings(database) == {CHAIN: "position 4"}
    tamper(database, "DELETE FROM chain WHERE position = 4")
    assert findings(database)[CHAIN] == "position 4"


def test_a_chain_made_anew_is_found_by_a_head_that_was_kept(books: House, clock: FixedClock) -> None:
    """Whoever can write everything can chain everything anew, but cannot change the head that somebody keeps."""
    database = books.ledger.database
    head = books.ledger.do("get_chain_head")
    kept = [KeptHead(head["position"], head["hash"])]
    assert check(database, kept=kept).holds
    tamper(database, "UPDATE entries SET label = 'Another' WHERE seq = 2", "TRUNCATE chain", "TRUNCATE chain_floor")
    seal_all(database, clock)
    assert check(database).holds
    assert [(one.check, one.row) for one in check(database, kept=kept).findings] == [(HEADS, "position 10")]


def test_a_chain_made_anew_is_found_by_a_closed_month(books: House, clock: FixedClock) -> None:
    """The heads that closings told stand in the log of events."""
    database = books.ledger.database
    books.ledger.do("close_month", month="2026-02")
    tamper(database, "UPDATE entries SET label = 'Another' WHERE seq = 2", "TRUNCATE chain", "TRUNCATE chain_floor")
    seal_all(database, clock)
    assert findings(database) == {HEADS: "position 10"}


def test_an_entry_that_the_chain_passed_over_is_found(books: House) -> None:
    """An entry slipped in below the floor would never be chained: it is named."""
    tamper(
        books.ledger.database,
        """INSERT INTO entries (seq, journal, year, number, day, label, currency, lines, metadata, recorded_at)
           OVERRIDING SYSTEM VALUE
           SELECT -1, journal, year, last + 1, '2026-03-01', 'Slipped in', 'EUR', 2, '{}', now()
             FROM journal_counters WHERE journal = 'operations'""",
        "INSERT INTO lines (entry, number, account, amount) VALUES (-1, 1, '512', 5), (-1, 2, '741', -5)",
        "UPDATE journal_counters SET last = last + 1 WHERE journal = 'operations'",
        "UPDATE balances SET debit = debit + 5 WHERE account = '512' AND period = '2026-03'",
        "UPDATE balances SET credit = credit + 5 WHERE account = '741' AND period = '2026-03'",
    )
    assert findings(books.ledger.database)[CHAIN] == "ent_-1"


def test_each_stored_figure_is_compared_with_the_lines(books: House) -> None:
    """A balance, a counter, a line without entry and a fiscal year that lies elsewhere: each names its row."""
    database = books.ledger.database
    tamper(database, "UPDATE balances SET debit = debit + 1 WHERE account = '606'")
    assert findings(database) == {"stored balances are the sums of the lines": "balance of 606 2026-02"}
    tamper(database, "UPDATE balances SET debit = debit - 1 WHERE account = '606'",
           "UPDATE journal_counters SET last = last + 1 WHERE journal = 'purchases'")  # fmt: skip
    assert findings(database) == {"the last numbers are the ones given": "purchases 2026"}
    tamper(database, "UPDATE journal_counters SET last = last - 1 WHERE journal = 'purchases'",
           "INSERT INTO lines (entry, number, account, amount) VALUES (99, 1, '512', 5)")  # fmt: skip
    assert findings(database)["every line has its entry"] == "ent_99 line 1"
    tamper(database, "DELETE FROM lines WHERE entry = 99", "UPDATE fiscal_years SET starts_on = '2026-03-01'")
    assert findings(database) == {"every entry lies in its fiscal year": "ent_2"}


def test_a_posting_after_the_closing_is_found(books: House) -> None:
    """An entry recorded in a month after it was closed, or in one before that, is named."""
    database = books.ledger.database
    books.clock.advance(hours=1)
    books.ledger.do("close_month", month="2026-02")
    rule = "nothing was posted in a month that was closed"
    assert check(database).holds
    tamper(database, "UPDATE entries SET recorded_at = recorded_at + interval '2 hours' WHERE seq = 2")
    assert findings(database)[rule] == "ent_2"
    tamper(database, "UPDATE entries SET day = '2026-01-20' WHERE seq = 2")
    assert findings(database)[rule] == "ent_2"


def test_documents_are_chained_with_their_entry_or_later_than_it(house: OpenHouse, clock: FixedClock) -> None:
    """A document attached when an entry is chained is part of it; one that comes later leaves the chain as it is."""
    alpar = house("alpar")
    invoice = {"name": "invoice.pdf", "media": "application/pdf", "sha256": "a" * 64, "url": "https://files.test/1"}
    posted = alpar.ledger.do("post_entry", body={**entry("606", "512", "9.00"), "attachments": [invoice]})
    database = alpar.ledger.database
    seal_all(database, clock)
    later = {**invoice, "name": "delivery.pdf", "sha256": "b" * 64}
    alpar.ledger.do("attach_document", entry_id=posted["id"], body=later)
    assert check(database).holds
    tamper(database, "UPDATE attachments SET sha256 = repeat('c', 64) WHERE number = 1")
    assert findings(database) == {CHAIN: "ent_1"}
    tamper(database, "UPDATE attachments SET sha256 = repeat('a', 64), number = 3 WHERE number = 1")
    assert findings(database)["attachments belong to entries"] == "attachment 2 of ent_1"


def test_what_was_pending_is_compared_with_what_was_posted(house: OpenHouse) -> None:
    """A pending line that is changed afterwards, or an entry that another one is put in place of, is named."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("606", "512", "9.00"))
    made = alpar.ledger.do("make_pending_entry", body={**entry("606", "512", "12.00"), "expires_on": "2026-03-10"})
    alpar.ledger.do("post_pending_entry", pending_entry_id=made["id"], body={})
    database = alpar.ledger.database
    assert check(database).holds
    tamper(database, "UPDATE pending_entries SET entry = 1")
    assert findings(database) == {"what was pending is posted as it was": made["id"]}
    tamper(database, "UPDATE pending_entries SET entry = 2", "UPDATE pending_lines SET amount = 7 WHERE number = 1")
    assert findings(database)["pending entries balance"] == made["id"]


def closed_year(house: House) -> None:
    """Post in 2025, draw its accounts up, approve and seal them."""
    house.ledger.do("post_entry", body=entry("512", "741", "250.00", date="2025-06-30"))
    house.ledger.do("post_entry", body=entry("606", "512", "50.00", date="2025-07-01"))
    house.clock.advance(minutes=1)
    drawn = house.ledger.do("draw_up_accounts", year="2025")
    house.clock.advance(minutes=1)
    adopt(house, {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}, "approve_accounts", "res_1")
    house.ledger.do("seal_year", year="2025")


def test_a_sealed_year_is_guarded_on_all_sides(house: OpenHouse) -> None:
    """Its carried balances, their digest, its result, its trial balance and its head each name what was changed."""
    alpar = house("alpar")
    closed_year(alpar)
    database = alpar.ledger.database
    assert check(database).holds
    carried = "carried balances are the sums of the lines"
    tamper(database, "UPDATE carried_balances SET debit = debit + 1, credit = credit + 1 WHERE account = '512'")
    assert findings(database)[carried] == "carried balance of 512 2025"
    tamper(database, "UPDATE carried_balances SET debit = debit - 1, credit = credit - 1 WHERE account = '512'",
           "UPDATE carry_overs SET digest = repeat('0', 64)")  # fmt: skip
    assert findings(database) == {CARRIED: "carry-over of 2025"}
    tamper(database, "DELETE FROM carry_overs", "DELETE FROM carried_balances")
    assert findings(database) == {"every sealed year is carried over": "fiscal year 2025"}
    tamper(database, "UPDATE fiscal_years SET result = result + 1, state = 'approved' WHERE year = 2025")
    assert findings(database) == {YEARS: "fiscal year 2025"}
    tamper(database, "UPDATE fiscal_years SET result = result - 1 WHERE year = 2025",
           "UPDATE entries SET recorded_at = recorded_at + interval '1 hour' WHERE seq = 1")  # fmt: skip
    assert findings(database)["nothing was posted in a year that was drawn up"] == "ent_1"


def test_capital_is_compared_with_its_register(house: OpenHouse, clock: FixedClock) -> None:
    """A movement whose amount, count or date is changed is named, although no entry was touched."""
    alpine = house("alpine-aluminium")
    accept(alpine, "mbr_1")
    alpine.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 2})
    seal_all(alpine.ledger.database, clock)
    assert check(alpine.ledger.database).holds
    tamper(alpine.ledger.database, "ALTER TABLE share_movements DROP CONSTRAINT ck_share_movements_effects")
    for column, more in (("amount", "100"), ("count", "1"), ("called", "100"), ("effective_on", "1")):
        tamper(alpine.ledger.database, f"UPDATE share_movements SET {column} = {column} + {more} WHERE number = 1")
        assert "movement 1" in findings(alpine.ledger.database).values(), column
        tamper(alpine.ledger.database, f"UPDATE share_movements SET {column} = {column} - {more} WHERE number = 1")
    assert check(alpine.ledger.database).holds


# One change to one row by whoever can switch the triggers off, of every kind of column that the books rest on.
CHANGES = [
    "UPDATE lines SET amount = amount + sign(amount) * {cents} WHERE entry = {entry} AND number = {number}",
    "UPDATE lines SET amount = amount * 2 WHERE entry = {entry}",
    "UPDATE lines SET account = '628' WHERE entry = {entry} AND number = {number}",
    "UPDATE lines SET auxiliary = 'mbr_{cents}' WHERE entry = {entry} AND number = {number}",
    "UPDATE lines SET activity = 'act_{cents}' WHERE entry = {entry} AND number = {number}",
    "DELETE FROM lines WHERE entry = {entry} AND number = {number}",
    "DELETE FROM lines WHERE entry = {entry}",
    "DELETE FROM entries WHERE seq = {entry}",
    "UPDATE entries SET label = label || '.' WHERE seq = {entry}",
    "UPDATE entries SET day = day - {cents} WHERE seq = {entry}",
    "UPDATE entries SET number = number + {cents}000 WHERE seq = {entry}",
    "UPDATE entries SET journal = 'bank' WHERE seq = {entry}",
    "UPDATE entries SET metadata = '{{\"note\": \"x\"}}' WHERE seq = {entry}",
    "UPDATE entries SET recorded_at = recorded_at + interval '{cents} seconds' WHERE seq = {entry}",
    "UPDATE chain SET hash = encode(sha256('{cents}'), 'hex') WHERE position = {entry}",
    "DELETE FROM chain WHERE position = {entry}",
    "UPDATE chain SET entry = 1000 + {cents} WHERE position = {entry}",
    "UPDATE balances SET debit = debit + {cents}",
    "UPDATE balances SET credit = credit + {cents}",
    "UPDATE journal_counters SET last = last + {cents}",
]


def test_any_single_change_to_any_books_is_found(house: OpenHouse, clock: FixedClock) -> None:
    """Random books, one random change: something does not hold; taken back, everything does again."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    accounts = ["512", "531", "606", "613", "741", "701"]
    database = alpar.ledger.database

    @settings(max_examples=30, deadline=None)
    @given(st.data())
    def found(data: st.DataObject) -> None:
        pairs = st.lists(st.sampled_from(accounts), min_size=2, max_size=2, unique=True)
        drawn = data.draw(st.lists(st.tuples(pairs, st.integers(1, 10**7)), min_size=1, max_size=3))
        for (debited, credited), cents in drawn:
            body = entry(debited, credited, f"{cents // 100}.{cents % 100:02d}", date="2026-02-20")
            last = int(alpar.ledger.do("post_entry", body=body)["id"].removeprefix("ent_"))
        seal_all(database, clock)
        change = data.draw(st.sampled_from(CHANGES)).format(
            entry=data.draw(st.integers(0, 999)) % last + 1, number=data.draw(st.integers(1, 2)),
            cents=data.draw(st.integers(1, 9)),
        )  # fmt: skip
        with tampered(database, change):
            wrong = check(database).findings
        assert wrong, f"nothing was found of: {change}"
        assert check(database).holds

    found()


def test_every_invariant_can_be_asked(books: House) -> None:
    """Each query runs on books of today's form and says what it checks in words of its own."""
    report = check(books.ledger.database)
    assert set(CHECKS) < set(report.checks) and len(report.checks) == len(CHECKS) + 4
