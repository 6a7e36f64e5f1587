"""Requests of members: what is asked, how it is proposed to the assembly, what became of it."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership, proposals
from services.membership.register.contract.refusals import NotAMember, NotInRegister

SUBJECTS = ("share_transfer_to_non_member", "redemption_beyond_limit", "leave_of_absence", "change_of_category",
            "other")  # fmt: skip
STATES = ("submitted", "proposed", "granted", "refused", "withdrawn")


class RequestSettled(Refusal):
    """The request has been settled already."""

    code, status = "request_settled", 409
    sentence = "Request {request_id} is {state} already."


class RequestProposed(Refusal):
    """The request stands before the members already."""

    code, status = "request_proposed", 409
    sentence = "Request {request_id} is proposed to the assembly already, by proposal {proposal_id}."


class NewRequest(Schema):
    """What a member asks of the assembly. The text stays here: no event and no poll holds it."""

    subject = fields.String(required=True, validate=validate.OneOf(SUBJECTS))
    text = Text(most=20_000, required=True)


class NewRequestProposal(Schema):
    """What is proposed: to grant the request, or to refuse it.

    A proposal to grant is settled either way: rejected, the request is refused. A proposal to refuse settles it only
    when it is adopted.
    """

    decision = fields.String(load_default="grant", validate=validate.OneOf(["grant", "refuse"]))


class RequestView(Schema):
    """A request: what is asked, and where it stands."""

    id = fields.String()
    member_id = fields.String()
    subject = fields.String(validate=validate.OneOf(SUBJECTS))
    text = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    submitted_on = Day()
    # What a poll names, and the resolution that settled it.
    proposal_id = fields.String(allow_none=True)
    decided_on = Day(allow_none=True)
    resolution_id = fields.String(allow_none=True)
    recorded_at = Instant()


class RequestsQuery(QuerySchema):
    """Which requests: of a member, or in one state."""

    member_id = Text(most=60, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class RequestDecided(Schema):
    """A request was granted or refused by a vote, or is open again since that vote was annulled (``proposed``)."""

    request_id = fields.String(required=True)
    member_id = fields.String(required=True)
    subject = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["granted", "refused", "proposed"]))
    resolution_id = fields.String(required=True)


member_request_decided = membership.event("member_request.decided", RequestDecided)

submit_member_request = membership.command(
    "submit_member_request", "POST /members/{member_id}/requests", body=NewRequest, returns=RequestView,
    scope="members:write", refuses=[NotInRegister, NotAMember], summary="Take in a member's request to the assembly",
)  # fmt: skip
propose_member_request = membership.command(
    "propose_member_request", "POST /member-requests/{request_id}/proposal", body=NewRequestProposal,
    returns=RequestView, scope="members:write", emits=[proposals.made],
    refuses=[NotFound, RequestSettled, RequestProposed],
    summary="Propose to grant or to refuse a request (effects grant_request and refuse_request)",
)  # fmt: skip
withdraw_member_request = membership.command(
    "withdraw_member_request", "POST /member-requests/{request_id}/withdrawal", returns=RequestView,
    scope="members:write", status=200, emits=[proposals.withdrawn], refuses=[NotFound, RequestSettled],
    summary="Let a member withdraw a request that is not settled",
)  # fmt: skip
get_member_request = membership.query(
    "get_member_request", "GET /member-requests/{request_id}", returns=RequestView, scope="members:read",
    refuses=[NotFound], summary="Look at a request",
)  # fmt: skip
list_member_requests = membership.query(
    "list_member_requests", "GET /member-requests", returns=RequestView, query=RequestsQuery, paged=True,
    scope="members:read", summary="List the requests of members, the oldest first",
)  # fmt: skip
