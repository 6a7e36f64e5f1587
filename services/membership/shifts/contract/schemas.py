"""The shapes of shifts, enrolments and standings."""

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema, Slug, Text

ATTENDANCES = ("enrolled", "attended", "missed", "excused", "replaced", "withdrawn", "cancelled")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOUR = r"([01]\d|2[0-3]):[0-5]\d\Z"
STANDINGS = ("exempt", "on_leave", "up_to_date", "alert", "not_served")


class Places(fields.Dict):
    """How many places there are for each role, such as ``{"member": 5, "leader": 1}``."""

    def __init__(self, **options: Any) -> None:
        size = validate.Length(min=1, max=20)
        super().__init__(keys=Slug(), values=Count(least=1, most=500), validate=size, **options)


class NewShift(Schema):
    """A slot to be staffed: so many places for each role."""

    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    places = Places(required=True)
    # Whether it is entered from paper after it took place.
    afterwards = fields.Boolean(load_default=False)


class EnrolmentView(Schema):
    """A member's place in a shift, and whether the member came."""

    shift_id = fields.String()
    member_id = fields.String()
    role = fields.String()
    attendance = fields.String(validate=validate.OneOf(ATTENDANCES))
    # Who came instead, and in whose place this member comes.
    replaced_by = fields.String(allow_none=True)
    stands_in_for = fields.String(allow_none=True)
    # Why excused before the shift; never anything about health.
    reason_code = fields.String(allow_none=True)
    make_up = fields.Boolean()


class ShiftView(Schema):
    """A shift: its time, the places of each role, and how many are free."""

    id = fields.String()
    starts_at = Instant()
    ends_at = Instant()
    places = fields.Dict(keys=fields.String(), values=fields.Integer())
    free = fields.Dict(keys=fields.String(), values=fields.Integer())
    # The slot that it comes from, and since when and why it does not take place.
    template_id = fields.String(allow_none=True)
    cancelled_at = Instant(allow_none=True)
    cancel_reason = fields.String(allow_none=True)


class ShiftWithEnrolments(ShiftView):
    """A shift with everybody enrolled in it."""

    enrolments = fields.List(fields.Nested(EnrolmentView))


class ShiftsQuery(QuerySchema):
    """Which shifts: those that start from a day on, until another (inclusive)."""

    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)


class TemplateSlot(Schema):
    """A slot of the week that repeats on the days named; the hours are local to the cooperative."""

    weekdays = fields.List(
        fields.String(validate=validate.OneOf(WEEKDAYS)), required=True, validate=validate.Length(min=1, max=7)
    )
    starts_at = fields.String(required=True, validate=validate.Regexp(HOUR))
    ends_at = fields.String(required=True, validate=validate.Regexp(HOUR))
    places = Places(required=True)


class NewCalendar(Schema):
    """Weeks of slots: from the template given, else from the slots that come back (``/shift-templates``), and where
    there are none, from the bylaws (``shifts.calendar``). Days on which the shop is closed are passed over.
    """

    starts_on = Day(required=True)
    weeks = Count(least=1, most=16, load_default=1)
    # Whether the shifts are entered from paper after they took place.
    afterwards = fields.Boolean(load_default=False)
    template = fields.List(fields.Nested(TemplateSlot), load_default=None, validate=validate.Length(min=1, max=50))


class NotEnrolledView(Schema):
    """A member of a team who could not be enrolled in a shift, and why."""

    shift_id = fields.String()
    member_id = fields.String()
    code = fields.String()


class CalendarView(Schema):
    """The shifts that were made, how many stood there already, and how their teams were enrolled."""

    starts_on = Day()
    ends_on = Day()
    created = fields.Integer()
    existing = fields.Integer()
    # Days passed over, because the shop is closed.
    closed = fields.Integer()
    shift_ids = fields.List(fields.String())
    enrolled = fields.Integer()
    # Not counted: who is on leave. At most 200 are named.
    not_enrolled = fields.List(fields.Nested(NotEnrolledView))


class NewEnrolment(Schema):
    """A member takes a place; ``make_up`` makes up for a shift that was missed."""

    member_id = Text(most=60, required=True)
    role = Slug(load_default="member")
    make_up = fields.Boolean(load_default=False)
    # Whether it is entered from paper after the shift.
    afterwards = fields.Boolean(load_default=False)


class BatchEnrolment(NewEnrolment):
    """A member takes a place in the shift named."""

    shift_id = Text(most=60, required=True)


class EnrolmentBatch(Schema):
    """Many places at once; each is settled for itself."""

    enrolments = fields.List(
        fields.Nested(BatchEnrolment), required=True, validate=validate.Length(min=1, max=1000)
    )


class EnrolmentResult(Schema):
    """What became of one item of a batch."""

    index = fields.Integer()
    shift_id = fields.String()
    member_id = fields.String()
    outcome = fields.String(validate=validate.OneOf(["enrolled", "skipped", "refused"]))
    problem = fields.Dict(allow_none=True)


class BatchResult(Schema):
    """How many places were taken, and every item's outcome."""

    enrolled = fields.Integer()
    # Enrolled in the same role already: a batch sent twice changes nothing.
    skipped = fields.Integer()
    refused = fields.Integer()
    results = fields.List(fields.Nested(EnrolmentResult))


class AttendanceMark(Schema):
    """What the shift leader saw: whether one member came."""

    member_id = Text(most=60, required=True)
    attendance = fields.String(required=True, validate=validate.OneOf(["attended", "missed", "excused", "replaced"]))
    # Who came instead, when the member was replaced.
    replaced_by = Text(most=60, load_default=None)


class Attendances(Schema):
    """The marks of a shift; all are taken or none."""

    marks = fields.List(fields.Nested(AttendanceMark), required=True, validate=validate.Length(min=1, max=500))
    # Who led the shift and says so, when an office enters it.
    leader_id = Text(most=60, load_default=None)


class OwnAttendances(Schema):
    """The marks of a shift by who leads it and has signed in."""

    marks = fields.List(fields.Nested(AttendanceMark), required=True, validate=validate.Length(min=1, max=500))


class ShiftAttendances(Attendances):
    """The marks of the shift named."""

    shift_id = Text(most=60, required=True)


class AttendanceBatch(Schema):
    """The marks of many shifts (2,000 marks at most); each shift is settled for itself."""

    shifts = fields.List(fields.Nested(ShiftAttendances), required=True, validate=validate.Length(min=1, max=200))


class ShiftOutcome(Schema):
    """What became of the marks of one shift."""

    shift_id = fields.String()
    outcome = fields.String(validate=validate.OneOf(["recorded", "refused"]))
    problem = fields.Dict(allow_none=True)


class AttendanceResults(Schema):
    """How many marks were recorded, and what became of each shift."""

    marks = fields.Integer()
    recorded = fields.Integer()
    refused = fields.Integer()
    results = fields.List(fields.Nested(ShiftOutcome))


class NewLeave(Schema):
    """A member is exempt from shifts, or on leave, from a day until another or until further notice.

    The grounds are nobody's business here and have no field. An exemption is looked at again on ``review_on``; if that
    is not given, after as many days as the bylaws say (a year if they are silent).
    """

    kind = fields.String(required=True, validate=validate.OneOf(["exemption", "leave"]))
    starts_on = Day(required=True)
    ends_on = Day(load_default=None)
    review_on = Day(load_default=None)


class LeaveView(Schema):
    """A recorded leave or exemption."""

    id = fields.String()
    member_id = fields.String()
    kind = fields.String()
    starts_on = Day()
    ends_on = Day(allow_none=True)
    review_on = Day(allow_none=True)
    voided_at = Instant(allow_none=True)
    # Shifts of a standing team within the leave that were given back when it was recorded.
    withdrawn = fields.Integer()


class StandingView(Schema):
    """A member's standing as of a day, with what it was derived from; it never touches the electoral roll."""

    member_id = fields.String()
    as_of = Day()
    standing = fields.String(validate=validate.OneOf(STANDINGS))
    # The counter of the bylaws: what the member began with, gained and lost.
    balance = fields.Integer()
    served = fields.Integer()
    # Cycles that asked for a shift so far; those of a leave do not.
    owed = fields.Integer()
    missed = fields.Integer()
    reason = fields.String()
    article = fields.String()
    # Until when this standing lasts if nothing else happens.
    until = Day(allow_none=True)
