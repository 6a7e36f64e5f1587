"""The register: operations on members."""

from services.commons.rulebook.founding import BeforeFounding
from services.membership.contract import membership
from services.membership.sheets.contract import SHEET_REFUSALS

from . import refusals as refused
from .events import departure_annulled, member_admitted, member_left
from .schemas import (
    KINDS,
    REASONS,
    STATES,
    AsOfQuery,
    DepartureView,
    ImportQuery,
    MemberImportQuery,
    MemberPatch,
    MembersQuery,
    MemberView,
    NewDeparture,
    NewPerson,
    NewSuspension,
    SuspensionView,
)

__all__ = [
    "AsOfQuery",
    "DepartureView",
    "ImportQuery",
    "KINDS",
    "MemberImportQuery",
    "MemberPatch",
    "MemberView",
    "MembersQuery",
    "NewDeparture",
    "NewPerson",
    "NewSuspension",
    "REASONS",
    "STATES",
    "SuspensionView",
    "create_person",
    "departure_annulled",
    "get_member",
    "import_members",
    "import_persons",
    "list_members",
    "member_admitted",
    "member_left",
    "record_departure",
    "suspend_member",
    "update_member",
]

list_members = membership.query(
    "list_members", "GET /members", returns=MemberView, query=MembersQuery, paged=True, scope="members:read",
    summary="List the members of a day, by number",
)  # fmt: skip
get_member = membership.query(
    "get_member", "GET /members/{member_id}", returns=MemberView, query=AsOfQuery, scope="members:read",
    refuses=[refused.NotInRegister], summary="Look at one member as of a day",
)  # fmt: skip
update_member = membership.command(
    "update_member", "PATCH /members/{member_id}", body=MemberPatch, returns=MemberView, scope="members:write",
    refuses=[refused.NotInRegister], summary="Change the contact details of a person or organisation",
)  # fmt: skip
create_person = membership.command(
    "create_person", "POST /persons", body=NewPerson, returns=MemberView, scope="members:write",
    refuses=[refused.ExternalIdTaken], summary="Enter a person who is not a member, such as an employee",
)  # fmt: skip
record_departure = membership.command(
    "record_departure", "POST /members/{member_id}/departure", body=NewDeparture, returns=DepartureView,
    scope="members:write", emits=[member_left],
    summary="Record that a member leaves; seats, groups and shifts are cleared",
    refuses=[refused.NotInRegister, refused.NotAMember, refused.AlreadyLeaving, refused.WithdrawalNoticeTooShort,
             refused.ExclusionNeedsResolution, refused.MembershipBackwards, refused.InTheFuture],
)  # fmt: skip
suspend_member = membership.command(
    "suspend_member", "POST /members/{member_id}/suspensions", body=NewSuspension, returns=SuspensionView,
    scope="members:write", refuses=[refused.NotInRegister, refused.NotAMember, refused.MembershipBackwards],
    summary="Suspend a membership; voting rights are untouched",
)  # fmt: skip
import_members = membership.job(
    "import_members", "POST /imports/members", accepts=("text/csv",), query=MemberImportQuery, scope="members:write",
    emits=[member_admitted, member_left], summary="Import members from a sheet, idempotent by external id",
    refuses=[refused.UnknownCategory, refused.UnknownCollege, refused.KindNotAdmitted, BeforeFounding,
             refused.InTheFuture, refused.MembershipsOverlap, refused.MembershipBackwards, refused.NumberTaken,
             refused.RegisterRowDiffers, *SHEET_REFUSALS],
)  # fmt: skip
import_persons = membership.job(
    "import_persons", "POST /imports/persons", accepts=("text/csv",), query=ImportQuery, scope="members:write",
    summary="Import persons who are not members (such as employees), idempotent by external id",
    refuses=[refused.RegisterRowDiffers, *SHEET_REFUSALS],
)  # fmt: skip
