"""The shapes of slots and shifts: hours, the places of each role, the weeks of a calendar."""

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Schema, Slug

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOUR = r"([01]\d|2[0-3]):[0-5]\d\Z"


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
    afterwards = Flag(load_default=False)


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


class ShiftsQuery(QuerySchema):
    """Which shifts: those that start from a day on, until another (inclusive); those to come with a place free."""

    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)
    # True: to come, and a place free; false: all others.
    free = Flag(load_default=None)


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
    afterwards = Flag(load_default=False)
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
