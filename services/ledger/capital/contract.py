"""The capital register: shares are called when subscribed and counted as capital paid up only when paid."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS

MOVEMENTS = ("subscription", "payment")
REASONS = ("founder", "joining", "increase")


class UnknownMember(Refusal):
    """The capital register knows no such member or accepted applicant."""

    code, status = "unknown_member", 404
    sentence = "The capital register knows no member {member_id}: an application has to be accepted first."


class MemberHasLeft(Refusal):
    """A former member does not subscribe shares."""

    code, status = "member_has_left", 409
    sentence = "Member {member_id} left on {left_on} and cannot subscribe shares."


class ShareLimitExceeded(Refusal):
    """A member may not hold more shares than the statutes allow."""

    code, status = "share_limit_exceeded", 422
    sentence = "Member {member_id} holds {held} share(s) and asks for {asked}; the statutes allow at most {maximum}."


class SharesBelowMinimum(Refusal):
    """A member must subscribe at least the number of shares that the statutes ask for."""

    code, status = "shares_below_minimum", 422
    sentence = "Member {member_id} would hold {would_hold} share(s); the statutes ask for at least {minimum}."


class UnknownSubscription(Refusal):
    """There is no such subscription to pay for."""

    code, status = "unknown_subscription", 404
    sentence = "There is no share subscription {subscription_id} in this cooperative."


class SubscriptionOverpaid(Refusal):
    """A payment may not exceed what is still due on the subscription."""

    code, status = "subscription_overpaid", 422
    sentence = "Of subscription {subscription_id} {outstanding} is still due; {amount} is more than that."


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
    fully_paid = fields.Boolean(required=True)


shares_subscribed = ledger.event("shares.subscribed", SharesSubscribed)
shares_paid_up = ledger.event("shares.paid_up", SharesPaidUp)


class NewSubscription(Schema):
    """How many shares a member subscribes, and since when (today if not said)."""

    count = Count(least=1, most=1_000_000, required=True)
    subscribed_on = Day(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(REASONS))


class NewPayment(Schema):
    """Money received on a subscription, whole or an instalment; ``account`` is the treasury account (default 512)."""

    amount = Amount(required=True)
    paid_on = Day(load_default=None, allow_none=True)
    account = Text(most=20, load_default="512", validate=validate.Regexp(r"5[13]\d*\Z"))
    reference = Text(most=80, load_default=None, allow_none=True)


class Payment(Schema):
    """A payment on a subscription, with the entry that booked it."""

    id = fields.String()
    amount = Amount()
    paid_on = fields.Date()
    reference = fields.String(allow_none=True)
    entry = fields.String()


class Subscription(Schema):
    """Shares subscribed by a member: what they come to, what is paid, and the entries that booked them."""

    id = fields.String()
    member_id = fields.String()
    count = fields.Integer()
    unit_price = Amount()
    amount = Amount()
    paid = Amount(zero=True)
    fully_paid = fields.Boolean()
    subscribed_on = fields.Date()
    reason = fields.String()
    entry = fields.String()
    payments = fields.List(fields.Nested(Payment))


class Movement(Schema):
    """One line of the share movement register; its number is never given twice."""

    number = fields.Integer()
    kind = fields.String(validate=validate.OneOf(MOVEMENTS))
    member_id = fields.String()
    subscription_id = fields.String()
    count = fields.Integer()
    unit_price = Amount()
    amount = Amount()
    signed_on = fields.Date()
    effective_on = fields.Date()
    reason = fields.String()
    entry = fields.String()
    recorded_at = fields.AwareDateTime()


class MemberShares(Schema):
    """What a member holds in the capital on a day."""

    member_id = fields.String()
    as_of = fields.Date()
    shares = fields.Integer()
    subscribed = Amount(zero=True)
    paid_up = Amount(zero=True)
    subscriptions = fields.List(fields.Nested(Subscription))


class Limit(Schema):
    """A limit of law or statutes beside the value it is compared with."""

    rule = fields.String()
    value = fields.String()
    limit = fields.String()
    article = fields.String()
    holds = fields.Boolean()


class Capital(Schema):
    """The capital on a day: called and paid up, who holds it, and the highest it ever reached until then."""

    as_of = fields.Date()
    shares = fields.Integer()
    holders = fields.Integer()
    subscribed = Amount(zero=True)
    called_unpaid = Amount(zero=True)
    paid_up = Amount(zero=True)
    highest = Amount(zero=True)


class AsOf(QuerySchema):
    """The day that is asked about, its movements included (today if not said)."""

    as_of = Day(load_default=None)


class MovementsQuery(QuerySchema):
    """Which movements: all, or one member's."""

    member_id = Text(most=60, load_default=None)


class ShareImport(QuerySchema):
    """How a file of subscriptions is taken in: for real, or as a dry run that only tells the verdicts."""

    dry_run = fields.Boolean(load_default=False)


subscribe = ledger.command(
    "subscribe_shares", "POST /members/{member_id}/share-subscriptions", body=NewSubscription, returns=Subscription,
    scope="capital:write", emits=[shares_subscribed],
    refuses=[UnknownMember, MemberHasLeft, ShareLimitExceeded, SharesBelowMinimum, *POSTING_REFUSALS],
    summary="Subscribe shares: the capital is called (D 4562 / C 1012)",
)  # fmt: skip
pay = ledger.command(
    "pay_shares", "POST /share-subscriptions/{subscription_id}/payments", body=NewPayment, returns=Subscription,
    scope="capital:write", refuses=[UnknownSubscription, SubscriptionOverpaid, *POSTING_REFUSALS],
    emits=[shares_paid_up],
    summary="Pay for subscribed shares: the capital becomes paid up (D 512 / C 4562 and D 1012 / C 1013)",
)  # fmt: skip
get_subscription = ledger.query(
    "get_share_subscription", "GET /share-subscriptions/{subscription_id}", returns=Subscription, scope="capital:read",
    refuses=[UnknownSubscription], summary="Look at a subscription with its payments",
)  # fmt: skip
import_subscriptions = ledger.job(
    "import_share_subscriptions", "POST /imports/share-subscriptions", accepts=("text/csv",), query=ShareImport,
    scope="capital:write", emits=[shares_subscribed, shares_paid_up],
    refuses=[UnknownMember, MemberHasLeft, ShareLimitExceeded, SharesBelowMinimum, SubscriptionOverpaid,
             *POSTING_REFUSALS],
    summary="Subscribe and pay for many members: CSV member, count, paid[, date, reference], a verdict per line",
)  # fmt: skip
member_shares = ledger.query(
    "get_member_shares", "GET /members/{member_id}/shares", returns=MemberShares, query=AsOf, scope="capital:read",
    refuses=[UnknownMember], summary="Show what a member holds in the capital",
)  # fmt: skip
get_capital = ledger.query(
    "get_capital", "GET /capital", returns=Capital, query=AsOf, scope="capital:read",
    summary="Show the capital on a day, and the highest it ever reached",
)  # fmt: skip
list_movements = ledger.query(
    "list_share_movements", "GET /share-movements", returns=Movement, query=MovementsQuery, paged=True,
    scope="capital:read", summary="Read the share movement register",
)  # fmt: skip
