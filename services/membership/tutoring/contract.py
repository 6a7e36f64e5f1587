"""Notes of tutoring, by personal sign-in alone: for the person, the tutor, and the tutor's successors."""

from marshmallow import fields, validate

from services.commons.contract import Instant, Schema, Text
from services.commons.refusals import Refusal
from services.membership.contract import membership


class TutorNoMore(Refusal):
    """Whoever accompanied somebody before reads the own notes, and writes no more."""

    code, status = "tutor_no_more", 403
    sentence = "You accompany pathway {pathway_id} no more, so that you write no notes on it."


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
    part = fields.String(validate=validate.OneOf(["person", "tutor", "former_tutor"]))
    notes = fields.Integer()


list_own_pathways = membership.query(
    "list_own_pathways", "GET /tutoring/pathways", returns=OwnPathway, paged=True, personal=True,
    summary="List the pathways that one follows or accompanies",
)  # fmt: skip
list_notes = membership.query(
    "list_tutoring_notes", "GET /tutoring/pathways/{pathway_id}/notes", returns=NoteView, paged=True, personal=True,
    summary="Read the notes on a pathway that one follows or accompanies",
)  # fmt: skip
write_note = membership.command(
    "write_tutoring_note", "POST /tutoring/pathways/{pathway_id}/notes", body=NewNote, returns=NoteWritten,
    personal=True, refuses=[TutorNoMore], summary="Write a note on a pathway that one follows or accompanies",
)  # fmt: skip
