"""Unions at the federation, and their links at their own desks."""

from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.federation.refusals import NoIntercooperation, NotLinked
from services.membership.register.contract import AsOfQuery
from services.membership.register.contract.refusals import InTheFuture, NotAMember, NotInRegister

from . import events
from . import refusals as refused
from .schemas import (
    Acceptance,
    Ending,
    InvitationView,
    NewUnionLink,
    NewUnionMember,
    UnionLeaving,
    UnionMemberView,
    UnionsQuery,
    UnionView,
)

READ, WRITE = "intercooperation:read", "intercooperation:write"

propose = membership.command(
    "propose_union_link", "POST /unions", body=NewUnionLink, returns=UnionView, scope=WRITE,
    refuses=[NoIntercooperation, refused.UnionNotNamed, refused.UnionLinked], emits=[events.link_proposed],
    summary="Propose a link to a union",
)  # fmt: skip
accept = membership.command(
    "accept_union_link", "POST /unions/{union}/acceptance", body=Acceptance, returns=UnionView, scope=WRITE,
    status=200,
    refuses=[refused.UnionNotNamed, refused.UnionNotLinked, refused.UnionLinked, refused.UnionSpeaksForItself,
             InTheFuture],
    summary="Record that a union that does not run the suite accepted its link",
)  # fmt: skip
end = membership.command(
    "end_union_link", "POST /unions/{union}/ending", body=Ending, returns=UnionView, scope=WRITE, status=200,
    refuses=[refused.UnionNotNamed, refused.UnionNotLinked], emits=[events.link_ended],
    summary="End the link to a union, for the federation",
)  # fmt: skip
list_unions = membership.query(
    "list_unions", "GET /unions", returns=UnionView, query=UnionsQuery, paged=True, scope=READ,
    summary="List the unions of the bylaws as of a day",
)  # fmt: skip
get_union = membership.query(
    "get_union", "GET /unions/{union}", returns=UnionView, query=AsOfQuery, scope=READ,
    refuses=[refused.UnionNotNamed], summary="Look at a union as of a day",
)  # fmt: skip
join = membership.command(
    "join_union", "POST /unions/{union}/members", body=NewUnionMember, returns=UnionMemberView, scope=WRITE,
    refuses=[refused.UnionNotNamed, refused.UnionNotLinked, refused.AlreadyInUnion, NotInRegister, NotAMember,
             InTheFuture],
    summary="Record that a cooperative belongs to a union",
)  # fmt: skip
leave = membership.command(
    "leave_union", "POST /unions/{union}/members/{member_id}/leaving", body=UnionLeaving, returns=UnionMemberView,
    scope=WRITE, status=200, refuses=[refused.UnionNotNamed, refused.NotInUnion, InTheFuture],
    summary="Record a cooperative's last day in a union",
)  # fmt: skip
list_members = membership.query(
    "list_union_members", "GET /unions/{union}/members", returns=UnionMemberView, query=AsOfQuery, paged=True,
    scope=READ, refuses=[refused.UnionNotNamed], summary="List the cooperatives of a union as of a day",
)  # fmt: skip
list_unions_of = membership.query(
    "list_unions_of_member", "GET /members/{member_id}/unions", returns=UnionMemberView, query=AsOfQuery, paged=True,
    scope=READ, refuses=[NotInRegister], summary="List the unions that a cooperative belongs to as of a day",
)  # fmt: skip
list_invitations = membership.query(
    "list_union_invitations", "GET /union-invitations", returns=InvitationView, paged=True, scope=READ,
    summary="List the links that federations proposed to this union",
)  # fmt: skip
accept_invitation = membership.command(
    "accept_union_invitation", "POST /union-invitations/{federation}/{link_id}/acceptance", body=Acceptance,
    returns=InvitationView, scope=WRITE, status=200,
    refuses=[NotFound, NotLinked, refused.InvitationSettled, InTheFuture], emits=[events.link_accepted],
    summary="Accept a link, for the union",
)  # fmt: skip
end_invitation = membership.command(
    "end_union_invitation", "POST /union-invitations/{federation}/{link_id}/ending", body=Ending,
    returns=InvitationView, scope=WRITE, status=200, refuses=[NotFound, refused.InvitationSettled],
    emits=[events.link_ended], summary="Decline or end a link, for the union",
)  # fmt: skip
