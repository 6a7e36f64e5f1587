"""Memberships of linked organisations; each keeps its own list, and the cooperative records what it is told."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Day, Instant, QuerySchema, Schema, Slug, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.register.contract import member_admitted
from services.membership.register.contract.refusals import InTheFuture, NotInRegister


class UnknownLinkedOrganisation(Refusal):
    """The bylaws name the organisations that are linked to the cooperative."""

    code, status = "unknown_linked_organisation", 422
    sentence = "The bylaws know no linked organisation {organisation}; they have {organisations}."


class LinkedMembershipRecorded(Refusal):
    """A payment of dues is recorded once, under the linked organisation's own reference."""

    code, status = "linked_membership_recorded", 409
    sentence = "{organisation} told {reference} already: it is recorded for {member_id}."


class LinkedMembershipBackwards(Refusal):
    """Dues are paid from a day until a later one."""

    code, status = "linked_membership_backwards", 422
    sentence = "Dues paid from {paid_from} cannot lapse on {paid_until}."


class LinkedMembershipVoided(Refusal):
    """A wrong record is voided once."""

    code, status = "linked_membership_voided", 409
    sentence = "The record {linked_membership_id} is voided already."


class NewLinkedMembership(Schema):
    """Somebody's dues to a linked organisation are paid until a day; ``reference`` is that organisation's own."""

    organisation = Slug(required=True)
    paid_from = Day(load_default=None)
    paid_until = Day(required=True)
    reference = Text(most=100, required=True)


class LinkedMembershipView(Schema):
    """Dues paid to a linked organisation; voided, they never counted."""

    id = fields.String()
    member_id = fields.String()
    organisation = fields.String()
    paid_from = Day(allow_none=True)
    paid_until = Day()
    reference = fields.String()
    recorded_at = Instant()
    voided_at = Instant(allow_none=True)


class LinkedQuery(QuerySchema):
    """Of which organisation, and whether only those who have paid on a day."""

    organisation = Slug(load_default=None)
    paid_on = Day(load_default=None)


class LinkedMembershipExpiring(Schema):
    """The dues of a member to a linked organisation lapse soon; the subject is ``members/<member_id>``."""

    member_id = fields.String(required=True)
    organisation = fields.String(required=True)
    paid_until = Day(required=True)


linked_membership_expiring = membership.event(
    "linked_membership.expiring", LinkedMembershipExpiring,
    summary="A member's dues to a linked organisation lapse soon, told once for each day on which they do",
)  # fmt: skip
record_linked_membership = membership.command(
    "record_linked_membership", "POST /members/{member_id}/linked-memberships", body=NewLinkedMembership,
    returns=LinkedMembershipView, scope="members:write", emits=[member_admitted],
    refuses=[NotInRegister, UnknownLinkedOrganisation, LinkedMembershipRecorded, LinkedMembershipBackwards,
             InTheFuture],
    summary="Record that somebody's dues to a linked organisation are paid",
)  # fmt: skip
void_linked_membership = membership.command(
    "void_linked_membership", "POST /linked-memberships/{linked_membership_id}/void", returns=LinkedMembershipView,
    scope="members:write", status=200, refuses=[NotFound, LinkedMembershipVoided],
    summary="Void a record of dues that was wrong",
)  # fmt: skip
list_linked_memberships = membership.query(
    "list_linked_memberships", "GET /members/{member_id}/linked-memberships", returns=LinkedMembershipView,
    scope="members:read", paged=True, refuses=[NotInRegister], summary="List the dues that somebody paid, by record",
)  # fmt: skip
list_dues_paid = membership.query(
    "list_dues_paid", "GET /linked-memberships", returns=LinkedMembershipView, query=LinkedQuery, paged=True,
    scope="members:read", summary="List who has paid the dues of linked organisations",
)  # fmt: skip
