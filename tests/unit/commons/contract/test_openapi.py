"""The OpenAPI document says what the contracts declare, and is valid."""

from __future__ import annotations

import json
import re
import warnings
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from marshmallow import fields, validate
from openapi_spec_validator import OpenAPIV31SpecValidator

from services.commons.contract import Amount, Operation, Schema, Slug, Text, load_contracts
from services.commons.contract.openapi import BASE, openapi
from services.commons.money import Money
from services.gateway.refusals import EVERYWHERE, WITH_BODY, WITH_KEY
from tests.unit.gateway.room import contract_of

OPERATIONS = [one for each in load_contracts().values() for one in each.operations.values()]


@cache
def document() -> dict[str, Any]:
    """The document of the whole suite, written without a warning (two schemas of one name would be one)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openapi(load_contracts(), everywhere=EVERYWHERE, with_key=WITH_KEY, with_body=WITH_BODY)


def described(operation: Operation) -> dict[str, Any]:
    """An operation as the document describes it."""
    found: dict[str, Any] = document()["paths"][BASE + operation.path][operation.method.lower()]
    return found


def test_the_document_is_valid_openapi_31() -> None:
    """The specification's own schema and references hold."""
    assert document()["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []
    assert json.loads(json.dumps(document())) == document()


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.path], ids=lambda one: one.rpc)
def test_every_routed_operation_is_described_with_its_refusals(operation: Operation) -> None:
    """Each refusal stands at its status with its code; each parameter of the path is there; a key is asked for."""
    found = described(operation)
    for kind in operation.refuses:
        schema = found["responses"][str(kind.status)]["content"]["application/problem+json"]["schema"]
        assert kind.code in schema["allOf"][1]["properties"]["code"]["enum"]
    named = {one.get("name") for one in found["parameters"]}
    assert set(operation.parameters) <= named
    assert found.get("security") == ([] if operation.anonymous else [{"person": []}] if operation.personal else None)
    assert found["summary"] and found["tags"]


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.path and one.body], ids=lambda one: one.rpc)
def test_the_example_of_a_body_fits_its_schema(operation: Operation) -> None:
    """What a reader copies has the right shape (patterns of texts aside: a name cannot be guessed)."""
    content = described(operation)["requestBody"]["content"]["application/json"]
    schema = {**content["schema"], "components": document()["components"]}
    errors = Draft202012Validator(schema).iter_errors(content["example"])
    shape = [one for one in errors if one.validator not in ("pattern", "minLength", "maxLength", "format")]
    assert shape == []


def test_operations_for_the_suite_itself_are_left_out() -> None:
    """Looking up keys has no path, and no description."""
    assert "find_key" not in json.dumps(document()["paths"])


def test_jobs_are_described_once() -> None:
    """All services have the same operations on jobs; the reader sees them in one section."""
    found = document()["paths"][f"{BASE}/jobs/{{job_id}}"]["get"]
    assert (found["operationId"], found["tags"]) == ("get_job", ["jobs"])


class Shapes(Schema):
    """One field of each kind that the house adds."""

    price = Amount(required=True)
    balance = Amount(signed=True, allow_none=True)
    slug = Slug(required=True)
    code = Text(validate=validate.Regexp(r"[A-Z]{2}\d+\Z"))
    any_of = fields.String(validate=validate.OneOf(["a", "b"]))


@pytest.fixture(scope="module")
def shapes() -> dict[str, Any]:
    """The schema of the house's fields as the document describes it."""
    contract = contract_of("shapes")
    contract.command("do", "POST /shapes", body=Shapes, scope="shapes:write")
    written = openapi({"shapes": contract}, everywhere=(), with_key=(), with_body=())
    schemas = written["components"]["schemas"]
    found: dict[str, Any] = next(schema for name, schema in schemas.items() if name.endswith("Shapes"))
    return found


@pytest.mark.parametrize(("name", "value", "fits"), [
    ("price", {"amount": "12.34", "currency": "EUR"}, True),
    ("price", {"amount": "-1.00", "currency": "EUR"}, False),
    ("price", {"amount": 12, "currency": "EUR"}, False),
    ("price", {"amount": "12.34"}, False),
    ("balance", {"amount": "-1.00", "currency": "EUR"}, True),
    ("balance", None, True),
    ("slug", "alpine-aluminium", True),
    ("slug", "Alpine", False),
    ("code", "AB12", True),
    ("code", "xAB12", False),
    ("code", "AB12x", False),
    ("any_of", "a", True),
    ("any_of", "c", False),
])  # fmt: skip
def test_the_houses_fields_are_described_as_they_are_checked(
    shapes: dict[str, Any], name: str, value: object, fits: bool
) -> None:
    """The document and marshmallow agree on what fits."""
    sound = {"price": {"amount": "1.00", "currency": "EUR"}, "slug": "a"}
    assert Draft202012Validator(shapes).is_valid({**sound, name: value}) == fits
    assert (Shapes().validate({**sound, name: value}) == {}) == fits


def test_an_amount_comes_out_as_it_is_described(shapes: dict[str, Any]) -> None:
    """What a service dumps fits the schema."""
    dumped = Shapes().dump({"price": Money.parse("3.50", "EUR"), "slug": "a"})
    assert Draft202012Validator(shapes).is_valid(dumped)


def test_unknown_fields_are_said_to_be_refused(shapes: dict[str, Any]) -> None:
    """Schemas are strict, and say so."""
    assert shapes["additionalProperties"] is False


def test_patterns_are_those_of_json_schema() -> None:
    """No pattern uses what ECMA-262 does not know."""
    for pattern in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json.dumps(document())):
        assert not re.search(r"\\\\[AZz]|\(\?P", pattern), pattern
