"""What members do of shifts in their own names, signed in: by the rules, and the code, of the shift office."""

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Slug, Text
from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.register.contract import AsOfQuery
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import refusals as refused
from .counting import CounterView
from .events import stand_in_wanted, swap_offered, swap_settled
from .places import BEFORE, EXCUSES, SWAP_STATES, TAKES_PLACE, SwapView
from .schemas.attendances import OwnAttendances
from .schemas.enrolments import ATTENDANCES, EnrolmentView, ShiftWithEnrolments
from .schemas.slots import ShiftView
from .schemas.standings import StandingView

OF_A_MEMBER = [NotInRegister, NotAMember]


class OwnShiftsQuery(QuerySchema):
    """From which day, today if not said, until which other (inclusive)."""

    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)


class OwnShift(ShiftView):
    """A shift in which one has or had a place, and how one stands in it."""

    role = fields.String()
    attendance = fields.String(validate=validate.OneOf(ATTENDANCES))
    make_up = Flag()
    # Who came instead, and in whose place one comes.
    replaced_by = fields.String(allow_none=True)
    stands_in_for = fields.String(allow_none=True)
    # Since when one asks for somebody to come in one's place.
    stand_in_wanted_at = Instant(allow_none=True)


class Colleague(Schema):
    """Somebody on the team of a shift; how they stand in it is told to who leads it."""

    member_id = fields.String()
    name = fields.String()
    role = fields.String()
    attendance = fields.String(allow_none=True, validate=validate.OneOf(ATTENDANCES))
    stand_in_wanted_at = Instant(allow_none=True)


class ShiftTeam(ShiftView):
    """A shift and who comes to it; ``leads`` says whether one leads it oneself and records who came."""

    leads = Flag()
    team = fields.List(fields.Nested(Colleague))


class WantedStandIn(Schema):
    """A member asks for somebody to come in their place."""

    shift_id = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    member_id = fields.String()
    name = fields.String()
    role = fields.String()
    wanted_at = Instant()


class OwnEnrolment(Schema):
    """One takes a place; ``make_up`` makes up for a shift that was missed."""

    role = Slug(load_default="member")
    make_up = Flag(load_default=False)


class OwnExcuse(Schema):
    """One cannot come; nothing about health is asked for or kept."""

    reason = fields.String(required=True, validate=validate.OneOf(EXCUSES))


class OwnStandIn(Schema):
    """In whose place one comes."""

    member_id = Text(most=60, required=True)


class NewOwnSwap(Schema):
    """The member signed in offers a place for another member's."""

    shift_id = Text(most=60, required=True)
    with_shift_id = Text(most=60, required=True)
    with_member_id = Text(most=60, required=True)


class OwnSwapsQuery(QuerySchema):
    """Which of one's swaps: in a state, or all."""

    state = fields.String(load_default=None, validate=validate.OneOf(SWAP_STATES))


get_own_standing = membership.query(
    "get_own_standing", "GET /me/standing", returns=StandingView, query=AsOfQuery, personal=True,
    refuses=[*OF_A_MEMBER, refused.NoShifts], summary="Tell my standing, and what it was derived from",
)  # fmt: skip
get_own_counter = membership.query(
    "get_own_counter", "GET /me/counter", returns=CounterView, query=AsOfQuery, personal=True, snapshot=True,
    refuses=[*OF_A_MEMBER, refused.NoShifts], summary="Tell my counter movement by movement, and my make-ups",
)  # fmt: skip
list_own_shifts = membership.query(
    "list_own_shifts", "GET /me/shifts", returns=OwnShift, query=OwnShiftsQuery, paged=True, personal=True,
    summary="List my shifts by time, from today on unless said otherwise",
)  # fmt: skip
list_open_shifts = membership.query(
    "list_open_shifts", "GET /me/shifts/open", returns=ShiftView, query=OwnShiftsQuery, paged=True, personal=True,
    refuses=OF_A_MEMBER, summary="List the shifts to come that have a place free",
)  # fmt: skip
get_own_team = membership.query(
    "get_shift_team", "GET /me/shifts/{shift_id}", returns=ShiftTeam, personal=True,
    refuses=[*OF_A_MEMBER, refused.UnknownShift], summary="Look at a shift and who comes to it, such as to swap",
)  # fmt: skip
enrol_oneself = membership.command(
    "enrol_oneself_in_shift", "POST /me/shifts/{shift_id}/enrolment", body=OwnEnrolment, returns=EnrolmentView,
    personal=True, summary="Take a place in a shift that has not begun",
    refuses=[*TAKES_PLACE, refused.ShiftStarted, refused.UnknownRole, refused.SlotFull, refused.NoMakeUpOwed],
)  # fmt: skip
withdraw_oneself = membership.command(
    "withdraw_oneself_from_shift", "POST /me/shifts/{shift_id}/withdrawal", returns=EnrolmentView, status=200,
    personal=True, refuses=[*BEFORE, refused.TooLateToWithdraw], summary="Give my place back in time",
)  # fmt: skip
excuse_oneself = membership.command(
    "excuse_oneself_from_shift", "POST /me/shifts/{shift_id}/excuse", body=OwnExcuse, returns=EnrolmentView,
    status=200, personal=True, refuses=BEFORE, summary="Say before a shift that I cannot come",
)  # fmt: skip
want_stand_in = membership.command(
    "want_stand_in", "POST /me/shifts/{shift_id}/stand-in-request", returns=EnrolmentView, status=200, personal=True,
    emits=[stand_in_wanted], refuses=BEFORE, summary="Ask for somebody to come in my place; until then it stays mine",
)  # fmt: skip
want_no_stand_in = membership.command(
    "want_no_stand_in", "POST /me/shifts/{shift_id}/stand-in-request/withdrawal", returns=EnrolmentView, status=200,
    personal=True, refuses=BEFORE, summary="Come myself after all",
)  # fmt: skip
list_wanted_stand_ins = membership.query(
    "list_wanted_stand_ins", "GET /me/stand-in-requests", returns=WantedStandIn, paged=True, personal=True,
    refuses=OF_A_MEMBER, summary="List the shifts to come for which somebody asks to be replaced",
)  # fmt: skip
stand_in_oneself = membership.command(
    "stand_in_oneself", "POST /me/shifts/{shift_id}/stand-in", body=OwnStandIn, returns=EnrolmentView, personal=True,
    refuses=[*dict.fromkeys([*BEFORE, *TAKES_PLACE]), refused.NoStandInWanted],
    summary="Come in the place of a member who asked for it",
)  # fmt: skip
lead_attendances = membership.command(
    "record_own_shift_attendances", "POST /me/shifts/{shift_id}/attendances", body=OwnAttendances,
    returns=ShiftWithEnrolments, personal=True, status=200, summary="Record who came to the shift that one leads",
    refuses=[refused.UnknownShift, refused.NotEnrolled, refused.ShiftNotStarted, refused.ShiftCancelled,
             refused.AlreadyEnrolled, refused.NotTheLeader, *OF_A_MEMBER],
)  # fmt: skip
list_own_swaps = membership.query(
    "list_own_shift_swaps", "GET /me/shift-swaps", returns=SwapView, query=OwnSwapsQuery, paged=True, personal=True,
    summary="List the swaps that I offered or was offered",
)  # fmt: skip
offer_own_swap = membership.command(
    "offer_own_shift_swap", "POST /me/shift-swaps", body=NewOwnSwap, returns=SwapView, personal=True,
    emits=[swap_offered], summary="Offer one's own place for another member's",
    refuses=[*dict.fromkeys([*BEFORE, *TAKES_PLACE]), refused.SwapWithOneself, refused.SwapOffered],
)  # fmt: skip
accept_own_swap = membership.command(
    "accept_own_shift_swap", "POST /me/shift-swaps/{swap_id}/acceptance", returns=SwapView, status=200, personal=True,
    emits=[swap_settled], summary="Accept a swap in one's own name",
    refuses=[NotFound, *dict.fromkeys([*BEFORE, *TAKES_PLACE]), refused.SwapSettled, refused.NotTheirSwap],
)  # fmt: skip
SETTLES = [NotFound, refused.SwapSettled, refused.NotTheirSwap]
decline_own_swap = membership.command(
    "decline_own_shift_swap", "POST /me/shift-swaps/{swap_id}/refusal", returns=SwapView, status=200, personal=True,
    emits=[swap_settled], refuses=SETTLES, summary="Decline a swap that I was offered",
)  # fmt: skip
withdraw_own_swap = membership.command(
    "withdraw_own_shift_swap", "POST /me/shift-swaps/{swap_id}/withdrawal", returns=SwapView, status=200,
    personal=True, emits=[swap_settled], refuses=SETTLES, summary="Take back a swap that I offered",
)  # fmt: skip
