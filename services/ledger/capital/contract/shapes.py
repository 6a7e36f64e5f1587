"""Subscriptions, movements, holdings and limits as strangers see them."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, Flag, QuerySchema, Schema, Slug, Text
from services.commons.documents import DocumentQuery
from services.commons.sheets import SheetQuery

MOVEMENTS = (
    "subscription", "payment", "transfer_out", "transfer_in", "conversion", "redemption_request", "cancellation",
    "loss_reduction", "redemption", "payment_return", "redemption_return", "loss_restoration", "cancellation_return",
)  # fmt: skip
# Why shares come, and why they go; those of a membership that ends are membership's.
JOINING = ("founder", "joining", "increase")
LEAVING = ("resignation", "exclusion", "death", "loss_of_quality", "end_of_employment", "dissolution",
           "admission_annulled")  # fmt: skip
REASONS = (*JOINING, "transfer", "conversion", *LEAVING, "partial", "loss")
TREASURY = r"5[13]\d*\Z"


class NewSubscription(Schema):
    """How many shares a member subscribes, of which type (the first of the statutes), since when (today)."""

    count = Count(least=1, most=1_000_000, required=True)
    share_type = Slug(load_default=None, allow_none=True)
    subscribed_on = Day(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(JOINING))


class NewPayment(Schema):
    """Money received on a subscription, whole or an instalment; ``account`` is the treasury account (default 512).

    ``payer`` is the auxiliary of whoever paid, where it was not the member.
    """

    amount = Amount(required=True)
    paid_on = Day(load_default=None, allow_none=True)
    account = Text(most=20, load_default="512", validate=validate.Regexp(TREASURY))
    reference = Text(most=80, load_default=None, allow_none=True)
    payer = Text(most=60, load_default=None, allow_none=True)


class Payment(Schema):
    """A payment on a subscription, or its return below zero, with the entry that booked it."""

    id = fields.String()
    amount = Amount(signed=True)
    paid_on = fields.Date()
    reference = fields.String(allow_none=True)
    payer = fields.String(allow_none=True)
    entry = fields.String(allow_none=True)


class Subscription(Schema):
    """Shares that a member got at once: what they come to, what is paid, what is left, and the entries that booked it.

    ``origin`` says whether they were subscribed or came by a transfer or conversion; ``held`` of them are left, and
    ``outstanding`` is what is still due on those.
    """

    id = fields.String()
    member_id = fields.String()
    share_type = fields.String()
    origin = fields.String(validate=validate.OneOf(["subscription", "transfer", "conversion"]))
    count = fields.Integer()
    unit_price = Amount()
    amount = Amount(zero=True)
    paid = Amount(zero=True)
    fully_paid = Flag()
    held = fields.Integer()
    outstanding = Amount(zero=True)
    subscribed_on = fields.Date()
    reason = fields.String()
    entry = fields.String(allow_none=True)
    payments = fields.List(fields.Nested(Payment))


class NewTransfer(Schema):
    """Shares that go to somebody else; ``approval`` names the decision where the statutes ask for one."""

    to_member_id = Text(most=60, required=True)
    count = Count(least=1, most=1_000_000, required=True)
    share_type = Slug(load_default=None, allow_none=True)
    signed_on = Day(load_default=None, allow_none=True)
    effective_on = Day(load_default=None, allow_none=True)
    approval = Text(most=80, load_default=None, allow_none=True)


class NewConversion(Schema):
    """Shares that become shares of another type of the statutes."""

    count = Count(least=1, most=1_000_000, required=True)
    from_type = Slug(load_default=None, allow_none=True)
    to_type = Slug(required=True)
    effective_on = Day(load_default=None, allow_none=True)


class Movement(Schema):
    """One line of the share movement register; its number is never given twice."""

    number = fields.Integer()
    id = fields.String()
    kind = fields.String(validate=validate.OneOf(MOVEMENTS))
    member_id = fields.String()
    subscription_id = fields.String(allow_none=True)
    redemption_id = fields.String(allow_none=True)
    share_type = fields.String(allow_none=True)
    count = fields.Integer()
    unit_price = Amount(zero=True)
    amount = Amount(signed=True)
    signed_on = fields.Date()
    effective_on = fields.Date()
    reason = fields.String(validate=validate.OneOf(REASONS))
    reference = fields.String(allow_none=True)
    payer = fields.String(allow_none=True)
    entry = fields.String(allow_none=True)
    recorded_at = fields.AwareDateTime()


class Moved(Schema):
    """The lines that an operation wrote into the movement register."""

    movements = fields.List(fields.Nested(Movement))


class MemberShares(Schema):
    """What a member holds in the capital on a day."""

    member_id = fields.String()
    as_of = fields.Date()
    shares = fields.Integer()
    subscribed = Amount(zero=True)
    paid_up = Amount(zero=True)
    to_repay = Amount(zero=True)
    subscriptions = fields.List(fields.Nested(Subscription))


class Holder(Schema):
    """A holder of shares on a day; the shares of all types together."""

    member_id = fields.String()
    number = fields.Integer(allow_none=True)
    category = fields.String(allow_none=True)
    shares = fields.Integer()
    subscribed = Amount(zero=True)
    paid_up = Amount(zero=True)


class Limit(Schema):
    """A limit of law or statutes beside the value it is compared with."""

    rule = fields.String()
    value = fields.String()
    limit = fields.String()
    article = fields.String()
    holds = Flag()
    # Whether what would break it is refused; while a cooperative is founded or arrives it is only shown.
    binding = Flag()


class Limits(Schema):
    """The limits on the capital on a day."""

    as_of = fields.Date()
    limits = fields.List(fields.Nested(Limit))


class Capital(Schema):
    """The capital on a day: called and paid up, who holds it, and the highest it ever reached until then."""

    as_of = fields.Date()
    shares = fields.Integer()
    holders = fields.Integer()
    subscribed = Amount(zero=True)
    called_unpaid = Amount(zero=True)
    paid_up = Amount(zero=True)
    highest = Amount(zero=True)
    # What is owed for shares that are cancelled and not repaid yet.
    to_repay = Amount(zero=True)


class CapitalYear(Schema):
    """What moved the capital in a fiscal year, and where it stood at its end (on the day asked for, in the last)."""

    year = fields.Integer()
    until = fields.Date()
    called = Amount(signed=True)
    paid_in = Amount(zero=True)
    cancelled = Amount(zero=True)
    lost = Amount(zero=True)
    repaid = Amount(zero=True)
    subscribed = Amount(zero=True)
    paid_up = Amount(zero=True)


class CapitalReport(Schema):
    """The capital over the years: called, paid in, cancelled, lost and repaid."""

    as_of = fields.Date()
    capital = fields.Nested(Capital)
    years = fields.List(fields.Nested(CapitalYear))


class AsOf(QuerySchema):
    """The day that is asked about, its movements included (today if not said)."""

    as_of = Day(load_default=None)


class HoldersQuery(AsOf):
    """The day that is asked about; ``known_at`` leaves out what was recorded after another day."""

    known_at = Day(load_default=None)


class MovementsQuery(QuerySchema):
    """Which movements: all, or one member's, of one kind, effective between two days."""

    member_id = Text(most=60, load_default=None)
    kind = fields.String(load_default=None, validate=validate.OneOf(MOVEMENTS))
    since = Day(load_default=None)
    until = Day(load_default=None)


class HoldersDocument(DocumentQuery):
    """The day of the register of holders, and how it is written."""

    as_of = Day(load_default=None)


class MovementsDocument(DocumentQuery):
    """The days between which the movements took effect, and how they are written."""

    since = Day(load_default=None)
    until = Day(load_default=None)


class ShareImport(SheetQuery):
    """How a file of subscriptions is taken in: for real, or as a dry run that only tells the verdicts.

    ``booked``: imported books hold the capital already, so that the register takes it over and nothing is posted.
    """

    booked = Flag(load_default=False)


class NewReduction(Schema):
    """By how much losses reduce the capital."""

    amount = Amount(required=True)


class ReductionProposal(Schema):
    """A proposal to reduce the capital by losses, for an extraordinary assembly to adopt."""

    id = fields.String()
    digest = fields.String()
    amount = Amount()
    losses = Amount()
    capital_before = Amount()
    capital_after = Amount(zero=True)
