"""Every routed operation as the OpenAPI document describes it: sound requests, unsound ones, and what is answered.

The requests are made from the document (schemathesis), the same ones at each run; where a request names a thing,
three times of four it is one that exists, so that the operation itself is met and not only its doorstep.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.case import Case
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
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
from tests.e2e.seeded import LISTS, done, entry, hold_assembly, import_members, last_event

# Who has the features of a room; everyone has the other rooms.
HOMES = {"membership.activities": "coopaname", "membership.engagements": "coopaname",
         "membership.pathway": "coopaname", "membership.agreements": "coopaname",
         "ledger.activities": "coopaname", "ledger.contributions": "coopaname", "ledger.invoicing": "coopaname",
         "ledger.dues": "cg-scop",
         "membership.federation": "cg-scop", "membership.intercooperation": "cg-scop",
         "membership.gatherings": "cg-scop", "membership.questionnaires": "cg-scop",
         "membership.committees": "cg-scop", "membership.unions": "cg-scop"}  # fmt: skip
HOME = "alpar"
EXAMPLES = 6
CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance, negative_data_rejection,
]  # fmt: skip
# A batch that goes on without its unsound entries names them in its answer, which is then a good one.
TAKES_THE_UNSOUND = "ledger.post_entry_batch"
# These steer how a request is taken, not what it says: any event may be awaited, and any name given to a request (see
# test_reading_own_writes). Left in, every second request would wait for an event that never comes.
STEERING = ("Rochdale-After", "Rochdale-Reason", "Idempotency-Key", "Prefer")


def _document() -> dict[str, Any]:
    """The document of this source tree, each operation in the cooperative that has its feature."""
    document = openapi(load_contracts(), everywhere=EVERYWHERE, with_key=WITH_KEY, with_body=WITH_BODY)
    paths: dict[str, dict[str, Any]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            operation["parameters"] = [
                one for one in operation["parameters"] if one.get("$ref", "").rpartition("/")[2] not in
                (*STEERING, "coop")
            ]
            at_home = path.replace("{coop}", HOMES.get(operation["tags"][0], HOME))
            paths.setdefault(at_home, {})[method] = operation
    return {**document, "paths": paths}


load_all_checks()
CONFIG = SchemathesisConfig.from_dict({
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True}, "seed": 1844,
    # A method that a path does not take ends at the door, the same for all (tests/unit/gateway/test_bad_things.py), as
    # does a cooperative that is not served (test_access.py there).
    "phases": {"coverage": {"unexpected-methods": []}},
})  # fmt: skip
SCHEMA = schemathesis.openapi.from_dict(_document(), config=CONFIG)
OPERATIONS = {operation.label: operation for operation in (found.ok() for found in SCHEMA.get_all_operations())}


@pytest.fixture(scope="session")
def known(suite: Running) -> dict[str, dict[str, list[str]]]:
    """Ids of things that exist in each cooperative, by the name that a parameter gives them."""
    return {coop: _ids_in(suite, coop) for coop in (HOME, "coopaname", "cg-scop")}


@pytest.fixture(scope="session")
def connection() -> Iterator[requests.Session]:
    """One connection for all requests, whatever proxy the environment names."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


def _ids_in(suite: Running, coop: str) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    with suite.client(coop) as client:
        if coop != "cg-scop":
            members = import_members(client, 8)
            after = {"Rochdale-After": last_event(client)}
            bought = client.post(f"/members/{members[0]}/share-subscriptions", json={"count": 1}, headers=after)
            ids["subscription_id"] = [done(bought)["id"]]
            done(client.post("/entries", json=entry()))
            hold_assembly(client)
        for name, place in LISTS.items():
            listed = client.get(place)
            if listed.status_code == 200:
                ids[name] = [row["id"] for row in listed.json()["data"]][-20:]
    return {name: found for name, found in ids.items() if found}


@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_answers_as_the_document_says(
    label: str, suite: Running, known: dict[str, dict[str, list[str]]], connection: requests.Session
) -> None:
    """Never a 5xx, only documented statuses, shapes and media types; and what the document forbids is refused.

    As ``SCHEMA.parametrize()`` would run it; that makes the requests of all operations while tests are collected, in
    every process (a minute of processor time and half a gigabyte), here each makes its own when its turn comes.
    """
    send_and_check = build_operation_test(config=SCHEMA.config, operation=OPERATIONS[label], test_func=_sent,
                                          given_kwargs={}, feedback=FeedbackSources())  # fmt: skip
    send_and_check(suite=suite, known=known, connection=connection)


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
def _sent(
    case: Case, suite: Running, known: dict[str, dict[str, list[str]]], connection: requests.Session
) -> None:
    """Send one request, with the key that it needs, and check what is answered."""
    described = case.operation.definition.raw
    coop = HOMES.get(described["tags"][0], HOME)
    _name_real_things(case, known[coop])
    # A request line beyond 8 KiB ends at the HTTP server (414), before any operation is known.
    assume(sum(len(quote(str(value))) for value in (case.query or {}).values()) < 4000)
    headers = {} if described.get("security") == [] else {"Authorization": f"Bearer {suite.keys[coop]}"}
    checks = [one for one in CHECKS if one is not negative_data_rejection
              or described["operationId"] != TAKES_THE_UNSOUND]  # fmt: skip
    case.call_and_validate(base_url=suite.url, headers=headers, checks=checks, timeout=30, session=connection)


def _name_real_things(case: Case, known: dict[str, list[str]]) -> None:
    """Put ids that exist in the place of made-up ones, unless it is that place which is made wrong on purpose."""
    meta = case.meta
    if meta is None or not meta.is_negative_at(ParameterLocation.PATH):
        for name, value in case.path_parameters.items():
            case.path_parameters[name] = _real(value, known.get(name, []))
    if (meta is None or not meta.is_negative_at(ParameterLocation.BODY)) and isinstance(case.body, dict | list):
        case.body = _with_real(case.body, known)


def _with_real(value: Any, known: dict[str, list[str]], name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_real(inner, known, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_real(inner, known, name) for inner in value]
    people = ("tellers", "owner_ids", "person_id", "chair_id")
    return _real(value, known.get("member_id" if name in people else name, []))


def _real(value: Any, ids: list[str]) -> Any:
    """Three of four times an id that exists, chosen by the made-up one, so the same at each run."""
    if not ids or not isinstance(value, str):
        return value
    chance = zlib.crc32(value.encode(errors="replace"))
    return ids[chance // 4 % len(ids)] if chance % 4 else value
