"""The cooperatives of this installation: one YAML file each, read and checked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from services.membership.statutes.document import CooperativeDocument, LawDocument, findings_on_form
from services.membership.statutes.rules import (
    Finding,
    findings_between,
    findings_in_bylaws,
    findings_in_statutes,
    findings_on_law,
    law_on,
)

from .errors import CooperativeFileError, located
from .reading import read_yaml

__all__ = ["CooperativeFile", "CooperativeFileError", "all_cooperatives", "load_cooperative", "load_law"]

HERE = Path(__file__).parent
LAW = HERE.parent / "law" / "france.yml"
# The text in force on arrival is checked against the law as it stands now, whenever the cooperative was founded.
LATEST = "9999-12-31"


@dataclass(frozen=True)
class CooperativeFile:
    """The facts, founding statutes and bylaws of one cooperative, as its file gives them."""

    slug: str
    name: str
    founded_on: date
    statutes: dict[str, Any]
    bylaws: dict[str, Any]
    federations: tuple[dict[str, Any], ...]


def load_cooperative(slug: str, folder: Path = HERE) -> CooperativeFile:
    """Read and check ``<slug>.yml``; raises CooperativeFileError with everything that is wrong with it."""
    file = folder / f"{slug}.yml"
    read = read_yaml(file)
    if read.findings:
        raise CooperativeFileError(file, read.findings)
    findings = [*findings_on_form(CooperativeDocument(), read.value), *_contradictions(read.value, slug)]
    if findings:
        raise CooperativeFileError(file, located(findings, read.lines))
    text = read.value
    return CooperativeFile(
        slug, text["name"], date.fromisoformat(text["founded_on"]), text["statutes"], text["bylaws"],
        tuple(text.get("federations", ())),
    )  # fmt: skip


def all_cooperatives(folder: Path = HERE) -> list[CooperativeFile]:
    """Read every file of a folder, in the order of the slugs; raises CooperativeFileError for the first bad file.

    A federation whose file is there too must have the category that its member claims to be in.
    """
    found = {file.stem: load_cooperative(file.stem, folder) for file in sorted(folder.glob("*.yml"))}
    for slug, cooperative in found.items():
        findings = [
            Finding(("federations", place, "as"), f"is {link['as']}; {link['federation']} has no such category.")
            for place, link in enumerate(cooperative.federations)
            if link["federation"] in found and link["as"] not in _categories(found[link["federation"]])
        ]
        if findings:
            file = folder / f"{slug}.yml"
            raise CooperativeFileError(file, located(findings, read_yaml(file).lines))
    return list(found.values())


def load_law(file: Path = LAW) -> dict[str, Any]:
    """Read and check the law that is shipped, each rule with its date, source and confidence."""
    read = read_yaml(file)
    findings = [] if read.findings else findings_on_form(LawDocument(), read.value)
    if read.findings or findings:
        raise CooperativeFileError(file, read.findings or located(findings, read.lines))
    return dict(read.value)


def _contradictions(text: Any, slug: str) -> list[Finding]:
    """Return what a well-formed file still has wrong; a malformed one is read as far as it goes."""
    if not isinstance(text, dict):
        return []
    statutes, bylaws = (text[layer] if isinstance(text.get(layer), dict) else {} for layer in ("statutes", "bylaws"))
    law = law_on(load_law(), LATEST)
    return [
        *_identity(text, statutes, slug),
        *_below("statutes", [*findings_in_statutes(statutes), *findings_on_law(statutes, law)] if statutes else []),
        *_below("bylaws", [*findings_in_bylaws(bylaws), *findings_between(statutes, bylaws)] if bylaws else []),
    ]


def _identity(text: dict[str, Any], statutes: dict[str, Any], slug: str) -> list[Finding]:
    own = statutes.get("identity") if isinstance(statutes.get("identity"), dict) else {}
    expected = (
        (("slug",), text.get("slug"), slug, "the file's name"),
        (("statutes", "identity", "slug"), (own or {}).get("slug"), slug, "the file's name"),
        (("statutes", "identity", "name"), (own or {}).get("name"), text.get("name"), "the name above"),
    )
    return [
        Finding(steps, f"is {written}, but {said} says {right}; write {right}.")
        for steps, written, right, said in expected
        if isinstance(written, str) and isinstance(right, str) and written != right
    ]


def _below(layer: str, findings: Sequence[Finding]) -> list[Finding]:
    return [Finding((layer, *one.steps), one.message, one.source) for one in findings]


def _categories(cooperative: CooperativeFile) -> list[str]:
    return [category["slug"] for category in cooperative.statutes["membership"]["categories"]]
