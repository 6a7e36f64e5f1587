"""The shapes of questionnaires, answers and summaries."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Rate, Schema, Slug, Text
from services.membership.federation.contract import ParticipantView

from ..rules import KINDS, LARGEST

STATES = ("draft", "sent", "closed")
# What became of an answer at the federation.
REPLIES = ("sent", "taken", "refused")


class Option(Schema):
    """One of the answers to choose from."""

    code = Slug(required=True)
    text = Text(most=200, required=True)


class Question(Schema):
    """A question: a choice, several choices, a whole number within bounds, a text, or yes or no."""

    code = Slug(required=True)
    text = Text(most=500, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    options = fields.List(fields.Nested(Option), load_default=list, validate=validate.Length(max=30))
    required = Flag(load_default=True)
    least = Count(least=-LARGEST, most=LARGEST, load_default=None, allow_none=True)
    most = Count(least=-LARGEST, most=LARGEST, load_default=None, allow_none=True)
    # What a number counts.
    unit = Text(most=30, load_default=None, allow_none=True)


class Questions(fields.List):
    """The questions in their order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.Nested(Question), validate=validate.Length(min=1, max=60), **options)


class Answers(fields.Dict):
    """Question code → what is answered: an option's code, a list of them, a whole number, a text, true or false."""

    def __init__(self, **options: Any) -> None:
        super().__init__(keys=Slug(), values=fields.Raw(allow_none=True), validate=validate.Length(max=60), **options)


class NewQuestionnaire(Schema):
    """A questionnaire to be sent; an anonymous one never shows what one cooperative answered."""

    title = Text(required=True)
    closes_on = Day(required=True)
    anonymous = Flag(load_default=False)
    questions = Questions(required=True)


class QuestionnaireView(NewQuestionnaire):
    """A questionnaire of this federation, with how many were asked and have answered."""

    id = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    sent_on = Day(allow_none=True)
    asked = fields.Integer()
    replied = fields.Integer()


class QuestionnairesQuery(QuerySchema):
    """Which questionnaires: in one state, or all."""

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class Sending(Schema):
    """To whom: the participants named, or all that the register has today.

    A cooperative that runs the suite is named by its slug and asked at its desk; any other by its id in the register,
    and its answer is recorded by this office.
    """

    cooperatives = fields.List(Slug(), load_default=None, validate=validate.Length(min=1, max=500))


class RecipientView(ParticipantView):
    """A cooperative that was asked, when it answered last, and when it was reminded last."""

    replied_at = Instant(allow_none=True)
    reminded_at = Instant(allow_none=True)


class RecipientsQuery(QuerySchema):
    """Whom to list: all who were asked, or those whose answer is missing."""

    missing = Flag(load_default=False)


class Reminded(Schema):
    """Who was reminded: those that have a desk here; the others' answers this office asks for itself."""

    cooperatives = fields.List(fields.String())


class ReplyView(ParticipantView):
    """What one cooperative answered."""

    answers = Answers()
    replied_at = Instant()


class NewReply(Schema):
    """The answers of a cooperative; given again before the closing, they replace the former ones."""

    answers = Answers(required=True)


class ReceivedView(NewQuestionnaire):
    """A federation's questionnaire, with what this cooperative answered and what became of it."""

    federation = fields.String()
    questionnaire_id = fields.String()
    state = fields.String(validate=validate.OneOf(["open", "closed"]))
    answers = Answers(allow_none=True)
    replied_at = Instant(allow_none=True)
    reply = fields.String(allow_none=True, validate=validate.OneOf(REPLIES))
    reason = fields.String(allow_none=True)
    reminded_at = Instant(allow_none=True)


class OptionCount(Option):
    """How many chose an option."""

    count = fields.Integer()


class GivenText(Schema):
    """A text that was answered, with the cooperative where the questionnaire is not anonymous."""

    text = fields.String()
    cooperative = fields.String(allow_none=True)


class QuestionSummary(Schema):
    """What the answers to one question come to; ``withheld`` where too few answered an anonymous questionnaire."""

    code = fields.String()
    text = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    unit = fields.String(allow_none=True)
    answered = fields.Integer()
    withheld = Flag()
    options = fields.List(fields.Nested(OptionCount))
    total = fields.Integer(allow_none=True)
    # Exact: "12" or "25/2".
    median = Rate(allow_none=True)
    lowest = fields.Integer(allow_none=True)
    highest = fields.Integer(allow_none=True)
    texts = fields.List(fields.Nested(GivenText))


class SummaryView(Schema):
    """What the answers come to; those to an anonymous questionnaire are counted once it is closed."""

    id = fields.String()
    title = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    anonymous = Flag()
    asked = fields.Integer()
    replied = fields.Integer()
    # The part of those asked that answered, exactly; None before anybody was asked.
    response_rate = Rate(allow_none=True)
    # Fewer answers to an anonymous questionnaire are not broken down.
    smallest_cell = fields.Integer()
    article = fields.String()
    questions = fields.List(fields.Nested(QuestionSummary))
