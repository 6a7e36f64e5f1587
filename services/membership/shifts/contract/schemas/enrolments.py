"""The shapes of places that members take in shifts."""

from marshmallow import fields, validate

from services.commons.contract import Flag, Instant, Schema, Slug, Text

from .slots import ShiftView

ATTENDANCES = ("enrolled", "attended", "missed", "excused", "replaced", "withdrawn", "cancelled")


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
    make_up = Flag()
    # Since when the member asks for somebody to come instead.
    stand_in_wanted_at = Instant(allow_none=True)


class ShiftWithEnrolments(ShiftView):
    """A shift with everybody enrolled in it."""

    enrolments = fields.List(fields.Nested(EnrolmentView))


class NewEnrolment(Schema):
    """A member takes a place; ``make_up`` makes up for a shift that was missed."""

    member_id = Text(most=60, required=True)
    role = Slug(load_default="member")
    make_up = Flag(load_default=False)
    # Whether it is entered from paper after the shift.
    afterwards = Flag(load_default=False)


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
