"""The documents that a member, a treasurer or an accountant would print, written to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .client import Cooperative
from .figures import Figures


def play(figures: Figures, coops: Mapping[str, Cooperative], folder: Path) -> None:
    """Write every report of the year before as PDF, and say where they are."""
    figures.chapter("documents for people")
    year = figures.today.year - 1
    alpar, coopaname = coops["alpar"], coops["coopaname"]
    first = alpar.get("/members", limit=1)["data"][0]
    member = first["id"]
    # The books hold ids; names are told to them apart, and join the page only.
    alpar.put(f"/auxiliaries/{member}/name", {"name": f"{first['first_name']} {first['last_name']}", "party": "person"})
    activity = coopaname.get("/activities", limit=1)["data"][0]["id"]
    end, today = {"as_of": f"{year}-12-31"}, {"as_of": figures.today.isoformat()}
    wanted: list[tuple[Cooperative, str, str, dict[str, Any]]] = [
        (alpar, "/reports/trial-balance/document", "trial-balance", end),
        (alpar, "/reports/balance-sheet/document", "balance-sheet", end),
        (alpar, "/reports/income-statement/document", "income-statement", end),
        (alpar, "/reports/cash-position/document", "cash-position", today),
        (alpar, "/reports/capital/document", "capital", today),
        (alpar, "/reports/funding/document", "funding", {"from": f"{year}-01-01", "to": f"{year}-12-31"}),
        (alpar, f"/members/{member}/share-certificate", "share-certificate", today),
        (alpar, f"/members/{member}/statement/document", "member-statement", {}),
        (coopaname, f"/activities/{activity}/statement/document", "activity-statement",
         {"from": f"{year}-01-01", "to": figures.today.isoformat()}),
        (coops["alpine-aluminium"], "/reports/income-statement/document", "income-statement", end),
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for coop, path, name, query in wanted:
        document = coop.download(path, format="pdf", **query)
        (folder / f"{coop.slug}-{name}.pdf").write_bytes(document)
        written += document.startswith(b"%PDF-")
    figures.check("documents written, each a PDF", written, len(wanted))
    figures.note(f"they are in {folder}")
