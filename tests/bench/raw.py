"""The same rows without us: ``unnest`` statements on psycopg2 connections, and one entry's statements for pgbench.

The rows stand ready as lists, one for each column; balances are summed beforehand, one change for each account.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2

from .entries import Rows

STATEMENTS = """
INSERT INTO journal_counters AS held VALUES (%(journal)s, %(year)s, %(count)s)
  ON CONFLICT (journal, year) DO UPDATE SET last = held.last + excluded.last;
WITH entered AS (
  INSERT INTO entries (seq, journal, year, number, day, label, currency, lines, metadata, recorded_at)
  SELECT %(base)s + n, %(journal)s, %(year)s, %(base)s + n, day, label, 'EUR', 2, '{}', now()
    FROM unnest(%(days)s::date[], %(labels)s::text[]) WITH ORDINALITY AS e(day, label, n)
), lined AS (
  INSERT INTO lines (entry, number, account, amount)
  SELECT %(base)s + entry, number, account, amount
    FROM unnest(%(entries)s::bigint[], %(numbers)s::smallint[], %(accounts)s::text[], %(amounts)s::bigint[])
      AS l(entry, number, account, amount)
)
INSERT INTO balances AS held (account, auxiliary, period, debit, credit)
SELECT account, '', period, debit, credit
  FROM unnest(%(moved_accounts)s::text[], %(periods)s::text[], %(debits)s::bigint[], %(credits)s::bigint[])
    AS m(account, period, debit, credit)
ON CONFLICT (account, auxiliary, period)
  DO UPDATE SET debit = held.debit + excluded.debit, credit = held.credit + excluded.credit
"""


class Raw:
    """A database with the ledger's schema, triggers and all, that nobody else uses."""

    def __init__(self, url: str, start: int = 1_000_000) -> None:
        self.url = url
        self._numbers = itertools.count(start)

    def post(self, batches: list[Rows], turns: int) -> float:
        """Post each batch ``turns`` times, every batch over a connection of its own; return entries a second."""
        connections = [psycopg2.connect(self.url) for _ in batches]
        began = time.perf_counter()
        with ThreadPoolExecutor(len(batches)) as threads:
            list(threads.map(self._post, connections, batches, itertools.repeat(turns)))
        seconds = time.perf_counter() - began
        for connection in connections:
            connection.close()
        return sum(rows.count for rows in batches) * turns / seconds

    def _post(self, connection: psycopg2.extensions.connection, rows: Rows, turns: int) -> None:
        for _ in range(turns):
            with connection, connection.cursor() as cursor:
                cursor.execute(STATEMENTS, {**vars(rows), "base": next(self._numbers) * 10_000})


SINGLE = r"""
\set cents random(100, 99999)
BEGIN;
SELECT pg_try_advisory_xact_lock(hashtextextended(:client_id::text || random()::text, 11));
SELECT credential FROM commands WHERE credential = 'key_bench' AND operation = 'x' AND command_id = 'x';
SELECT pg_advisory_xact_lock_shared(4563);
SELECT layer, version, digest FROM rulebook_versions WHERE effective_on <= CURRENT_DATE;
SELECT * FROM fiscal_years WHERE year = {year} FOR SHARE;
SELECT month, state FROM months WHERE month = '2026-01';
INSERT INTO journal_counters AS held VALUES ('payroll', {year}, 1)
  ON CONFLICT (journal, year) DO UPDATE SET last = held.last + 1 RETURNING last AS number \gset
WITH entered AS (
  INSERT INTO entries (seq, journal, year, number, day, label, currency, lines, metadata, recorded_at)
  VALUES (:number, 'payroll', {year}, :number, '{day}', 'One', 'EUR', 2, '{{}}', now())
), lined AS (
  INSERT INTO lines (entry, number, account, amount) VALUES (:number, 1, '512', :cents), (:number, 2, '706', -:cents)
)
INSERT INTO balances AS held VALUES ('512', '', '{month}', :cents, 0), ('706', '', '{month}', 0, :cents)
  ON CONFLICT (account, auxiliary, period)
  DO UPDATE SET debit = held.debit + excluded.debit, credit = held.credit + excluded.credit;
SELECT * FROM entries WHERE seq = :number;
SELECT * FROM lines WHERE entry = :number;
INSERT INTO audit (at, actor, operation, path, command_id, trace)
  VALUES (now(), 'key_bench', 'ledger.post_entry', '{{}}', :number::text, '');
INSERT INTO commands (credential, operation, command_id, fingerprint, status, answer, events, recorded_at)
  VALUES ('key_bench', 'ledger.post_entry', :number::text, 'f', 201, '{{}}', '[]', now());
COMMIT;
"""


def pgbench(url: str, connections: int, seconds: float, day: str) -> float | None:
    """Return how many single entries a second pgbench posts by the statements of one; None when it is not installed."""
    program = shutil.which("pgbench") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/pgbench")), None)
    if program is None:
        return None
    parts = urlsplit(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SINGLE.format(year=day[:4], month=day[:7], day=day))
        script.flush()
        command = [
            program, "-n", "-f", script.name, "-c", str(connections), "-j", "1", "-T", f"{seconds:.0f}",
            "-h", str(parts.hostname), "-p", str(parts.port), "-U", unquote(parts.username or ""), parts.path[1:],
        ]  # fmt: skip
        environment = {**os.environ, "PGPASSWORD": unquote(parts.password or "")}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found[1])
