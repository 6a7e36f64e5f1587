"""What changes a place that was taken: given back, excused, somebody else comes, two members swap; or the slot does."""

from marshmallow import fields, validate

from services.commons.contract import Flag, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import refusals as refused
from .events import SWAP_STATES, shift_cancelled, swap_offered, swap_settled
from .schemas.enrolments import ATTENDANCES, EnrolmentView, ShiftWithEnrolments
from .schemas.slots import Places, ShiftView

# Why somebody cannot come. Nothing here, nor anywhere else, says anything about health.
EXCUSES = ("unforeseen", "work", "travel", "family", "other")
TAKES_PLACE = [
    refused.UnknownShift, refused.ShiftCancelled, refused.ShiftOver, refused.AlreadyEnrolled, refused.BusyThen,
    refused.TrainingNeeded, refused.LinkedOrganisationNeeded, NotAMember, NotInRegister,
]  # fmt: skip
BEFORE = [refused.UnknownShift, refused.ShiftCancelled, refused.ShiftStarted, refused.NotEnrolled]


class Cancellation(Schema):
    """Why a shift does not take place, for those who were enrolled."""

    reason = Text(most=200, required=True)


class NewPlaces(Schema):
    """The places that a shift shall have from now on."""

    places = Places(required=True)


class Withdrawal(Schema):
    """A member gives a place back."""

    member_id = Text(most=60, required=True)


class Excuse(Schema):
    """A member cannot come, and says so before the shift; nothing about health is asked for or kept."""

    member_id = Text(most=60, required=True)
    reason = fields.String(required=True, validate=validate.OneOf(EXCUSES))


class StandIn(Schema):
    """Somebody else comes in a member's place."""

    member_id = Text(most=60, required=True)
    stand_in_id = Text(most=60, required=True)


class NewSwap(Schema):
    """A member offers a place in a shift for another member's place in another."""

    shift_id = Text(most=60, required=True)
    member_id = Text(most=60, required=True)
    with_shift_id = Text(most=60, required=True)
    with_member_id = Text(most=60, required=True)


class SwapConsent(Schema):
    """Whose consent (or refusal) is recorded."""

    member_id = Text(most=60, required=True)


class SwapView(Schema):
    """A place for a place; each consent is kept with who entered it and when."""

    id = fields.String()
    shift_id = fields.String()
    member_id = fields.String()
    with_shift_id = fields.String()
    with_member_id = fields.String()
    state = fields.String(validate=validate.OneOf(SWAP_STATES))
    offered_by = fields.String()
    offered_at = Instant()
    settled_by = fields.String(allow_none=True)
    settled_at = Instant(allow_none=True)


class SwapsQuery(QuerySchema):
    """Which swaps: of a member, in a state."""

    member_id = Text(most=60, load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(SWAP_STATES))


class MarkView(Schema):
    """One change of an enrolment, as it was entered; ``late`` says that it came after the days the bylaws give."""

    member_id = fields.String()
    was = fields.String(validate=validate.OneOf(ATTENDANCES))
    attendance = fields.String(validate=validate.OneOf(ATTENDANCES))
    leader_id = fields.String(allow_none=True)
    entered_by = fields.String()
    late = Flag()
    recorded_at = Instant()


cancel_shift = membership.command(
    "cancel_shift", "POST /shifts/{shift_id}/cancellation", body=Cancellation, returns=ShiftWithEnrolments, status=200,
    scope="shifts:write", emits=[shift_cancelled],
    refuses=[refused.UnknownShift, refused.ShiftCancelled, refused.ShiftHeld], summary="Call a shift off",
)  # fmt: skip
change_places = membership.command(
    "change_shift_places", "PUT /shifts/{shift_id}/places", body=NewPlaces, returns=ShiftView, scope="shifts:write",
    refuses=[refused.UnknownShift, refused.ShiftCancelled, refused.PlacesTaken, refused.UnknownRole],
    summary="Change how many places a shift has",
)  # fmt: skip
withdraw = membership.command(
    "withdraw_from_shift", "POST /shifts/{shift_id}/withdrawals", body=Withdrawal, returns=EnrolmentView, status=200,
    scope="shifts:write", refuses=[*BEFORE, refused.TooLateToWithdraw], summary="Give a place back in time",
)  # fmt: skip
excuse = membership.command(
    "excuse_from_shift", "POST /shifts/{shift_id}/excuses", body=Excuse, returns=EnrolmentView, status=200,
    scope="shifts:write", refuses=BEFORE, summary="Record before a shift that a member cannot come",
)  # fmt: skip
stand_in = membership.command(
    "stand_in_for_shift", "POST /shifts/{shift_id}/stand-ins", body=StandIn, returns=ShiftWithEnrolments, status=200,
    scope="shifts:write", refuses=[*dict.fromkeys([*BEFORE, *TAKES_PLACE])],
    summary="Let somebody come in a member's place",
)  # fmt: skip
offer_swap = membership.command(
    "offer_shift_swap", "POST /shift-swaps", body=NewSwap, returns=SwapView, scope="shifts:write",
    emits=[swap_offered], summary="Offer a place for another member's",
    refuses=[*dict.fromkeys([*BEFORE, *TAKES_PLACE]), refused.SwapWithOneself, refused.SwapOffered],
)  # fmt: skip
accept_swap = membership.command(
    "accept_shift_swap", "POST /shift-swaps/{swap_id}/acceptance", body=SwapConsent, returns=SwapView, status=200,
    scope="shifts:write", emits=[swap_settled], summary="Accept a swap: both places change hands at once",
    refuses=[NotFound, *dict.fromkeys([*BEFORE, *TAKES_PLACE]), refused.SwapSettled, refused.NotTheirSwap],
)  # fmt: skip
decline_swap = membership.command(
    "decline_shift_swap", "POST /shift-swaps/{swap_id}/refusal", body=SwapConsent, returns=SwapView, status=200,
    scope="shifts:write", emits=[swap_settled], refuses=[NotFound, refused.SwapSettled, refused.NotTheirSwap],
    summary="Decline a swap",
)  # fmt: skip
withdraw_swap = membership.command(
    "withdraw_shift_swap", "POST /shift-swaps/{swap_id}/withdrawal", body=SwapConsent, returns=SwapView, status=200,
    scope="shifts:write", emits=[swap_settled], refuses=[NotFound, refused.SwapSettled, refused.NotTheirSwap],
    summary="Take an offered swap back",
)  # fmt: skip
list_swaps = membership.query(
    "list_shift_swaps", "GET /shift-swaps", returns=SwapView, query=SwapsQuery, paged=True, scope="shifts:read",
    summary="List swaps",
)  # fmt: skip
list_marks = membership.query(
    "list_shift_marks", "GET /shifts/{shift_id}/marks", returns=MarkView, paged=True, scope="shifts:read",
    refuses=[refused.UnknownShift], summary="List what was recorded and corrected of a shift, in order",
)  # fmt: skip
