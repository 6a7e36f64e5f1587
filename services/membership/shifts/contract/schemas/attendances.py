"""The shapes of attendance, as the shift leader saw it."""

from marshmallow import fields, validate

from services.commons.contract import Schema, Text


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
