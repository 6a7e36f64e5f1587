"""The shapes of trainings."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Rate, Schema, Slug, Text
from services.commons.documents.said import LANGUAGES

STATES = ("planned", "held", "cancelled")
PLACES = ("enrolled", "waiting", "withdrawn", "attended", "absent")
# No session counts more minutes than sixty days have.
LONGEST = 60 * 24 * 60


class NewTraining(Schema):
    """A session to come or, with its days, one of the past; ``minutes`` counts as training (all of it if not said)."""

    title = Text(required=True)
    theme = Slug(required=True)
    # Somebody of the register, or in words who comes from outside; not both.
    trainer_id = Text(most=60, load_default=None)
    trainer = Text(load_default=None)
    place = Text(load_default=None)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    minutes = Count(least=1, most=LONGEST, load_default=None)
    # As many as want to come, if not said.
    capacity = Count(least=1, most=5000, load_default=None)
    # Roles that those who come hold from then on, such as ``leader``; for good, or for so many months.
    grants = fields.List(Slug(), load_default=list, validate=validate.Length(max=20))
    valid_months = Count(least=1, most=240, load_default=None)


class TrainingView(Schema):
    """A session, how many have a place, wait or came, and how many places are free (null where nothing limits them)."""

    id = fields.String()
    title = fields.String()
    theme = fields.String()
    trainer_id = fields.String(allow_none=True)
    trainer = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    starts_at = Instant()
    ends_at = Instant()
    minutes = fields.Integer()
    capacity = fields.Integer(allow_none=True)
    free = fields.Integer(allow_none=True)
    enrolled = fields.Integer()
    waiting = fields.Integer()
    attended = fields.Integer()
    grants = fields.List(fields.String())
    valid_months = fields.Integer(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    cancelled_for = fields.String(allow_none=True)


class TrainingPlaceView(Schema):
    """Somebody's place in a session; ``position`` is the one in the queue while it is a waiting one."""

    training_id = fields.String()
    member_id = fields.String()
    state = fields.String(validate=validate.OneOf(PLACES))
    position = fields.Integer(allow_none=True)
    minutes = fields.Integer(allow_none=True)
    certificate = fields.String(allow_none=True)


class TrainingWithPlaces(TrainingView):
    """A session with everybody who has or had a place in it, in the order of asking."""

    places = fields.List(fields.Nested(TrainingPlaceView))


class TrainingsQuery(QuerySchema):
    """Which sessions: those that start from a day on, until another (inclusive), of a theme, in a state."""

    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)
    theme = Slug(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class NewTrainingPlace(Schema):
    """Somebody wants to come; when the session is full ``or_wait`` takes the next place in the queue."""

    member_id = Text(most=60, required=True)
    or_wait = Flag(load_default=False)


class TrainingCancellation(Schema):
    """A session does not take place, for a reason."""

    reason = Text(most=300, required=True)


class TrainingMark(Schema):
    """What the trainer saw: whether somebody came, and for how long if not for all of it."""

    member_id = Text(most=60, required=True)
    attended = Flag(required=True)
    minutes = Count(least=1, most=LONGEST, load_default=None)


class TrainingAttendances(Schema):
    """The marks of a session; all are taken or none. Who came without a place gets one."""

    marks = fields.List(fields.Nested(TrainingMark), required=True, validate=validate.Length(min=1, max=500))


class AttendedTraining(Schema):
    """A session as somebody took part in it."""

    training_id = fields.String()
    title = fields.String()
    theme = fields.String()
    day = Day()
    state = fields.String(validate=validate.OneOf(PLACES))
    minutes = fields.Integer(allow_none=True)
    certificate = fields.String(allow_none=True)


class TrainingYear(Schema):
    """What one person learnt in a year, in minutes."""

    year = fields.Integer()
    sessions = fields.Integer()
    minutes = fields.Integer()


class MemberTrainings(Schema):
    """The trainings of one person, the last first (at most 500), and the minutes of each year."""

    member_id = fields.String()
    minutes = fields.Integer()
    years = fields.List(fields.Nested(TrainingYear))
    trainings = fields.List(fields.Nested(AttendedTraining))


class YearQuery(QuerySchema):
    """Which year; this one if not said."""

    year = Count(least=1800, most=2200, load_default=None)


class TrainingHours(Schema):
    """The minutes that one person was trained in a year, and in how many sessions."""

    member_id = fields.String()
    year = fields.Integer()
    sessions = fields.Integer()
    minutes = fields.Integer()


class ThemeFigures(Schema):
    """What a theme came to in a year."""

    theme = fields.String()
    sessions = fields.Integer()
    people = fields.Integer()
    minutes = fields.Integer()


class EducationFigures(Schema):
    """Education, training and information in a year (fifth principle): what was offered, and whom it reached.

    ``minutes`` are those of all who came, together; ``share`` is the part of the members on the year's last day (or
    today) who were trained in it.
    """

    year = fields.Integer()
    as_of = Day()
    sessions = fields.Integer()
    minutes = fields.Integer()
    # The same in whole hours, as it is disclosed.
    hours = fields.Integer()
    people = fields.Integer()
    members_trained = fields.Integer()
    members = fields.Integer()
    share = Rate()
    roles_granted = fields.Integer()
    certificates = fields.Integer()
    themes = fields.List(fields.Nested(ThemeFigures))


class LanguageQuery(QuerySchema):
    """In which language."""

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


class NewRole(Schema):
    """A role granted without a training of this cooperative, by the decision that ``reference`` names."""

    role = Slug(required=True)
    since = Day(load_default=None)
    until = Day(load_default=None)
    reference = Text(most=100, required=True)


class RoleEnd(Schema):
    """A role ends with a day; today if not said."""

    ended_on = Day(load_default=None)


class RoleView(Schema):
    """A role that somebody holds or held, and where it comes from."""

    id = fields.String()
    member_id = fields.String()
    role = fields.String()
    since = Day()
    until = Day(allow_none=True)
    ended_on = Day(allow_none=True)
    held = Flag()
    training_id = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)


class RolesQuery(QuerySchema):
    """On which day (today if not said); ``past`` shows those that are over or to come as well."""

    as_of = Day(load_default=None)
    past = Flag(load_default=False)
