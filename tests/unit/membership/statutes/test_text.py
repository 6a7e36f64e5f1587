"""The text that members read: a sentence for every key, in both languages, with its article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from marshmallow import fields

from deploy.cooperatives import all_cooperatives
from services.commons.documents.wording import worded
from services.membership.statutes.document.fields import Choice, Flag
from services.membership.statutes.text.sentences import SENTENCES, WORDS
from services.membership.statutes.text.telling import SCHEMAS, Teller, names_in
from tests.unit.membership.office import Office


def keys() -> Iterator[tuple[str, Any]]:
    """Go through every key of the document schemas, ``Schema.key`` with its field."""
    waiting, seen = [schema() for schema in SCHEMAS.values()], set()
    while waiting:
        schema = waiting.pop()
        if type(schema) in seen:
            continue
        seen.add(type(schema))
        for name, field in schema.fields.items():
            inner = field
            while isinstance(inner, fields.List | fields.Dict):
                inner = inner.inner if isinstance(inner, fields.List) else inner.value_field
            if isinstance(inner, fields.Nested):
                waiting.append(inner.schema)
            yield f"{type(schema).__name__}.{field.data_key or name}", inner


KEYS = dict(keys())


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_has_a_sentence(key: str) -> None:
    """A key that the statutes may have is told in words; a flag says both, and a word of a list is a word."""
    assert key in SENTENCES, f"write a sentence for {key} in services/membership/statutes/text/sentences"
    field = KEYS[key]
    if isinstance(field, Flag):
        assert SENTENCES[key].absent is not None, f"{key} says nothing when it is false"
    if isinstance(field, Choice):
        known = set(WORDS) | {"CAPE", "CESA", "CDI", "CDD"}
        assert set(field.words) <= known, f"write the words {set(field.words) - known} in sentences/words.py"


def test_no_sentence_is_left_over() -> None:
    """A sentence whose key is gone is removed."""
    assert set(SENTENCES) <= set(KEYS)


@pytest.mark.parametrize("cooperative", all_cooperatives(), ids=lambda one: one.slug)
@pytest.mark.parametrize("layer", ["statutes", "bylaws"])
def test_every_rule_of_the_reference_cooperatives_is_told(cooperative: Any, layer: str) -> None:
    """Nothing falls back to its path, nothing is left in braces, and each rule that has an article names it."""
    document = getattr(cooperative, layer)
    teller = Teller(layer, document, "EUR", names_in(cooperative.statutes, cooperative.bylaws))
    told = list(teller.tell())
    for one in told:
        for language in ("fr", "en"):
            text = worded(one.text, language)
            assert text and "{" not in text and not text.startswith(one.path), text
        assert one.article or not any(one.path.startswith(path) for path in document["articles"])
    leaves = [one.path for one in told if not one.level]
    assert len(leaves) == len(set(leaves))


def test_the_text_is_written_as_markdown_and_pdf(office: Callable[..., Office]) -> None:
    """In French unless asked otherwise, with the version and each article."""
    desk = office("alpar").membership
    text = desk.download("get_statutes_text", query={"format": "md"}).decode()
    assert text.startswith("# Statuts d’Alpar\n\nVersion 1, en vigueur depuis le 8 juin 2018\n")
    assert "- Une part vaut 100,00 €. *(article 8)*" in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "### Instance : Governance committee\n\n- Elle compte 12 sièges. *(article 13)*" in text
    english = desk.download("get_statutes_text", query={"format": "md", "layer": "bylaws", "language": "en"}).decode()
    assert english.startswith("# Bylaws of Alpar") and "A cycle lasts 28 days." in english
    assert desk.download("get_statutes_text").startswith(b"%PDF")
