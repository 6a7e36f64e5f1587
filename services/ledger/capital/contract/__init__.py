"""The capital register: called when subscribed, paid up when paid; moved, reduced and repaid by numbered movements."""

from __future__ import annotations

from services.commons.documents import PRODUCES
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from services.ledger.contract import ledger, proposals
from services.ledger.journal.contract import POSTING_REFUSALS

from .events import (
    capital_reduced,
    capital_restored,
    redemption_requested,
    shares_cancelled,
    shares_converted,
    shares_paid_up,
    shares_redeemed,
    shares_restored,
    shares_subscribed,
    shares_transferred,
    shares_valued,
)
from .redemptions import (
    DueCall,
    DueInstalment,
    DueQuery,
    NewRedemption,
    NewRepayment,
    NewSchedule,
    Redemption,
    RedemptionsQuery,
    Valuation,
)
from .refusals import (
    MOVING_REFUSALS,
    CapitalBelowFloor,
    CapitalFractionExceeded,
    ConversionLeavesRemainder,
    EmployeesCapitalTooLow,
    EmployeesVotesTooLow,
    MemberHasLeft,
    MovementBackdated,
    NothingToRedeem,
    PartialRedemptionNotAllowed,
    PaymentMovedOn,
    RedemptionInWrongState,
    RedemptionOverpaid,
    RedemptionsWait,
    ReductionExceeds,
    RegisterTooLong,
    SameShareType,
    ScheduleDiffers,
    ScheduleTooLong,
    ShareLimitExceeded,
    SharesBelowMinimum,
    SharesNotHeld,
    SubscriptionDiffers,
    SubscriptionOverpaid,
    TransferNotApproved,
    TransferToNonMember,
    TransferToSelf,
    UnknownMember,
    UnknownRedemption,
    UnknownShareType,
    UnknownSubscription,
    YearNotApproved,
)
from .shapes import (
    AsOf,
    Capital,
    CapitalReport,
    Holder,
    HoldersDocument,
    HoldersQuery,
    Limits,
    MemberShares,
    Moved,
    Movement,
    MovementsDocument,
    MovementsQuery,
    NewConversion,
    NewPayment,
    NewReduction,
    NewSubscription,
    NewTransfer,
    ReductionProposal,
    ShareImport,
    Subscription,
)

__all__ = [
    "CapitalBelowFloor", "CapitalFractionExceeded", "ConversionLeavesRemainder", "EmployeesCapitalTooLow",
    "EmployeesVotesTooLow", "MemberHasLeft", "MovementBackdated", "NothingToRedeem",
    "PartialRedemptionNotAllowed", "RedemptionInWrongState", "RedemptionOverpaid", "RedemptionsWait",
    "ReductionExceeds", "RegisterTooLong", "SameShareType", "ScheduleDiffers", "ScheduleTooLong",
    "ShareLimitExceeded", "SharesBelowMinimum", "SharesNotHeld", "PaymentMovedOn",
    "SubscriptionDiffers", "SubscriptionOverpaid", "TransferNotApproved",
    "TransferToNonMember", "TransferToSelf", "UnknownMember", "UnknownRedemption", "UnknownShareType",
    "UnknownSubscription", "YearNotApproved", "capital_document", "capital_limits", "capital_reduced",
    "capital_restored", "shares_restored",
    "capital_report", "certificate", "convert", "due_calls", "due_redemptions", "get_capital", "get_redemption",
    "get_subscription", "holders", "holders_document", "import_subscriptions", "list_movements",
    "list_redemptions", "member_shares", "movements_document", "pay", "pay_redemption", "propose_reduction",
    "redemption_requested", "request_redemption", "schedule_redemption", "shares_cancelled", "shares_converted",
    "shares_paid_up", "shares_redeemed", "shares_subscribed", "shares_transferred", "shares_valued",
    "subscribe", "transfer", "value_redemption", "value_redemptions",
]  # fmt: skip

SUBSCRIBING = [
    UnknownMember, MemberHasLeft, ShareLimitExceeded, SharesBelowMinimum, UnknownShareType, *MOVING_REFUSALS,
    *POSTING_REFUSALS,
]  # fmt: skip

# --- shares come
subscribe = ledger.command(
    "subscribe_shares", "POST /members/{member_id}/share-subscriptions", body=NewSubscription, returns=Subscription,
    scope="capital:write", emits=[shares_subscribed], refuses=SUBSCRIBING,
    summary="Subscribe shares: the capital is called (D 4562 / C 1012)",
)  # fmt: skip
pay = ledger.command(
    "pay_shares", "POST /share-subscriptions/{subscription_id}/payments", body=NewPayment, returns=Subscription,
    scope="capital:write", refuses=[UnknownSubscription, SubscriptionOverpaid, MovementBackdated, *POSTING_REFUSALS],
    emits=[shares_paid_up],
    summary="Pay for subscribed shares: the capital becomes paid up (D 512 / C 4562 and D 1012 / C 1013)",
)  # fmt: skip
get_subscription = ledger.query(
    "get_share_subscription", "GET /share-subscriptions/{subscription_id}", returns=Subscription, scope="capital:read",
    refuses=[UnknownSubscription], summary="Look at a subscription with its payments",
)  # fmt: skip
import_subscriptions = ledger.job(
    "import_share_subscriptions", "POST /imports/share-subscriptions", accepts=SHEET_TYPES, largest=LARGEST_BYTES,
    query=ShareImport, scope="capital:write", emits=[shares_subscribed, shares_paid_up],
    refuses=[*SUBSCRIBING, SubscriptionOverpaid, SubscriptionDiffers, *SHEET_REFUSALS],
    summary="Subscribe and pay for many: CSV member, count[, paid, date, reference, external_id], a verdict per line",
)  # fmt: skip
due_calls = ledger.query(
    "list_due_share_calls", "GET /share-calls", returns=DueCall, query=DueQuery, paged=True, scope="capital:read",
    summary="List what is due on subscriptions: what is paid at once, and the balance after its months",
)  # fmt: skip

# --- shares move
transfer = ledger.command(
    "transfer_shares", "POST /members/{member_id}/share-transfers", body=NewTransfer, returns=Moved,
    scope="capital:write", emits=[shares_transferred, shares_paid_up],
    refuses=[*SUBSCRIBING, SharesNotHeld, TransferToSelf, TransferToNonMember, TransferNotApproved, MovementBackdated],
    summary="Transfer fully paid shares to another member, or to others where the statutes allow it",
)  # fmt: skip
convert = ledger.command(
    "convert_shares", "POST /members/{member_id}/share-conversions", body=NewConversion, returns=Moved,
    scope="capital:write", emits=[shares_converted],
    refuses=[*SUBSCRIBING, SharesNotHeld, SameShareType, ConversionLeavesRemainder, MovementBackdated],
    summary="Convert fully paid shares into shares of another type, of the same money",
)  # fmt: skip
propose_reduction = ledger.command(
    "propose_capital_reduction", "POST /capital/reductions", body=NewReduction, returns=ReductionProposal,
    scope="capital:write", refuses=[ReductionExceeds], emits=[proposals.made],
    summary="Propose to reduce the capital by losses (effect reduce_capital, extraordinary assembly)",
)  # fmt: skip

# --- shares go
request_redemption = ledger.command(
    "request_share_redemption", "POST /members/{member_id}/share-redemptions", body=NewRedemption, returns=Redemption,
    scope="capital:write", emits=[redemption_requested, shares_cancelled],
    refuses=[UnknownMember, NothingToRedeem, SharesNotHeld, SharesBelowMinimum, PartialRedemptionNotAllowed,
             CapitalBelowFloor, MovementBackdated, *MOVING_REFUSALS, *POSTING_REFUSALS],
    summary="Ask shares back: all after the membership ended, a part before where the statutes allow it",
)  # fmt: skip
list_redemptions = ledger.query(
    "list_share_redemptions", "GET /share-redemptions", returns=Redemption, query=RedemptionsQuery, paged=True,
    scope="capital:read", summary="List redemptions with their instalments",
)  # fmt: skip
get_redemption = ledger.query(
    "get_share_redemption", "GET /share-redemptions/{redemption_id}", returns=Redemption, scope="capital:read",
    refuses=[UnknownRedemption], summary="Look at a redemption",
)  # fmt: skip
due_redemptions = ledger.query(
    "list_due_share_redemptions", "GET /share-instalments", returns=DueInstalment, query=DueQuery, paged=True,
    scope="capital:read", summary="List the instalments that are due and that the floor of the capital lets be paid",
)  # fmt: skip
value_redemption = ledger.command(
    "value_share_redemption", "POST /share-redemptions/{redemption_id}/valuation", returns=Redemption,
    scope="capital:write", emits=[shares_valued, shares_cancelled],
    refuses=[UnknownRedemption, RedemptionInWrongState, YearNotApproved, *POSTING_REFUSALS],
    summary="Value shares by the closing of their year: nominal less their part of the losses (D 4567 / C 119)",
)  # fmt: skip
value_redemptions = ledger.command(
    "value_share_redemptions", "POST /fiscal-years/{year}/share-valuations", returns=Valuation, scope="capital:write",
    emits=[shares_valued, shares_cancelled], refuses=[YearNotApproved, *POSTING_REFUSALS],
    summary="Value the shares of everybody who left in a year, by its approved accounts",
)  # fmt: skip
schedule_redemption = ledger.command(
    "schedule_share_redemption", "POST /share-redemptions/{redemption_id}/schedule", body=NewSchedule,
    returns=Redemption, scope="capital:write",
    refuses=[UnknownRedemption, RedemptionInWrongState, ScheduleTooLong, ScheduleDiffers, MovementBackdated],
    summary="Schedule the instalments of a redemption, within the years of the statutes",
)  # fmt: skip
pay_redemption = ledger.command(
    "pay_share_redemption", "POST /share-redemptions/{redemption_id}/payments", body=NewRepayment, returns=Redemption,
    scope="capital:write", emits=[shares_redeemed],
    refuses=[UnknownRedemption, RedemptionInWrongState, RedemptionOverpaid, RedemptionsWait, MovementBackdated,
             *POSTING_REFUSALS],
    summary="Pay for redeemed shares (D 4567 / C 512), never taking the capital below its floor",
)  # fmt: skip

# --- what is held
member_shares = ledger.query(
    "get_member_shares", "GET /members/{member_id}/shares", returns=MemberShares, query=AsOf, scope="capital:read",
    refuses=[UnknownMember], summary="Show what a member holds in the capital",
)  # fmt: skip
certificate = ledger.download(
    "get_share_certificate", "GET /members/{member_id}/share-certificate", produces=PRODUCES, query=HoldersDocument,
    scope="capital:read", refuses=[UnknownMember], summary="Write the certificate of what a member holds on a day",
)  # fmt: skip
get_capital = ledger.query(
    "get_capital", "GET /capital", returns=Capital, query=AsOf, scope="capital:read",
    summary="Show the capital on a day, and the highest it ever reached",
)  # fmt: skip
capital_limits = ledger.query(
    "get_capital_limits", "GET /capital/limits", returns=Limits, query=AsOf, scope="capital:read",
    summary="Show each limit of law and statutes on the capital beside the value that it bounds",
)  # fmt: skip
holders = ledger.query(
    "list_share_holders", "GET /share-register", returns=Holder, query=HoldersQuery, paged=True, scope="capital:read",
    summary="Read the register of holders on a day, as it is known or as it was known then",
)  # fmt: skip
holders_document = ledger.download(
    "get_share_register_document", "GET /share-register/document", produces=PRODUCES, query=HoldersDocument,
    scope="capital:read", refuses=[RegisterTooLong], summary="Write the register of holders on a day",
)  # fmt: skip
list_movements = ledger.query(
    "list_share_movements", "GET /share-movements", returns=Movement, query=MovementsQuery, paged=True,
    scope="capital:read", summary="Read the share movement register",
)  # fmt: skip
movements_document = ledger.download(
    "get_share_movements_document", "GET /share-movements/document", produces=PRODUCES, query=MovementsDocument,
    scope="capital:read", refuses=[RegisterTooLong], summary="Write the share movement register between two days",
)  # fmt: skip
capital_report = ledger.query(
    "get_capital_report", "GET /reports/capital", returns=CapitalReport, query=AsOf, scope="capital:read",
    summary="Show what moved the capital, year by year",
)  # fmt: skip
capital_document = ledger.download(
    "get_capital_report_document", "GET /reports/capital/document", produces=PRODUCES, query=HoldersDocument,
    scope="capital:read", summary="Write the capital report, with the capital over time as a chart",
)  # fmt: skip
