"""The events as an AsyncAPI 3.0 document, derived from the contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from .described import component_name, describe_field
from .examples import example_of
from .operation import EventType
from .service import Contract

DESCRIPTION = """The facts that the services of a cooperative tell, each a CloudEvents 1.0 envelope (structured JSON) on
the exchange `events` of the cooperative's own vhost, with its type as the routing key. Clients read the same envelopes
in one sequence at `GET /v1/coops/{coop}/events`. Of one subject, events come in the order in which they happened.
`data` holds ids and amounts, never personal data.
"""


def asyncapi(contracts: Mapping[str, Contract]) -> dict[str, Any]:
    """Write the document: one channel and one message for each type of event."""
    shapes = _Shapes()
    told = [event for contract in contracts.values() for event in contract.events.values()]
    events = sorted(told, key=lambda event: event.type)
    channels, operations, messages = {}, {}, {}
    for event in events:
        messages[event.type] = _message(event, shapes)
        channels[event.type] = {
            "address": event.type,
            "description": event.summary,
            "servers": [{"$ref": "#/servers/broker"}],
            "messages": {event.type: {"$ref": f"#/components/messages/{event.type}"}},
            "bindings": {"amqp": {"is": "routingKey", "exchange": {"name": "events", "type": "topic", "durable": True},
                                  "bindingVersion": "0.3.0"}},
        }  # fmt: skip
        operations[f"tell.{event.type}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{event.type}"},
            "summary": event.summary,
            "tags": [{"name": event.service}],
        }
    schemas = {"Envelope": ENVELOPE, **shapes.components()}
    for message in messages.values():
        data = message["payload"]["allOf"][1]["properties"]["data"]
        message["examples"][0]["payload"]["data"] = example_of(data, schemas)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Rochdale events", "version": "1.0", "description": DESCRIPTION},
        "defaultContentType": "application/cloudevents+json",
        "servers": {"broker": {
            "host": "broker", "protocol": "amqp", "protocolVersion": "0-9-1", "pathname": "/coop.{coop}",
            "variables": {"coop": {"description": "The cooperative, whose vhost it is.", "examples": ["alpar"]}},
        }},
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }  # fmt: skip


def _message(event: EventType, shapes: _Shapes) -> dict[str, Any]:
    narrowed = {"type": "object", "properties": {"type": {"const": event.type}, "data": shapes.ref(event)}}
    envelope = {
        "specversion": "1.0", "id": "01954f6e-5c7a-7c3e-8b7a-0d3f1c2b4a59", "source": f"/coops/alpar/{event.service}",
        "type": event.type, "subject": f"{event.name.partition('.')[0]}/…", "time": "2026-03-02T11:00:00+00:00",
        "datacontenttype": "application/json",
    }  # fmt: skip
    return {
        "name": event.type,
        "title": event.summary,
        "contentType": "application/cloudevents+json",
        "tags": [{"name": event.service}],
        "payload": {"allOf": [{"$ref": "#/components/schemas/Envelope"}, narrowed]},
        "examples": [{"name": "example", "payload": envelope}],
        "x-exportable": event.exportable,
        "x-addressed": event.addressed,
    }


class _Shapes:
    """Collects the schemas of the events' data as JSON Schema."""

    def __init__(self) -> None:
        self._plugin = MarshmallowPlugin(schema_name_resolver=component_name)
        self._spec = APISpec("events", "1.0", "3.1.0", plugins=[self._plugin])
        assert self._plugin.converter is not None
        self._plugin.converter.add_attribute_function(describe_field)

    def ref(self, event: EventType) -> dict[str, Any]:
        """Return a reference to the shape of an event's data."""
        assert self._plugin.resolver is not None
        found: dict[str, Any] = self._plugin.resolver.resolve_schema_dict(event.schema)
        return found

    def components(self) -> dict[str, Any]:
        """Return every shape that was referred to."""
        return dict(self._spec.to_dict().get("components", {}).get("schemas", {}))


ENVELOPE: dict[str, Any] = {
    "type": "object",
    "description": "A CloudEvents 1.0 envelope.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid", "description": "UUID version 7; told again, it is the same."},
        "source": {"type": "string", "description": "/coops/<cooperative>/<service>"},
        "type": {"type": "string"},
        "subject": {"type": "string", "description": "What it is about; order is kept within it."},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "data": {"type": "object"},
        "addressee": {"type": "string", "description": "The only other cooperative that it leaves for, if any."},
        "traceparent": {"type": "string"},
        "causationid": {"type": "string", "description": "The event that this one follows from."},
    },
}
