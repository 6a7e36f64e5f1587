"""Where somebody stands, and the board of everybody."""

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, QuerySchema, Schema, Slug, Text
from services.commons.documents import DocumentQuery

from .deadlines import DeadlineView, PostponementView
from .entering import TutorPeriod
from .plans import AppointmentView, ObjectiveView
from .stages import LEAVING_REASONS, ConditionView, StagePeriod

# The figures of the board: each counts people, or what they lack, and each may be asked for by name.
FIGURES = ("tutors_missing", "contracts_missing", "contracts_lapsed", "deadlines_passed", "deadlines_near",
           "interviews_missed")  # fmt: skip


class ContractView(Schema):
    """A contract: its form, its term and its end if it has them, its hours, and how often it was renewed."""

    engagement_id = fields.String()
    form = fields.String()
    started_on = Day()
    ended_on = Day(allow_none=True)
    term_on = Day(allow_none=True)
    weekly_minutes = fields.Integer(allow_none=True)
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
    tutor_missing = Flag()
    establishments = fields.List(fields.String())
    contract = fields.Nested(ContractView, allow_none=True)
    # The stage rests on a contract, and none of its form runs.
    contract_missing = Flag()
    # The day with which the contract ended, by its term or by law; its end is to be recorded, or the day put off.
    contract_lapsed = fields.Nested(DeadlineView, allow_none=True)
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
    contracts_lapsed = fields.Integer()
    deadlines_passed = fields.Integer()
    # Deadlines within the longest warning of the bylaws.
    deadlines_near = fields.Integer()
    interviews_missed = fields.Integer()
    people = fields.List(fields.Nested(BoardRow), validate=validate.Length(max=1000))
    # The list ends at a thousand; GET /pathways pages through all.
    more = Flag()


class PathwayView(BoardRow):
    """A pathway with its whole history, and all deadlines."""

    left_on = Day(allow_none=True)
    left_reason = fields.String(allow_none=True, validate=validate.OneOf(LEAVING_REASONS))
    deadlines = fields.List(fields.Nested(DeadlineView))
    # Each time that the day to be an associate was put off.
    postponements = fields.List(fields.Nested(PostponementView))
    # All contracts that began by the day, as they stood on it.
    contracts = fields.List(fields.Nested(ContractView))
    stages = fields.List(fields.Nested(StagePeriod))
    tutors = fields.List(fields.Nested(TutorPeriod))
    conditions = fields.List(fields.Nested(ConditionView))
    objectives = fields.List(fields.Nested(ObjectiveView))
    appointments = fields.List(fields.Nested(AppointmentView))
    as_of = Day()


class PathwayQuery(QuerySchema):
    """On which day: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class PathwaysQuery(PathwayQuery):
    """Whose pathways: those of a tutor, of an establishment (where they have an activity), at a stage, of a person."""

    tutor_id = Text(most=60, load_default=None)
    establishment = Text(most=40, load_default=None)
    stage = Slug(load_default=None)
    person_id = Text(most=60, load_default=None)


class BoardQuery(PathwaysQuery):
    """Whose pathways, and of these those alone whom one of the board's figures counts."""

    figure = fields.String(load_default=None, validate=validate.OneOf(FIGURES))


class BoardDocumentQuery(DocumentQuery, BoardQuery):
    """The board as a document: of which day, and of whom."""
