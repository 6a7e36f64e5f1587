"""A long year and hot accounts.

A year is filled by SQL to a hundred thousand lines and then to a million, as posting them would have left it (entries,
lines, numbers, balances). The trial balance through the gateway is compared with the statement that adds the lines up,
both on the same books, and with itself when the books were a tenth as long.

Hot accounts: fifty clients post one entry after the other between ten accounts, all at once; nothing may be lost.
"""

from __future__ import annotations

import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx
import psycopg2

from services.commons.clock import legal_day, system_clock

from .report import Report, middle, say
from .suite import Suite

COOP, HOT_COOP = "alpine-aluminium", "cg-scop"
SHARE = 0.05
CLIENTS = 50
HOT = ("512", "531", "411", "401", "606", "706", "613", "626", "708", "615")

FILL = """
WITH made AS (
  SELECT n, date %(first)s + (n %% 365)::int AS day, (ARRAY['512','411','606','613','622','626'])[1 + n %% 6] AS debit,
         (ARRAY['706','707','401','708','44571'])[1 + n %% 5] AS credit, 100 + n %% 90000 AS cents
    FROM generate_series(%(done)s + 1, %(count)s) n
), written AS (
  INSERT INTO entries (journal, year, number, day, label, currency, lines, metadata, recorded_at)
  SELECT 'sales', %(year)s, n, day, 'Movement ' || n, 'EUR', 2, '{}', now() FROM made ORDER BY n RETURNING seq, number
), lined AS (
  INSERT INTO lines (entry, number, account, amount)
  SELECT seq, side, CASE side WHEN 1 THEN debit ELSE credit END, CASE side WHEN 1 THEN cents ELSE -cents END
    FROM written JOIN made ON made.n = written.number CROSS JOIN generate_series(1, 2) side
), moved AS (
  INSERT INTO balances AS held (account, auxiliary, period, debit, credit)
  SELECT account, '', to_char(day, 'YYYY-MM'), sum(debited), sum(credited)
    FROM (SELECT debit AS account, day, cents AS debited, 0 AS credited FROM made
          UNION ALL SELECT credit, day, 0, cents FROM made) both_sides GROUP BY 1, 3
  ON CONFLICT (account, auxiliary, period)
  DO UPDATE SET debit = held.debit + excluded.debit, credit = held.credit + excluded.credit
)
INSERT INTO journal_counters AS held (journal, year, last) VALUES ('sales', %(year)s, %(count)s)
ON CONFLICT (journal, year) DO UPDATE SET last = excluded.last
"""
FROM_LINES = """
SELECT l.account, sum(greatest(l.amount, 0)), sum(greatest(-l.amount, 0))
  FROM lines l JOIN entries e ON e.seq = l.entry WHERE e.day <= %s GROUP BY l.account ORDER BY l.account
"""


def measure(report: Report, running: Suite, quick: bool) -> None:
    """Measure the trial balance of a long year, and fifty clients on ten accounts."""
    lines = 100_000 if quick else 1_000_000
    year = legal_day(system_clock()).year - 1
    _trial_balance(report, running, year, lines)
    _hot_accounts(report, running, 4 if quick else 20)


def fill(url: str, year: int, done: int, lines: int) -> None:
    """Fill a year of a ledger's database up to a number of lines, ``done`` of which are there already."""
    with psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://", 1)) as connection:
        with connection.cursor() as cursor:
            span = {"year": year, "first": date(year, 1, 1), "last": date(year, 12, 31)}
            cursor.execute("INSERT INTO fiscal_years (year, starts_on, ends_on, state) "
                           "VALUES (%(year)s, %(first)s, %(last)s, 'open') ON CONFLICT DO NOTHING", span)  # fmt: skip
            cursor.execute(FILL, {**span, "done": done // 2, "count": lines // 2})
    connection.autocommit = True  # outside the block above: psycopg2 opens a transaction for each
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) entries, lines, balances")
    connection.close()


def _trial_balance(report: Report, running: Suite, year: int, lines: int) -> None:
    url = running.access("ledger", COOP)["database"]
    say(f"books: a year of {lines // 10:,} lines, then of {lines:,}")
    took: list[float] = []
    asked = f"/reports/trial-balance?as_of={year}-12-31"
    with running.client(COOP) as http:
        for done, until in ((0, lines // 10), (lines // 10, lines)):
            fill(url, year, done, until)
            took.append(_read(http, asked))
        middle_of_month = _read(http, f"/reports/trial-balance?as_of={year}-11-15")
        shown = http.get(asked).json()
    added_up, rows = _from_lines(url, date(year, 12, 31))
    ours = [(one["account"], one["debit"]["amount"], one["credit"]["amount"]) for one in shown["accounts"]]
    theirs = [(account, f"{debit / 100:.2f}", f"{credit / 100:.2f}") for account, debit, credit in rows]
    assert ours == theirs, "the trial balance differs from the lines"
    report.add("books", f"trial balance of {lines:,} lines", f"{took[1]:.1f} ms",
               against=f"adding up the lines in SQL {added_up:.0f} ms", ratio=f"{100 * took[1] / added_up:.1f} %",
               target=f"≤ {100 * SHARE:.0f} %", met=took[1] <= SHARE * added_up)  # fmt: skip
    report.add("books", f"the same of {lines // 10:,} lines", f"{took[0]:.1f} ms",
               against=f"of {lines:,} {took[1]:.1f} ms", ratio=f"{took[1] / took[0]:.2f}×",
               target="constant")  # fmt: skip
    report.add("books", "the same in the middle of a month", f"{middle_of_month:.1f} ms",
               against=f"adding up the lines in SQL {added_up:.0f} ms",
               ratio=f"{100 * middle_of_month / added_up:.1f} %")  # fmt: skip


def _read(http: httpx.Client, path: str, times: int = 15) -> float:
    """Return how long an answer takes, in milliseconds; the middle of several."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        http.get(path).raise_for_status()
        found.append(1000 * (time.perf_counter() - began))
    return middle(found)


def _from_lines(url: str, day: date) -> tuple[float, list[tuple[str, int, int]]]:
    with psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://", 1)) as connection:
        with connection.cursor() as cursor:
            found = []
            for _ in range(5):
                began = time.perf_counter()
                cursor.execute(FROM_LINES, (day,))
                rows = [(account, int(debit), int(credit)) for account, debit, credit in cursor.fetchall()]
                found.append(1000 * (time.perf_counter() - began))
    connection.close()
    return middle(found), rows


def _hot_accounts(report: Report, running: Suite, each: int) -> None:
    """Let fifty clients post at once between ten accounts; every cent must be where it was posted."""
    today = legal_day(system_clock()).isoformat()
    say(f"books: {CLIENTS} clients post {each} entries each between {len(HOT)} accounts")
    before = _balances(running)

    def post(seed: int) -> dict[str, int]:
        chance, moved = random.Random(seed), dict.fromkeys(HOT, 0)
        with running.client(HOT_COOP) as http:
            for number in range(each):
                debit, credit = chance.sample(HOT, 2)
                cents = chance.randint(1, 99_999)
                amount = {"amount": f"{cents // 100}.{cents % 100:02d}", "currency": "EUR"}
                lines = [{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]
                body = {"journal": "operations", "date": today, "label": f"Hot {seed}-{number}", "lines": lines}
                key = {"Idempotency-Key": uuid.uuid4().hex}
                while (answer := http.post("/entries", json=body, headers=key)).status_code in (409, 503, 504):
                    time.sleep(0.05)  # the same key again: it cannot be posted twice
                answer.raise_for_status()
                moved[debit] += cents
                moved[credit] -= cents
        return moved

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        posted = list(clients.map(post, range(CLIENTS)))
    seconds = time.perf_counter() - began
    after = _balances(running)
    lost = [account for account in HOT
            if after.get(account, 0) - before.get(account, 0) != sum(one[account] for one in posted)]  # fmt: skip
    report.add("books", f"{CLIENTS} clients on {len(HOT)} hot accounts", f"{CLIENTS * each / seconds:.0f} entries/s",
               against=f"{CLIENTS * each:,} entries, none lost" if not lost else f"lost on {', '.join(lost)}",
               target="no deadlock, none lost", met=not lost)  # fmt: skip


def _balances(running: Suite) -> dict[str, int]:
    with running.client(HOT_COOP) as http:
        shown = http.get("/reports/trial-balance").raise_for_status().json()
    return {one["account"]: int(one["balance"]["amount"].replace(".", "")) for one in shown["accounts"]}
