"""Engagements: who works for the cooperative under which contract, and what the payroll says of them."""

from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from services.membership.contract import membership
from services.membership.register.contract import ImportQuery
from services.membership.register.contract.refusals import NotInRegister

from .events import engagement_amended, engagement_recorded, payroll_recorded
from .forms import AMENDMENTS, END_REASONS, ENGAGEMENT_KINDS, FORMS
from .refusals import (
    AmendmentChangesNothing,
    AmendmentOutOfOrder,
    ContractTooLong,
    EngagementBackwards,
    EngagementDiffers,
    EngagementEnded,
    EngagementsOverlap,
    FormDoesNotFit,
    RenewalsExhausted,
    UnknownExternalId,
)
from .schemas import (
    AmendmentView,
    EngagementEnd,
    EngagementsQuery,
    EngagementView,
    NewAmendment,
    NewEngagement,
    PayrollQuery,
    PayrollView,
)

__all__ = ["AMENDMENTS", "END_REASONS", "ENGAGEMENT_KINDS", "FORMS"]

record_engagement = membership.command(
    "record_engagement", "POST /engagements", body=NewEngagement, returns=EngagementView, scope="engagements:write",
    refuses=[NotInRegister, EngagementsOverlap, FormDoesNotFit, EngagementBackwards, BeforeFounding, ContractTooLong,
             RenewalsExhausted],
    emits=[engagement_recorded], summary="Record an engagement",
)  # fmt: skip
amend_engagement = membership.command(
    "amend_engagement", "POST /engagements/{engagement_id}/amendments", body=NewAmendment, returns=AmendmentView,
    scope="engagements:write", emits=[engagement_amended, engagement_recorded],
    refuses=[EngagementEnded, AmendmentOutOfOrder, AmendmentChangesNothing, ContractTooLong, RenewalsExhausted,
             FormDoesNotFit],
    summary="Renew a contract, or change its hours or its form",
)  # fmt: skip
list_amendments = membership.query(
    "list_amendments", "GET /engagements/{engagement_id}/amendments", returns=AmendmentView, paged=True,
    scope="engagements:read", summary="List the amendments of a contract, the first one first",
)  # fmt: skip
end_engagement = membership.command(
    "end_engagement", "POST /engagements/{engagement_id}/end", body=EngagementEnd, returns=EngagementView,
    scope="engagements:write", status=200, refuses=[EngagementBackwards, EngagementEnded, ContractTooLong],
    emits=[engagement_recorded], summary="Record the last day of an engagement",
)  # fmt: skip
list_engagements = membership.query(
    "list_engagements", "GET /engagements", returns=EngagementView, query=EngagementsQuery, paged=True,
    scope="engagements:read", summary="List engagements",
)  # fmt: skip
import_engagements = membership.job(
    "import_engagements", "POST /imports/engagements", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ImportQuery,
    scope="engagements:write", emits=[engagement_recorded],
    refuses=[UnknownExternalId, EngagementsOverlap, EngagementDiffers, FormDoesNotFit, EngagementBackwards,
             BeforeFounding, ContractTooLong, RenewalsExhausted, *SHEET_REFUSALS],
    summary="Import engagements; persons not yet known are created from their names",
)  # fmt: skip
list_payroll = membership.query(
    "list_payroll", "GET /payroll", returns=PayrollView, query=PayrollQuery, paged=True, scope="engagements:read",
    summary="List the payroll figures of a year",
)  # fmt: skip
import_payroll = membership.job(
    "import_payroll", "POST /imports/payroll", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ImportQuery,
    scope="engagements:write", refuses=[UnknownExternalId, *SHEET_REFUSALS], emits=[payroll_recorded],
    summary="Import wages, hours, presence and seniority of a year, idempotent by person and year",
)  # fmt: skip
