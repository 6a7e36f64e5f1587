"""The register as of a day, with a thousand members and with a hundred thousand, on one suite.

Two cooperatives are filled by SQL (what an import costs is measured by its own section),
and asked in turns through the gateway for the first page of a day in the past, and for what a secretary types.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg2
from sqlalchemy import make_url

from .load import Demand, load
from .report import Report, in_turn, middle, say
from .suite import Servers, Suite

SMALL, LARGE = ("alpine-aluminium", 1_000), ("coopaname", 100_000)
PORTION = 5_000
DAY = "2025-06-30"
MOST = 2.0
# A part of a name that some have, one that hardly anybody has, two words in any order, digits of a phone number.
ASKED = ("martin", "zephirin", "martin cam", "0450 01")

_PARTIES = """
INSERT INTO parties (id, external_id, kind, first_name, last_name, email, phone, recorded_at, changed_at)
SELECT 'mbr_bench' || lpad(n::text, 17, '0'), 'bench-' || n, 'natural_person',
       (ARRAY['Camille', 'Noël', 'Anne-Sophie', 'Joséphine', 'Ali', 'Zoé', 'Maël'])[1 + n % 7],
       CASE WHEN n % 40000 = 77 THEN 'Zéphirin' ELSE
         (ARRAY['Martin', 'Lefèvre', 'N''Diaye', 'Dupont', 'Roux', 'Girard-Petit', 'Œuvrard', 'Bonnet', 'Faure'])
           [1 + n % 9]
         || chr(97 + n % 26) || chr(97 + n / 26 % 26) || chr(97 + n / 676 % 26) END,
       'bench' || n || '@example.org', '+33 4 50 ' || lpad((n % 1000000)::text, 6, '0'), now(), now()
  FROM generate_series(%(first)s, %(last)s) AS n
"""
_MEMBERS = """
INSERT INTO members (id, number, given_at)
SELECT 'mbr_bench' || lpad(n::text, 17, '0'), 1000000 + n, now() FROM generate_series(%(first)s, %(last)s) AS n
"""
# One in ten left before the day that is asked for; one in twenty moved, and has two periods.
_MEMBERSHIPS = """
INSERT INTO memberships (id, member_id, category, starts_on, joined_on, ends_on, legacy, recorded_at)
SELECT 'msh_bench' || p || lpad(n::text, 16, '0'), 'mbr_bench' || lpad(n::text, 17, '0'), 'bench',
       CASE p WHEN 1 THEN date '2020-01-01' + (n % 1000)::int ELSE date '2024-01-01' END,
       CASE p WHEN 2 THEN date '2020-01-01' + (n % 1000)::int END,
       CASE WHEN p = 1 AND n % 20 = 1 THEN date '2023-12-31' WHEN n % 10 = 2 THEN date '2024-05-31' END, false, now()
  FROM generate_series(%(first)s, %(last)s) AS n, generate_series(1, 2) AS p WHERE p = 1 OR n % 20 = 1
"""


def measure(report: Report, servers: Servers, running: Suite, quick: bool) -> None:
    """Fill both, ask both in turns, compare."""
    for coop, count in (SMALL, LARGE):
        say(f"register: {count} members of {coop} are entered")
        _fill(servers, running, coop, count)
    rounds, seconds = (2, 2.0) if quick else (5, 4.0)
    asked = {"first page": f"as_of={DAY}", **{f"q={q}": f"as_of={DAY}&q={q.replace(' ', '%20')}" for q in ASKED}}
    for what, query in asked.items():
        pair = [_Read(Demand(running.of(coop, f"/members?limit=100&{query}"), running.keys[coop], 1, seconds))
                for coop, _ in (SMALL, LARGE)]  # fmt: skip
        for one in in_turn(pair, rounds):
            one.times.append(load(one.demand).p50)
        small, large = (middle(one.times) for one in pair)
        ratio, held = large / small, what == "first page"
        report.add("register", f"as of {DAY}, {what}: p50 with {LARGE[1]:,} members", f"{large:.1f} ms",
                   against=f"{small:.1f} ms with {SMALL[1]:,}", ratio=f"{ratio:.2f}",
                   target=f"≤ {MOST:g}" if held else "", met=ratio <= MOST if held else None)  # fmt: skip


@dataclass
class _Read:
    demand: Demand
    times: list[float] = field(default_factory=list)


def _fill(servers: Servers, running: Suite, coop: str, count: int) -> None:
    """Enter members, and have their statistics read at once, which the owner of the tables alone may ask for."""
    database = make_url(running.access("membership", coop)["database"]).database
    url = make_url(servers.database_admin).set(drivername="postgresql", database=database)
    connection = psycopg2.connect(url.render_as_string(hide_password=False))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for first in range(1, count + 1, PORTION):
                portion = {"first": first, "last": min(first + PORTION - 1, count)}
                for statement in (_PARTIES, _MEMBERS, _MEMBERSHIPS):
                    cursor.execute(statement.replace("%", "%%").replace("%%(", "%("), portion)
            cursor.execute("ANALYZE parties, members, memberships")
    finally:
        connection.close()
