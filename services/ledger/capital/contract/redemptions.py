"""Redemptions as strangers see them: requested, cancelled, valued at closing, scheduled, paid."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, QuerySchema, Schema, Text

from .shapes import LEAVING, TREASURY

STATES = ("requested", "cancelled", "valued", "scheduled", "redeemed")


class NewRedemption(Schema):
    """Shares that a member asks back (all of them where the membership has ended)."""

    count = Count(least=1, most=1_000_000, load_default=None, allow_none=True)
    requested_on = Day(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf([*LEAVING, "partial"]))


class NewInstalment(Schema):
    """A part of a redemption and the day on which it falls due."""

    due_on = Day(required=True)
    amount = Amount(required=True)


class NewSchedule(Schema):
    """The instalments of a redemption: said one by one, or equal ones over some years (those of the statutes)."""

    years = Count(least=0, most=10, load_default=None, allow_none=True)
    instalments = fields.List(fields.Nested(NewInstalment), load_default=None, allow_none=True,
                              validate=validate.Length(min=1, max=120))  # fmt: skip


class NewRepayment(Schema):
    """Money paid for shares (what is due if not said); ``account`` is the treasury account (default 512)."""

    amount = Amount(load_default=None, allow_none=True)
    paid_on = Day(load_default=None, allow_none=True)
    account = Text(most=20, load_default="512", validate=validate.Regexp(TREASURY))
    reference = Text(most=80, load_default=None, allow_none=True)


class InstalmentView(Schema):
    """An instalment, and what is paid of it."""

    number = fields.Integer()
    due_on = fields.Date()
    amount = Amount()
    paid = Amount(zero=True)


class Redemption(Schema):
    """Shares that are repaid: their nominal value, their part of the losses, the schedule and what is paid."""

    id = fields.String()
    member_id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    reason = fields.String()
    count = fields.Integer()
    requested_on = fields.Date()
    left_on = fields.Date(allow_none=True)
    cancelled_on = fields.Date(allow_none=True)
    year = fields.Integer()
    nominal = Amount(zero=True)
    unpaid = Amount(zero=True)
    loss = Amount(zero=True, allow_none=True)
    value = Amount(zero=True, allow_none=True)
    valued_on = fields.Date(allow_none=True)
    paid = Amount(zero=True)
    instalments = fields.List(fields.Nested(InstalmentView))


class Valuation(Schema):
    """What the shares of a year's leavers are worth by its closing."""

    year = fields.Integer()
    losses = Amount(zero=True)
    reserves = Amount(zero=True)
    capital = Amount(zero=True)
    valued = fields.List(fields.Nested(Redemption))


class RedemptionsQuery(QuerySchema):
    """Which redemptions: all, one member's, those in a state, or those with an instalment due on a day or before."""

    member_id = Text(most=60, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    due_on = Day(load_default=None)


class DueInstalment(Schema):
    """An instalment that is due and that the floor of the capital lets be paid."""

    redemption_id = fields.String()
    number = fields.Integer()
    member_id = fields.String()
    amount = Amount()
    due_on = fields.Date()


class DueQuery(QuerySchema):
    """The day on which it is due (today if not said)."""

    on = Day(load_default=None)


class DueCall(Schema):
    """What is due on a subscription: the part to be paid at once, and the balance after its months."""

    subscription_id = fields.String()
    member_id = fields.String()
    amount = Amount()
    due_on = fields.Date()
