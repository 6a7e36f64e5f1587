"""Ten thousand members from one spreadsheet, through the API, with the progress that a secretary sees meanwhile.

The sheet is one as people have it: French headings, semicolons, telephone numbers and days as they are written. Then
the same sheet once more, which changes nothing.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

import httpx

from .report import Report, say
from .suite import Suite

COOP, COUNT, LIMIT_SECONDS = "alpar", 10_000, 30.0
STEPS = 10  # so many different states of progress are to be seen at least
HEADER = "Identifiant;Nom;Prénom;Courriel;Tél. portable;Date de naissance;Date d'adhésion;Catégorie;À jour jusqu'au"


def sheet(count: int) -> bytes:
    """Return the spreadsheet."""
    joined = date(2019, 1, 7)
    rows = [
        f"B{n:05d};Lefèvre-{n};Noël;b{n}@example.org;06 {n // 10**6 % 100:02d} {n // 10**4 % 100:02d} "
        f"{n // 100 % 100:02d} {n % 100:02d};01/02/1980;"
        f"{joined + timedelta(days=n % 2000):%d/%m/%Y};Cooperator;31/12/2027"
        for n in range(count)
    ]
    return "\r\n".join([HEADER, *rows, ""]).encode("utf-8-sig")


def measure(report: Report, running: Suite, quick: bool) -> None:
    """Import, watch, and import again."""
    count = 1_000 if quick else COUNT
    content = sheet(count)
    say(f"import: {count:,} members in {len(content) / 1e6:.2f} MB")
    with running.client(COOP) as http:
        seconds, seen = _import(http, content, {"created": count})
        again, _ = _import(http, content, {"skipped": count})
    limit = LIMIT_SECONDS * count / COUNT
    report.add("import", f"{count:,} members from a spreadsheet", f"{seconds:.1f} s, {count / seconds:.0f} lines/s",
               against=f"{seen} states of progress seen", target=f"≤ {limit:g} s, ≥ {STEPS} states",
               met=seconds <= limit and seen >= min(STEPS, count // 200))  # fmt: skip
    report.add("import", "the same sheet again", f"{again:.1f} s, {count / again:.0f} lines/s")


def _import(http: httpx.Client, content: bytes, counts: dict[str, int]) -> tuple[float, int]:
    """Import a sheet; return the seconds from sending it to its end, and how many states of progress were seen."""
    began = time.perf_counter()
    sent = http.post("/imports/members", content=content, headers={"Content-Type": "text/csv"})
    sent.raise_for_status()
    job, seen = sent.json(), set()
    while job["state"] in ("queued", "running"):
        time.sleep(0.1)
        job = http.get(f"/jobs/{job['id']}").json()
        if job["progress"]["total"]:
            seen.add(job["progress"]["settled"])
    seconds = time.perf_counter() - began
    if job["state"] != "succeeded" or job["counts"] != counts:
        raise RuntimeError(f"the import came to {job['state']}: {job['counts']} {job['problem']}")
    return seconds, len(seen)
