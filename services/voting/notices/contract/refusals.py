"""What notices and their deliveries refuse."""

from __future__ import annotations

from services.commons.refusals import Refusal


class UnknownVoter(Refusal):
    """Voting knows no such member."""

    code, status = "unknown_voter", 422
    sentence = "Voting knows no member {member_id}."


class ContactErased(Refusal):
    """The contact of a former member was erased, and none is kept again."""

    code, status = "contact_erased", 409
    sentence = "The contact of former member {member_id} was erased on {on}; none is kept again."


class UnreadableContacts(Refusal):
    """The file is not CSV in UTF-8 with the columns that are needed."""

    code, status = "unreadable_contacts", 422
    sentence = "The file cannot be read: {why}."


class NotConvened(Refusal):
    """The members were not called yet, or the assembly is over."""

    code, status = "not_convened", 409
    sentence = "Assembly {assembly_id} is {state}; an addendum goes out between the calling and the opening."


class NoticeUnchanged(Refusal):
    """Nothing has changed since the last notice went out."""

    code, status = "notice_unchanged", 409
    sentence = "Notice {sequence} of assembly {assembly_id} says all this already; there is nothing to add."


class NotInvited(Refusal):
    """The member is not among those whom this notice calls."""

    code, status = "not_invited", 422
    sentence = "Not called by notice {sequence} of assembly {assembly_id}: {member_ids}."


class DeliveryOutOfOrder(Refusal):
    """A delivery cannot go from its state to that one."""

    code, status = "delivery_out_of_order", 409
    sentence = "The delivery to member {member_id} is {state}; it cannot become {wanted}."


class DeliveryAhead(Refusal):
    """What has not happened yet cannot be recorded."""

    code, status = "delivery_ahead", 422
    sentence = "Nothing was handed over on {on} yet; today is {today}."
