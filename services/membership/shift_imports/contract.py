"""The import of shifts and attendance."""

from __future__ import annotations

from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from services.membership.contract import membership
from services.membership.imports.refusals import NobodyKnownAs
from services.membership.register.contract import MemberImportQuery
from services.membership.register.contract.refusals import NotAMember
from services.membership.shifts.contract import refusals as refused


class ShiftImportQuery(MemberImportQuery):
    """How shifts are taken in; ``legacy`` admits days before the founding."""


class AttendanceUnsaid(Refusal):
    """A sheet that marks some leaves nobody's attendance open: an empty cell may be who did not come."""

    code, status = "attendance_unsaid", 422
    sentence = "The sheet says of others who came, and nothing of {member} on {day}; write it, or leave the line out."


import_shifts = membership.job(
    "import_shifts", "POST /imports/shifts", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ShiftImportQuery,
    scope="shifts:write",
    refuses=[NobodyKnownAs, AttendanceUnsaid, NotAMember, BeforeFounding, refused.ShiftBackwards,
             refused.ShiftNotStarted, refused.ShiftCancelled, refused.UnknownRole, refused.SlotFull,
             refused.AlreadyEnrolled, refused.BusyThen, refused.LinkedOrganisationNeeded,
             refused.TrainingNeeded, *SHEET_REFUSALS],
    summary="Import shifts and who came to them, idempotent by slot, role and member",
)  # fmt: skip
