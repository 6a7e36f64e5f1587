"""Goes through a document by its schema and tells each rule in a sentence, group by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from marshmallow import fields

from services.commons.documents import Said, said
from services.commons.documents.sheet import Value
from services.commons.money import Money

from ..document import BylawsDocument, StatutesDocument
from ..document.fields import (
    CalendarDay,
    Choice,
    Country,
    Currency,
    Figure,
    MonthDay,
    Part,
    Price,
    ShortName,
    Sum,
)
from ..document.shapes import DocumentSchema
from ..rules import identities
from .sentences import MONTHS, SENTENCES, SUBJECTS, WORDS

SCHEMAS = {"statutes": StatutesDocument, "bylaws": BylawsDocument}
# Named in the heading of their group, which needs no further sentence.
NAMING = ("slug", "name", "code")
SILENT = ("articles",)
# What stands beside the cooperative's own bodies where the statutes say who decides.
BODIES_OF_ALL = ("general_assembly", "of_right", "payment")


@dataclass(frozen=True, slots=True)
class Told:
    """A heading (``level`` 1 for a part, 2 and more below), or a rule in a sentence (0); with its path and article."""

    path: str
    text: Said
    article: str
    level: int = 0


class Teller:
    """Tells one document, in the currency of the cooperative; ``names`` are those of bodies, categories and so on."""

    def __init__(self, layer: str, document: Mapping[str, Any], currency: str, names: Mapping[str, str]) -> None:
        self._schema, self._document = SCHEMAS[layer](), document
        self._articles: Mapping[str, str] = document.get("articles") or {}
        self._currency, self._names = currency, names

    def tell(self) -> Iterator[Told]:
        """Tell every rule that the document holds, in the order of the schema."""
        return self._group(self._schema, self._document, "", 1)

    def article(self, path: str) -> str:
        """Return the article in which a rule stands, that of the nearest rule above it, or nothing."""
        return article_of(self._articles, path)

    def _group(self, schema: DocumentSchema, held: Mapping[str, Any], prefix: str, level: int) -> Iterator[Told]:
        known = {field.data_key or name: field for name, field in schema.fields.items()}
        there = [key for key in known if key in held]
        loose = [key for key in there if not _has_headings(known[key], held[key])]
        for key in (*loose, *[key for key in there if key not in loose]):
            path = f"{prefix}{key}"
            if path in SILENT:
                continue
            yield from self._rule(f"{type(schema).__name__}.{key}", known[key], held[key], path, level)

    def _rule(self, key: str, field: Any, value: Any, path: str, level: int) -> Iterator[Told]:
        if _nested(field) is None or value is None:
            yield self._sentence(key, field, value, path)
        elif isinstance(field, fields.List):
            for identity, one in zip(identities(value), value, strict=True):
                headed, name = _has_headings(field, value), _name_of(one)
                shown = self._names.get(name, name)
                yield from self._thing(key, field, one, f"{path}.{identity}", level, shown, headed=headed)
        elif isinstance(field, fields.Dict):
            for name, one in value.items():
                shown = self._names.get(name, name)
                yield from self._thing(key, field, one, f"{path}.{name}", level, shown, headed=True)
        else:
            yield self._heading(key, path, level, "")
            yield from self._group(_nested(field), value, f"{path}.", level + 1)

    def _thing(
        self, key: str, field: Any, one: Mapping[str, Any], path: str, level: int, name: str, *, headed: bool
    ) -> Iterator[Told]:
        """Tell a thing of a list: under a heading of its own, or in one sentence where they are nothing but names."""
        told = {key: value for key, value in one.items() if key not in NAMING}
        yield self._heading(key, path, level if headed else 0, name)
        yield from self._group(_nested(field), told, f"{path}.", level + 1)

    def _heading(self, key: str, path: str, level: int, name: str) -> Told:
        label = SENTENCES[key].said if key in SENTENCES else said("{label}: {name}", label=key, name="")
        text = said("{label}: {name}", label=label, name=name) if name else label
        return Told(path, text, self.article(path), level)

    def _sentence(self, key: str, field: Any, value: Any, path: str) -> Told:
        sentence = SENTENCES.get(key)
        shown = self.value(field, value)
        if sentence is None:
            text = said("{path}: {value}.", path=path, value=shown)
        elif value is None or value is False or (value in ([], "none") and sentence.absent is not None):
            text = sentence.absent or said("{path}: {value}.", path=path, value=shown)
        elif sentence.exactly is not None and sentence.exactly[0] == value:
            text = sentence.exactly[1]
        elif isinstance(field, fields.Dict) and isinstance(value, dict):
            each = [
                Said(sentence.said.text, {"name": SUBJECTS.get(name) or _plain(name),
                                          "value": self.value(field.value_field, one)})
                for name, one in value.items()
            ]  # fmt: skip
            text = _joined(each, " ")
        else:
            text = Said(sentence.said.text, {"value": shown})
        return Told(path, text, self.article(path))

    def value(self, field: Any, value: Any) -> Value:
        """Return a value as a document writes it: rates, sums and days in the reader's way, words in the language."""
        if value is None or value == []:
            return WORDS["none"]
        if isinstance(value, bool):
            return said("yes") if value else said("no")
        if isinstance(value, list):
            return _joined([self.value(getattr(field, "inner", None), one) for one in value], ", ")
        if isinstance(value, dict):
            return _joined([said("{label}: {name}", label=name, name=self.value(None, one))
                            for name, one in value.items()], ", ")  # fmt: skip
        if isinstance(field, Part):
            return Fraction(str(value))
        if isinstance(field, Sum | Price):
            return Money.parse(str(value), self._currency)
        if isinstance(field, CalendarDay):
            return date.fromisoformat(str(value))
        if isinstance(field, MonthDay):
            return said("{day} {month}", day=int(value[3:]), month=MONTHS[int(value[:2]) - 1])
        if isinstance(field, Figure | Country | Currency):
            return WORDS.get(str(value), str(value))
        if isinstance(field, Choice) or value in BODIES_OF_ALL:
            return WORDS.get(str(value), str(value))
        if isinstance(field, ShortName):
            return self._names.get(value) or _plain(value)
        return value if isinstance(value, int) else str(value)


def article_of(articles: Mapping[str, str], path: str) -> str:
    """Return the article of the nearest rule at or above a path, or nothing."""
    while path not in articles and "." in path:
        path = path.rpartition(".")[0]
    return articles.get(path, "")


def names_in(statutes: Mapping[str, Any], bylaws: Mapping[str, Any]) -> dict[str, str]:
    """Return what things are called by their short names: bodies, categories, colleges, linked organisations."""
    found: dict[str, str] = {}
    for group, key in (
        (statutes.get("membership", {}), "categories"), (statutes.get("membership", {}), "colleges"),
        (statutes.get("governance", {}), "bodies"), (bylaws, "linked_organisations"),
    ):  # fmt: skip
        found |= {one["slug"]: one["name"] for one in group.get(key) or []}
    return found


def _joined(values: list[Any], between: str) -> Said:
    text = between.join(f"{{v{place}}}" for place in range(len(values)))
    return Said(text, {f"v{place}": one for place, one in enumerate(values)})


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _nested(field: Any) -> Any:
    """Return the schema of a group, a list of groups or named groups; None for what is told in one sentence."""
    inner = field.inner if isinstance(field, fields.List) else field
    inner = inner.value_field if isinstance(inner, fields.Dict) else inner
    return inner.schema if isinstance(inner, fields.Nested) else None


def _has_headings(field: Any, value: Any) -> bool:
    """Say whether a value is told under headings: a group, or a list of things that are more than their names."""
    if _nested(field) is None or value is None:
        return False
    return not isinstance(value, list) or any(set(one) - set(NAMING) for one in value)


def _name_of(one: Mapping[str, Any]) -> str:
    return str(next((one[key] for key in ("name", "slug", "code", "category", "body", "kind") if key in one), ""))
