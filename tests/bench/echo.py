"""A service that answers at once: what is left of a call when HTTP and the database are taken away."""

from __future__ import annotations

from marshmallow import fields

from services.commons.bindings import answers
from services.commons.contract import Contract, Schema
from services.commons.storage import Unit


class Echo(Schema):
    """What was said."""

    text = fields.String()


echo_contract = Contract("echo", "Answers with what it was told; for the bench.")
echo_operation = echo_contract.query(
    "echo", "GET /echo/{text}", returns=Echo, scope="echo:read", summary="Say it again"
)
ECHO = echo_operation.rpc


@answers(echo_operation)
def echo(unit: Unit, text: str) -> dict[str, str]:
    """Say it again."""
    return {"text": text}
