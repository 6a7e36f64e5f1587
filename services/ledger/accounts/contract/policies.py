"""What a cooperative forbids on an account beyond what the chart does."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Flag, Instant, Schema
from services.commons.refusals import Refusal
from services.ledger.contract import ledger


class NotThirdParty(Refusal):
    """Only a third-party account can be made to require auxiliaries."""

    code, status = "not_third_party", 422
    sentence = "Account {account} is not a third-party account: it has no auxiliaries."


class NewPolicy(Schema):
    """What is forbidden on an account; an empty body lifts everything.

    ``may_not_go_below_zero`` names the side on which the balance must stay: ``debit`` for a bank account, ``credit``
    for what members lend. With ``each_auxiliary`` that holds for each auxiliary's balance by itself.
    """

    may_not_go_below_zero = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(["debit", "credit"])
    )
    each_auxiliary = Flag(load_default=False)
    requires_auxiliary = Flag(load_default=False)

    @ma.validates_schema
    def _each(self, data: dict[str, Any], **options: Any) -> None:
        if data.get("each_auxiliary") and not data.get("may_not_go_below_zero"):
            raise ma.ValidationError("Say on which side each auxiliary's balance must stay.", "each_auxiliary")


class PolicyView(Schema):
    """The policy of an account, and which credential set it when."""

    account = fields.String()
    may_not_go_below_zero = fields.String(attribute="floor_side", allow_none=True)
    each_auxiliary = Flag()
    requires_auxiliary = Flag()
    set_by = fields.String()
    set_at = Instant()


set_account_policy = ledger.command(
    "set_account_policy", "PUT /accounts/{code}/policy", body=NewPolicy, returns=PolicyView, scope="accounts:write",
    refuses=[NotThirdParty], summary="Forbid an account to go below zero, or to be used without an auxiliary",
)  # fmt: skip
list_account_policies = ledger.query(
    "list_account_policies", "GET /account-policies", returns=PolicyView, paged=True, scope="accounts:read",
    summary="List the accounts that have a policy",
)  # fmt: skip
