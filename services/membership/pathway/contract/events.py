"""What is told of a pathway; the subject is ``pathways/<pathway_id>``. No event says anything of a person but ids."""

from marshmallow import fields

from services.commons.contract import Day, Schema
from services.membership.contract import membership


class StageReached(Schema):
    """Somebody reached a stage of the pathway, its first one included."""

    pathway_id = fields.String(required=True)
    person_id = fields.String(required=True)
    stage = fields.String(required=True)
    since = Day(required=True)


class PathwayEnded(Schema):
    """Somebody left the pathway; ``left_on`` is its last day."""

    pathway_id = fields.String(required=True)
    person_id = fields.String(required=True)
    left_on = Day(required=True)
    reason = fields.String(required=True)


class DeadlineNear(Schema):
    """A deadline of law or statutes comes near; told once for each warning of the bylaws."""

    pathway_id = fields.String(required=True)
    person_id = fields.String(required=True)
    # Whom it concerns beside the person; null where the pathway has no tutor.
    tutor_id = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    due_on = Day(required=True)
    # The warning that this is, in days before the deadline, and the days that are left.
    threshold = fields.Integer(required=True)
    days_left = fields.Integer(required=True)
    article = fields.String(required=True)


class ContractLapsed(Schema):
    """A contract ended with a day, by its term or by law, and nobody recorded its end; told once for each such day."""

    pathway_id = fields.String(required=True)
    person_id = fields.String(required=True)
    tutor_id = fields.String(required=True, allow_none=True)
    engagement_id = fields.String(required=True)
    # ``contract_term`` or ``associate``.
    kind = fields.String(required=True)
    lapsed_on = Day(required=True)
    article = fields.String(required=True)


stage_reached = membership.event("pathway.stage_reached", StageReached)
pathway_left = membership.event("pathway.left", PathwayEnded)
deadline_near = membership.event("pathway.deadline_near", DeadlineNear)
contract_lapsed = membership.event("pathway.contract_lapsed", ContractLapsed)
