"""Books that leave and books that arrive: a FEC of a million lines streamed out, one of a hundred thousand taken in.

The year that leaves is filled by SQL (see ``books``). While it streams through the gateway, the proportional set sizes
of the ledger's host and of the gateway are sampled: what they grow after the first tenth of the file is what a longer
file would cost. What arrives goes through the gateway as well, is uploaded in parts, read in a worker process and
posted in one transaction; the time is that from the first byte sent to the job's end.
"""

from __future__ import annotations

import threading
import time
from datetime import date

import psycopg2

from services.commons.clock import legal_day, system_clock
from services.ledger.exports.fec.rules import COLUMNS, decimal_comma

from .books import COOP, fill
from .memory import MIB, kind_of
from .proc import descendants, pss
from .report import Report, say
from .suite import Suite

ARRIVES = "coopaname"
MOST_GROWTH = 16.0  # MiB, all our processes together
WATCHED = ("ledger host", "gateway (gunicorn and its worker)", "workers for long computations")


def measure(report: Report, running: Suite, quick: bool) -> None:
    """Measure the export and the import."""
    year = legal_day(system_clock()).year - 1
    _leaves(report, running, year, 100_000 if quick else 1_000_000)
    _arrives(report, running, year - 1, 10_000 if quick else 100_000)


def _leaves(report: Report, running: Suite, year: int, lines: int) -> None:
    url = running.access("ledger", COOP)["database"]
    there = _there(url, year)
    if there < lines:
        say(f"fec: filling a year of {lines:,} lines")
        fill(url, year, there, lines)
    say(f"fec: exporting {lines:,} lines")
    sizes: list[tuple[int, float]] = []
    sent, done = [0, 0], threading.Event()

    def watch() -> None:
        while not done.wait(0.25):
            sizes.append((sent[0], _sizes(running)))

    watcher = threading.Thread(target=watch)
    began = time.perf_counter()
    watcher.start()
    try:
        with running.client(COOP) as http, http.stream("GET", "/exports/fec", params={"year": str(year)}) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                sent[0] += len(part)
                sent[1] += part.count(b"\n")
    finally:
        done.set()
        watcher.join()
    seconds = time.perf_counter() - began
    assert sent[1] >= lines, f"{sent[1]} lines came of {lines}"
    early = max((size for at, size in sizes if at <= sent[0] / 10), default=sizes[0][1])
    growth = max(size for _, size in sizes) - early
    report.add("fec", f"export of {sent[1] - 1:,} lines", f"{(sent[1] - 1) / seconds:,.0f} lines/s",
               against=f"{sent[0] / 1e6:.0f} MB in {seconds:.0f} s")  # fmt: skip
    report.add("fec", "what memory grows after the first tenth", f"{growth:+.1f} MiB",
               against=f"{early:.0f} MiB of host, gateway and workers", target=f"≤ {MOST_GROWTH:g} MiB",
               met=growth <= MOST_GROWTH)  # fmt: skip


def _arrives(report: Report, running: Suite, year: int, lines: int) -> None:
    content = old_books(year, lines)
    say(f"fec: importing {lines:,} lines ({len(content) / 1e6:.1f} MB)")
    began = time.perf_counter()
    with running.client(ARRIVES) as http:
        answer = http.post("/imports/fec", content=content, headers={"Content-Type": "text/plain"}).raise_for_status()
        job = answer.json()
        while job["state"] in ("queued", "running"):
            time.sleep(0.1)
            job = http.get(f"/jobs/{job['id']}").raise_for_status().json()
    seconds = time.perf_counter() - began
    assert job["state"] == "succeeded", job["problem"]
    report.add("fec", f"import of {job['result']['lines']:,} lines", f"{job['result']['lines'] / seconds:,.0f} lines/s",
               against=f"{job['result']['entries']:,} entries in {seconds:.1f} s, all or nothing")  # fmt: skip


def old_books(year: int, lines: int, suppliers: int = 700) -> bytes:
    """Write a FEC of bills of three lines, with VAT, suppliers and their names, as another program would have."""
    rows = ["\t".join(COLUMNS)]
    count = lines // 3
    for number in range(1, count + 1):
        day = f"{date.fromordinal(date(year, 1, 1).toordinal() + number * 364 // count):%Y%m%d}"
        total = 1_000 + number % 90_000
        vat, supplier = total // 6, number % suppliers
        for account, label, code, name, debit, credit in (
            ("606300", "Fournitures d'entretien", "", "", total - vat, 0),
            ("445660", "TVA déductible", "", "", vat, 0),
            ("401000", "Fournisseurs", f"F{supplier:05d}", f"Fournisseur {supplier}", 0, total),
        ):
            rows.append("\t".join((
                "AC", "Achats", str(number), day, account, label, code, name, f"F{number}", day,
                f"Facture {number} fournitures du mois", decimal_comma(debit), decimal_comma(credit), "", "", day, "",
                "",
            )))  # fmt: skip
    return ("\r\n".join(rows) + "\r\n").encode()


def _there(url: str, year: int) -> int:
    """Return how many lines the year was filled with before."""
    connection = psycopg2.connect(url.replace("postgresql+psycopg2://", "postgresql://", 1))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(last), 0) FROM journal_counters WHERE journal = 'sales' AND year = %s",
                           (year,))  # fmt: skip
            return 2 * int(cursor.fetchone()[0])  # type: ignore[index]
    finally:
        connection.close()


def _sizes(running: Suite) -> float:
    """Return the MiB of the processes that a FEC goes through."""
    return sum(pss(pid) for pid in descendants(running.pid) if kind_of(pid) in WATCHED) / MIB
