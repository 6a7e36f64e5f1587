"""What is planned on a pathway: objectives and appointments."""

from marshmallow import fields, validate

from services.commons.contract import Day, Schema, Text

APPOINTMENT_KINDS = ("interview", "follow_up", "workshop", "committee", "other")


class NewObjective(Schema):
    """Something to reach by a day."""

    text = Text(most=500, required=True)
    due_on = Day(required=True)
    set_on = Day(load_default=None)


class ObjectiveView(Schema):
    """Something to reach by a day, and what came of it."""

    id = fields.String()
    text = fields.String()
    set_on = Day()
    due_on = Day()
    outcome = fields.String(allow_none=True, validate=validate.OneOf(["reached", "dropped"]))
    settled_on = Day(allow_none=True)


class ObjectiveOutcome(Schema):
    """An objective is reached or dropped, on a day (today unless given)."""

    outcome = fields.String(required=True, validate=validate.OneOf(["reached", "dropped"]))
    on = Day(load_default=None)


class NewAppointment(Schema):
    """An appointment with somebody; one in the past may be recorded with what came of it."""

    kind = fields.String(required=True, validate=validate.OneOf(APPOINTMENT_KINDS))
    with_id = Text(most=60, required=True)
    on = Day(required=True)


class AppointmentView(Schema):
    """An appointment, and whether it was kept."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(APPOINTMENT_KINDS))
    with_id = fields.String(allow_none=True)
    on = Day()
    state = fields.String(validate=validate.OneOf(["planned", "kept", "missed", "cancelled"]))


class AppointmentOutcome(Schema):
    """Whether an appointment was kept."""

    outcome = fields.String(required=True, validate=validate.OneOf(["kept", "missed", "cancelled"]))
