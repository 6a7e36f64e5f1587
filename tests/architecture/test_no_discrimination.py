"""No field that could serve discrimination: neither a table nor an operation nor an event has one (principle 1)."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import marshmallow as ma

from services.commons.contract import SERVICES, load_contracts
from services.commons.storage import tables_of
from services.membership.statutes.document import cooperative

CONTRACTS = load_contracts()
for _service in SERVICES:
    importlib.import_module(f"services.{_service}.service")

# What law forbids to distinguish people by (Constitution of 1946, preamble; code pénal, article 225-1; Regulation (EU)
# 2016/679, article 9), in English and French, as the words of a name.
FORBIDDEN = {
    "sex", "sexe", "gender", "genre", "civility", "civilite", "salutation", "honorific", "pronoun", "pronouns",
    "origin", "origine", "ethnicity", "ethnic", "ethnie", "race", "racial", "nationality", "nationalite", "citizenship",
    "citoyennete", "birthplace", "lieu_naissance", "religion", "religious", "religieux", "faith", "belief", "croyance",
    "politics", "political", "politique", "opinion", "opinions", "trade_union", "syndicat", "health", "sante",
    "medical", "disability", "handicap", "pregnancy", "pregnant", "grossesse", "marital", "matrimonial", "orientation",
    "genetic", "genetique", "biometric", "biometrique", "appearance", "maiden", "mother_tongue", "social_security",
    "nir", "criminal", "casier",
}  # fmt: skip
# A title is a form of address where it is a person's; of anything else it is its heading.
OF_PERSONS = {"title", "titre"}
PERSONS = {"parties", "members", "contact_points", "preferences", "representatives", "applications", "household_places"}
# Columns and fields that have such a word and another meaning: a pattern of the whole name, and the meaning.
MEANS_OTHERWISE = {
    r"ledger\..*shares?_?.*\.origin": "where shares come from: subscribed, transferred, converted",
}


def words(name: str) -> set[str]:
    """Return the words of a name, and its pairs of neighbours."""
    parts = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower())
    return {*parts, *("_".join(pair) for pair in zip(parts, parts[1:], strict=False))}


def fields_of(schema: ma.Schema, path: str, seen: frozenset[type] = frozenset()) -> Iterator[tuple[str, Any]]:
    """List the fields of a schema and of those within it, with what describes them."""
    if type(schema) in seen:
        return
    for name, field in schema.fields.items():
        yield f"{path}.{name}", field.metadata
        inner: Any = field
        while isinstance(inner, ma.fields.List | ma.fields.Dict):
            inner = inner.inner if isinstance(inner, ma.fields.List) else inner.value_field
        if isinstance(inner, ma.fields.Nested):
            yield from fields_of(inner.schema, f"{path}.{name}", seen | {type(schema)})


def every_name() -> Iterator[tuple[str, str]]:
    """List every column, field and event field of the suite, each with the text that describes it."""
    for service in (*SERVICES, "commons"):
        for table in tables_of(service).metadata.sorted_tables:
            for column in table.columns:
                yield f"{service}.{table.name}.{column.name}", str(column.comment or "")
    shapes: dict[str, ma.Schema] = {}
    for contract in CONTRACTS.values():
        for operation in contract.operations.values():
            for label in ("body", "query", "returns"):
                if (shape := operation.schema(label)) is not None:
                    shapes[f"{operation.rpc}.{label}"] = shape
        shapes |= {event.type: event.shape for event in contract.events.values()}
    for path, shape in shapes.items():
        for name, metadata in fields_of(shape, path):
            yield name, str(metadata.get("description", ""))


def suspicious(name: str, description: str) -> set[str]:
    """Return the forbidden words that a name or its description holds."""
    last = name.rpartition(".")[2]
    found = (words(last) | words(description)) & FORBIDDEN
    of_a_person = r"\.(get_member|update_member|create_person|submit_application)\."
    if any(f".{table}." in name for table in PERSONS) or re.search(of_a_person, name):
        found |= words(last) & OF_PERSONS
    return set() if any(re.fullmatch(one, name) for one in MEANS_OTHERWISE) else found


def test_no_column_and_no_field_could_serve_discrimination() -> None:
    """Nothing is named or described for sex, origin, nationality, belief, politics, health and the like."""
    found = {name: sorted(words) for name, text in every_name() if (words := suspicious(name, text))}
    assert found == {}


def test_the_statutes_have_no_such_rule() -> None:
    """Nor may the statutes ask for it: their schema knows no such key."""
    shapes = [one for one in vars(cooperative).values() if isinstance(one, type) and issubclass(one, ma.Schema)]
    fields = [field for one in shapes for field in fields_of(one(), one.__name__)]
    names = [(name, str(metadata.get("description", ""))) for name, metadata in fields]
    assert names
    assert {name: suspicious(name, text) for name, text in names if suspicious(name, text)} == {}


def test_the_words_are_found_where_they_stand() -> None:
    """The test would notice: in a name, in a part of one, in French, and a person's title but not a poll's."""
    assert suspicious("membership.parties.gender", "")
    assert suspicious("membership.parties.countryOfOrigin", "")
    assert suspicious("membership.parties.lieu_naissance", "")
    assert suspicious("membership.update_member.body.title", "")
    assert suspicious("membership.x.note", "What religion the member has.")
    assert not suspicious("voting.polls.title", "")
