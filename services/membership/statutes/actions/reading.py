"""Reads the texts as people do: what changed, and the whole in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.documents import part_of, written
from services.commons.documents.wording import worded
from services.commons.refusals import NotFound
from services.commons.requests import Chunk
from services.commons.rulebook import RulebookVersion
from services.commons.storage import Unit
from services.commons.workers.offload import offload

from .. import contract
from ..rules import Difference, in_a_line, readable_differences
from ..text.rendering import as_markdown, as_paper
from ..text.telling import Teller, Told, article_of, names_in
from ..versions import latest

MARKDOWN = "text/markdown"


@answers(contract.get_diff)
def get_diff(
    unit: Unit, layer: str, from_version: int | None, to_version: int | None, language: str
) -> dict[str, Any]:
    """Compare two versions; without a version before it, the first is compared with itself."""
    later = latest(unit, layer) if to_version is None else _version(unit, layer, to_version)
    earlier = _version(unit, layer, max(1, later.version - 1) if from_version is None else from_version)
    reads = [
        {one.path: worded(one.text, language) for one in _teller(unit, layer, version).tell()}
        for version in (earlier, later)
    ]
    articles: dict[str, list[dict[str, Any]]] = {}
    for one in readable_differences(earlier.document, later.document):
        article = article_of(later.document.get("articles") or {}, one.path) or f"{layer.capitalize()}, no article"
        articles.setdefault(article, []).append(_change(article, one, reads[0], reads[1]))
    return {
        "layer": layer, "from_version": earlier.version, "to_version": later.version,
        "effective_on": later.effective_on, "resolution_id": later.resolution_id,
        "articles": [{"article": article, "changes": changes} for article, changes in articles.items()],
    }  # fmt: skip


def _change(article: str, one: Difference, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
    return {
        "path": one.path, "said": f"{article}: {in_a_line(one)}", "before": one.before, "after": one.after,
        "reads_before": _reads(before, one.path), "reads_after": _reads(after, one.path),
    }  # fmt: skip


def _reads(told: Mapping[str, str], path: str) -> str | None:
    """Return what a text says at a path and below it, or None where it is silent."""
    found = [text for at, text in told.items() if at == path or at.startswith(f"{path}.")]
    return " ".join(found) or None


@answers(contract.get_text)
def get_text(
    unit: Unit, layer: str, as_of: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the text in force on a day."""
    day = as_of or unit.today
    version = unit.rules_on(day).versions.get(layer)
    if version is None:
        raise NotFound(what=f"version of the {layer} in force on", id=day.isoformat())
    held = _version(unit, layer, version)
    told: list[Told] = list(_teller(unit, layer, held).tell())
    name = str(unit.rules_on(day).statutes("identity.name").value)
    if format == "md":
        content = offload(as_markdown, layer, name, version, held.effective_on, told, language).encode()
        return part_of(content, MARKDOWN, cursor, f"{layer}-{version}.md")
    paper = as_paper(layer, name, version, held.effective_on, told)
    return written(unit, paper, "pdf", language, cursor, f"{layer}-{version}")


def _teller(unit: Unit, layer: str, version: RulebookVersion) -> Teller:
    rules = unit.rules_on(max(version.effective_on, unit.today))
    statutes, bylaws = rules.document("statutes"), rules.document("bylaws")
    documents = {"statutes": statutes, "bylaws": bylaws, layer: version.document}
    currency = str(documents["statutes"]["identity"]["currency"])
    return Teller(layer, version.document, currency, names_in(documents["statutes"], documents["bylaws"]))


def _version(unit: Unit, layer: str, number: int) -> RulebookVersion:
    found = unit.session.scalar(
        select(RulebookVersion).where(RulebookVersion.layer == layer, RulebookVersion.version == number)
    )
    if found is None:
        raise NotFound(what=f"version of the {layer}", id=str(number))
    return found
