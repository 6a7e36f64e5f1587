"""Departures: seen before, seen after, taken back."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, Flag, Instant, QuerySchema, Schema
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.engagements.contract import engagement_recorded
from services.membership.register.contract import REASONS, departure_annulled, member_admitted
from services.membership.register.contract.refusals import (
    AlreadyLeaving,
    DeathRecorded,
    InTheFuture,
    MembershipBackwards,
    NotAMember,
    NotByEmployment,
    NotInRegister,
    ReasonDoesNotFit,
    WithdrawalNoticeTooShort,
)

MONEY_STATES = ("requested", "cancelled", "valued", "redeemed", "restored")
FORESEEN = tuple(reason for reason in REASONS if reason != "admission_annulled")


class ResignationFinal(Refusal):
    """A resignation is taken back only where the statutes allow it, and before the membership has ended."""

    code, status = "resignation_final", 409
    sentence = "The departure of {member_id} by {reason} on {left_on} cannot be taken back{why}."


class DepartureStands(Refusal):
    """A departure that was recorded in error is voided, unless something came about since that rests on it."""

    code, status = "departure_stands", 409
    sentence = "The departure of {member_id} by {reason} on {left_on} stands: {why}."


class LeaverShares(Schema):
    """What the ledger told of the shares that a leaver held: the money follows later, by its own rules."""

    redemption_id = fields.String()
    state = fields.String(validate=validate.OneOf(MONEY_STATES))
    count = Count()
    # Nominal value less losses once it is known, and what is paid of it.
    value = Amount(allow_none=True, zero=True)
    paid = Amount(zero=True)


class DepartureSeen(Schema):
    """The latest departure of a member: what ended with the membership, and what remains to be settled."""

    member_id = fields.String()
    reason = fields.String(validate=validate.OneOf(REASONS))
    noticed_on = Day()
    left_on = Day()
    resolution_id = fields.String(allow_none=True)
    recorded_at = Instant()
    # True once the last day is over.
    ended = Flag()
    # How many seats, groups, shifts … were ended, by name; null where it was not counted (imported, or long ago).
    cleared = fields.Dict(keys=fields.String(), values=fields.Integer(), allow_none=True)
    shares = fields.List(fields.Nested(LeaverShares), validate=validate.Length(max=1000))
    # Whether anything is still owed for shares, as far as the ledger told.
    settled = Flag()


class PreviewQuery(QuerySchema):
    """By which reason somebody would leave, and when: today's notice and the earliest day unless given."""

    reason = fields.String(load_default="resignation", validate=validate.OneOf(FORESEEN))
    noticed_on = Day(load_default=None)
    left_on = Day(load_default=None)


class DeparturePreview(Schema):
    """What a departure would come to; nothing has been done."""

    member_id = fields.String()
    reason = fields.String()
    noticed_on = Day()
    left_on = Day()
    # How many days the notice of the statutes lasts for this reason, and the article that says so.
    notice_days = fields.Integer()
    article = fields.String()
    # Who has to decide first: an assembly excludes.
    needs_vote = Flag()
    clears = fields.Dict(keys=fields.String(), values=fields.Integer())


class Withdrawn(Schema):
    """A departure taken back: membership runs on, and a contract that a death had ended; the rest is not restored."""

    member_id = fields.String()
    number = fields.Integer(allow_none=True)
    # What has to be taken up anew: seats, groups, shifts; after a death also tutoring, activities, an application.
    not_restored = fields.Dict(keys=fields.String(), values=fields.Integer())


get_departure = membership.query(
    "get_departure", "GET /members/{member_id}/departure", returns=DepartureSeen, scope="members:read",
    refuses=[NotFound], summary="Look at a departure: what was cleared, and what remains to be settled",
)  # fmt: skip
preview_departure = membership.query(
    "preview_departure", "GET /members/{member_id}/departure-preview", returns=DeparturePreview, query=PreviewQuery,
    scope="members:read", snapshot=True,
    refuses=[NotInRegister, NotAMember, AlreadyLeaving, WithdrawalNoticeTooShort, ReasonDoesNotFit, InTheFuture,
             MembershipBackwards, DeathRecorded, NotByEmployment],
    summary="See on which day somebody would leave, and what would be cleared",
)  # fmt: skip
withdraw_resignation = membership.command(
    "withdraw_resignation", "POST /members/{member_id}/departure/withdrawal", returns=Withdrawn, status=200,
    scope="members:write", emits=[departure_annulled, member_admitted],
    refuses=[NotInRegister, NotFound, ResignationFinal],
    summary="Take a resignation back before its last day, where the statutes allow it",
)  # fmt: skip
void_departure = membership.command(
    "void_departure", "POST /members/{member_id}/departure/void", returns=Withdrawn, status=200,
    scope="members:write", emits=[departure_annulled, member_admitted, engagement_recorded],
    refuses=[NotInRegister, NotFound, DepartureStands],
    summary="Void a departure or a death that was recorded in error: the membership runs on under the same number",
)  # fmt: skip
