"""The register: operations on members."""

from services.commons.refusals import NotFound
from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from services.membership.contract import membership

from . import refusals as refused
from .events import departure_annulled, member_admitted, member_left, member_moved
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
    MoveView,
    NewDeparture,
    NewMove,
    NewPerson,
    NewSuspension,
    SuspensionEnd,
    SuspensionsQuery,
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
    "MoveView",
    "NewDeparture",
    "NewMove",
    "NewPerson",
    "NewSuspension",
    "REASONS",
    "STATES",
    "SuspensionEnd",
    "SuspensionView",
    "SuspensionsQuery",
    "create_person",
    "departure_annulled",
    "end_suspension",
    "get_member",
    "import_members",
    "import_persons",
    "list_members",
    "list_suspensions",
    "member_admitted",
    "member_left",
    "member_moved",
    "move_member",
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
    refuses=[refused.ExternalIdTaken, refused.ExternalIdErased],
    summary="Enter a person who is not a member, such as an employee",
)  # fmt: skip
record_departure = membership.command(
    "record_departure", "POST /members/{member_id}/departure", body=NewDeparture, returns=DepartureView,
    scope="members:write", emits=[member_left, departure_annulled],
    summary="Record that a member leaves or somebody died; seats, groups and shifts are cleared",
    refuses=[refused.NotInRegister, refused.NotAMember, refused.AlreadyLeaving, refused.WithdrawalNoticeTooShort,
             refused.ExclusionNeedsResolution, refused.MembershipBackwards, refused.InTheFuture,
             refused.ReasonDoesNotFit, refused.DeathRecorded, refused.NotByEmployment],
)  # fmt: skip
move_member = membership.command(
    "move_member", "POST /members/{member_id}/move", body=NewMove, returns=MoveView, scope="members:write",
    emits=[member_moved], summary="Move a member to another category or college, under the same number",
    refuses=[refused.NotInRegister, refused.NotAMember, refused.AlreadyLeaving, refused.MovedBeforeStart,
             refused.NothingMoves, refused.UnknownCategory, refused.UnknownCollege, refused.KindNotAdmitted,
             refused.InTheFuture, refused.MergedAway, BeforeFounding],
)  # fmt: skip
suspend_member = membership.command(
    "suspend_member", "POST /members/{member_id}/suspensions", body=NewSuspension, returns=SuspensionView,
    scope="members:write", refuses=[refused.NotInRegister, refused.NotAMember, refused.MembershipBackwards],
    summary="Suspend a membership; voting rights are untouched",
)  # fmt: skip
end_suspension = membership.command(
    "end_suspension", "POST /suspensions/{suspension_id}/end", body=SuspensionEnd, returns=SuspensionView,
    scope="members:write", status=200, refuses=[NotFound, refused.SuspensionOver, refused.SuspensionBackwards],
    summary="Lift a suspension, or let it end sooner",
)  # fmt: skip
list_suspensions = membership.query(
    "list_suspensions", "GET /members/{member_id}/suspensions", returns=SuspensionView, query=SuspensionsQuery,
    paged=True, scope="members:read", refuses=[refused.NotInRegister], summary="List a member's suspensions",
)  # fmt: skip
import_members = membership.job(
    "import_members", "POST /imports/members", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=MemberImportQuery,
    scope="members:write", emits=[member_admitted, member_left],
    summary="Import members from a sheet, idempotent by external id",
    refuses=[refused.UnknownCategory, refused.UnknownCollege, refused.KindNotAdmitted, BeforeFounding,
             refused.InTheFuture, refused.MembershipsOverlap, refused.MembershipBackwards, refused.NumberTaken,
             refused.RegisterRowDiffers, refused.ExclusionNeedsResolution, refused.ReasonDoesNotFit,
             refused.DeathRecorded, *SHEET_REFUSALS],
)  # fmt: skip
import_persons = membership.job(
    "import_persons", "POST /imports/persons", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ImportQuery,
    scope="members:write", summary="Import persons who are not members (such as employees), idempotent by external id",
    refuses=[refused.RegisterRowDiffers, *SHEET_REFUSALS],
)  # fmt: skip
