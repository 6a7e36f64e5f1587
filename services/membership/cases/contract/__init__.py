"""Support cases: opened for members and others, confidential to who handles them, ending in a cooperative.

The scope ``cases:handle`` opens the cases that this organisation handles itself; a key with the scope ``for:<union>``
beside it opens those of that union, and no others. ``cases:read`` opens counts alone, so the wide ``*:read`` does too.
"""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Schema
from services.membership.contract import membership
from services.membership.register.contract.refusals import InTheFuture, NotInRegister

from . import refusals as refused
from .shapes import (
    CaseChange,
    CaseClosing,
    CaseDocumentView,
    CaseFigures,
    CaseHead,
    CasesQuery,
    CaseView,
    CooperativeDraftView,
    DocumentVoiding,
    NewCase,
    NewCaseDocument,
    NewCooperative,
    StepChange,
)

HANDLE = "cases:handle"


class SupportCaseClosed(Schema):
    """A support case came to its end; the subject is ``support-cases/<case_id>``."""

    case_id = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    # The slug of the cooperative that it ended in; never of a union's case, which is confidential to it.
    cooperative = fields.String(required=True, allow_none=True)


support_case_closed = membership.event("support_case.closed", SupportCaseClosed)

open_support_case = membership.command(
    "open_support_case", "POST /support-cases", body=NewCase, returns=CaseView, scope=HANDLE,
    refuses=[refused.UnknownUnion, refused.CaseConfidential, refused.SupportNotOffered, refused.CaseAlreadyOpen,
             NotInRegister, InTheFuture],
    summary="Open a support case with its checklist, for a member or anybody else",
)  # fmt: skip
list_support_cases = membership.query(
    "list_support_cases", "GET /support-cases", returns=CaseHead, query=CasesQuery, paged=True, scope=HANDLE,
    summary="List the support cases that the key's holder handles",
)  # fmt: skip
get_support_case_figures = membership.query(
    "get_support_case_figures", "GET /support-cases/figures", returns=CaseFigures, scope="cases:read",
    summary="Count the support cases by kind, state and who handles them",
)  # fmt: skip
get_support_case = membership.query(
    "get_support_case", "GET /support-cases/{case_id}", returns=CaseView, scope=HANDLE,
    refuses=[refused.CaseConfidential], summary="Look at a support case: steps, documents, dates",
)  # fmt: skip
change_support_case = membership.command(
    "change_support_case", "PATCH /support-cases/{case_id}", body=CaseChange, returns=CaseHead, scope=HANDLE,
    refuses=[refused.CaseConfidential, refused.CaseClosed, refused.UnknownUnion, refused.CaseAlreadyOpen,
             NotInRegister],
    summary="Change what is said of a support case, or hand it to another union",
)  # fmt: skip
change_case_step = membership.command(
    "change_case_step", "PATCH /support-cases/{case_id}/steps/{step}", body=StepChange, returns=CaseView, scope=HANDLE,
    refuses=[refused.CaseConfidential, refused.CaseClosed, refused.UnknownStep, refused.StepDocumentsMissing,
             InTheFuture],
    summary="Say what became of a step, or move its due day",
)  # fmt: skip
add_case_document = membership.command(
    "add_case_document", "POST /support-cases/{case_id}/documents", body=NewCaseDocument, returns=CaseDocumentView,
    scope=HANDLE, summary="Add a document that a step rests on, by name and digest",
    refuses=[refused.CaseConfidential, refused.CaseClosed, refused.UnknownStep, refused.DocumentKnown, InTheFuture],
)  # fmt: skip
void_case_document = membership.command(
    "void_case_document", "POST /support-cases/{case_id}/documents/{document_id}/voiding", body=DocumentVoiding,
    returns=CaseDocumentView, scope=HANDLE, status=200,
    refuses=[refused.CaseConfidential, refused.CaseClosed, refused.DocumentVoided, refused.StepRestsOnDocument],
    summary="Take back a document that was added by mistake",
)  # fmt: skip
draft_case_cooperative = membership.command(
    "draft_case_cooperative", "POST /support-cases/{case_id}/cooperative", body=NewCooperative,
    returns=CooperativeDraftView, scope=HANDLE,
    refuses=[refused.CaseConfidential, refused.CaseClosed, refused.EndsInNoCooperative, refused.CooperativeTextUnfit,
             refused.SlugTaken],
    summary="Draft the file of the cooperative that the case ends in, checked against the law",
)  # fmt: skip
get_case_cooperative_file = membership.download(
    "get_case_cooperative_file", "GET /support-cases/{case_id}/cooperative-file", produces=("application/yaml",),
    scope=HANDLE, refuses=[refused.CaseConfidential, refused.CooperativeNotDrafted],
    summary="Download the cooperative's file, for the operator to found it with",
)  # fmt: skip
close_support_case = membership.command(
    "close_support_case", "POST /support-cases/{case_id}/closing", body=CaseClosing, returns=CaseView, scope=HANDLE,
    status=200, emits=[support_case_closed],
    refuses=[refused.CaseConfidential, refused.CaseClosed, refused.StepsOpen, refused.CaseBackwards, InTheFuture],
    summary="Close a support case: completed, or abandoned",
)  # fmt: skip
