"""Shifts: a calendar of slots, who is enrolled, who came, and the standing that follows."""

from services.commons.rulebook.founding import BeforeFounding
from services.membership.contract import membership
from services.membership.register.contract import AsOfQuery
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import own
from . import refusals as refused
from .counting import end_leave, get_counter, list_leaves, void_leave, what_if
from .events import (
    reminder_due,
    shift_cancelled,
    shift_moved,
    stand_in_wanted,
    standing_changed,
    swap_offered,
    swap_settled,
)
from .figures import figures_document, get_figures
from .places import (
    TAKES_PLACE,
    accept_swap,
    cancel_shift,
    change_places,
    decline_swap,
    excuse,
    list_marks,
    list_swaps,
    offer_swap,
    stand_in,
    withdraw,
    withdraw_swap,
)
from .schemas.attendances import AttendanceBatch, AttendanceResults, Attendances
from .schemas.enrolments import BatchResult, EnrolmentBatch, EnrolmentView, NewEnrolment, ShiftWithEnrolments
from .schemas.slots import WEEKDAYS, CalendarView, NewCalendar, NewShift, ShiftsQuery, ShiftView
from .schemas.standings import STANDINGS, LeaveView, NewLeave, StandingView
from .teams import (
    change_template,
    close_days,
    create_templates,
    end_standing,
    end_template,
    enrol_standing,
    lift_closure,
    list_closures,
    list_standing_enrolments,
    list_templates,
)
from .tills import card_standing, standing_changes

__all__ = [
    "STANDINGS", "WEEKDAYS", "accept_swap", "cancel_shift", "card_standing", "change_places", "change_template",
    "close_days", "create_shift", "create_templates", "decline_swap", "end_leave", "end_standing", "end_template",
    "enrol", "enrol_batch", "enrol_standing", "excuse", "figures_document", "get_counter", "get_figures", "get_shift",
    "get_standing", "lift_closure", "list_closures", "list_leaves", "list_marks", "list_shifts",
    "list_standing_enrolments", "list_standings", "list_swaps", "list_templates", "make_calendar", "offer_swap",
    "own", "record_attendance_batch", "record_attendances", "record_leave", "reminder_due", "shift_cancelled",
    "shift_moved", "stand_in", "stand_in_wanted", "standing_changed", "standing_changes", "swap_offered",
    "swap_settled", "void_leave", "what_if", "withdraw", "withdraw_swap",
]  # fmt: skip

create_shift = membership.command(
    "create_shift", "POST /shifts", body=NewShift, returns=ShiftView, scope="shifts:write",
    refuses=[refused.ShiftBackwards, refused.CalendarInThePast, BeforeFounding], summary="Add a shift",
)  # fmt: skip
list_shifts = membership.query(
    "list_shifts", "GET /shifts", returns=ShiftView, query=ShiftsQuery, paged=True, scope="shifts:read",
    summary="List shifts by time",
)  # fmt: skip
get_shift = membership.query(
    "get_shift", "GET /shifts/{shift_id}", returns=ShiftWithEnrolments, scope="shifts:read",
    refuses=[refused.UnknownShift], summary="Look at a shift and who is enrolled",
)  # fmt: skip
make_calendar = membership.command(
    "make_shift_calendar", "POST /shift-calendars", body=NewCalendar, returns=CalendarView, scope="shifts:write",
    refuses=[refused.NoTemplate, refused.ShiftBackwards, refused.CalendarInThePast, BeforeFounding],
    summary="Make weeks of shifts from the slots that come back, and enrol their teams",
)  # fmt: skip
enrol = membership.command(
    "enrol_in_shift", "POST /shifts/{shift_id}/enrolments", body=NewEnrolment, returns=EnrolmentView,
    scope="shifts:write", summary="Enrol a member in a shift",
    refuses=[*TAKES_PLACE, refused.UnknownRole, refused.SlotFull, refused.NoMakeUpOwed],
)  # fmt: skip
enrol_batch = membership.command(
    "enrol_in_shifts", "POST /shift-enrolments", body=EnrolmentBatch, returns=BatchResult, scope="shifts:write",
    status=200, summary="Enrol many members, each settled for itself",
)  # fmt: skip
record_attendances = membership.command(
    "record_attendances", "POST /shifts/{shift_id}/attendances", body=Attendances, returns=ShiftWithEnrolments,
    scope="shifts:write", status=200,
    refuses=[refused.UnknownShift, refused.NotEnrolled, refused.ShiftNotStarted, refused.ShiftCancelled,
             refused.AlreadyEnrolled, NotAMember, NotInRegister],
    summary="Record or correct who came to a shift",
)  # fmt: skip
record_attendance_batch = membership.command(
    "record_attendances_of_shifts", "POST /shift-attendances", body=AttendanceBatch, returns=AttendanceResults,
    scope="shifts:write", status=200, summary="Record who came to many shifts, each settled for itself",
)  # fmt: skip
record_leave = membership.command(
    "record_leave", "POST /members/{member_id}/leaves", body=NewLeave, returns=LeaveView, scope="shifts:write",
    refuses=[NotInRegister, NotAMember, refused.LeaveBackwards],
    summary="Record a leave or an exemption, without grounds",
)  # fmt: skip
get_standing = membership.query(
    "get_standing", "GET /members/{member_id}/standing", returns=StandingView, query=AsOfQuery, scope="shifts:read",
    refuses=[NotInRegister, NotAMember, refused.NoShifts], summary="Tell a member's standing",
)  # fmt: skip
list_standings = membership.query(
    "list_standings", "GET /standings", returns=StandingView, query=AsOfQuery, paged=True, scope="shifts:read",
    refuses=[refused.NoShifts], summary="Tell the standing of every member",
)  # fmt: skip
