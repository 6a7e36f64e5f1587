"""What the room of competences refuses."""

from services.commons.refusals import Refusal


class UnknownOrgan(Refusal):
    """Decisions are taken by the assembly, a body of the statutes or a working group."""

    code, status = "unknown_organ", 422
    sentence = "On {on} there is no {kind} {organ} that could decide."


class UnknownDecision(Refusal):
    """There is no such decision."""

    code, status = "unknown_decision", 404
    sentence = "There is no decision {decision_id}."


class SubjectKnown(Refusal):
    """What a decision is about is said once."""

    code, status = "subject_known", 409
    sentence = "Decision {decision_id} is about {subject} already."
