"""The HTTP interface as an OpenAPI 3.1 document, derived from the contracts (apispec reads the schemas)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import marshmallow as ma
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from ..refusals import Refusal
from .examples import example_of
from .operation import Operation
from .schema import Amount, Rate, Slug
from .service import Contract

BASE = "/v1/coops/{coop}"
PROBLEM = "application/problem+json"
Kinds = Sequence[type[Refusal]]
COMPONENT = "#/components/"
JOBS = "jobs"

DESCRIPTION = """Membership, accounts and votes of a cooperative.

Every path begins with the cooperative's name. Send your key as `Authorization: Bearer rk_…`. Every error is a problem
(RFC 9457) whose `code` is listed with the operation. Writes take an `Idempotency-Key`: sent again with the same key,
a request takes effect once and is answered in the same way. The `Rochdale-Event` of an answer, sent on as
`Rochdale-After`, makes the next request wait until what you have just done is known there too.

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
    _add_components(spec)
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


def component_name(schema: Any) -> str:
    """Name a schema after its room, so that two rooms may each have a ``Line``: ``ledger.journal.Line``."""
    kind = schema if isinstance(schema, type) else type(schema)
    place = kind.__module__.split(".")
    room = place[1:2] if place[1] == "commons" or len(place) < 4 else place[1:3]
    only = getattr(schema, "only", None)
    return ".".join((*room, kind.__name__, *(sorted(only) if only else ())))


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
    else:
        described["x-scope"] = operation.scope
    if operation.emits:
        described["x-emits"] = [event.type for event in operation.emits]
    if operation.accepts[0] != "application/json":
        binary = {"schema": {"type": "string", "format": "binary"}}
        described["requestBody"] = {"required": True, "content": dict.fromkeys(operation.accepts, binary)}
    elif operation.body is not None:
        content = {media: {"schema": operation.body} for media in operation.accepts}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> list[Any]:
    parameters: list[Any] = ["coop"]
    for name in operation.parameters:
        text = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^/]+$"}
        parameters.append({"name": name, "in": "path", "required": True, "schema": text})
    if operation.query is not None:
        parameters.append({"in": "query", "schema": operation.query})
    if operation.anonymous:
        return parameters
    parameters.append("Rochdale-After")
    if operation.writes:
        parameters.append("Idempotency-Key")
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


def describe_field(self: Any, field: ma.fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Describe the fields that apispec does not know, and put text rules into JSON Schema's words."""
    if isinstance(field, Amount):
        amount = {"type": "string", "pattern": field.pattern(), "examples": ["12.34"]}
        currency = {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]}
        types = ["object", "null"] if field.allow_none else "object"
        return {"type": types, "required": ["amount", "currency"], "additionalProperties": False,
                "properties": {"amount": amount, "currency": currency},
                "examples": [{"amount": "12.34", "currency": "EUR"}]}  # fmt: skip
    if isinstance(field, Rate):
        pattern = r"^-?\d+(\.\d+)?(/\d+)?$"
        types = ["string", "null"] if field.allow_none else "string"
        return {"type": types, "pattern": pattern, "examples": ["0.10", "1/3"]}
    if isinstance(field, Slug):
        return {"pattern": "^[a-z0-9][a-z0-9_-]*$"}
    return _json_schema_pattern(field)


def _json_schema_pattern(field: ma.fields.Field[Any]) -> dict[str, Any]:
    """Anchor a pattern as marshmallow matches it, in the syntax of ECMA-262 (no ``\\Z``, no ``\\A``)."""
    for check in field.validators:
        if isinstance(check, ma.validate.Regexp):
            pattern = str(check.regex.pattern).removeprefix(r"\A").removeprefix("^")
            return {"pattern": "^" + re.sub(r"\\Z$", "$", pattern)}
    return {}


def _add_components(spec: APISpec) -> None:
    from ..jobs.operations import JobView

    if "commons.JobView" not in spec.components.schemas:
        spec.components.schema("commons.JobView", schema=JobView)
    spec.components.schema("Problem", PROBLEM_SCHEMA)
    spec.components.security_scheme("key", {
        "type": "http", "scheme": "bearer", "bearerFormat": "rk_<cooperative>_<id>_<secret>",
        "description": "A key of the cooperative. It opens nothing of another cooperative.",
    })  # fmt: skip
    spec.components.security_scheme("basic", {
        "type": "http", "scheme": "basic", "description": "The key as the user's name, without a password.",
    })  # fmt: skip
    coop = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 60, "examples": ["alpar"]}
    spec.components.parameter("coop", "path", {
        "name": "coop", "required": True, "schema": coop, "description": "The cooperative.",
    })  # fmt: skip
    for name, description, schema in HEADERS_IN:
        spec.components.parameter(name, "header", {"name": name, "description": description, "schema": schema})
    for name, description, schema in HEADERS_OUT:
        spec.components.header(name, {"description": description, "schema": schema})


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


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A problem (RFC 9457): what was refused, by which article, and the values that led to it.",
    "required": ["type", "title", "status", "detail", "code", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Where this kind of problem is described."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for a person."},
        "code": {"type": "string", "description": "A word for a program."},
        "instance": {"type": "string", "description": "Names this request."},
        "article": {"type": "string", "description": "The article of the law, statutes or bylaws that was applied."},
        "values": {"type": "object", "description": "The values that led to it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string"},
                    "pointer": {"type": "string", "description": "The place in the body, RFC 6901."},
                    "message": {"type": "string"},
                },
            },
        },
    },
    "example": {
        "type": "/problems/share_limit_exceeded", "title": "A member may not hold more shares than the statutes allow.",
        "status": 422, "detail": "Member mbr_06e8… holds 1 share(s); the statutes allow at most 1.",
        "code": "share_limit_exceeded", "article": "statutes v1, shares.maximum", "values": {"held": 1, "maximum": 1},
        "instance": "urn:request:4bf92f3577b34da6a3ce929d0e0e4736",
    },
}  # fmt: skip

AWAITED = "[a-z][a-z0-9_.]{2,99}/[0-9a-f-]{36}"
HEADERS_IN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Idempotency-Key", "The name you give this request; sent again with it, the request takes effect once.",
     {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}),
    ("Rochdale-After", "Events to wait for first, as Rochdale-Event named them: type/id, comma-separated.",
     {"type": "string", "pattern": f"^{AWAITED}(, ?{AWAITED}){{0,19}}$"}),
    ("Prefer", "wait=N: answer with the finished job if it ends within N seconds, at most 60 (RFC 7240).",
     {"type": "string", "pattern": "^wait=[1-9][0-9]?$", "examples": ["wait=10"]}),
)  # fmt: skip
HEADERS_OUT: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Request-Id", "The id of this request's trace, for a question to the operator.", {"type": "string"}),
    ("Rochdale-Event", "The events that this told: type/id, comma-separated.", {"type": "string"}),
    ("Idempotent-Replayed", "true when this is the answer that an earlier request got.", {"type": "string"}),
    ("Retry-After", "In how many seconds to ask again.", {"type": "integer"}),
)  # fmt: skip
