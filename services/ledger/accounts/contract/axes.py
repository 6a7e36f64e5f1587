"""The values that lines may carry on the analytic axes."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields

from services.commons.contract import Day, Schema, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger


class UnknownAxis(Refusal):
    """Values are told for establishments, working groups and funding sources; activities come from membership."""

    code, status = "unknown_axis", 404
    sentence = "There is no analytic axis {axis} whose values are told by hand; there are {axes}."


class NewAxisValue(Schema):
    """A value of an axis, what readers see for it, and until when lines may carry it; told again, it is corrected."""

    value = Text(most=60, required=True)
    label = Text(most=120, required=True)
    until = Day(load_default=None, allow_none=True)

    @ma.validates_schema
    def _plain(self, data: dict[str, Any], **options: Any) -> None:
        if not data["value"].isprintable():
            raise ma.ValidationError("A value has printable characters only.", "value")


class AxisValueView(Schema):
    """A value that lines may carry on an axis, from what the books were told or from statutes and bylaws."""

    axis = fields.String()
    value = fields.String()
    label = fields.String()
    until = fields.Date(allow_none=True)


tell_axis_value = ledger.command(
    "tell_axis_value", "POST /axes/{axis}/values", body=NewAxisValue, returns=AxisValueView, scope="accounts:write",
    refuses=[UnknownAxis], summary="Tell a value of an analytic axis, or correct it",
)  # fmt: skip
list_axis_values = ledger.query(
    "list_axis_values", "GET /axes/{axis}/values", returns=AxisValueView, paged=True, scope="accounts:read",
    refuses=[UnknownAxis], summary="List the values that lines may carry on an analytic axis",
)  # fmt: skip
