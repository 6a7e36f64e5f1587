"""Tutoring, by personal sign-in alone: the pathway, the notes on it, and the tutor's own word."""

from marshmallow import fields, validate

from services.commons.contract import Instant, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.pathway.contract.refusals import ConditionStands, NotTheTutor, PathwayLeft, UnknownCondition
from services.membership.pathway.contract.schemas import ConditionView, PathwayView


class TutorNoMore(Refusal):
    """Whoever accompanied somebody before reads the own notes, and nothing else."""

    code, status = "tutor_no_more", 403
    sentence = "You accompany pathway {pathway_id} no more; the notes that you wrote are all that you still read of it."


class NotAccompanied(Refusal):
    """The tutor's word is the tutor's, never the person's own."""

    code, status = "validation_is_the_tutors", 403
    sentence = "Whether you are ready is for your tutor to say."


class NewNote(Schema):
    """A note; one that corrects another names it, and both stay."""

    text = Text(most=4000, required=True)
    corrects = Text(most=60, load_default=None)


class NoteWritten(Schema):
    """That a note was written; what it says is not repeated, because answers are kept for a while."""

    id = fields.String()
    pathway_id = fields.String()
    corrects = fields.String(allow_none=True)
    written_at = Instant()


class NoteView(Schema):
    """A note."""

    id = fields.String()
    author_id = fields.String()
    text = fields.String()
    corrects = fields.String(allow_none=True)
    written_at = Instant()


class OwnPathway(Schema):
    """A pathway that one has to do with, in which part, and how many notes on it one may read."""

    pathway_id = fields.String()
    person_id = fields.String()
    first_name = fields.String(allow_none=True)
    last_name = fields.String(allow_none=True)
    part = fields.String(validate=validate.OneOf(["person", "tutor", "former_tutor"]))
    notes = fields.Integer()


class NewValidation(Schema):
    """The tutor says that the person is ready; on which document it rests, if on any."""

    # A reference to a document or a decision; not a text about a person.
    evidence = Text(most=100, load_default=None)


get_own_pathway = membership.query(
    "get_own_pathway", "GET /me/pathway", returns=PathwayView, personal=True, refuses=[NotFound],
    summary="See where I stand: my stage, what is missing, my contracts, deadlines, appointments and objectives",
)  # fmt: skip
list_own_pathways = membership.query(
    "list_own_pathways", "GET /tutoring/pathways", returns=OwnPathway, paged=True, personal=True,
    summary="List the pathways that one follows or accompanies",
)  # fmt: skip
get_accompanied_pathway = membership.query(
    "get_accompanied_pathway", "GET /tutoring/pathways/{pathway_id}", returns=PathwayView, personal=True,
    refuses=[TutorNoMore], summary="See a pathway that one follows or accompanies",
)  # fmt: skip
give_validation = membership.command(
    "give_validation", "POST /tutoring/pathways/{pathway_id}/validation", body=NewValidation, returns=ConditionView,
    personal=True, summary="Say, as the tutor, that the person is ready for the next stage",
    refuses=[TutorNoMore, NotAccompanied, PathwayLeft, UnknownCondition, ConditionStands, NotTheTutor],
)  # fmt: skip
withdraw_validation = membership.command(
    "withdraw_validation", "POST /tutoring/pathways/{pathway_id}/validation/withdrawal", returns=ConditionView,
    personal=True, status=200, refuses=[TutorNoMore, NotAccompanied, PathwayLeft],
    summary="Withdraw the tutor's word; the stages that were reached stay",
)  # fmt: skip
list_notes = membership.query(
    "list_tutoring_notes", "GET /tutoring/pathways/{pathway_id}/notes", returns=NoteView, paged=True, personal=True,
    summary="Read the notes on a pathway that one follows or accompanies",
)  # fmt: skip
write_note = membership.command(
    "write_tutoring_note", "POST /tutoring/pathways/{pathway_id}/notes", body=NewNote, returns=NoteWritten,
    personal=True, refuses=[TutorNoMore], summary="Write a note on a pathway that one follows or accompanies",
)  # fmt: skip
