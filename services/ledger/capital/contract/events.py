"""What the register tells the others: ids, counts and amounts, never a name."""

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, Flag, Schema
from services.ledger.contract import ledger

from .shapes import REASONS


class SharesSubscribed(Schema):
    """A member subscribed shares: capital was called, nothing is paid yet."""

    member_id = fields.String(required=True)
    subscription_id = fields.String(required=True)
    count = fields.Integer(required=True)
    amount = Amount(required=True)


class SharesPaidUp(Schema):
    """A payment was received on a subscription; ``paid`` is its total so far, ``amount`` what it comes to."""

    member_id = fields.String(required=True)
    subscription_id = fields.String(required=True)
    paid = Amount(required=True)
    amount = Amount(required=True)
    shares_held = fields.Integer(required=True)
    fully_paid = Flag(required=True)


class SharesTransferred(Schema):
    """Shares went from one holder to another; the capital stayed as it was."""

    member_id = fields.String(required=True)
    to_member_id = fields.String(required=True)
    count = fields.Integer(required=True)
    amount = Amount(required=True, zero=True)
    subscription_ids = fields.List(fields.String(), required=True)


class SharesConverted(Schema):
    """Shares of one type became shares of another; the capital stayed as it was."""

    member_id = fields.String(required=True)
    from_type = fields.String(required=True)
    to_type = fields.String(required=True)
    count = fields.Integer(required=True)
    into = fields.Integer(required=True)
    amount = Amount(required=True, zero=True)


class RedemptionRequested(Schema):
    """Shares are to be repaid: their holder leaves, or asks a part back."""

    member_id = fields.String(required=True)
    redemption_id = fields.String(required=True)
    count = fields.Integer(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))
    left_on = Day(required=True, allow_none=True)


class SharesCancelled(Schema):
    """Shares are held no more: what was paid up on them is owed, what was not paid is called no longer."""

    member_id = fields.String(required=True)
    redemption_id = fields.String(required=True)
    count = fields.Integer(required=True)
    nominal = Amount(required=True, zero=True)
    unpaid = Amount(required=True, zero=True)
    cancelled_on = Day(required=True)


class SharesValued(Schema):
    """What is repaid for shares is known: their nominal value less their part of the losses."""

    member_id = fields.String(required=True)
    redemption_id = fields.String(required=True)
    nominal = Amount(required=True, zero=True)
    loss = Amount(required=True, zero=True)
    value = Amount(required=True, zero=True)


class SharesRedeemed(Schema):
    """Money was paid for shares; ``paid`` is all of it so far, ``value`` what it comes to."""

    member_id = fields.String(required=True)
    redemption_id = fields.String(required=True)
    amount = Amount(required=True)
    paid = Amount(required=True)
    value = Amount(required=True)
    fully_paid = Flag(required=True)


class CapitalReduced(Schema):
    """An assembly reduced the capital by losses; ``capital`` is what is called since."""

    resolution_id = fields.String(required=True)
    amount = Amount(required=True)
    capital = Amount(required=True, zero=True)
    reduced_on = Day(required=True)


class CapitalRestored(Schema):
    """A reduction of the capital was annulled; ``capital`` is what is called since."""

    resolution_id = fields.String(required=True)
    amount = Amount(required=True)
    capital = Amount(required=True, zero=True)
    restored_on = Day(required=True)


class SharesRestored(Schema):
    """The exclusion of a member was annulled: so many shares that it had cancelled are held again."""

    member_id = fields.String(required=True)
    redemption_id = fields.String(required=True)
    count = fields.Integer(required=True)


shares_subscribed = ledger.event("shares.subscribed", SharesSubscribed)
shares_paid_up = ledger.event("shares.paid_up", SharesPaidUp)
shares_transferred = ledger.event("shares.transferred", SharesTransferred)
shares_converted = ledger.event("shares.converted", SharesConverted)
redemption_requested = ledger.event("shares.redemption_requested", RedemptionRequested)
shares_cancelled = ledger.event("shares.cancelled", SharesCancelled)
shares_valued = ledger.event("shares.valued", SharesValued)
shares_redeemed = ledger.event("shares.redeemed", SharesRedeemed)
capital_reduced = ledger.event("capital.reduced", CapitalReduced)
capital_restored = ledger.event("capital.restored", CapitalRestored)
shares_restored = ledger.event("shares.restored", SharesRestored)
