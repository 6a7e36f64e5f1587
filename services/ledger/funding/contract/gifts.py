"""Donations and sponsorship, and the register of their receipts."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Schema, Slug, Text
from services.commons.documents import PRODUCES, DocumentQuery
from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS

from .shapes import treasury_account
from .sources import GIFT_KINDS, FundingSourceOfOtherKind, UnknownFundingSource

RECEIPTS = ("plain", "tax")


class UnknownGift(Refusal):
    """There is no such gift."""

    code, status = "unknown_gift", 404
    sentence = "There is no gift {gift_id}."


class UnknownDonor(Refusal):
    """The donor has to be an auxiliary of the books, or be left out."""

    code, status = "unknown_donor", 422
    sentence = "The books know no auxiliary {donor}."


class DonorNotNamed(Refusal):
    """A tax receipt is made out to a donor."""

    code, status = "donor_not_named", 422
    sentence = "Gift {gift_id} names no donor; a tax receipt is made out to one."


class TaxReceiptNotAllowed(Refusal):
    """Only an association may issue a tax receipt for a gift; a commercial cooperative gives a plain one."""

    code, status = "tax_receipt_not_allowed", 422
    sentence = "A tax receipt is issued by an {issuer} only; this cooperative is of the form {legal_form}."


class GiftReversed(Refusal):
    """The gift was taken back."""

    code, status = "gift_reversed", 409
    sentence = "Gift {gift_id} was taken back before."


class ReceiptInForce(Refusal):
    """A gift has one receipt in force; annul it first."""

    code, status = "receipt_in_force", 409
    sentence = "Gift {gift_id} has receipt {number}, which is in force: annul it first."


class UnknownReceipt(Refusal):
    """The register holds no receipt of this number."""

    code, status = "unknown_receipt", 404
    sentence = "The register holds no receipt {number}."


class ReceiptAnnulled(Refusal):
    """A receipt is annulled once."""

    code, status = "receipt_annulled", 409
    sentence = "Receipt {number} was annulled on {annulled_on}."


class NewGift(Schema):
    """Money given; ``donor`` is an auxiliary, or nobody who is named. ``receipt``: whether one is issued at once."""

    kind = fields.String(required=True, validate=validate.OneOf(GIFT_KINDS))
    source = Slug(required=True)
    donor = Text(most=60, load_default=None, allow_none=True)
    amount = Amount(required=True)
    received_on = Day(load_default=None, allow_none=True)
    account = treasury_account()
    reference = Text(most=80, load_default=None, allow_none=True)
    receipt = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(RECEIPTS))


class NewGiftReceipt(Schema):
    """Which receipt: a plain one, or one for the tax administration (associations only)."""

    kind = fields.String(load_default="plain", validate=validate.OneOf(RECEIPTS))


class Reason(Schema):
    """Why a receipt is annulled, without the name of a person."""

    reason = Text(most=200, required=True)


class NewGiftReversal(Schema):
    """The day on which a gift is taken back, such as that of a cheque that is not honoured (today if not said)."""

    day = Day(load_default=None, allow_none=True)
    account = treasury_account()


class GiftReceipt(Schema):
    """A line of the register of receipts; an annulled one stays in it."""

    number = fields.Integer()
    gift_id = fields.String()
    kind = fields.String(validate=validate.OneOf(RECEIPTS))
    issued_on = fields.Date()
    annulled_on = fields.Date(allow_none=True)
    reason = fields.String(allow_none=True)


class Gift(Schema):
    """A gift, its entry, and its receipts."""

    id = fields.String()
    kind = fields.String()
    source = fields.String()
    donor = fields.String(allow_none=True)
    amount = Amount()
    received_on = fields.Date()
    reference = fields.String(allow_none=True)
    entry = fields.String()
    reversed_by = fields.String(allow_none=True)
    receipts = fields.List(fields.Nested(GiftReceipt))


class GiftsQuery(QuerySchema):
    """Which gifts: those of a donor, received between two days."""

    donor = Text(most=60, load_default=None)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)


record_gift = ledger.command(
    "record_gift", "POST /gifts", body=NewGift, returns=Gift, scope="funding:write",
    refuses=[UnknownFundingSource, FundingSourceOfOtherKind, UnknownDonor, DonorNotNamed, TaxReceiptNotAllowed,
             *POSTING_REFUSALS],
    summary="Record a donation or sponsorship (D 512 / C 7582), with a receipt if asked",
)  # fmt: skip
reverse_gift = ledger.command(
    "reverse_gift", "POST /gifts/{gift_id}/reversal", body=NewGiftReversal, returns=Gift, scope="funding:write",
    refuses=[UnknownGift, GiftReversed, ReceiptInForce, *POSTING_REFUSALS],
    summary="Take a gift back, such as a cheque that was not honoured; its receipt is annulled first",
)  # fmt: skip
get_gift = ledger.query(
    "get_gift", "GET /gifts/{gift_id}", returns=Gift, scope="funding:read", refuses=[UnknownGift],
    summary="Look at a gift",
)  # fmt: skip
list_gifts = ledger.query(
    "list_gifts", "GET /gifts", returns=Gift, query=GiftsQuery, paged=True, scope="funding:read",
    summary="List the gifts by the day they came",
)  # fmt: skip
issue_gift_receipt = ledger.command(
    "issue_gift_receipt", "POST /gifts/{gift_id}/receipts", body=NewGiftReceipt, returns=GiftReceipt,
    scope="funding:write",
    refuses=[UnknownGift, GiftReversed, ReceiptInForce, DonorNotNamed, TaxReceiptNotAllowed],
    summary="Issue a receipt for a gift, under the next number",
)  # fmt: skip
annul_gift_receipt = ledger.command(
    "annul_gift_receipt", "POST /gift-receipts/{number}/annulment", body=Reason, returns=GiftReceipt,
    scope="funding:write", status=200, refuses=[UnknownReceipt, ReceiptAnnulled],
    summary="Annul a receipt; it stays in the register",
)  # fmt: skip
list_gift_receipts = ledger.query(
    "list_gift_receipts", "GET /gift-receipts", returns=GiftReceipt, paged=True, scope="funding:read",
    summary="Read the register of receipts",
)  # fmt: skip
get_gift_receipt_document = ledger.download(
    "get_gift_receipt_document", "GET /gift-receipts/{number}/document", produces=PRODUCES, query=DocumentQuery,
    scope="funding:read", refuses=[UnknownReceipt], summary="Write a receipt for the donor",
)  # fmt: skip
