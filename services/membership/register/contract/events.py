"""The facts that the other services live by: somebody became a member, moved, left."""

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, Schema
from services.membership.contract import membership

from .schemas import KINDS, REASONS


class MemberAdmitted(Schema):
    """Somebody has become a member; the subject is ``members/<member_id>``."""

    member_id = fields.String(required=True)
    number = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    category = fields.String(required=True)
    college = fields.String(required=True, allow_none=True)
    admitted_on = Day(required=True)
    # Whether the statutes give this category a vote.
    voting = Flag(required=True)


class MemberLeft(Schema):
    """A membership ends; ``left_on`` is its last day (inclusive), which may still be to come."""

    member_id = fields.String(required=True)
    left_on = Day(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))


class MemberMoved(Schema):
    """A member is of another category or college from a day on, under the same number."""

    member_id = fields.String(required=True)
    moved_on = Day(required=True)
    category = fields.String(required=True)
    college = fields.String(required=True, allow_none=True)
    # Whether the statutes give the new category a vote.
    voting = Flag(required=True)


class DepartureAnnulled(Schema):
    """The end of a membership is taken back: it runs on, under the same number, as if it had never been to end.

    The vote that ended it was annulled, a resignation was taken back, or another end comes first and is told next.
    ``member.admitted`` follows, with the first day of the membership.
    """

    member_id = fields.String(required=True)
    # The last day that the membership would have had.
    left_on = Day(required=True)
    # The resolution that had ended it, if it was one.
    resolution_id = fields.String(load_default=None, allow_none=True)


member_admitted = membership.event("member.admitted", MemberAdmitted)
member_moved = membership.event("member.moved", MemberMoved)
member_left = membership.event("member.left", MemberLeft)
departure_annulled = membership.event("departure.annulled", DepartureAnnulled)
