"""The shapes of the pathway."""

from marshmallow import fields, validate

from services.commons.contract import Count, Day, QuerySchema, Schema, Slug, Text
from services.commons.documents import DocumentQuery
from services.membership.engagements.contract import END_REASONS, FORMS

LEAVING_REASONS = ("project_abandoned", "own_business", "employment_elsewhere", "end_of_term", "not_associate_in_time",
                   "left_cooperative", "resignation", "dismissal", "retirement", "death", "other")  # fmt: skip
APPOINTMENT_KINDS = ("interview", "follow_up", "workshop", "committee", "other")
DEADLINES = ("contract_term", "support_limit", "associate", "interviews")


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


class StagePeriod(Schema):
    """A stage, from the day it was reached until the next one, and the contract that it rests on."""

    stage = fields.String()
    since = Day()
    until = Day(allow_none=True)
    engagement_id = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)


class TutorPeriod(Schema):
    """Who accompanied, from a day until another."""

    tutor_id = fields.String()
    since = Day()
    until = Day(allow_none=True)
    end_reason = fields.String(allow_none=True)


class ConditionView(Schema):
    """A condition that was confirmed: by whom, when, and on what evidence."""

    id = fields.String()
    condition = fields.String()
    by_id = fields.String()
    met_on = Day()
    evidence = fields.String()
    withdrawn_on = Day(allow_none=True)


class ObjectiveView(Schema):
    """Something to reach by a day, and what came of it."""

    id = fields.String()
    text = fields.String()
    set_on = Day()
    due_on = Day()
    outcome = fields.String(allow_none=True, validate=validate.OneOf(["reached", "dropped"]))
    settled_on = Day(allow_none=True)


class AppointmentView(Schema):
    """An appointment, and whether it was kept."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(APPOINTMENT_KINDS))
    with_id = fields.String(allow_none=True)
    on = Day()
    state = fields.String(validate=validate.OneOf(["planned", "kept", "missed", "cancelled"]))


class DeadlineView(Schema):
    """A deadline, where it is written, and the days that are left (below zero: it has passed)."""

    kind = fields.String(validate=validate.OneOf(DEADLINES))
    due_on = Day()
    days_left = fields.Integer()
    article = fields.String()


class ContractView(Schema):
    """The contract that runs on the day: its form, its term if it has one, and how often it was renewed."""

    engagement_id = fields.String()
    form = fields.String()
    started_on = Day()
    term_on = Day(allow_none=True)
    renewals = fields.Integer()


class BoardRow(Schema):
    """Where somebody stands on a day, and what is due."""

    pathway_id = fields.String()
    person_id = fields.String()
    first_name = fields.String(allow_none=True)
    last_name = fields.String(allow_none=True)
    entered_on = Day()
    stage = fields.String()
    since = Day()
    tutor_id = fields.String(allow_none=True)
    # Nobody accompanies this person, and until the stage that asks for admission somebody should.
    tutor_missing = fields.Boolean()
    establishments = fields.List(fields.String())
    contract = fields.Nested(ContractView, allow_none=True)
    # The stage rests on a contract, and none of its form runs.
    contract_missing = fields.Boolean()
    next_deadline = fields.Nested(DeadlineView, allow_none=True)
    interviews_held = fields.Integer()
    interviews_owed = fields.Integer()
    # What the year of the pathway before the running one lacked.
    interviews_missed = fields.Integer()
    next_stage = fields.String(allow_none=True)
    missing_conditions = fields.List(fields.String())


class StageCount(Schema):
    """How many people stand at a stage."""

    stage = fields.String()
    name = fields.String()
    people = fields.Integer()


class BoardView(Schema):
    """Who stands where on a day: how many at each stage, what is wanting, and each person in their order."""

    as_of = Day()
    stages = fields.List(fields.Nested(StageCount))
    people_count = fields.Integer()
    tutors_missing = fields.Integer()
    contracts_missing = fields.Integer()
    deadlines_passed = fields.Integer()
    # Deadlines within the longest warning of the bylaws.
    deadlines_near = fields.Integer()
    interviews_missed = fields.Integer()
    people = fields.List(fields.Nested(BoardRow), validate=validate.Length(max=1000))
    # The list ends at a thousand; GET /pathways pages through all.
    more = fields.Boolean()


class PathwayView(BoardRow):
    """A pathway with its whole history, and all deadlines."""

    left_on = Day(allow_none=True)
    left_reason = fields.String(allow_none=True, validate=validate.OneOf(LEAVING_REASONS))
    deadlines = fields.List(fields.Nested(DeadlineView))
    stages = fields.List(fields.Nested(StagePeriod))
    tutors = fields.List(fields.Nested(TutorPeriod))
    conditions = fields.List(fields.Nested(ConditionView))
    objectives = fields.List(fields.Nested(ObjectiveView))
    appointments = fields.List(fields.Nested(AppointmentView))
    as_of = Day()


class PathwayQuery(QuerySchema):
    """On which day: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class BoardQuery(PathwayQuery):
    """Whose pathways: those of a tutor, of an establishment (where they have an activity), at a stage, of a person."""

    tutor_id = Text(most=60, load_default=None)
    establishment = Text(most=40, load_default=None)
    stage = Slug(load_default=None)
    person_id = Text(most=60, load_default=None)


class BoardDocumentQuery(DocumentQuery):
    """The board as a document: of which day, of a tutor, an establishment, a stage."""

    as_of = Day(load_default=None)
    tutor_id = Text(most=60, load_default=None)
    establishment = Text(most=40, load_default=None)
    stage = Slug(load_default=None)


class NewTutor(Schema):
    """Who accompanies from a day on (today unless given)."""

    tutor_id = Text(most=60, required=True)
    since = Day(load_default=None)


class NewCondition(Schema):
    """A condition of the statutes is met: who says so, since when, and where the evidence is kept."""

    condition = Slug(required=True)
    by_id = Text(most=60, required=True)
    met_on = Day(load_default=None)
    # A reference to a document or a decision; not a text about a person.
    evidence = Text(most=100, required=True)


class Withdrawal(Schema):
    """From which day a condition is no longer met; today unless given."""

    on = Day(load_default=None)


class StageContract(Schema):
    """A contract that begins with a stage; of the form that the stage asks for unless said otherwise."""

    form = fields.String(load_default=None, validate=validate.OneOf(list(FORMS)))
    term_on = Day(load_default=None)
    weekly_minutes = Count(least=1, most=10_080, load_default=None)


class NewStage(Schema):
    """A stage is reached on a day (today unless given); for ``left`` the day is the last one, with its reason."""

    stage = Slug(required=True)
    since = Day(load_default=None)
    contract = fields.Nested(StageContract, load_default=None)
    reason = fields.String(load_default=None, validate=validate.OneOf(LEAVING_REASONS))
    # Why the running contract ends, when somebody leaves.
    contract_end_reason = fields.String(load_default=None, validate=validate.OneOf(END_REASONS))
    reference = Text(most=100, load_default=None)


class NewObjective(Schema):
    """Something to reach by a day."""

    text = Text(most=500, required=True)
    due_on = Day(required=True)
    set_on = Day(load_default=None)


class ObjectiveOutcome(Schema):
    """An objective is reached or dropped, on a day (today unless given)."""

    outcome = fields.String(required=True, validate=validate.OneOf(["reached", "dropped"]))
    on = Day(load_default=None)


class NewAppointment(Schema):
    """An appointment with somebody; one in the past may be recorded with what came of it."""

    kind = fields.String(required=True, validate=validate.OneOf(APPOINTMENT_KINDS))
    with_id = Text(most=60, required=True)
    on = Day(required=True)


class AppointmentOutcome(Schema):
    """Whether an appointment was kept."""

    outcome = fields.String(required=True, validate=validate.OneOf(["kept", "missed", "cancelled"]))
