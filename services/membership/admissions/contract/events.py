"""What admissions tell."""

from marshmallow import fields, validate

from services.commons.contract import Day, Schema
from services.membership.contract import membership
from services.membership.register.contract import KINDS

from .schemas import WelcomePack


class ApplicationReopened(Schema):
    """The vote on an application was annulled and it waits for another; the subject is ``members/<member_id>``."""

    application_id = fields.String(required=True)
    member_id = fields.String(required=True)
    # Where it stood: refused, accepted or admitted.
    was = fields.String(required=True)


class ApplicationAccepted(Schema):
    """An application was accepted; the member's shares may be called. The subject is ``members/<member_id>``."""

    application_id = fields.String(required=True)
    member_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    category = fields.String(required=True)
    college = fields.String(required=True, allow_none=True)


class ApplicationClosedEvent(Schema):
    """An application came to nothing; the subject is ``members/<member_id>``."""

    application_id = fields.String(required=True)
    member_id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["refused", "withdrawn", "expired"]))
    reason_code = fields.String(required=True, allow_none=True)
    closed_on = Day(required=True)


application_accepted = membership.event("application.accepted", ApplicationAccepted)
application_reopened = membership.event("application.reopened", ApplicationReopened)
application_closed = membership.event("application.closed", ApplicationClosedEvent)
welcome_pack_due = membership.event(
    "welcome_pack.due", WelcomePack, summary="A member was admitted who is to be welcomed, told once an admission"
)
