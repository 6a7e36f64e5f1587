"""The AsyncAPI document says which events the services tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.commons.contract import EventType, load_contracts
from services.commons.contract.asyncapi import asyncapi

DOCUMENT: dict[str, Any] = asyncapi(load_contracts())
EVENTS = [event for contract in load_contracts().values() for event in contract.events.values()]


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: one.type)
def test_every_event_has_a_channel_a_message_and_an_example_that_fits(event: EventType) -> None:
    """The routing key is the type, and the example is an envelope of that type."""
    assert DOCUMENT["channels"][event.type]["address"] == event.type
    message = DOCUMENT["components"]["messages"][event.type]
    schema = {**message["payload"], "components": DOCUMENT["components"]}
    errors = Draft202012Validator(schema).iter_errors(message["examples"][0]["payload"])
    assert [one for one in errors if one.validator not in ("pattern", "minLength", "maxLength")] == []
    assert message["x-exportable"] == event.exportable


def test_every_reference_leads_somewhere() -> None:
    """Nothing is named that is not described."""
    def lead(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                place = DOCUMENT
                for step in value["$ref"].removeprefix("#/").split("/"):
                    place = place[step]
            for inner in value.values():
                lead(inner)
        elif isinstance(value, list):
            for inner in value:
                lead(inner)

    assert DOCUMENT["asyncapi"] == "3.0.0"
    lead(DOCUMENT)
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
