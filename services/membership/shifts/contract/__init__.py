"""Shifts: a calendar of slots, who is enrolled, who came, and the standing that follows."""

from services.membership.contract import membership
from services.membership.register.contract import AsOfQuery
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import refusals as refused
from .schemas import (
    ATTENDANCES,
    STANDINGS,
    WEEKDAYS,
    Attendances,
    BatchResult,
    CalendarView,
    EnrolmentBatch,
    EnrolmentView,
    LeaveView,
    NewCalendar,
    NewEnrolment,
    NewLeave,
    NewShift,
    ShiftsQuery,
    ShiftView,
    ShiftWithEnrolments,
    StandingView,
)

__all__ = [
    "ATTENDANCES",
    "Attendances",
    "BatchResult",
    "CalendarView",
    "EnrolmentBatch",
    "EnrolmentView",
    "LeaveView",
    "NewCalendar",
    "NewEnrolment",
    "NewLeave",
    "NewShift",
    "STANDINGS",
    "ShiftView",
    "ShiftWithEnrolments",
    "ShiftsQuery",
    "StandingView",
    "WEEKDAYS",
    "create_shift",
    "enrol",
    "enrol_batch",
    "get_shift",
    "get_standing",
    "list_shifts",
    "list_standings",
    "make_calendar",
    "record_attendances",
    "record_leave",
]

create_shift = membership.command(
    "create_shift", "POST /shifts", body=NewShift, returns=ShiftView, scope="shifts:write",
    refuses=[refused.ShiftBackwards], summary="Add a shift",
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
    refuses=[refused.NoTemplate, refused.ShiftBackwards], summary="Make weeks of shifts from a template",
)  # fmt: skip
enrol = membership.command(
    "enrol_in_shift", "POST /shifts/{shift_id}/enrolments", body=NewEnrolment, returns=EnrolmentView,
    scope="shifts:write", summary="Enrol a member in a shift",
    refuses=[refused.UnknownShift, refused.UnknownRole, refused.SlotFull, refused.AlreadyEnrolled,
             refused.LinkedOrganisationNeeded, NotAMember, NotInRegister],
)  # fmt: skip
enrol_batch = membership.command(
    "enrol_in_shifts", "POST /shift-enrolments", body=EnrolmentBatch, returns=BatchResult, scope="shifts:write",
    status=200, summary="Enrol many members, each settled for itself",
)  # fmt: skip
record_attendances = membership.command(
    "record_attendances", "POST /shifts/{shift_id}/attendances", body=Attendances, returns=ShiftWithEnrolments,
    scope="shifts:write", status=200,
    refuses=[refused.UnknownShift, refused.NotEnrolled, refused.ShiftNotStarted, NotAMember, NotInRegister,
             refused.AlreadyEnrolled],
    summary="Record who came to a shift",
)  # fmt: skip
record_leave = membership.command(
    "record_leave", "POST /members/{member_id}/leaves", body=NewLeave, returns=LeaveView, scope="shifts:write",
    refuses=[NotInRegister, NotAMember, refused.LeaveBackwards], summary="Record a leave or an exemption",
)  # fmt: skip
get_standing = membership.query(
    "get_standing", "GET /members/{member_id}/standing", returns=StandingView, query=AsOfQuery, scope="shifts:read",
    refuses=[NotInRegister, NotAMember, refused.NoShifts], summary="Tell a member's standing",
)  # fmt: skip
list_standings = membership.query(
    "list_standings", "GET /standings", returns=StandingView, query=AsOfQuery, paged=True, scope="shifts:read",
    refuses=[refused.NoShifts], summary="Tell the standing of every member",
)  # fmt: skip
