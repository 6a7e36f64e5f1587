"""What questionnaires refuse."""

from services.commons.refusals import Refusal


class NotADraft(Refusal):
    """What was sent stays as it was sent."""

    code, status = "not_a_draft", 409
    sentence = "The questionnaire {questionnaire_id} is {state}; only a draft can be changed or sent."


class QuestionsUnsound(Refusal):
    """Some questions cannot be asked as they are."""

    code, status = "questions_unsound", 422
    sentence = "Some questions cannot be asked as they are; see errors."


class AnswersUnsound(Refusal):
    """An answer is complete and says what each question allows."""

    code, status = "answers_unsound", 422
    sentence = "The answers to {questionnaire_id} are incomplete or not allowed; see errors."


class QuestionnaireClosed(Refusal):
    """The questionnaire takes no answers any more."""

    code, status = "questionnaire_closed", 409
    sentence = "The questionnaire {questionnaire_id} was closed on {closed_on}."


class QuestionnaireNotSent(Refusal):
    """The questionnaire is not with anybody."""

    code, status = "questionnaire_not_sent", 409
    sentence = "The questionnaire {questionnaire_id} is {state}; it is with nobody."


class QuestionnairePast(Refusal):
    """A questionnaire closes on a day to come, within a year."""

    code, status = "questionnaire_past", 422
    sentence = "A questionnaire cannot close on {closes_on}: that day must be from {earliest} to {latest}."


class NobodyToAsk(Refusal):
    """A questionnaire is sent to cooperatives in the register of this federation."""

    code, status = "nobody_to_ask", 422
    sentence = "The register of this federation has no such cooperative to ask today: {unknown}."


class QuestionnaireAnonymous(Refusal):
    """What was asked without names is not shown with them."""

    code, status = "questionnaire_anonymous", 403
    sentence = "The questionnaire {questionnaire_id} is anonymous: nobody is shown what one cooperative answered."


class ReplyStandsUnnamed(Refusal):
    """An answer without a name is replaced only by who keeps its key, and of one recorded by hand nobody does."""

    code, status = "reply_stands_unnamed", 409
    sentence = "The answer of {member_id} to {questionnaire_id} is recorded without its name and cannot be replaced."
