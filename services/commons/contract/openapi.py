"""The HTTP interface as an OpenAPI 3.1 document, derived from the contracts (apispec reads the schemas)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from ..refusals import Refusal
from .described import component_name, describe_field
from .examples import example_of
from .openapi_components import add_components
from .operation import LONGEST_ID, Operation
from .service import Contract

BASE = "/v1/coops/{coop}"
PROBLEM = "application/problem+json"
Kinds = Sequence[type[Refusal]]
COMPONENT = "#/components/"
JOBS = "jobs"

DESCRIPTION = """Membership, accounts and votes of a cooperative.

Every path begins with the cooperative's name. Send your key as `Authorization: Bearer rk_…`. What is for one person
alone asks instead for the token of their sign-in, `Authorization: Bearer rp_…`. Every error is a problem (RFC 9457)
whose `code` is listed with the operation. Writes take an `Idempotency-Key`: sent again with the same key, a request
takes effect once and is answered in the same way. The `Rochdale-Event` of an answer, sent on as `Rochdale-After`,
makes the next request wait until what you have just done is known there too. A write may say why: its
`Rochdale-Reason` is kept in the audit trail.

An event page of `GET /events` always has a `next_cursor`, on the last page too: ask again from it later.
"""


def openapi(
    contracts: Mapping[str, Contract], *, everywhere: Kinds, with_key: Kinds, with_body: Kinds
) -> dict[str, Any]:
    """Write the document; the refusals given are those of the gateway itself: always, with a key, with a body."""
    plugin = MarshmallowPlugin(schema_name_resolver=component_name)
    spec = APISpec("Rochdale", "1.0", "3.1.0", plugins=[plugin], info={"description": DESCRIPTION})
    assert plugin.converter is not None
    plugin.converter.add_attribute_function(describe_field)
    add_components(spec)
    rooms: set[str] = set()
    for path, operations in _paths(contracts).items():
        methods = {}
        for operation in operations:
            rooms.add(tag_of(operation))
            own = [*everywhere, *(() if operation.anonymous else with_key), *(with_body if operation.writes else ())]
            methods[operation.method.lower()] = _operation(operation, own)
        spec.path(path=BASE + path, operations=methods)
    for room in sorted(rooms):
        spec.tag({"name": room})
    document: dict[str, Any] = spec.to_dict()
    document["security"] = [{"key": []}, {"basic": []}]
    document["x-tagGroups"] = [
        {"name": service, "tags": [room for room in sorted(rooms) if room.partition(".")[0] == service]}
        for service in (*contracts, JOBS)
    ]
    _add_examples(document)
    return document


def tag_of(operation: Operation) -> str:
    """Return the section of an operation: its room, or that of jobs, which every service has alike."""
    return JOBS if operation.path.startswith("/jobs/") else operation.room


def _paths(contracts: Mapping[str, Contract]) -> dict[str, list[Operation]]:
    """Group the operations that have a route by path; what every service has (its jobs) is described once."""
    found: dict[str, dict[str, Operation]] = defaultdict(dict)
    for contract in contracts.values():
        for operation in contract.operations.values():
            if operation.path:
                found[operation.path].setdefault(operation.method, operation)
    return {path: list(found[path].values()) for path in sorted(found)}


def _operation(operation: Operation, own: Kinds) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.rpc,
        "summary": operation.summary or operation.name.replace("_", " ").capitalize(),
        "tags": [tag_of(operation)],
        "parameters": _parameters(operation),
        "responses": {**_success(operation), **_problems([*operation.refuses, *own])},
        "x-kind": operation.kind,
    }
    if tag_of(operation) == JOBS:
        described["operationId"] = operation.name
    if operation.anonymous:
        described["security"] = []
    elif operation.personal:
        described["security"] = [{"person": []}]
    else:
        described["x-scope"] = operation.scope
    if operation.emits:
        described["x-emits"] = [event.type for event in operation.emits]
    if operation.accepts[0] != "application/json":
        binary = {"schema": {"type": "string", "format": "binary"}}
        described["requestBody"] = {"required": True, "content": dict.fromkeys(operation.accepts, binary)}
    elif operation.body is not None:
        content = {media: {"schema": operation.body} for media in operation.accepts}
        # No body is read as an empty one, which is enough where nothing is required.
        needed = any(field.required for field in operation.schema("body").fields.values())
        described["requestBody"] = {"required": needed, "content": content}
    return described


def _parameters(operation: Operation) -> list[Any]:
    parameters: list[Any] = ["coop"]
    for name in operation.parameters:
        text = {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": "^[^/]+$"}
        parameters.append({"name": name, "in": "path", "required": True, "schema": text})
    if operation.query is not None:
        parameters.append({"in": "query", "schema": operation.query})
    if operation.anonymous:
        return parameters
    parameters.append("Rochdale-After")
    if operation.writes:
        parameters += ("Idempotency-Key", "Rochdale-Reason")
    if operation.kind == "job":
        parameters.append("Prefer")
    return parameters


def _success(operation: Operation) -> dict[str, Any]:
    headers: dict[str, Any] = {"Request-Id": "Request-Id"}
    if operation.writes and not operation.anonymous:
        for name in ("Rochdale-Event", "Idempotent-Replayed"):
            headers[name] = name
    if operation.kind == "download":
        # Bytes or text: what is in it has no JSON schema.
        content: dict[str, Any] = {media: {"schema": {}} for media in operation.produces}
        return {"200": {"description": "The document.", "headers": headers, "content": content}}
    if operation.kind == "job":
        job = {"application/json": {"schema": {"$ref": f"{COMPONENT}schemas/commons.JobView"}}}
        location = {**headers, "Location": {"schema": {"type": "string"}, "description": "Where to look at the job."}}
        return {
            "202": {"description": "The job, taken in.", "headers": location, "content": job},
            "200": {"description": "The job, finished within Prefer: wait.", "headers": location, "content": job},
        }
    if operation.returns is None:
        status = "204" if operation.status == 200 else str(operation.status)
        return {status: {"description": "Done.", "headers": headers}}
    shape: Any = operation.returns
    if operation.paged:
        listed = {"type": "array", "items": operation.returns}
        cursor = {"type": ["string", "null"], "description": "Where the next page starts; null on the last."}
        shape = {"type": "object", "required": ["data", "next_cursor"],
                 "properties": {"data": listed, "next_cursor": cursor}}  # fmt: skip
    content = {"application/json": {"schema": shape}}
    return {str(operation.status): {"description": "Done.", "headers": headers, "content": content}}


def _problems(kinds: Iterable[type[Refusal]]) -> dict[str, Any]:
    """Return a response for each status: a problem whose code is one of those listed."""
    by_status: dict[int, dict[str, type[Refusal]]] = defaultdict(dict)
    for kind in kinds:
        by_status[kind.status][kind.code] = kind
    responses: dict[str, Any] = {}
    for status, found in sorted(by_status.items()):
        lines = [f"- `{code}`: {_title(kind)}" for code, kind in sorted(found.items())]
        narrowed = {"properties": {"code": {"enum": sorted(found)}}}
        schema = {"allOf": [{"$ref": f"{COMPONENT}schemas/Problem"}, narrowed]}
        responses[str(status)] = {"description": "\n".join(lines), "content": {PROBLEM: {"schema": schema}}}
        if any(kind.retry_after is not None for kind in found.values()):
            responses[str(status)]["headers"] = {"Retry-After": "Retry-After"}
    return responses


def _title(kind: type[Refusal]) -> str:
    return (kind.__doc__ or kind.code).strip().splitlines()[0]


def _add_examples(document: dict[str, Any]) -> None:
    """Give every JSON body an example made of its schema."""
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            contents = [operation.get("requestBody", {}).get("content", {})]
            contents += [one.get("content", {}) for status, one in operation["responses"].items() if status < "300"]
            for content in contents:
                if "application/json" in content:
                    content["application/json"]["example"] = example_of(content["application/json"]["schema"], schemas)
