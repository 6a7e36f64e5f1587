"""What a federation and one of its members tell each other about a questionnaire; each is addressed."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Schema, Slug, Text
from services.membership.contract import membership

from ..unnamed import DIGEST
from .schemas import Answers, Questions

ID = Text(most=60, required=True)


class QuestionnaireSent(Schema):
    """A questionnaire for one cooperative."""

    questionnaire_id = ID
    title = Text(required=True)
    closes_on = Day(required=True)
    anonymous = Flag(required=True)
    questions = Questions(required=True)


class QuestionnaireRead(Schema):
    """Which questionnaire is meant."""

    questionnaire_id = ID


class QuestionnaireEnded(QuestionnaireRead):
    """A questionnaire closed before its day."""

    closed_on = Day(required=True)


class Replied(QuestionnaireRead):
    """What one cooperative answers; the newest version counts.

    To an anonymous questionnaire with the digest of a key that the cooperative keeps, and with the key of its former
    answer where this one replaces it.
    """

    version = Count(least=1, required=True)
    answers = Answers(required=True)
    digest = Text(most=64, required=True, allow_none=True, validate=validate.Regexp(DIGEST))
    replaces = Text(most=100, required=True, allow_none=True)


class ReplySettled(QuestionnaireRead):
    """What became of an answer."""

    version = Count(least=1, required=True)
    state = fields.String(required=True, validate=validate.OneOf(["taken", "refused"]))
    reason = Slug(required=True, allow_none=True)


sent = membership.event("questionnaire.sent", QuestionnaireSent, addressed=True)
closed = membership.event("questionnaire.closed", QuestionnaireEnded, addressed=True)
reminded = membership.event(
    "questionnaire.reminded", QuestionnaireRead, addressed=True, summary="An answer is missing and asked for again"
)
replied = membership.event("questionnaire.replied", Replied, addressed=True)
reply_settled = membership.event("questionnaire.reply_settled", ReplySettled, addressed=True)
