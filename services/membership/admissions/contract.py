"""Admissions: an application, what blocks it, its decision."""

from marshmallow import fields, validate

from services.commons.contract import Day, QuerySchema, Schema, Slug, Text
from services.commons.refusals import Refusal
from services.membership.contract import membership, proposals
from services.membership.register.contract import KINDS, member_admitted
from services.membership.register.contract.refusals import (
    ExternalIdTaken,
    InTheFuture,
    KindNotAdmitted,
    NotInRegister,
    UnknownCategory,
    UnknownCollege,
)

APPLICATION_STATES = ("under_review", "accepted", "admitted", "refused", "withdrawn", "expired")
BLOCKING = ("under_review", "decision_pending", "share_not_paid", "linked_organisation_dues_missing")
# A refusal states one of these; none of them can stand for what the first principle forbids to discriminate by.
REFUSAL_REASONS = ("outside_common_bond", "conflict_of_interest", "excluded_before", "incomplete_file",
                   "conditions_of_statutes_not_met", "no_capacity")  # fmt: skip


class UnknownApplication(Refusal):
    """There is no such application."""

    code, status = "unknown_application", 404
    sentence = "There is no application {application_id}."


class AlreadyApplied(Refusal):
    """One application at a time: another of the same applicant is open."""

    code, status = "already_applied", 409
    sentence = "{member_id} has an open application already: {application_id}."


class AlreadyMember(Refusal):
    """Who is a member cannot apply to become one."""

    code, status = "already_member", 409
    sentence = "{member_id} is a member already."


class ApplicationClosed(Refusal):
    """The application has been settled already."""

    code, status = "application_closed", 409
    sentence = "Application {application_id} is {state} already."


class NotTheirDecision(Refusal):
    """The statutes say who decides on an application, and it was not decided there."""

    code, status = "not_their_decision", 422
    sentence = "The statutes leave this decision to {decided_by}, not to {given}."


class DecidedByAssembly(Refusal):
    """The general assembly decides by its vote; nobody records it by hand."""

    code, status = "decided_by_assembly", 409
    sentence = "The general assembly decides on application {application_id} by a vote on proposal {proposal_id}."


class AdmissionProposed(Refusal):
    """The application stands before the members already."""

    code, status = "admission_proposed", 409
    sentence = "Application {application_id} is proposed to the assembly already, by proposal {proposal_id}."


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


application_accepted = membership.event("application.accepted", ApplicationAccepted)
application_reopened = membership.event("application.reopened", ApplicationReopened)


class NewApplication(Schema):
    """Somebody asks to become a member; ``member_id`` names a person the cooperative knows already."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    member_id = Text(most=60, load_default=None)
    external_id = Text(most=100, load_default=None)
    first_name = Text(most=100, load_default=None)
    last_name = Text(most=100, load_default=None)
    name = Text(most=200, load_default=None)
    email = fields.Email(load_default=None, validate=validate.Length(max=254))
    phone = Text(most=40, load_default=None)
    birth_date = Day(load_default=None)
    siren = fields.String(load_default=None, validate=validate.Regexp(r"\d{9}\Z"))
    cooperative = Slug(load_default=None)
    linked_organisation_until = Day(load_default=None)
    category = Slug(required=True)
    college = Slug(load_default=None)


class BlockingReason(Schema):
    """One thing that still stands between an applicant and membership, with the article that asks for it."""

    code = fields.String(validate=validate.OneOf(BLOCKING))
    sentence = fields.String()
    article = fields.String(allow_none=True)


class ApplicationView(Schema):
    """An application: where it stands, and what blocks it."""

    id = fields.String()
    member_id = fields.String()
    kind = fields.String()
    category = fields.String()
    college = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(APPLICATION_STATES))
    submitted_on = Day()
    decided_on = Day(allow_none=True)
    decided_by = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)
    reason_code = fields.String(allow_none=True)
    # What a poll names, where the general assembly decides.
    proposal_id = fields.String(allow_none=True)
    admitted_on = Day(allow_none=True)
    blocking_reasons = fields.List(fields.Nested(BlockingReason))


class NewDecision(Schema):
    """The decision of a body on an application: a refusal gives its reason. The general assembly decides by a poll."""

    decision = fields.String(required=True, validate=validate.OneOf(["accept", "refuse"]))
    # Who decided: the slug of a body.
    decided_by = Slug(required=True)
    decided_on = Day(load_default=None)
    reason_code = fields.String(load_default=None, validate=validate.OneOf(REFUSAL_REASONS))
    # The meeting or the resolution in which it was decided.
    reference = Text(most=100, load_default=None)


class ApplicationsQuery(QuerySchema):
    """Which applications: all, or those of a state."""

    state = fields.String(load_default=None, validate=validate.OneOf(APPLICATION_STATES))


class ReasonMissing(Refusal):
    """Membership is open to all: a refusal states its reason."""

    code, status = "reason_missing", 422
    sentence = "A refusal states a reason code."


submit_application = membership.command(
    "submit_application", "POST /applications", body=NewApplication, returns=ApplicationView, scope="admissions:write",
    emits=[application_accepted, member_admitted, proposals.made],
    summary="Apply for membership; where the general assembly decides, that is proposed to it (effect admit_member)",
    refuses=[UnknownCategory, UnknownCollege, KindNotAdmitted, ExternalIdTaken, NotInRegister, AlreadyApplied,
             AlreadyMember],
)  # fmt: skip
get_application = membership.query(
    "get_application", "GET /applications/{application_id}", returns=ApplicationView, scope="admissions:read",
    refuses=[UnknownApplication], summary="Look at an application and what blocks it",
)  # fmt: skip
list_applications = membership.query(
    "list_applications", "GET /applications", returns=ApplicationView, query=ApplicationsQuery, paged=True,
    scope="admissions:read", summary="List applications, the oldest first",
)  # fmt: skip
decide_application = membership.command(
    "decide_application", "POST /applications/{application_id}/decision", body=NewDecision, returns=ApplicationView,
    scope="admissions:write", status=200, emits=[application_accepted, member_admitted],
    refuses=[UnknownApplication, ApplicationClosed, NotTheirDecision, DecidedByAssembly, ReasonMissing, InTheFuture],
    summary="Record the decision of a body on an application",
)  # fmt: skip
propose_admission = membership.command(
    "propose_admission", "POST /applications/{application_id}/proposal", returns=ApplicationView,
    scope="admissions:write", emits=[proposals.made],
    refuses=[UnknownApplication, ApplicationClosed, NotTheirDecision, AdmissionProposed],
    summary="Propose an application to the general assembly anew (effect admit_member)",
)  # fmt: skip
withdraw_application = membership.command(
    "withdraw_application", "POST /applications/{application_id}/withdrawal", returns=ApplicationView,
    scope="admissions:write", status=200, refuses=[UnknownApplication, ApplicationClosed], emits=[proposals.withdrawn],
    summary="Withdraw an application",
)  # fmt: skip
