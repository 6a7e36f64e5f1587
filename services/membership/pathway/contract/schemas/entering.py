"""Who enters the pathway, and who accompanies."""

from marshmallow import fields, validate

from services.commons.contract import Day, Schema, Text


class NewProspect(Schema):
    """Who enters when nobody knows the person yet."""

    first_name = Text(most=100, required=True)
    last_name = Text(most=100, required=True)
    email = fields.Email(load_default=None, validate=validate.Length(max=254))
    phone = Text(most=40, load_default=None)
    external_id = Text(most=100, load_default=None)


class NewPathway(Schema):
    """Somebody enters the pathway at its first stage: a person who is known, or a new one, who need be no member."""

    person_id = Text(most=60, load_default=None)
    person = fields.Nested(NewProspect, load_default=None)
    entered_on = Day(load_default=None)
    tutor_id = Text(most=60, load_default=None)


class NewTutor(Schema):
    """Who accompanies from a day on (today unless given)."""

    tutor_id = Text(most=60, required=True)
    since = Day(load_default=None)


class TutorPeriod(Schema):
    """Who accompanied, from a day until another."""

    tutor_id = fields.String()
    since = Day()
    until = Day(allow_none=True)
    end_reason = fields.String(allow_none=True)
