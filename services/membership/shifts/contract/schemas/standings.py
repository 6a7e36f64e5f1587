"""The shapes of standings, and of the leaves in which nothing is owed."""

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, Schema

STANDINGS = ("exempt", "on_leave", "up_to_date", "alert", "not_served")


class NewLeave(Schema):
    """A member is exempt from shifts, or on leave, from a day until another or until further notice.

    The grounds are nobody's business here and have no field. An exemption is looked at again on ``review_on``; if that
    is not given, after as many days as the bylaws say (a year if they are silent).
    """

    kind = fields.String(required=True, validate=validate.OneOf(["exemption", "leave"]))
    starts_on = Day(required=True)
    ends_on = Day(load_default=None)
    review_on = Day(load_default=None)


class LeaveView(Schema):
    """A recorded leave or exemption."""

    id = fields.String()
    member_id = fields.String()
    kind = fields.String()
    starts_on = Day()
    ends_on = Day(allow_none=True)
    review_on = Day(allow_none=True)
    voided_at = Instant(allow_none=True)
    # Shifts of a standing team within the leave that were given back when it was recorded.
    withdrawn = fields.Integer()


class StandingView(Schema):
    """A member's standing as of a day, with what it was derived from; it never touches the electoral roll."""

    member_id = fields.String()
    as_of = Day()
    standing = fields.String(validate=validate.OneOf(STANDINGS))
    # The counter of the bylaws: what the member began with, gained and lost.
    balance = fields.Integer()
    served = fields.Integer()
    # Cycles that asked for a shift so far; those of a leave do not.
    owed = fields.Integer()
    missed = fields.Integer()
    reason = fields.String()
    article = fields.String()
    # Until when this standing lasts if nothing else happens.
    until = Day(allow_none=True)
