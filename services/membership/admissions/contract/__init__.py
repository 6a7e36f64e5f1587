"""Admissions: an application, what blocks it, its decision."""

from services.commons.refusals import Forbidden, NotFound
from services.commons.rulebook.founding import BeforeFounding
from services.membership.contract import membership, proposals
from services.membership.register.contract import member_admitted
from services.membership.register.contract.refusals import (
    ExternalIdErased,
    ExternalIdTaken,
    InTheFuture,
    KindNotAdmitted,
    NotInRegister,
    UnknownCategory,
    UnknownCollege,
)

from . import refusals as refused
from .events import application_accepted, application_closed, application_reopened, welcome_pack_due
from .refusals import (
    AdmissionProposed,
    AlreadyApplied,
    AlreadyMember,
    ApplicationClosed,
    DecidedByAssembly,
    DecidedTooEarly,
    NotTheirDecision,
    ReasonMissing,
    UnknownApplication,
)
from .schemas import (
    ApplicationsQuery,
    ApplicationView,
    LaterPapers,
    NewApplication,
    NewDecision,
    NewGuardian,
    Waiting,
    WelcomePack,
)

__all__ = [
    "AdmissionProposed", "AlreadyApplied", "AlreadyMember", "ApplicationClosed", "ApplicationView",
    "ApplicationsQuery", "DecidedByAssembly", "DecidedTooEarly", "NewApplication", "NewDecision", "NotTheirDecision",
    "ReasonMissing", "UnknownApplication", "application_accepted", "application_closed", "application_reopened",
    "decide_application", "get_application", "get_waiting_applications", "get_welcome_pack", "list_applications",
    "propose_admission",
    "record_application_papers", "record_guardian_consent", "submit_application", "welcome_pack_due",
    "withdraw_application",
]  # fmt: skip
PAPERS = (refused.OldDocumentVersion, refused.UnknownDocument)

submit_application = membership.command(
    "submit_application", "POST /applications", body=NewApplication, returns=ApplicationView, scope="admissions:apply",
    emits=[application_accepted, member_admitted, proposals.made, welcome_pack_due],
    summary="Apply for membership; where the general assembly decides, that is proposed to it (effect admit_member)",
    refuses=[UnknownCategory, UnknownCollege, KindNotAdmitted, ExternalIdTaken, ExternalIdErased, NotInRegister,
             AlreadyApplied, AlreadyMember, refused.Deceased, refused.DocumentsNotAccepted, refused.BirthDateMissing,
             refused.TooYoung, refused.NotAMinor, InTheFuture, BeforeFounding, Forbidden, *PAPERS],
)  # fmt: skip
get_application = membership.query(
    "get_application", "GET /applications/{application_id}", returns=ApplicationView, scope="admissions:read",
    refuses=[UnknownApplication], summary="Look at an application and what blocks it",
)  # fmt: skip
list_applications = membership.query(
    "list_applications", "GET /applications", returns=ApplicationView, query=ApplicationsQuery, paged=True,
    scope="admissions:read", summary="List applications, the oldest first",
)  # fmt: skip
get_waiting_applications = membership.query(
    "get_waiting_applications", "GET /applications/waiting", returns=Waiting, scope="admissions:read",
    summary="Say how many applications wait and for how long",
)  # fmt: skip
record_application_papers = membership.command(
    "record_application_papers", "POST /applications/{application_id}/papers", body=LaterPapers,
    returns=ApplicationView, scope="admissions:write",
    refuses=[UnknownApplication, ApplicationClosed, InTheFuture, BeforeFounding, *PAPERS],
    emits=[member_admitted, welcome_pack_due],
    summary="Record documents that an applicant accepted, and consents given",
)  # fmt: skip
record_guardian_consent = membership.command(
    "record_guardian_consent", "POST /applications/{application_id}/guardian", body=NewGuardian,
    returns=ApplicationView, scope="admissions:write", emits=[member_admitted, welcome_pack_due],
    refuses=[UnknownApplication, ApplicationClosed, refused.NotAMinor, InTheFuture],
    summary="Record that a guardian consents to a minor's application",
)  # fmt: skip
decide_application = membership.command(
    "decide_application", "POST /applications/{application_id}/decision", body=NewDecision, returns=ApplicationView,
    scope="admissions:write", status=200,
    emits=[application_accepted, member_admitted, application_closed, welcome_pack_due],
    refuses=[UnknownApplication, ApplicationClosed, NotTheirDecision, DecidedByAssembly, ReasonMissing, InTheFuture,
             BeforeFounding, DecidedTooEarly],
    summary="Record the decision of a body on an application",
)  # fmt: skip
propose_admission = membership.command(
    "propose_admission", "POST /applications/{application_id}/proposal", returns=ApplicationView,
    scope="admissions:write", emits=[proposals.made],
    refuses=[UnknownApplication, ApplicationClosed, NotTheirDecision, AdmissionProposed],
    summary="Propose an application to the general assembly anew (effect admit_member)",
)  # fmt: skip
withdraw_application = membership.command(
    "withdraw_application", "POST /applications/{application_id}/withdrawal", returns=ApplicationView,
    scope="admissions:write", status=200, refuses=[UnknownApplication, ApplicationClosed],
    emits=[proposals.withdrawn, application_closed], summary="Withdraw an application",
)  # fmt: skip
get_welcome_pack = membership.query(
    "get_welcome_pack", "GET /members/{member_id}/welcome-pack", returns=WelcomePack, scope="members:read",
    refuses=[NotFound], summary="Say what a new member is to be given and told",
)  # fmt: skip
