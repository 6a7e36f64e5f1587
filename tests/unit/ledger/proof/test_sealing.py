"""The sealer beside postings, beside another sealer, and after a crash; on a real PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event, func, select, text

from services.commons.clock import FixedClock
from services.commons.storage import Database
from services.ledger.journal.knowing import BOOK
from services.ledger.proof.chain import verified
from services.ledger.proof.check import check
from services.ledger.proof.sealing import SEALER, seal, seal_batch, unchained
from services.ledger.proof.tables import Link
from tests.house import House
from tests.unit.ledger.books import entry
from tests.unit.ledger.proof.sealed import seal_all
from tests.unit.ledger.proof.test_chain import exported

OpenHouse = Callable[..., House]


def another(house: House) -> Database:
    """Open the same database as another process would."""
    return Database(house.ledger.database.url, service="ledger", coop=house.coop)


def floor_of(house: House) -> int:
    """Return the number up to which the sealer looks no more."""
    with house.ledger.database.reading() as session:
        return session.scalar(text("SELECT seq FROM chain_floor")) or 0


def test_what_commits_late_is_chained_late_and_once(house: OpenHouse, clock: FixedClock) -> None:
    """An entry with a lower number that commits after a higher one was sealed gets the next position."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    with alpar.ledger.database.transaction() as session:
        # An entry that is recorded but not committed yet; like every posting it shares the book.
        session.execute(text("SELECT pg_advisory_xact_lock_shared(:book)"), {"book": BOOK})
        session.execute(text("""
            WITH e AS (
              INSERT INTO entries (journal, year, number, day, label, currency, lines, metadata, recorded_at)
              SELECT journal, year, 99, day, 'Late', currency, 2, '{}', recorded_at FROM entries RETURNING seq),
            l AS (
              INSERT INTO lines (entry, number, account, amount)
              SELECT seq, n, '512', amount FROM e, (VALUES (1, 100), (2, -100)) AS v(n, amount))
            SELECT 1"""))  # fmt: skip
        alpar.ledger.do("post_entry", body=entry("512", "741", "2.00"))
        for _ in range(3):
            seal(alpar.ledger.database, clock)
        assert alpar.ledger.do("get_chain_head")["entry"] == "ent_3"
        assert floor_of(alpar) == 0, "the floor stays below what may come"
    seal_all(alpar.ledger.database, clock)
    seal_all(alpar.ledger.database, clock)
    assert floor_of(alpar) == 3
    with alpar.ledger.database.reading() as session:
        assert session.scalars(select(Link.entry).order_by(Link.position)).all() == [1, 3, 2]
    assert verified(exported(alpar)).positions == 3


def test_numbers_that_were_given_up_hold_nothing_up(house: OpenHouse, clock: FixedClock) -> None:
    """A posting that was rolled back leaves a gap in the numbers that the floor passes."""
    alpar = house("alpar")
    with alpar.ledger.database.reading() as session:
        session.execute(text("SELECT nextval('entries_seq_seq') FROM generate_series(1, 5)"))
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    seal(alpar.ledger.database, clock)
    assert floor_of(alpar) == 6
    with alpar.ledger.database.reading() as session:
        assert session.scalars(select(Link.entry)).all() == [6]


def test_a_second_sealer_leaves_it_to_the_first(house: OpenHouse, clock: FixedClock) -> None:
    """While one sealer works, another one in another process does nothing at all."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    second = another(alpar)
    with alpar.ledger.database.transaction() as session:
        assert session.scalar(select(func.pg_try_advisory_xact_lock(SEALER)))
        assert seal(second, clock) is False
        assert alpar.ledger.do("get_chain_head")["position"] == 0
        assert seal_batch(session, "alpar", clock(), None) == 1
    assert seal(second, clock) is False
    assert alpar.ledger.do("get_chain_head")["position"] == 1
    second.close()


def test_sealers_and_postings_at_once(house: OpenHouse, clock: FixedClock) -> None:
    """Two sealers beside four clients who post: each entry is chained once, without gaps, and the books hold."""
    alpar = house("alpar")
    posting = threading.Event()
    problems: list[BaseException] = []

    def post() -> None:
        try:
            for number in range(1, 11):
                alpar.ledger.do("post_entry", body=entry("512", "741", f"{number}.00"))
        except BaseException as error:
            problems.append(error)

    def work(database: Database) -> None:
        try:
            while not posting.is_set():
                seal(database, clock)
        except BaseException as error:
            problems.append(error)

    sealers = [another(alpar), another(alpar)]
    workers = [threading.Thread(target=work, args=[one]) for one in sealers]
    clients = [threading.Thread(target=post) for _ in range(4)]
    for thread in [*workers, *clients]:
        thread.start()
    for thread in clients:
        thread.join()
    posting.set()
    for thread in workers:
        thread.join()
    assert not problems
    seal_all(alpar.ledger.database, clock)
    for database in sealers:
        database.close()
    assert verified(exported(alpar)).positions == 40
    assert check(alpar.ledger.database).holds


class PulledOut(BaseException):
    """The process ends here."""


def test_a_crash_in_the_middle_leaves_whole_batches(house: OpenHouse, clock: FixedClock) -> None:
    """A sealer that ends before its commit leaves nothing, and the next one begins where the last commit was."""
    alpar = house("alpar")
    for _ in range(3):
        alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    seal(alpar.ledger.database, clock)
    for _ in range(3):
        alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    ending = another(alpar)

    @event.listens_for(ending.engine, "commit")
    def pull(connection: object) -> None:
        raise PulledOut

    with pytest.raises(PulledOut):
        seal(ending, clock)
    ending.close()
    assert alpar.ledger.do("get_chain_head")["position"] == 3
    with alpar.ledger.database.reading() as session:
        assert unchained(session, 10) == 3
    seal_all(alpar.ledger.database, clock)
    assert verified(exported(alpar)).positions == 6


def test_links_never_change(house: OpenHouse, clock: FixedClock) -> None:
    """The database itself refuses to change, delete or empty the chain."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    seal_all(alpar.ledger.database, clock)
    for statement in ("UPDATE chain SET hash = 'x'", "DELETE FROM chain", "TRUNCATE chain"):
        with pytest.raises(Exception, match="never change"), alpar.ledger.database.transaction() as session:
            session.execute(text(statement))
