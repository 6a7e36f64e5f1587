"""Posts entries: asks the books once, then writes entries, lines, numbers and balances in one SQL call.

Order of locks, the same for everyone, so that no two postings wait for each other: the book (shared), the policies of
accounts in order, what guards lock, the journal counters in order, the balances in order. A transaction that posts
more than once takes the book for itself first (``hold_the_book``). The counters are what single entries wait for:
``write`` comes last, and nothing is read back after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, text

from services.commons.storage import Unit

from .books import Books
from .columns import Columns, Facts
from .judging import objections
from .knowing import BOOK
from .reading import fault_of
from .rules import Draft
from .tables import Attachment, entry_id

# The lines find their entry by an array, not by a join: the planner takes a batch for one row and would loop over it.
WRITE = text(
    """
    WITH counted AS (
      INSERT INTO journal_counters AS held (journal, year, last)
      SELECT journal, year, added
        FROM unnest(CAST(:counter_journals AS text[]), CAST(:counter_years AS bigint[]),
                    CAST(:counter_added AS bigint[]))
          AS c(journal, year, added) ORDER BY journal, year
      ON CONFLICT (journal, year) DO UPDATE SET last = held.last + excluded.last
      RETURNING journal, year, last
    ), given AS MATERIALIZED (
      SELECT nextval('entries_seq_seq') AS seq, g.*
        FROM unnest(CAST(:journals AS text[]), CAST(:days AS date[]), CAST(:labels AS text[]), CAST(:refs AS text[]),
                    CAST(:metadata AS text[]), CAST(:reverses AS bigint[]), CAST(:sizes AS smallint[]))
             WITH ORDINALITY AS g(journal, day, label, reference, metadata, reverses, size, ordinal)
    ), numbered AS MATERIALIZED (
      SELECT g.*, y.year, c.last - count(*) OVER within + row_number() OVER (within ORDER BY g.ordinal) AS number
        FROM given g
        JOIN unnest(CAST(:year_days AS date[]), CAST(:years AS bigint[])) AS y(day, year) ON y.day = g.day
        JOIN counted c ON c.journal = g.journal AND c.year = y.year
      WINDOW within AS (PARTITION BY g.journal, y.year)
    ), written AS (
      INSERT INTO entries (seq, journal, year, number, day, label, reference, currency, lines, reverses, metadata,
                           recorded_at)
      SELECT seq, journal, year, number, day, label, reference, :currency, size, reverses, CAST(metadata AS jsonb), :now
        FROM numbered ORDER BY ordinal
    ), lined AS (
      INSERT INTO lines (entry, number, account, amount, auxiliary, activity, establishment, working_group,
                         funding_source)
      SELECT ((SELECT array_agg(seq ORDER BY ordinal) FROM numbered))[l.ordinal], l.number, l.account, l.amount,
             l.auxiliary, l.activity, l.establishment, l.working_group, l.funding_source
        FROM unnest(CAST(:ordinals AS bigint[]), CAST(:numbers AS smallint[]), CAST(:accounts AS text[]),
                    CAST(:amounts AS bigint[]), CAST(:auxiliaries AS text[]), CAST(:activities AS text[]),
                    CAST(:establishments AS text[]), CAST(:working_groups AS text[]), CAST(:funding_sources AS text[]))
          AS l(ordinal, number, account, amount, auxiliary, activity, establishment, working_group, funding_source)
    ), moved AS (
      INSERT INTO balances AS held (account, auxiliary, period, debit, credit)
      SELECT account, auxiliary, period, debit, credit
        FROM unnest(CAST(:moved_accounts AS text[]), CAST(:moved_auxiliaries AS text[]), CAST(:moved_periods AS text[]),
                    CAST(:moved_debits AS bigint[]), CAST(:moved_credits AS bigint[]))
          AS m(account, auxiliary, period, debit, credit) ORDER BY account, auxiliary, period
      ON CONFLICT (account, auxiliary, period)
      DO UPDATE SET debit = held.debit + excluded.debit, credit = held.credit + excluded.credit
    )
    SELECT seq, number, year FROM numbered ORDER BY ordinal
    """
)


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that was posted: its place in the order of recording, and its number in journal and fiscal year."""

    seq: int
    number: int
    year: int

    @property
    def id(self) -> str:
        """The identifier that strangers see."""
        return entry_id(self.seq)


def hold_the_book(unit: Unit) -> None:
    """Keep every other posting out until the end of this transaction, which may then post several times."""
    unit.session.execute(select(func.pg_advisory_xact_lock(BOOK)))


def share_the_book(unit: Unit) -> None:
    """Wait for whoever holds the book before locking anything else, so that neither waits for the other."""
    unit.session.execute(select(func.pg_advisory_xact_lock_shared(BOOK)))


def post(
    unit: Unit, drafts: Sequence[Draft], *, closing: bool = False, by_hand: bool = False, restoring: bool = False
) -> list[Posted]:
    """Post entries, all or none, and return them in their order; raise the first refusal.

    ``closing`` lets the entries in that close a year whose accounts are drawn up; ``by_hand`` shuts the accounts that
    a register keeps, and the reserves to whoever would take from them; ``restoring`` undoes an entry made by hand, so
    that what it put into the reserves by mistake comes out again.
    """
    columns, books = checked(unit, drafts, closing=closing, by_hand=by_hand, restoring=restoring)
    return write(unit, columns, books)


def checked(
    unit: Unit, drafts: Sequence[Draft], *, closing: bool = False, by_hand: bool = False, restoring: bool = False
) -> tuple[Columns, Books]:
    """Return entries that may be posted as columns, with the books they agree with; raise the first refusal."""
    for draft in drafts:
        if fault := fault_of(draft):
            raise fault
    columns = Columns.of(drafts)
    books = Books.opened(unit, columns.facts, closing=closing, by_hand=by_hand, restoring=restoring)
    if books.refusal(columns.facts):
        raise next(filter(None, (books.refusal(Facts.of([draft])) for draft in drafts)))
    if found := objections(unit, books, columns, lambda: dict(enumerate(drafts))):
        raise found[min(found)]
    return columns, books


def write(unit: Unit, columns: Columns, books: Books) -> list[Posted]:
    """Write entries that the books have nothing against."""
    if columns.count == 0:
        return []
    counters: Counter[tuple[str, int]] = Counter()
    years: dict[date, int] = {}
    for (journal, day), count in columns.facts.days.items():
        years[day] = books.year_of(day).year
        counters[journal, years[day]] += count
    rows = unit.session.execute(
        WRITE,
        {
            **columns.arrays,
            "counter_journals": [journal for journal, _ in counters], "counter_years": [year for _, year in counters],
            "counter_added": list(counters.values()),
            "year_days": list(years), "years": list(years.values()), "currency": unit.currency, "now": unit.now,
        },
    )  # fmt: skip
    posted = [Posted(seq, number, year) for seq, number, year in rows]
    unit.session.info.setdefault("wakes", set()).add("chain")
    if columns.attachments:
        places = Counter[int]()
        given = []
        for ordinal, one in columns.attachments:
            places[ordinal] += 1
            given.append({"entry": posted[ordinal - 1].seq, "number": places[ordinal], **one._asdict(),
                          "recorded_at": unit.now})  # fmt: skip
        unit.session.execute(insert(Attachment), given)
    return posted
