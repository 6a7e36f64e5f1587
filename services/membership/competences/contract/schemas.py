"""The shapes of competences and decisions."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, QuerySchema, Schema, Slug, Text

LEVELS = ("strategic", "tactical", "operational")
ORGANS = ("assembly", "body", "group")


class OrganView(Schema):
    """Who decides: the general assembly, a body or a working group."""

    kind = fields.String(validate=validate.OneOf(ORGANS))
    slug = fields.String()
    name = fields.String()


class BelongsTo(Schema):
    """Where a decision belongs that was taken at another level: which organs, by which article."""

    level = fields.String(validate=validate.OneOf(LEVELS))
    organs = fields.List(fields.Nested(OrganView))
    article = fields.String()


class NewDecision(Schema):
    """A decision that an organ took outside of a meeting recorded here; ``subject`` is one of the statutes' or new."""

    organ_kind = fields.String(required=True, validate=validate.OneOf(["body", "group"]))
    organ = Slug(required=True)
    subject = Slug(required=True)
    text = Text(most=2000, required=True)
    taken_on = Day(load_default=None)


class NewSubject(Schema):
    """What a resolution is about; ``text`` says it in words where nothing does yet."""

    subject = Slug(required=True)
    text = Text(most=2000, load_default=None)


class DecisionView(Schema):
    """A decision, the level that took it, and that of its subject; ``unassigned`` when the statutes name none.

    One taken at another level than its subject's stands, flagged ``outside_competence``, with where it belongs.
    """

    id = fields.String()
    subject = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    organ_kind = fields.String(validate=validate.OneOf(ORGANS))
    organ = fields.String()
    level = fields.String(allow_none=True)
    subject_level = fields.String(allow_none=True)
    unassigned = Flag()
    outside_competence = Flag()
    flags = fields.List(fields.String())
    belongs_to = fields.Nested(BelongsTo, allow_none=True)
    article = fields.String()
    taken_on = Day()
    meeting_id = fields.String(allow_none=True)
    item = fields.Integer(allow_none=True)
    resolution_id = fields.String(allow_none=True)
    effect = fields.String(allow_none=True)
    annulled_on = Day(allow_none=True)


class DecisionsQuery(QuerySchema):
    """Which decisions: outside competence or not, on a subject or on none of the statutes', by whom, of which days."""

    outside_competence = Flag(load_default=None)
    unassigned = Flag(load_default=None)
    subject = Slug(load_default=None)
    organ = Slug(load_default=None)
    level = fields.String(load_default=None, validate=validate.OneOf(LEVELS))
    meeting_id = Text(most=60, load_default=None)
    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)


class CompetenceView(Schema):
    """A subject of the statutes, the level that decides on it, and the organs of that level."""

    subject = fields.String()
    level = fields.String(validate=validate.OneOf(LEVELS))
    organs = fields.List(fields.Nested(OrganView))
    article = fields.String()
