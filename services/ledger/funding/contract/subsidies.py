"""Subsidies: granted, received by instalments, spent, deferred to the next year or released to income."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, Flag, QuerySchema, Schema, Slug, Text
from services.commons.documents import PRODUCES, DocumentQuery
from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS

from .shapes import AsOf, treasury_account
from .sources import FundingSourceOfOtherKind, UnknownFundingSource


class SubsidySourceTaken(Refusal):
    """Each subsidy has a source of its own, by which its expenses are told apart."""

    code, status = "subsidy_source_taken", 409
    sentence = "Funding source {source} is that of subsidy {subsidy}; register one for this agreement."


class UnknownSubsidy(Refusal):
    """There is no such subsidy."""

    code, status = "unknown_subsidy", 404
    sentence = "There is no subsidy {subsidy_id}."


class SubsidyExceeded(Refusal):
    """No more is received, given back, deferred or released than there is."""

    code, status = "subsidy_exceeded", 422
    sentence = "Of subsidy {subsidy_id} {left} is left to be {what}; {amount} is more than that."


class NothingToMove(Refusal):
    """There is nothing to defer or release."""

    code, status = "nothing_to_move", 409
    sentence = "Of subsidy {subsidy_id} there is nothing to be {what} on {date}."


class ReleaseAmountMissing(Refusal):
    """An investment subsidy without a plan of release is released by an amount that is said."""

    code, status = "release_amount_missing", 422
    sentence = "Subsidy {subsidy_id} has no plan of release; say the amount."


class NotDeferrable(Refusal):
    """Only an operating subsidy is deferred; an investment subsidy is released with the depreciation."""

    code, status = "not_deferrable", 422
    sentence = "Subsidy {subsidy_id} is for investment: release it with the depreciation instead."


class SubsidyInstalment(Schema):
    """When the funder is expected to pay, and how much."""

    expected_on = Day(required=True)
    amount = Amount(required=True)


class NotCorrectable(Refusal):
    """A receipt is corrected once; what moved income only as long as nothing moved it since; a grant is reduced."""

    code, status = "subsidy_not_correctable", 409
    sentence = "Movement {movement} of subsidy {subsidy_id} cannot be corrected: {why}."


class NewSubsidyCorrection(Schema):
    """Undoes what was booked by mistake of a subsidy; dated as it was if no day is given."""

    movement = Text(most=60, required=True)
    day = Day(load_default=None, allow_none=True)


class NewSubsidy(Schema):
    """A subsidy as agreed; expenses count from ``period_from`` to ``period_to`` when they carry its source.

    ``release_from`` and ``release_months`` say how an investment subsidy follows the depreciation of what it paid for.
    """

    source = Slug(required=True)
    funder = Text(most=60, required=True)
    purpose = Text(most=400, required=True)
    conditions = Text(most=2000, load_default=None, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(["operating", "investment"]))
    amount = Amount(required=True)
    agreed_on = Day(required=True)
    period_from = Day(required=True)
    period_to = Day(required=True)
    instalments = fields.List(fields.Nested(SubsidyInstalment), load_default=list, validate=validate.Length(max=60))
    release_from = Day(load_default=None, allow_none=True)
    release_months = Count(least=1, most=600, load_default=None, allow_none=True)

    @ma.validates_schema
    def _fits(self, data: dict[str, Any], **options: Any) -> None:
        if data["period_to"] < data["period_from"]:
            raise ma.ValidationError("The period ends before it begins.", "period_to")
        told = [one["amount"] for one in data["instalments"]]
        if any(one.currency != data["amount"].currency for one in told):
            raise ma.ValidationError("Instalments are in the currency of the amount.", "instalments")
        if told and sum(one.minor for one in told) != data["amount"].minor:
            raise ma.ValidationError("The instalments do not sum to the amount.", "instalments")
        if (data["release_from"] is None) != (data["release_months"] is None):
            raise ma.ValidationError("Give both release_from and release_months, or neither.", "release_months")
        if data["release_from"] is not None and data["release_from"].year > 9900:
            raise ma.ValidationError("This lies too far ahead.", "release_from")
        if data["release_from"] is not None and data["kind"] != "investment":
            raise ma.ValidationError("Only an investment subsidy is released with a depreciation.", "release_from")


class NewReceipt(Schema):
    """Money received of a subsidy."""

    amount = Amount(required=True)
    received_on = Day(load_default=None, allow_none=True)
    account = treasury_account()
    reference = Text(most=80, load_default=None, allow_none=True)


class NewReduction(Schema):
    """What the funder will not pay after all."""

    amount = Amount(required=True)
    decided_on = Day(load_default=None, allow_none=True)
    reference = Text(most=80, load_default=None, allow_none=True)


class NewDeferral(Schema):
    """The end of a fiscal year until which the subsidy was not spent; the unspent part is deferred if not said."""

    day = Day(required=True)
    amount = Amount(load_default=None, allow_none=True)


class NewRelease(Schema):
    """What goes to income: of what was deferred, or of an investment subsidy with its plan (all due if not said)."""

    day = Day(required=True)
    amount = Amount(load_default=None, allow_none=True)


class SubsidyMovement(Schema):
    """What happened to a subsidy, with its entry; a correction is below zero and names what it undoes."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(["grant", "receipt", "reduction", "deferral", "release"]))
    date = fields.Date()
    amount = Amount(signed=True)
    reference = fields.String(allow_none=True)
    corrects = fields.String(allow_none=True)
    entry = fields.String()


class ExpectedInstalment(Schema):
    """An expected payment, and how much of it has come, the oldest first."""

    expected_on = fields.Date()
    amount = Amount()
    received = Amount(zero=True)
    overdue = Flag()


class Subsidy(Schema):
    """A subsidy and where it stands on a day: what came, what was spent of it, and what is in income."""

    id = fields.String()
    source = fields.String()
    funder = fields.String()
    purpose = fields.String()
    conditions = fields.String(allow_none=True)
    kind = fields.String()
    amount = Amount()
    agreed_on = fields.Date()
    period_from = fields.Date()
    period_to = fields.Date()
    as_of = fields.Date()
    received = Amount(zero=True)
    reduced = Amount(zero=True)
    outstanding = Amount(zero=True)
    spent = Amount(signed=True)
    spent_outside_period = Amount(signed=True)
    remaining = Amount(signed=True)
    deferred = Amount(zero=True)
    released = Amount(zero=True)
    instalments = fields.List(fields.Nested(ExpectedInstalment))
    movements = fields.List(fields.Nested(SubsidyMovement))


class SubsidiesQuery(QuerySchema):
    """Which subsidies: all, or those of a funder."""

    funder = Text(most=60, load_default=None)
    as_of = Day(load_default=None)


class SubsidyDocumentQuery(DocumentQuery, AsOf):
    """The day of the report, and how it is written."""


grant_subsidy = ledger.command(
    "grant_subsidy", "POST /subsidies", body=NewSubsidy, returns=Subsidy, scope="funding:write",
    refuses=[UnknownFundingSource, FundingSourceOfOtherKind, SubsidySourceTaken, *POSTING_REFUSALS],
    summary="Record a subsidy granted: D 4417 / C 741 for operation, D 4411 / C 131 for investment",
)  # fmt: skip
receive_subsidy = ledger.command(
    "receive_subsidy", "POST /subsidies/{subsidy_id}/receipts", body=NewReceipt, returns=Subsidy,
    scope="funding:write", refuses=[UnknownSubsidy, SubsidyExceeded, *POSTING_REFUSALS],
    summary="Receive an instalment of a subsidy: D 512 / C 4417 or 4411",
)  # fmt: skip
reduce_subsidy = ledger.command(
    "reduce_subsidy", "POST /subsidies/{subsidy_id}/reductions", body=NewReduction, returns=Subsidy,
    scope="funding:write", refuses=[UnknownSubsidy, SubsidyExceeded, *POSTING_REFUSALS],
    summary="Write off what the funder will not pay after all",
)  # fmt: skip
defer_subsidy = ledger.command(
    "defer_subsidy", "POST /subsidies/{subsidy_id}/deferrals", body=NewDeferral, returns=Subsidy,
    scope="funding:write", refuses=[UnknownSubsidy, NotDeferrable, SubsidyExceeded, NothingToMove, *POSTING_REFUSALS],
    summary="Defer the unspent part of an operating subsidy at the end of a year: D 741 / C 487",
)  # fmt: skip
release_subsidy = ledger.command(
    "release_subsidy", "POST /subsidies/{subsidy_id}/releases", body=NewRelease, returns=Subsidy,
    scope="funding:write",
    refuses=[UnknownSubsidy, SubsidyExceeded, NothingToMove, ReleaseAmountMissing, *POSTING_REFUSALS],
    summary="Release to income: D 487 / C 741 what was deferred, D 139 / C 747 an investment subsidy",
)  # fmt: skip
correct_subsidy = ledger.command(
    "correct_subsidy", "POST /subsidies/{subsidy_id}/corrections", body=NewSubsidyCorrection, returns=Subsidy,
    scope="funding:write", refuses=[UnknownSubsidy, NotCorrectable, *POSTING_REFUSALS],
    summary="Undo a movement of a subsidy that was booked by mistake, by a linked counter-entry",
)  # fmt: skip
get_subsidy = ledger.query(
    "get_subsidy", "GET /subsidies/{subsidy_id}", returns=Subsidy, query=AsOf, scope="funding:read",
    refuses=[UnknownSubsidy], summary="Look at a subsidy: received, spent, remaining, deferred, released",
)  # fmt: skip
list_subsidies = ledger.query(
    "list_subsidies", "GET /subsidies", returns=Subsidy, query=SubsidiesQuery, paged=True, scope="funding:read",
    summary="List the subsidies",
)  # fmt: skip
get_subsidy_document = ledger.download(
    "get_subsidy_document", "GET /subsidies/{subsidy_id}/report", produces=PRODUCES, query=SubsidyDocumentQuery,
    scope="funding:read", refuses=[UnknownSubsidy],
    summary="Write the report on a subsidy for its funder, with every expense charged to it",
)  # fmt: skip
