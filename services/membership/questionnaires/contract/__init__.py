"""Questionnaires at the federation, and their answers at each cooperative's desk."""

from services.commons.documents import PRODUCES, DocumentQuery
from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.federation.refusals import NoCooperative, NoIntercooperation, NotLinked, SpeaksForItself
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import events
from . import refusals as refused
from .schemas import (
    NewQuestionnaire,
    NewReply,
    QuestionnairesQuery,
    QuestionnaireView,
    ReceivedView,
    RecipientsQuery,
    RecipientView,
    Reminded,
    ReplyView,
    Sending,
    SummaryView,
)

READ, WRITE = "intercooperation:read", "intercooperation:write"
_DRAFT = [NoIntercooperation, refused.QuestionsUnsound, refused.QuestionnairePast]

draft = membership.command(
    "draft_questionnaire", "POST /questionnaires", body=NewQuestionnaire, returns=QuestionnaireView, scope=WRITE,
    refuses=_DRAFT, summary="Draft a questionnaire",
)  # fmt: skip
redraft = membership.command(
    "redraft_questionnaire", "PUT /questionnaires/{questionnaire_id}", body=NewQuestionnaire,
    returns=QuestionnaireView, scope=WRITE, refuses=[*_DRAFT, NotFound, refused.NotADraft],
    summary="Write a draft anew",
)  # fmt: skip
list_questionnaires = membership.query(
    "list_questionnaires", "GET /questionnaires", returns=QuestionnaireView, query=QuestionnairesQuery, paged=True,
    scope=READ, summary="List the questionnaires of this federation, the oldest first",
)  # fmt: skip
get_questionnaire = membership.query(
    "get_questionnaire", "GET /questionnaires/{questionnaire_id}", returns=QuestionnaireView, scope=READ,
    refuses=[NotFound], summary="Look at a questionnaire",
)  # fmt: skip
send = membership.command(
    "send_questionnaire", "POST /questionnaires/{questionnaire_id}/sending", body=Sending, returns=QuestionnaireView,
    scope=WRITE, status=200, emits=[events.sent],
    refuses=[NotFound, refused.NotADraft, refused.NobodyToAsk, refused.QuestionnairePast],
    summary="Send a questionnaire to cooperatives",
)  # fmt: skip
close = membership.command(
    "close_questionnaire", "POST /questionnaires/{questionnaire_id}/closing", returns=QuestionnaireView, scope=WRITE,
    status=200, refuses=[NotFound, refused.QuestionnaireNotSent], emits=[events.closed],
    summary="Close a questionnaire before its day",
)  # fmt: skip
list_recipients = membership.query(
    "list_questionnaire_recipients", "GET /questionnaires/{questionnaire_id}/recipients", returns=RecipientView,
    query=RecipientsQuery, paged=True, scope=READ, refuses=[NotFound],
    summary="List who was asked, or whose answer is missing",
)  # fmt: skip
remind = membership.command(
    "remind_of_questionnaire", "POST /questionnaires/{questionnaire_id}/reminders", returns=Reminded, scope=WRITE,
    status=200, refuses=[NotFound, refused.QuestionnaireNotSent], emits=[events.reminded],
    summary="Remind those whose answer is missing",
)  # fmt: skip
list_replies = membership.query(
    "list_questionnaire_replies", "GET /questionnaires/{questionnaire_id}/replies", returns=ReplyView, paged=True,
    scope=READ, refuses=[NotFound, refused.QuestionnaireAnonymous], summary="List the answers per cooperative",
)  # fmt: skip
record_reply = membership.command(
    "record_questionnaire_reply", "PUT /questionnaires/{questionnaire_id}/recipients/{member_id}/reply", body=NewReply,
    returns=RecipientView, scope=WRITE,
    refuses=[NotFound, NotInRegister, NotAMember, NoCooperative, SpeaksForItself, refused.QuestionnaireNotSent,
             refused.AnswersUnsound, refused.ReplyStandsUnnamed],
    summary="Record the answer of a cooperative that does not run the suite",
)  # fmt: skip
summary = membership.query(
    "get_questionnaire_summary", "GET /questionnaires/{questionnaire_id}/summary", returns=SummaryView, scope=READ,
    refuses=[NotFound], summary="Sum the answers up",
)  # fmt: skip
summary_document = membership.download(
    "get_questionnaire_summary_document", "GET /questionnaires/{questionnaire_id}/summary/document",
    produces=PRODUCES, query=DocumentQuery, scope=READ, refuses=[NotFound],
    summary="Write the summary with its charts as PDF, CSV or spreadsheet",
)  # fmt: skip
list_received = membership.query(
    "list_received_questionnaires", "GET /received-questionnaires", returns=ReceivedView, paged=True, scope=READ,
    summary="List the questionnaires that federations sent to this cooperative",
)  # fmt: skip
reply = membership.command(
    "reply_to_questionnaire", "PUT /received-questionnaires/{federation}/{questionnaire_id}/reply", body=NewReply,
    returns=ReceivedView, scope=WRITE, emits=[events.replied],
    refuses=[NotFound, NotLinked, refused.AnswersUnsound, refused.QuestionnaireClosed],
    summary="Answer a questionnaire, or answer it anew before it closes",
)  # fmt: skip
