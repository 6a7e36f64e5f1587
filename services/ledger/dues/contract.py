"""Dues: called once a year for each member, paid in parts or at once, waived with a reason."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Flag, QuerySchema, Schema, Slug, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.funding.contract.shapes import treasury_account
from services.ledger.funding.contract.sources import FundingSourceOfOtherKind, UnknownFundingSource
from services.ledger.journal.contract import POSTING_REFUSALS


class NoDuesToCall(Refusal):
    """Every member who owes dues for the year has been called."""

    code, status = "no_dues_to_call", 409
    sentence = "Nobody is left on {date} whose dues of {year} are to be called."


class DuesCalledEarly(Refusal):
    """Dues are income of their year and called in it, or later."""

    code, status = "dues_called_early", 422
    sentence = "The dues of {year} are income of that year: call them on {earliest} or later."


class DuesDueBeforeCall(Refusal):
    """Dues fall due on the day of their call, or later."""

    code, status = "dues_due_before_call", 422
    sentence = "Dues called on {called_on} cannot fall due on {due_on}."


class UnknownDues(Refusal):
    """There are no such dues."""

    code, status = "unknown_dues", 404
    sentence = "There are no dues {dues_id}."


class DuesOverpaid(Refusal):
    """No more is paid than is owed."""

    code, status = "dues_overpaid", 422
    sentence = "{outstanding} of dues {dues_id} are to be paid; {amount} is more."


class DuesSettled(Refusal):
    """Nothing of the dues is left to waive."""

    code, status = "dues_settled", 409
    sentence = "Nothing of dues {dues_id} is left to be paid."


class DuesNotCorrectable(Refusal):
    """A payment or waiver is undone once."""

    code, status = "dues_not_correctable", 409
    sentence = "{movement} is no payment or waiver of dues {dues_id} that counts."


class NewDuesCall(Schema):
    """The year whose dues are called, from whoever is a member on the day of the call (today if not said).

    ``due_on`` follows from the bylaws if not said. ``source`` is a source of funding of the kind ``dues``.
    """

    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=1800, max=9998))
    called_on = Day(load_default=None, allow_none=True)
    due_on = Day(load_default=None, allow_none=True)
    source = Slug(load_default=None, allow_none=True)


class DuesCall(Schema):
    """A call and what it came to.

    ``left_out`` are categories that the bylaws ask no fixed dues of: none, or a rate on a turnover.
    """

    id = fields.String()
    year = fields.Integer()
    called_on = fields.Date()
    due_on = fields.Date()
    account = fields.String()
    source = fields.String(allow_none=True)
    count = fields.Integer()
    total = Amount()
    left_out = fields.List(fields.String())


class NewDuesPayment(Schema):
    """A payment, whole or in part, on a day (today if not said), into a treasury account."""

    amount = Amount(required=True)
    paid_on = Day(load_default=None, allow_none=True)
    account = treasury_account()
    reference = Text(most=80, load_default=None, allow_none=True)


class NewDuesWaiver(Schema):
    """Why what is unpaid is waived, without the name of a person, and from which day (today if not said)."""

    reason = Text(most=200, required=True)
    waived_on = Day(load_default=None, allow_none=True)


class NewDuesCorrection(Schema):
    """Undoes a payment or waiver that was booked by mistake; dated as it was if no day is given."""

    movement = Text(most=60, required=True)
    day = Day(load_default=None, allow_none=True)


class DuesMovement(Schema):
    """A payment or waiver with its entry; a correction is below zero and names what it undoes."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(["payment", "waiver"]))
    date = fields.Date()
    amount = Amount(signed=True)
    reference = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    corrects = fields.String(allow_none=True)
    entry = fields.String()


class Dues(Schema):
    """What a member owes for a year, and what became of it."""

    id = fields.String()
    call_id = fields.String()
    member_id = fields.String()
    category = fields.String()
    year = fields.Integer()
    due_on = fields.Date()
    amount = Amount()
    paid = Amount(zero=True)
    waived = Amount(zero=True)
    outstanding = Amount(zero=True)
    entry = fields.String()
    movements = fields.List(fields.Nested(DuesMovement))


class DuesQuery(QuerySchema):
    """Which dues: of a year, of a member, those with something left to be paid (or without)."""

    year = fields.Integer(load_default=None, validate=validate.Range(min=1800, max=9998))
    member = Text(most=60, load_default=None)
    is_open = Flag(data_key="open", load_default=None)


call_dues = ledger.command(
    "call_dues", "POST /dues-calls", body=NewDuesCall, returns=DuesCall, scope="dues:write",
    refuses=[NoDuesToCall, DuesCalledEarly, DuesDueBeforeCall, UnknownFundingSource, FundingSourceOfOtherKind,
             *POSTING_REFUSALS],
    summary="Call the dues of a year from every member not called yet (D 467 / C income), as the bylaws say",
)  # fmt: skip
list_dues = ledger.query(
    "list_dues", "GET /dues", returns=Dues, query=DuesQuery, paged=True, scope="dues:read",
    summary="List the dues that were called, with their payments",
)  # fmt: skip
pay_dues = ledger.command(
    "pay_dues", "POST /dues/{dues_id}/payments", body=NewDuesPayment, returns=Dues, scope="dues:write",
    refuses=[UnknownDues, DuesOverpaid, *POSTING_REFUSALS], summary="Take a payment of dues (D 512 / C 467)",
)  # fmt: skip
waive_dues = ledger.command(
    "waive_dues", "POST /dues/{dues_id}/waiver", body=NewDuesWaiver, returns=Dues, scope="dues:write",
    refuses=[UnknownDues, DuesSettled, *POSTING_REFUSALS],
    summary="Waive what is unpaid of dues (D income / C 467)",
)  # fmt: skip
correct_dues = ledger.command(
    "correct_dues", "POST /dues/{dues_id}/corrections", body=NewDuesCorrection, returns=Dues, scope="dues:write",
    refuses=[UnknownDues, DuesNotCorrectable, *POSTING_REFUSALS],
    summary="Undo a payment or waiver that was booked by mistake, by a linked counter-entry",
)  # fmt: skip
