"""Books are handed over: a year's FEC leaves Alpine Aluminium and arrives, whole, in a cooperative just founded."""

from __future__ import annotations

from pathlib import Path

from .client import Cooperative
from .figures import Figures

OLD = "alpine-aluminium"


def play(figures: Figures, old: Cooperative, new: Cooperative | None, folder: Path) -> None:
    """Export last year's FEC, keep it in the folder, and take it over where no books are yet."""
    figures.chapter("books handed over")
    year = figures.today.year - 1
    fec = old.download("/exports/fec", year=year)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{old.slug}-fec-{year}.txt").write_bytes(fec)
    figures.check("columns of the FEC", len(fec.partition(b"\r\n")[0].split(b"\t")), 18)
    if new is None:
        figures.note("no cooperative without books is here to take it over; `rochdale demo` founds one")
        return
    trial = new.upload("/imports/fec", fec, "text/plain", dry_run="true")
    figures.note(f"a dry run says: {trial['counts']}")
    new.upload("/imports/fec", fec, "text/plain")
    figures.check("both books, account by account", _balances(new, year) == _balances(old, year), True)
    figures.note(f"{len(_balances(new, year))} accounts, equal to the cent; then the year is approved as it was")
    approved = new.post(f"/fiscal-years/{year}/earlier-approval", {
        "approved_on": figures.today.isoformat(), "reference": "Minutes of the old books",
    })  # fmt: skip
    figures.check("the year that arrived", approved["state"], "approved")
    figures.check("exported again, it has as many lines", _lines(new.download("/exports/fec", year=year)), _lines(fec))
    broken = fec.replace(b",00\t", b",01\t", 1)
    figures.refused("a FEC that is one cent off", "lines_refused",
                    lambda: old.upload("/imports/fec", broken, "text/plain"))  # fmt: skip


def _balances(coop: Cooperative, year: int) -> dict[str, tuple[str, str]]:
    shown = coop.get("/reports/trial-balance", as_of=f"{year}-12-31", before_closing="true")
    return {one["account"]: (one["debit"]["amount"], one["credit"]["amount"]) for one in shown["accounts"]}


def _lines(fec: bytes) -> int:
    return fec.count(b"\r\n")
