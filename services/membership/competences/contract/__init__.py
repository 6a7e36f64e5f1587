"""Competences: which level decides on what, and the decisions taken, those at another level flagged."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Day, Flag, Schema
from services.commons.rulebook.founding import BeforeFounding
from services.membership.contract import membership
from services.membership.register.contract import AsOfQuery
from services.membership.register.contract.refusals import InTheFuture

from . import refusals as refused
from .schemas import CompetenceView, DecisionsQuery, DecisionView, NewDecision, NewSubject

__all__ = [
    "assign_subject", "decision_recorded", "get_decision", "list_competences", "list_decisions", "record_decision",
]  # fmt: skip


class DecisionRecorded(Schema):
    """A decision was recorded, or what it is about was said; outside competence it says to which level it belongs."""

    decision_id = fields.String(required=True)
    subject = fields.String(required=True, allow_none=True)
    organ_kind = fields.String(required=True)
    organ = fields.String(required=True)
    level = fields.String(required=True, allow_none=True)
    taken_on = Day(required=True)
    outside_competence = Flag(required=True)
    # The level of the subject by the statutes of that day; null where they name none.
    belongs_to = fields.String(required=True, allow_none=True)
    meeting_id = fields.String(required=True, allow_none=True)
    resolution_id = fields.String(required=True, allow_none=True)


decision_recorded = membership.event("decision.recorded", DecisionRecorded)

list_competences = membership.query(
    "list_competences", "GET /competences", returns=CompetenceView, query=AsOfQuery, paged=True,
    scope="governance:read", summary="List who decides what, as the statutes say",
)  # fmt: skip
record_decision = membership.command(
    "record_decision", "POST /decisions", body=NewDecision, returns=DecisionView, scope="governance:write",
    emits=[decision_recorded], refuses=[refused.UnknownOrgan, InTheFuture, BeforeFounding],
    summary="Record a decision of a body or working group; one at another level than its subject's is flagged",
)  # fmt: skip
list_decisions = membership.query(
    "list_decisions", "GET /decisions", returns=DecisionView, query=DecisionsQuery, paged=True,
    scope="governance:read", summary="List decisions by day, such as those outside competence",
)  # fmt: skip
get_decision = membership.query(
    "get_decision", "GET /decisions/{decision_id}", returns=DecisionView, scope="governance:read",
    refuses=[refused.UnknownDecision], summary="Look at a decision, and where it belongs",
)  # fmt: skip
assign_subject = membership.command(
    "assign_subject", "POST /decisions/{decision_id}/subject", body=NewSubject, returns=DecisionView,
    scope="governance:write", status=200, emits=[decision_recorded],
    refuses=[refused.UnknownDecision, refused.SubjectKnown],
    summary="Say what a resolution of the assembly is about, where its effect does not",
)  # fmt: skip
