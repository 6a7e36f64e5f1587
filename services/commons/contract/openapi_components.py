"""What the OpenAPI document's operations share: the problem, the ways to show a key, the headers, a job."""

from __future__ import annotations

from typing import Any

from apispec import APISpec

from ..jobs.operations import JobView

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
    ("Rochdale-Reason", "Why, for the audit trail: at most 300 characters, none of them personal; letters beyond ASCII "
     "as UTF-8, percent-encoded or not.", {"type": "string", "minLength": 1, "maxLength": 300}),
    ("Prefer", "wait=N: answer with the finished job if it ends within N seconds, at most 60 (RFC 7240).",
     {"type": "string", "pattern": "^wait=[1-9][0-9]?$", "examples": ["wait=10"]}),
)  # fmt: skip
HEADERS_OUT: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Request-Id", "The id of this request's trace, for a question to the operator.", {"type": "string"}),
    ("Rochdale-Event", "The events that this told: type/id, comma-separated.", {"type": "string"}),
    ("Idempotent-Replayed", "true when this is the answer that an earlier request got.", {"type": "string"}),
    ("Retry-After", "In how many seconds to ask again.", {"type": "integer"}),
)  # fmt: skip


def add_components(spec: APISpec) -> None:
    """Add them to a document whose schemas are named by ``component_name``."""
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
    spec.components.security_scheme("person", {
        "type": "http", "scheme": "bearer", "bearerFormat": "rp_<cooperative>_<id>_<secret>",
        "description": "The token of a person who signed in with a code sent to them by mail. It opens what is theirs.",
    })  # fmt: skip
    coop = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 60, "examples": ["alpar"]}
    spec.components.parameter("coop", "path", {
        "name": "coop", "required": True, "schema": coop, "description": "The cooperative.",
    })  # fmt: skip
    for name, description, schema in HEADERS_IN:
        spec.components.parameter(name, "header", {"name": name, "description": description, "schema": schema})
    for name, description, schema in HEADERS_OUT:
        spec.components.header(name, {"description": description, "schema": schema})
