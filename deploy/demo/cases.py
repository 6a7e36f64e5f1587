"""A support case: an enterprise is converted into a cooperative, step by step, and the cooperative runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from .client import Cooperative
from .figures import Figures
from .sheets import sheet

NEW, NAME, UNION = "val-d-arve", "Val d'Arve", "union-01"
WORKERS = ("Camille", "Farid", "Jeanne", "Luc", "Nour", "Paul")
# Founds the cooperative of a file, as an operator does (add, provision), and returns a full key for it.
Founder = Callable[[str, bytes], str]


def play(
    figures: Figures, http: httpx.Client, federation: Cooperative, found: Founder | None, folder: Path
) -> Cooperative | None:
    """Lead a conversion from the first meeting to the cooperative that runs; return it, or None if nobody founds it."""
    figures.chapter("a conversion, led by a regional union, ends in a fifth cooperative")
    key = federation.post("/keys", {"name": "adviser of a union", "scopes": ["cases:handle", f"for:{UNION}"]})["key"]
    union = Cooperative(http, federation.slug, key)
    since = figures.today - timedelta(days=210)
    case = union.post("/support-cases", {
        "kind": "conversion", "subject": NAME, "siren": "000000059", "workers": len(WORKERS),
        "contact": "the director", "opened_on": since.isoformat(),
    })  # fmt: skip
    where = f"/support-cases/{case['id']}"
    figures.check("an enterprise that is no member has a case; steps", case["steps"], 7)
    figures.refused("the federation's own full key", "case_confidential", lambda: federation.get(where))
    figures.check("what the federation sees: counts", [
        (one["kind"], one["handled_by"], one["count"]) for one in federation.get("/support-cases/figures")["figures"]
    ], [("conversion", UNION, 1)])  # fmt: skip
    _settle(figures, union, case)
    draft = union.post(f"{where}/cooperative", _cooperative(legal_form="sa"))
    figures.check("file of the cooperative, lawful", draft["slug"], NEW)
    figures.refused("a text that pays less than the law asks for", "cooperative_text_unfit", lambda: union.post(
        f"{where}/cooperative", {**_cooperative(legal_form="sa"), "statutes": {"shares": {
            "nominal": "50.00", "minimum": 1, "maximum": None, "paid_to_admit": "1/10", "balance_months": 36}}}
    ), "Law 78-763")  # fmt: skip
    file = union.download(f"{where}/cooperative-file")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NEW}.yml").write_bytes(file)
    closed = union.post(f"{where}/closing", {"state": "completed", "outcome": "Registered, and at work"})
    figures.check("the case", (closed["state"], closed["cooperative"]), ("completed", NEW))
    if found is None:
        figures.note(f"its file is {folder / NEW}.yml; `rochdale coop add` and `rochdale provision` found it")
        return None
    new = Cooperative(http, NEW, found(NEW, file))
    _run(figures, new)
    return new


def _cooperative(legal_form: str) -> dict[str, object]:
    """Return its facts; converted, it is the same legal person as before, so its founding day stays."""
    return {"slug": NEW, "name": NAME, "founded_on": "2015-04-01", "regime": "scop", "legal_form": legal_form,
            "siren": "000000059"}  # fmt: skip


def _settle(figures: Figures, union: Cooperative, case: dict[str, Any]) -> None:
    """Take every step on its day, with the documents that it rests on."""
    where = f"/support-cases/{case['id']}"
    for step in case["checklist"]:
        for kind in step["documents_missing"]:
            digest = hashlib.sha256(f"{step['slug']} {kind}".encode()).hexdigest()
            union.post(f"{where}/documents", {
                "step": step["slug"], "kind": kind, "name": f"{kind.replace('_', ' ').capitalize()} of {NAME}",
                "dated_on": step["due_on"], "sha256": digest,
            })  # fmt: skip
        case = union.patch(f"{where}/steps/{step['slug']}", {"state": "done", "done_on": step["due_on"]})
    figures.check("steps done, each with its documents", case["steps_done"], case["steps"])


def _run(figures: Figures, new: Cooperative) -> None:
    """See that it runs: its own statutes, its own register."""
    figures.check("it serves its own statutes", new.get("/statutes", layer="statutes")["document"]["identity"]["name"],
                  NAME)  # fmt: skip
    job = new.upload("/imports/members", sheet(
        {"external_id": f"W{number}", "kind": "natural_person", "first_name": name, "last_name": "Arve",
         "category": "member", "joined_on": "2026-01-02"} for number, name in enumerate(WORKERS, start=1)
    ))  # fmt: skip
    figures.check("its workers are its members", job["counts"], {"created": len(WORKERS)})
