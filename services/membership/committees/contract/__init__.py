"""Territorial committees at their organiser, and adhesions at each cooperative's desk."""

from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.federation.contract import ToldAgain
from services.membership.federation.refusals import NoCooperative, NoIntercooperation, NotLinked, SpeaksForItself
from services.membership.register.contract.refusals import InTheFuture, NotAMember, NotInRegister

from . import events
from . import refusals as refused
from .schemas import (
    AdherentView,
    AsOfDay,
    CharterView,
    CommitteesQuery,
    CommitteeView,
    MeetingsQuery,
    MeetingView,
    NewAdhesion,
    NewCharter,
    NewCommittee,
    NewMeeting,
    NewRole,
    OwnAdhesionView,
    PublishedView,
    RecordedAdhesion,
    RoleView,
    Voiding,
    YearFigures,
    YearQuery,
)

READ, WRITE = "intercooperation:read", "intercooperation:write"

write_charter = membership.command(
    "write_committee_charter", "POST /committee-charters", body=NewCharter, returns=CharterView, scope=WRITE,
    refuses=[NoIntercooperation, refused.OrganiserUnknown, refused.CharterBackwards, InTheFuture],
    emits=[events.published], summary="Write a charter, or its next version",
)  # fmt: skip
list_charters = membership.query(
    "list_committee_charters", "GET /committee-charters", returns=CharterView, paged=True, scope=READ,
    summary="List every version of the charters",
)  # fmt: skip
set_up = membership.command(
    "set_up_committee", "POST /committees", body=NewCommittee, returns=CommitteeView, scope=WRITE,
    refuses=[NoIntercooperation, refused.OrganiserUnknown, refused.NoCharter, InTheFuture], emits=[events.published],
    summary="Set a territorial committee up",
)  # fmt: skip
list_committees = membership.query(
    "list_committees", "GET /committees", returns=CommitteeView, query=CommitteesQuery, paged=True, scope=READ,
    summary="List the territorial committees as of a day",
)  # fmt: skip
get_committee = membership.query(
    "get_committee", "GET /committees/{committee_id}", returns=CommitteeView, query=AsOfDay, scope=READ,
    refuses=[NotFound], summary="Look at a committee as of a day",
)  # fmt: skip
end = membership.command(
    "end_committee", "POST /committees/{committee_id}/ending", returns=CommitteeView, scope=WRITE, status=200,
    refuses=[NotFound, refused.CommitteeEnded], emits=[events.published], summary="End a committee today",
)  # fmt: skip
publish_again = membership.command(
    "publish_committees_again", "POST /committee-publications", returns=ToldAgain, scope=WRITE, status=200,
    refuses=[NoIntercooperation], emits=[events.published],
    summary="Tell of the committees and charters again, for cooperatives that were linked later",
)  # fmt: skip
list_adherents = membership.query(
    "list_committee_adherents", "GET /committees/{committee_id}/adhesions", returns=AdherentView, query=AsOfDay,
    paged=True, scope=READ, refuses=[NotFound], summary="List who adheres to a committee's charter as of a day",
)  # fmt: skip
record_adhesion = membership.command(
    "record_member_adhesion", "POST /committees/{committee_id}/adhesions", body=RecordedAdhesion,
    returns=AdherentView, scope=WRITE,
    refuses=[NotFound, NotInRegister, NotAMember, NoCooperative, SpeaksForItself, refused.CommitteeEnded,
             refused.CharterOutdated, refused.AlreadyAdherent, refused.BeforeCommittee, refused.AdhesionBackwards,
             InTheFuture],
    summary="Record the adhesion of a member that does not run the suite",
)  # fmt: skip
record_revocation = membership.command(
    "record_member_revocation", "POST /committees/{committee_id}/adhesions/{adhesion_id}/revocation",
    returns=AdherentView, scope=WRITE, status=200, refuses=[NotFound, SpeaksForItself, refused.AdhesionOver],
    summary="Record that a member that does not run the suite takes its adhesion back",
)  # fmt: skip
give_role = membership.command(
    "give_committee_role", "POST /committees/{committee_id}/roles", body=NewRole, returns=RoleView, scope=WRITE,
    refuses=[NotFound, refused.CommitteeEnded, refused.NotAdherent], summary="Give an adherent a role",
)  # fmt: skip
list_roles = membership.query(
    "list_committee_roles", "GET /committees/{committee_id}/roles", returns=RoleView, query=AsOfDay, paged=True,
    scope=READ, refuses=[NotFound], summary="List who holds which role as of a day",
)  # fmt: skip
count_meeting = membership.command(
    "count_committee_meeting", "POST /committees/{committee_id}/meetings", body=NewMeeting, returns=MeetingView,
    scope=WRITE, summary="Record a meeting that was held",
    refuses=[NotFound, refused.CommitteeEnded, refused.BeforeCommittee, refused.NotAdherent, refused.MeetingCounted,
             InTheFuture],
)  # fmt: skip
list_meetings = membership.query(
    "list_committee_meetings", "GET /committees/{committee_id}/meetings", returns=MeetingView, query=MeetingsQuery,
    paged=True, scope=READ, refuses=[NotFound], summary="List the meetings of a committee, those taken back included",
)  # fmt: skip
void_meeting = membership.command(
    "void_committee_meeting", "POST /committee-meetings/{meeting_id}/voiding", body=Voiding, returns=MeetingView,
    scope=WRITE, status=200, refuses=[NotFound, refused.MeetingVoided], summary="Take the record of a meeting back",
)  # fmt: skip
figures = membership.query(
    "get_committee_figures", "GET /committee-figures", returns=YearFigures, query=YearQuery, scope=READ,
    summary="Count the meetings of a year, by union and committee",
)  # fmt: skip
list_published = membership.query(
    "list_published_committees", "GET /published-committees", returns=PublishedView, paged=True, scope=READ,
    summary="List the committees and charters that others told of",
)  # fmt: skip
adhere = membership.command(
    "adhere_to_charter", "POST /published-committees/{organiser}/{committee_id}/adhesions", body=NewAdhesion,
    returns=OwnAdhesionView, scope=WRITE, emits=[events.adhered],
    refuses=[NotFound, NotLinked, refused.CommitteeEnded, refused.CharterOutdated, refused.AlreadyAdherent,
             InTheFuture],
    summary="Adhere to a committee's charter",
)  # fmt: skip
list_own = membership.query(
    "list_own_adhesions", "GET /committee-adhesions", returns=OwnAdhesionView, paged=True, scope=READ,
    summary="List the committees that this cooperative adheres to, and did",
)  # fmt: skip
revoke = membership.command(
    "revoke_adhesion", "POST /committee-adhesions/{adhesion_id}/revocation", returns=OwnAdhesionView, scope=WRITE,
    status=200, refuses=[NotFound, refused.AdhesionOver], emits=[events.adhesion_revoked],
    summary="Take an adhesion back",
)  # fmt: skip
