"""Why shares are not subscribed, paid, moved or repaid."""

from services.commons.refusals import Refusal


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


class SubscriptionDiffers(Refusal):
    """A subscription that was taken in is what it was; what has the same external id and says otherwise is another."""

    code, status = "subscription_differs", 409
    sentence = "Subscription {external_id} was taken in already, of {count} share(s) for member {member_id}."


class SubscriptionOverpaid(Refusal):
    """A payment may not exceed what is still due on the subscription."""

    code, status = "subscription_overpaid", 422
    sentence = "Of subscription {subscription_id} {outstanding} is still due; {amount} is more than that."


class UnknownShareType(Refusal):
    """The statutes have no such type of shares."""

    code, status = "unknown_share_type", 422
    sentence = "The statutes have no shares of type {share_type}; they have: {known}."


class MovementBackdated(Refusal):
    """A movement of shares is not dated before what it follows from."""

    code, status = "movement_backdated", 422
    sentence = "{on} is before {earliest}, when what this follows from took effect."


class SharesNotHeld(Refusal):
    """Nobody gives away what they do not hold."""

    code, status = "shares_not_held", 422
    sentence = "Member {member_id} holds {held} fully paid share(s) of type {share_type} and cannot give {asked}."


class TransferToSelf(Refusal):
    """Shares are transferred to somebody else."""

    code, status = "transfer_to_self", 422
    sentence = "Member {member_id} cannot transfer shares to themselves."


class TransferToNonMember(Refusal):
    """Shares go to members, unless the statutes let them go to others."""

    code, status = "transfer_to_non_member", 422
    sentence = "{member_id} is no member on {on}; the statutes let shares go to members only."


class TransferNotApproved(Refusal):
    """The statutes ask for an approval before shares go to somebody who is no member."""

    code, status = "transfer_not_approved", 422
    sentence = "A transfer to {member_id}, who is no member, needs the approval of {approved_by}; name its decision."


class SameShareType(Refusal):
    """Shares are converted into another type."""

    code, status = "same_share_type", 422
    sentence = "The shares are of type {share_type} already."


class ConversionLeavesRemainder(Refusal):
    """A conversion makes neither money nor parts of shares."""

    code, status = "conversion_leaves_remainder", 422
    sentence = "{count} share(s) of {unit_price} make no whole number of shares of {nominal}."


class CapitalFractionExceeded(Refusal):
    """One member may not hold more than a part of the capital."""

    code, status = "capital_fraction_exceeded", 422
    sentence = "Member {member_id} would hold {value} of the capital; at most {limit} is allowed."


class EmployeesCapitalTooLow(Refusal):
    """In a worker cooperative the employees keep the majority of the capital."""

    code, status = "employees_capital_too_low", 422
    sentence = "The employees would hold {value} of the capital; at least {limit} is required."


class EmployeesVotesTooLow(Refusal):
    """In a worker cooperative the employees keep most of the votes."""

    code, status = "employees_votes_too_low", 422
    sentence = "With member {member_id} the employees would have {value} of the votes; at least {limit} is required."


class PartialRedemptionNotAllowed(Refusal):
    """Shares are repaid to those who leave; to those who stay only where the statutes allow it."""

    code, status = "partial_redemption_not_allowed", 422
    sentence = "The statutes repay no shares to {member_id}, whose membership has not ended."


class NothingToRedeem(Refusal):
    """Whoever holds no shares has none repaid."""

    code, status = "nothing_to_redeem", 409
    sentence = "Member {member_id} holds no shares."


class CapitalBelowFloor(Refusal):
    """The capital may not be taken below a fraction of the highest it ever reached."""

    code, status = "capital_below_floor", 422
    sentence = "{amount} would take the capital to {capital}; the law keeps {floor} of the {highest} it once reached."


class RedemptionsWait(Refusal):
    """While the capital stands at its floor, redemptions are paid in the order in which they fall due."""

    code, status = "redemptions_wait", 409
    sentence = (
        "Of {amount} only {payable} may be paid now: the capital stays at {floor} or more, "
        "and whoever is due first goes first."
    )


class PaymentMovedOn(Refusal):
    """A payment whose shares were transferred, cancelled or reduced since cannot be taken back."""

    code, status = "payment_moved_on", 409
    sentence = "The payment of {amount} on {subscription_id} cannot be taken back: its shares have moved since."


class UnknownRedemption(Refusal):
    """There is no such redemption of shares."""

    code, status = "unknown_redemption", 404
    sentence = "There is no share redemption {redemption_id} in this cooperative."


class RedemptionInWrongState(Refusal):
    """The redemption does not stand where this step begins."""

    code, status = "redemption_in_wrong_state", 409
    sentence = "Redemption {redemption_id} is {state}; this needs it to be {needed}."


class YearNotApproved(Refusal):
    """Shares are valued by the approved accounts of the year in which they were cancelled."""

    code, status = "year_not_approved", 409
    sentence = "The accounts of fiscal year {year} are {state}; shares are valued once an assembly has approved them."


class ScheduleTooLong(Refusal):
    """Shares are repaid within the years that the statutes set."""

    code, status = "schedule_too_long", 422
    sentence = "The last instalment on {due_on} comes after {latest}; the statutes give {years} year(s)."


class ScheduleDiffers(Refusal):
    """The instalments of a redemption come to its value."""

    code, status = "schedule_differs", 422
    sentence = "The instalments come to {total}; redemption {redemption_id} is worth {value}."


class RedemptionOverpaid(Refusal):
    """Nobody gets back more than their shares are worth."""

    code, status = "redemption_overpaid", 422
    sentence = "Of redemption {redemption_id} {outstanding} is still to be paid; {amount} is more than that."


class ReductionExceeds(Refusal):
    """A reduction covers losses that there are, out of capital that there is."""

    code, status = "reduction_exceeds", 422
    sentence = "{amount} is more than the {what} of {bound}."


class RegisterTooLong(Refusal):
    """A document of the register has a bound; longer registers are read page by page."""

    code, status = "register_too_long", 422
    sentence = "This would have more than {most} rows: ask for fewer days, or read the register page by page."


MOVING_REFUSALS = (CapitalFractionExceeded, EmployeesCapitalTooLow, EmployeesVotesTooLow)
