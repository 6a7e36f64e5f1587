"""A year of shifts: the standings of 430 members, each derived anew, through the API.

The year is filled by SQL, as fifty-two weeks of calendar and attendance would have left it: 18 shifts a week, one shift
each for every member in four weeks, one in thirteen missed. What the API answers is compared with a reckoning here.
"""

from __future__ import annotations

import time
import uuid
from datetime import date, timedelta

import httpx
import psycopg2

from services.commons.clock import legal_day, system_clock

from .report import Report, middle, say
from .suite import Suite

COOP, MEMBERS, WEEKS, CYCLE = "alpar", 430, 52, 28
LIMIT_SECONDS = 1.0

FILL = """
WITH calendar AS (
  INSERT INTO shifts (id, starts_at, ends_at, day, places, slot, recorded_at)
  SELECT 'shf_b' || n, day + hour, day + hour + interval '3 hours', day, '{"member": 5, "leader": 1}', 'bench ' || n,
         now()
    FROM (SELECT n, %(first)s::date + (n / 18) * 7 + (n %% 18) / 3 AS day,
                 (ARRAY['9h', '13h', '16h'])[1 + n %% 3]::interval AS hour
            FROM generate_series(0, %(weeks)s * 18 - 1) n) slots
  RETURNING id
), staff AS (
  SELECT id, row_number() OVER (ORDER BY number) - 1 AS place FROM members ORDER BY number LIMIT %(members)s
)
INSERT INTO enrolments (shift_id, member_id, role, attendance, recorded_at, marked_at)
SELECT 'shf_b' || (cycle * 72 + place / 6), staff.id, 'member',
       CASE WHEN (place + cycle) %% 13 = 0 THEN 'missed' ELSE 'attended' END, now(), now()
  FROM staff, generate_series(0, %(weeks)s / 4 - 1) cycle, (SELECT count(*) FROM calendar) made
"""


def measure(report: Report, running: Suite, quick: bool) -> None:
    """Fill a year, and measure what every reader of standings waits for."""
    today = legal_day(system_clock())
    first = today - timedelta(days=today.weekday() + 7 * WEEKS)
    say(f"standings: {MEMBERS} members over {WEEKS} weeks")
    times = 5 if quick else 15
    with running.client(COOP) as http:
        _import(http, first)
        _fill(running.access("membership", COOP)["database"], first)
        seconds, shown = _read(http, "/standings?limit=500", times)
        assert len(shown["data"]) >= MEMBERS, "not everybody has a standing"
        owed = (today - first).days // CYCLE
        served = [one for one in shown["data"] if one["served"] + one["missed"] == WEEKS // 4]
        assert len(served) == MEMBERS, f"the year of {MEMBERS - len(served)} members is not whole"
        wrong = [one for one in served if one["balance"] != 1 - owed + one["served"] - one["missed"]]
        assert not wrong, f"{len(wrong)} balances are not what was recorded"
        report.add("standings", f"{MEMBERS} members over a year", f"{1000 * seconds:.0f} ms",
                   against="each derived anew, one page", target=f"≤ {LIMIT_SECONDS:.0f} s",
                   met=seconds <= LIMIT_SECONDS)  # fmt: skip
        span = f"from={first}&to={first + timedelta(days=7 * WEEKS - 1)}"
        for what, path in (
            ("the year in figures", f"/shifts/figures?{span}"),
            ("a snapshot for a till", "/standings/changes"),
            ("one card at the till", f"/members/by-card/{_card(http, served[0]['member_id'])}/standing"),
        ):
            seconds, _ = _read(http, path, times)
            report.add("standings", what, f"{1000 * seconds:.0f} ms")


def _read(http: httpx.Client, path: str, times: int) -> tuple[float, dict[str, list[dict[str, int]]]]:
    found, answer = [], None
    for _ in range(times):
        began = time.perf_counter()
        answer = http.get(path).raise_for_status()
        found.append(time.perf_counter() - began)
    assert answer is not None
    return middle(found), answer.json()


def _import(http: httpx.Client, first: date) -> None:
    """Import members who were insured all along, if the register does not hold as many."""
    held = len(http.get("/members", params={"limit": 500}).raise_for_status().json()["data"])
    lines = ["external_id,kind,first_name,last_name,category,joined_on,linked_organisation_until"]
    lines += [f"S{number:03d},natural_person,Camille,Martin,member,{first.year - 1}-01-08,{first.year + 3}-12-31"
              for number in range(max(0, MEMBERS - held))]  # fmt: skip
    if len(lines) == 1:
        return
    sent = http.post("/imports/members", content="\n".join(lines).encode(),
                     headers={"Content-Type": "text/csv", "Prefer": "wait=60"}).raise_for_status().json()  # fmt: skip
    assert sent["state"] == "succeeded", sent


def _fill(url: str, first: date) -> None:
    with psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://", 1)) as connection:
        with connection.cursor() as cursor:
            cursor.execute(FILL, {"first": first, "weeks": WEEKS, "members": MEMBERS})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) shifts, enrolments")
    connection.close()


def _card(http: httpx.Client, member_id: int) -> str:
    code = f"BENCH-{uuid.uuid4().hex[:12]}"
    http.post(f"/members/{member_id}/cards", json={"code": code}).raise_for_status()
    return code
