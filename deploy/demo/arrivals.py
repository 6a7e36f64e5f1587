"""A spreadsheet arrives as a secretary has it, and the statutes are read: what they say, and whom a change would touch.

Nothing of it stays: the sheet is tried as a dry run only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .client import Cooperative
from .figures import Figures

SHEET = """N° adhérent;Nom;Prénom;Courriel;Tél. portable;Date d'adhésion;Catégorie;Notes
9001;Lefèvre;Zoé;zoe.lefevre@example.org;06 12 34 56 78;01/03/2020;Cooperator;aime le vélo
9002;D'Œuvre;Anaïs;;+33 (0)6 12 34 56 79;1er avril 2021;member;
9003;Noël;Max;max@example.org;04.50.00.00.01;1.4.2021;COOPERATOR;
9004;Petit;=HYPERLINK("http://example.org");;;02/04/2021;Cooperator;
9005;Roux;Léa;;06 12;03/04/21;Cooperator;
"""


def play(figures: Figures, coops: Mapping[str, Cooperative], folder: Path) -> None:
    """Try a spreadsheet, hand back what is to be mended, and read the statutes."""
    figures.chapter("alpar: a spreadsheet arrives, and the statutes are read")
    alpar = coops["alpar"]
    folder.mkdir(parents=True, exist_ok=True)
    _spreadsheet(figures, alpar, folder)
    _statutes(figures, alpar, folder)


def _spreadsheet(figures: Figures, alpar: Cooperative, folder: Path) -> None:
    sheet = SHEET.encode("utf-8-sig")
    before = _last(alpar)
    figures.refused("a column that nobody knows", "sheet_header_unfit",
                    lambda: alpar.upload("/imports/members", sheet, dry_run="true"))  # fmt: skip
    figures.refused(
        "the same in the encoding of an older Excel", "sheet_not_utf8",
        lambda: alpar.upload("/imports/members", SHEET.encode("cp1252"), dry_run="true"),
    )
    job = alpar.upload("/imports/members", sheet, dry_run="true", ignore="Notes")
    figures.check("a dry run says what would happen", job["counts"], {"created": 3, "refused": 2})
    refused = alpar.get(f"/jobs/{job['id']}/lines", outcome="refused")["data"]
    figures.check("lines to mend", [one["line"] for one in refused], [5, 6])
    figures.check("a formula in a cell", refused[0]["problem"]["code"], "formula_in_cell")
    for one in refused:
        figures.note(f"line {one['line']}: {one['problem']['detail']}")
    mended = alpar.download(f"/jobs/{job['id']}/refused-lines")
    (folder / "alpar-lines-to-mend.csv").write_bytes(mended)
    figures.check("handed back with what is wrong", mended.decode().count("Ce qui ne va pas"), 1)
    figures.check("nothing was written", _last(alpar), before)
    exported = alpar.download("/exports/members")
    again = alpar.upload("/imports/members", exported, dry_run="true", legacy="true")
    # Who is pseudonymised has no names any more, which no sheet brings in.
    figures.check("the register exported and sent back changes nobody", set(again["counts"]) - {"refused"}, {"skipped"})


def _statutes(figures: Figures, alpar: Cooperative, folder: Path) -> None:
    for layer in ("statutes", "bylaws"):
        document = alpar.download("/statutes/text", layer=layer, format="pdf")
        (folder / f"alpar-{layer}.pdf").write_bytes(document)
        figures.check(f"the {layer} that members read, as PDF", document[:5], b"%PDF-")
    text = alpar.download("/statutes/text", format="md", language="en").decode()
    figures.check("a rule in words", "Each member holds at most 1 share." in text, True)
    change: dict[str, Any] = {"layer": "statutes", "changes": {"shares.minimum": 2, "shares.maximum": 2}}
    concerned = {one["check"]: one for one in alpar.post("/statutes/simulation", change)["touched"]}
    touched = concerned["members_below_the_minimum"]
    figures.check("two shares each would touch whoever holds one", touched["count"] >= 400, True)
    figures.note(f"{touched['count']} {touched['what']}: {touched['said']} — {touched['article']}")
    figures.refused("half of the legal reserve, even as a simulation", "amendment_unlawful", lambda: alpar.post(
        "/statutes/simulation", {"layer": "statutes", "changes": {"economy.surplus.legal_reserve": "0.07"}},
    ))  # fmt: skip


def _last(alpar: Cooperative) -> int:
    """Return how many members there are now."""
    return sum(1 for _ in alpar.every("/members"))
