"""Governance: bodies and mandates, elections proposed to an assembly, working groups and their referents."""

from services.membership.contract import membership, proposals
from services.membership.register.contract import AsOfQuery
from services.membership.register.contract.refusals import InTheFuture, NotAMember, NotInRegister

from . import refusals as refused
from .events import candidacy_examined, mandate_ended, mandate_seated, seat_declined, seats_opened
from .schemas import (
    BodyEvent,
    BodyView,
    ElectionView,
    GroupClosing,
    GroupMembers,
    GroupPatch,
    GroupView,
    MandatesQuery,
    MandateView,
    NewCoOption,
    NewElection,
    NewGroup,
    NewMandateEnd,
    NewReferent,
    VacanciesQuery,
    VacancyView,
)

__all__ = [
    "BodyView",
    "ElectionView",
    "GroupMembers",
    "GroupView",
    "MandateView",
    "NewCoOption",
    "NewElection",
    "NewGroup",
    "NewMandateEnd",
    "NewReferent",
    "candidacy_examined",
    "change_group",
    "close_group",
    "co_opt",
    "end_mandate",
    "end_referent",
    "get_body",
    "get_body_history",
    "get_group",
    "join_group",
    "leave_group",
    "list_bodies",
    "list_groups",
    "list_mandates",
    "list_vacancies",
    "mandate_ended",
    "mandate_seated",
    "name_referent",
    "open_group",
    "propose_election",
    "seat_declined",
    "seats_opened",
]

list_bodies = membership.query(
    "list_bodies", "GET /bodies", returns=BodyView, query=AsOfQuery, paged=True, scope="governance:read",
    summary="List the bodies and who sits in them",
)  # fmt: skip
get_body = membership.query(
    "get_body", "GET /bodies/{slug}", returns=BodyView, query=AsOfQuery, scope="governance:read",
    refuses=[refused.UnknownBody], summary="Look at a body as of a day",
)  # fmt: skip
get_body_history = membership.query(
    "get_body_history", "GET /bodies/{slug}/history", returns=BodyEvent, paged=True, scope="governance:read",
    refuses=[refused.UnknownBody], summary="Tell who took a seat of a body when, and how each mandate ended",
)  # fmt: skip
list_mandates = membership.query(
    "list_body_mandates", "GET /body-mandates", returns=MandateView, query=MandatesQuery, paged=True,
    scope="governance:read", summary="List mandates: of a day, a body or a member",
)  # fmt: skip
list_vacancies = membership.query(
    "list_vacancies", "GET /vacancies", returns=VacancyView, query=VacanciesQuery, paged=True, scope="governance:read",
    summary="List the open seats of every body, and how the statutes fill them",
)  # fmt: skip
propose_election = membership.command(
    "propose_election", "POST /bodies/{slug}/elections", body=NewElection, returns=ElectionView,
    scope="governance:write", emits=[proposals.made, seats_opened],
    refuses=[refused.UnknownBody, refused.NoVacantSeat, refused.TermTooLong, refused.ElectionOutOfTime],
    summary="Propose to fill the vacant seats of a body",
)  # fmt: skip
co_opt = membership.command(
    "co_opt", "POST /bodies/{slug}/co-options", body=NewCoOption, returns=MandateView, scope="governance:write",
    emits=[mandate_seated],
    refuses=[refused.UnknownBody, refused.NoCoOption, refused.NoVacantSeat, refused.AlreadySeated, NotAMember,
             refused.IncompatibleMandate],
    summary="Record whom a body co-opted into a vacant seat, for the rest of the term",
)  # fmt: skip
end_mandate = membership.command(
    "end_mandate", "POST /mandates/{mandate_id}/end", body=NewMandateEnd, returns=MandateView,
    scope="governance:write", status=200, emits=[mandate_ended],
    refuses=[refused.UnknownMandate, refused.MandateEnded, refused.MandateBackwards,
             refused.RevocationWithoutDecision],
    summary="End a mandate before its term",
)  # fmt: skip
open_group = membership.command(
    "open_working_group", "POST /working-groups", body=NewGroup, returns=GroupView, scope="governance:write",
    refuses=[refused.GroupNameTaken], summary="Open a working group",
)  # fmt: skip
list_groups = membership.query(
    "list_working_groups", "GET /working-groups", returns=GroupView, query=AsOfQuery, paged=True,
    scope="governance:read", summary="List the working groups with their referents",
)  # fmt: skip
get_group = membership.query(
    "get_working_group", "GET /working-groups/{slug}", returns=GroupView, query=AsOfQuery, scope="governance:read",
    refuses=[refused.UnknownGroup], summary="Look at a working group as of a day",
)  # fmt: skip
change_group = membership.command(
    "change_working_group", "PATCH /working-groups/{slug}", body=GroupPatch, returns=GroupView,
    scope="governance:write", refuses=[refused.UnknownGroup, refused.GroupInStatutes],
    summary="Change a working group's name or what it was given to do",
)  # fmt: skip
close_group = membership.command(
    "close_working_group", "POST /working-groups/{slug}/closing", body=GroupClosing, returns=GroupView,
    scope="governance:write", status=200,
    refuses=[refused.UnknownGroup, refused.GroupInStatutes, refused.GroupClosed, InTheFuture],
    summary="Close a working group; everybody leaves it with its last day",
)  # fmt: skip
join_group = membership.command(
    "join_working_group", "POST /working-groups/{slug}/members", body=GroupMembers, returns=GroupView,
    scope="governance:write", refuses=[refused.UnknownGroup, NotInRegister, NotAMember],
    summary="Let members join a working group",
)  # fmt: skip
leave_group = membership.command(
    "leave_working_group", "POST /working-groups/{slug}/members/{member_id}/end", returns=GroupView,
    scope="governance:write", status=200, refuses=[refused.UnknownGroup, refused.NotInGroup],
    summary="Let a member leave a working group",
)  # fmt: skip
name_referent = membership.command(
    "name_referent", "POST /working-groups/{slug}/referents", body=NewReferent, returns=GroupView,
    scope="governance:write", refuses=[refused.UnknownGroup, refused.TooManyReferents, refused.NotInGroup, NotAMember],
    summary="Name a referent of a working group",
)  # fmt: skip
end_referent = membership.command(
    "end_referent", "POST /working-groups/{slug}/referents/{member_id}/end", returns=GroupView,
    scope="governance:write", status=200, refuses=[refused.UnknownGroup, refused.NotInGroup],
    summary="Let a referent step down",
)  # fmt: skip
