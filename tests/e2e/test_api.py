"""Every routed operation as the OpenAPI document describes it: sound requests, unsound ones, and what is answered.

The requests are made from the document (schemathesis), the same ones at each run; where a request names a thing, half
of the time it is one that exists, so that the operation itself is met and not only its doorstep.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.commons.contract import load_contracts
from services.commons.contract.openapi import openapi
from services.gateway.refusals import EVERYWHERE, WITH_BODY, WITH_KEY
from tests.e2e.conftest import Running
from tests.e2e.seeded import LISTS, import_members

COOP = "alpar"
EXAMPLES = 10
CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance, negative_data_rejection,
]  # fmt: skip
# These steer how a request is taken, not what it says: any event may be awaited, and any name given to a request (see
# test_reading_own_writes). Left in, every second request would wait for an event that never comes.
STEERING = ("Rochdale-After", "Idempotency-Key", "Prefer")


def _document() -> dict[str, Any]:
    document = openapi(load_contracts(), everywhere=EVERYWHERE, with_key=WITH_KEY, with_body=WITH_BODY)
    parameters = document["components"]["parameters"]
    parameters["coop"]["schema"] = {"type": "string", "enum": [COOP]}
    for item in document["paths"].values():
        for operation in item.values():
            operation["parameters"] = [
                one for one in operation["parameters"] if one.get("$ref", "").rpartition("/")[2] not in STEERING
            ]
    return document


load_all_checks()
CONFIG = SchemathesisConfig.from_dict(
    {"generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True}, "seed": 1844}
)
SCHEMA = schemathesis.openapi.from_dict(_document(), config=CONFIG)


@pytest.fixture(scope="session")
def known(suite: Running) -> Iterator[dict[str, list[str]]]:
    """Ids of things that exist, by the name that a parameter gives them."""
    with suite.client(COOP) as client:
        members = import_members(client, 6)
        subscription = client.post(f"/members/{members[0]}/share-subscriptions", json={"count": 1})
        assert subscription.status_code == 201, subscription.text
        ids = {"member_id": members, "subscription_id": [subscription.json()["id"]]}
        for name, place in LISTS.items():
            listed = client.get(place)
            if name not in ids and listed.status_code == 200:
                ids[name] = [row.get("id") or row.get(name) for row in listed.json()["data"]]
        yield ids


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
def test_an_operation_answers_as_the_document_says(case: Case, suite: Running, known: dict[str, list[str]]) -> None:
    """Never a 5xx, only documented statuses, shapes and media types; and what the document forbids is refused."""
    _name_real_things(case, known)
    headers = {} if case.operation.definition.raw.get("security") == [] else {
        "Authorization": f"Bearer {suite.keys[COOP]}"}  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case.call_and_validate(base_url=suite.url, headers=headers, checks=CHECKS, timeout=30)


def _name_real_things(case: Case, known: dict[str, list[str]]) -> None:
    """Put ids that exist in the place of made-up ones, unless it is that place which is made wrong on purpose."""
    meta = case.meta
    if meta is None or not meta.is_negative_at(ParameterLocation.PATH):
        for name, value in case.path_parameters.items():
            ids = known.get(name)
            if ids and len(str(value)) % 4:
                case.path_parameters[name] = ids[len(str(value)) % len(ids)]
    if (meta is None or not meta.is_negative_at(ParameterLocation.BODY)) and isinstance(case.body, dict | list):
        case.body = _with_real(case.body, known)


def _with_real(value: Any, known: dict[str, list[str]], name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_real(inner, known, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_real(inner, known, name) for inner in value]
    ids = known.get(name) or (known["member_id"] if name in ("tellers", "owner_ids", "person_id") else [])
    return ids[len(value) % len(ids)] if ids and isinstance(value, str) and len(value) % 4 else value
