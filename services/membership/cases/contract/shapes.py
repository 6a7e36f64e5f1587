"""The shapes of support cases."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, QuerySchema, Schema, Slug, Text

from ..checklists import KINDS

STATES = ("open", "completed", "abandoned")
STEP_STATES = ("to_do", "done", "not_applicable")
REGIMES = ("scop", "scic", "consumer", "association")
FORMS = ("sa", "sas", "sarl", "association")


class NewCase(Schema):
    """A case is opened for an enterprise, an association or a project, member or not."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    subject = Text(most=200, required=True)
    siren = fields.String(load_default=None, validate=validate.Regexp(r"\d{9}\Z"))
    member_id = Text(most=60, load_default=None)
    # Who is spoken to, and how; read by those who handle the case only.
    contact = Text(most=300, load_default=None)
    workers = Count(least=0, most=100_000, load_default=None)
    summary = Text(most=2000, load_default=None)
    # The union that is to handle it; left out, who opens it handles it.
    handled_by = Slug(load_default=None)
    opened_on = Day(load_default=None)


class CaseChange(Schema):
    """What is different now; what is left out stays. Handed to another union, a case is that one's alone."""

    subject = Text(most=200)
    siren = fields.String(allow_none=True, validate=validate.Regexp(r"\d{9}\Z"))
    member_id = Text(most=60, allow_none=True)
    contact = Text(most=300, allow_none=True)
    workers = Count(least=0, most=100_000, allow_none=True)
    summary = Text(most=2000, allow_none=True)
    # The union that handles it from now on; null: this organisation itself.
    handled_by = Slug(allow_none=True)


class DocumentVoiding(Schema):
    """Why a document is taken back."""

    reason = Text(most=300, required=True)


class CaseDocumentView(Schema):
    """A document that a step rests on, or rested on until it was taken back."""

    id = fields.String()
    step = fields.String()
    kind = fields.String()
    name = fields.String()
    dated_on = Day()
    sha256 = fields.String()
    url = fields.String(allow_none=True)
    voided_on = Day(allow_none=True)
    void_reason = fields.String(allow_none=True)


class StepView(Schema):
    """A step of the checklist: where it stands, and which documents are missing."""

    slug = fields.String()
    name = fields.String()
    source = fields.String(allow_none=True)
    due_on = Day()
    state = fields.String(validate=validate.OneOf(STEP_STATES))
    done_on = Day(allow_none=True)
    reason = fields.String(allow_none=True)
    overdue = Flag()
    documents_missing = fields.List(fields.String())


class CaseHead(Schema):
    """A case in a list: what it is about, and how far it has come."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    handled_by = fields.String(allow_none=True)
    subject = fields.String()
    siren = fields.String(allow_none=True)
    member_id = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    opened_on = Day()
    closed_on = Day(allow_none=True)
    outcome = fields.String(allow_none=True)
    cooperative = fields.String(allow_none=True)
    steps_done = fields.Integer()
    steps = fields.Integer()
    # The day by which the next step is due, and whether that day is over.
    next_due_on = Day(allow_none=True)
    overdue = Flag()
    # After a revision: by when the next one is due.
    next_revision_by = Day(allow_none=True)


class CaseView(CaseHead):
    """A whole case."""

    contact = fields.String(allow_none=True)
    workers = fields.Integer(allow_none=True)
    summary = fields.String(allow_none=True)
    checklist = fields.List(fields.Nested(StepView))
    documents = fields.List(fields.Nested(CaseDocumentView))


class CasesQuery(QuerySchema):
    """Which cases: of a kind, of a state, those that are late."""

    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    overdue = Flag(load_default=False)


class StepChange(Schema):
    """What became of a step: done on a day, not applicable for a reason, or to be done again; or another due day."""

    state = fields.String(load_default=None, validate=validate.OneOf(STEP_STATES))
    done_on = Day(load_default=None)
    reason = Text(most=300, load_default=None)
    due_on = Day(load_default=None)


class NewCaseDocument(Schema):
    """A document that a step rests on: what it is, when it is from, its SHA-256 and where it is kept."""

    step = Text(most=60, required=True)
    kind = Slug(required=True)
    name = Text(most=200, required=True)
    dated_on = Day(required=True)
    sha256 = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    url = fields.Url(load_default=None, schemes={"http", "https"}, validate=validate.Length(max=500))


class CaseClosing(Schema):
    """How a case ends: completed once every step is settled, or abandoned."""

    state = fields.String(required=True, validate=validate.OneOf(STATES[1:]))
    outcome = Text(most=500, required=True)
    closed_on = Day(load_default=None)


class NewCooperative(Schema):
    """The cooperative that the case ends in: its facts, and where it differs from the usual text."""

    slug = Slug(required=True)
    name = Text(most=200, required=True)
    founded_on = Day(required=True)
    regime = fields.String(required=True, validate=validate.OneOf(REGIMES))
    legal_form = fields.String(required=True, validate=validate.OneOf(FORMS))
    siren = fields.String(load_default=None, validate=validate.Regexp(r"\d{9}\Z"))
    # Sections of the statutes and bylaws that differ from the usual text, each whole: {"shares": {…}}.
    statutes = fields.Dict(keys=fields.String(), load_default=dict, validate=validate.Length(max=30))
    bylaws = fields.Dict(keys=fields.String(), load_default=dict, validate=validate.Length(max=30))
    # As what it joins this federation, by both sides' consent; left out, it joins none.
    joins_as = Slug(load_default=None)


class CooperativeDraftView(Schema):
    """The file with which an operator founds the cooperative (``rochdale coop add``)."""

    case_id = fields.String()
    slug = fields.String()
    document = fields.Dict(keys=fields.String())


class CaseFigure(Schema):
    """How many cases of one kind and state, by who handles them; nothing of what they are about."""

    kind = fields.String()
    handled_by = fields.String(allow_none=True)
    state = fields.String()
    count = fields.Integer()


class CaseFigures(Schema):
    """What a federation may publish of its support: counts."""

    figures = fields.List(fields.Nested(CaseFigure))
