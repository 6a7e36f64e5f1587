"""Reads one rule by its path, with the article that it stands in."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from ..money import Money
from ..refusals import StatutesSilent
from .versions import RulebookVersion

_MISSING = object()


@dataclass(frozen=True)
class Rule:
    """A value together with where it is written; every check that uses it can name its article."""

    path: str
    value: Any
    article: str

    @property
    def fraction(self) -> Fraction:
        """The value as an exact fraction ("1/3", "0.10")."""
        return Fraction(str(self.value))

    def money(self, currency: str) -> Money:
        """The value as an amount of the given currency."""
        return Money.parse(str(self.value), currency)


class Rules:
    """The three layers in force on one day in one cooperative.

    ``documents`` maps a layer to its document. A document of statutes or bylaws may carry ``articles``, a map from
    path to article; a document of law has ``rules``, each with path, value, ``from`` and source.
    """

    def __init__(self, coop: str, day: date, documents: dict[str, dict[str, Any]], versions: dict[str, int]) -> None:
        self.coop, self.day, self._documents, self.versions = coop, day, documents, versions

    def statutes(self, path: str, default: Any = _MISSING) -> Rule:
        """Return a rule of the statutes; without it and without a default, refuse with ``statutes_silent``."""
        return self._read("statutes", path, default)

    def bylaws(self, path: str, default: Any = _MISSING) -> Rule:
        """Return a rule of the bylaws."""
        return self._read("bylaws", path, default)

    def law(self, path: str) -> Rule:
        """Return the rule of law in force, its source as article."""
        found = [
            entry
            for entry in self._documents.get("law", {}).get("rules", [])
            if entry["path"] == path and date.fromisoformat(str(entry["from"])) <= self.day
        ]
        if not found:
            raise StatutesSilent(layer="law", path=path)
        entry = max(found, key=lambda one: str(one["from"]))
        return Rule(path, entry["value"], entry["source"])

    def document(self, layer: str) -> dict[str, Any]:
        """Return the whole document of a layer."""
        return self._documents.get(layer, {})

    def _read(self, layer: str, path: str, default: Any) -> Rule:
        document = self._documents.get(layer, {})
        value: Any = document
        for step in path.split("."):
            value = value.get(step, _MISSING) if isinstance(value, dict) else _MISSING
            if value is _MISSING:
                break
        if value is _MISSING or (value is None and default is not _MISSING):
            if default is _MISSING:
                raise StatutesSilent(layer=layer, path=path, article=f"{layer.capitalize()} of {self.coop}")
            return Rule(path, default, f"{layer.capitalize()} of {self.coop}, silent on {path}")
        return Rule(path, value, self._article(layer, document, path))

    def _article(self, layer: str, document: dict[str, Any], path: str) -> str:
        articles, prefix = document.get("articles", {}), path
        while prefix not in articles and "." in prefix:
            prefix = prefix.rpartition(".")[0]
        label = f", {articles[prefix]}" if prefix in articles else ""
        return f"{layer.capitalize()} of {self.coop}{label} ({path})"

    @classmethod
    def in_force(cls, session: Session, coop: str, service: str, day: date) -> Rules:
        """Load the latest version of each layer that is effective on ``day``."""
        table = RulebookVersion.__table__
        rows = session.execute(
            select(table.c.layer, table.c.version, table.c.digest)
            .where(table.c.effective_on <= day)
            .ext(distinct_on(table.c.layer))
            .order_by(table.c.layer, table.c.effective_on.desc(), table.c.version.desc())
        ).all()
        documents = {row.layer: _document(session, (coop, service, row.layer, row.digest), row.version) for row in rows}
        return cls(coop, day, documents, {row.layer: row.version for row in rows})


# Documents are immutable and named by their digest, so this can never be stale.
_CACHE: OrderedDict[tuple[str, str, str, str], dict[str, Any]] = OrderedDict()


def _document(session: Session, key: tuple[str, str, str, str], version: int) -> dict[str, Any]:
    if key not in _CACHE:
        table = RulebookVersion.__table__
        _CACHE[key] = session.execute(
            select(table.c.document).where(table.c.layer == key[2], table.c.version == version)
        ).scalar_one()
        while len(_CACHE) > 2000:
            _CACHE.popitem(last=False)
    _CACHE.move_to_end(key)
    return _CACHE[key]
