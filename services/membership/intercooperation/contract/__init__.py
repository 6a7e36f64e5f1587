"""Requests for advice, offers of it and answers, at the three places where they are kept."""

from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.federation.refusals import NoCooperative, NoIntercooperation, NotLinked, SpeaksForItself
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import events
from . import refusals as refused
from .schemas import (
    AnswerView,
    FederationNamed,
    FederationQuery,
    MemberProfileView,
    NewAnswer,
    NewClosure,
    NewProfile,
    NewRequest,
    ProfileView,
    ReceivedView,
    RecordedAnswer,
    RecordedProfile,
    RequestsQuery,
    RequestView,
    RoutedView,
    ThemeView,
)

READ, WRITE = "intercooperation:read", "intercooperation:write"
_BY_HAND = [NotInRegister, NotAMember, NoCooperative, SpeaksForItself]

list_themes = membership.query(
    "list_themes", "GET /intercooperation/themes", returns=ThemeView, paged=True, scope=READ,
    summary="List the themes of requests for advice",
)  # fmt: skip
put_profile = membership.command(
    "put_intercooperation_profile", "PUT /intercooperation/profile", body=NewProfile, returns=ProfileView, scope=WRITE,
    refuses=[NotLinked, refused.UnknownTheme, refused.NowhereAsked], emits=[events.profile_changed],
    summary="Offer advice to other members of a federation",
)  # fmt: skip
withdraw_profile = membership.command(
    "withdraw_intercooperation_profile", "POST /intercooperation/profile/withdrawal", body=FederationNamed,
    returns=ProfileView, scope=WRITE, status=200, refuses=[NotLinked, refused.NotOffered],
    emits=[events.profile_changed], summary="Take an offer of advice back",
)  # fmt: skip
list_profiles = membership.query(
    "list_intercooperation_profiles", "GET /intercooperation/profile", returns=ProfileView, query=FederationQuery,
    paged=True, scope=READ, summary="List what this cooperative offers, by federation",
)  # fmt: skip
list_member_profiles = membership.query(
    "list_member_profiles", "GET /intercooperation/member-profiles", returns=MemberProfileView, paged=True,
    scope=READ, summary="List what the members of this federation offer",
)  # fmt: skip
record_profile = membership.command(
    "record_member_profile", "PUT /intercooperation/member-profiles/{member_id}", body=RecordedProfile,
    returns=MemberProfileView, scope=WRITE,
    refuses=[*_BY_HAND, NoIntercooperation, refused.UnknownTheme, refused.NowhereAsked],
    summary="Record what a member offers that does not run the suite",
)  # fmt: skip
withdraw_recorded_profile = membership.command(
    "withdraw_member_profile", "POST /intercooperation/member-profiles/{member_id}/withdrawal",
    returns=MemberProfileView, scope=WRITE, status=200, refuses=[SpeaksForItself, refused.NotOffered],
    summary="Take back the offer of a member that does not run the suite",
)  # fmt: skip
ask = membership.command(
    "ask_for_advice", "POST /intercooperation/requests", body=NewRequest, returns=RequestView, scope=WRITE,
    refuses=[NotLinked, refused.UnknownTheme, refused.NowhereAsked, refused.RequestPast], emits=[events.asked],
    summary="Ask cooperatives nearby for advice",
)  # fmt: skip
list_requests = membership.query(
    "list_advice_requests", "GET /intercooperation/requests", returns=RequestView, query=RequestsQuery, paged=True,
    scope=READ, summary="List what this cooperative has asked",
)  # fmt: skip
get_request = membership.query(
    "get_advice_request", "GET /intercooperation/requests/{request_id}", returns=RequestView, scope=READ,
    refuses=[NotFound], summary="Look at a request of this cooperative",
)  # fmt: skip
list_answers = membership.query(
    "list_advice_answers", "GET /intercooperation/requests/{request_id}/answers", returns=AnswerView, paged=True,
    scope=READ, refuses=[NotFound], summary="List the answers to a request",
)  # fmt: skip
close_request = membership.command(
    "close_advice_request", "POST /intercooperation/requests/{request_id}/closure", body=NewClosure,
    returns=RequestView, scope=WRITE, status=200, refuses=[NotFound, refused.RequestOver], emits=[events.ended],
    summary="Close a request with what came of it",
)  # fmt: skip
withdraw_request = membership.command(
    "withdraw_advice_request", "POST /intercooperation/requests/{request_id}/withdrawal", returns=RequestView,
    scope=WRITE, status=200, refuses=[NotFound, refused.RequestOver], emits=[events.ended],
    summary="Withdraw a request",
)  # fmt: skip
list_received = membership.query(
    "list_received_requests", "GET /intercooperation/received", returns=ReceivedView, query=RequestsQuery, paged=True,
    scope=READ, summary="List the requests of others that reached this cooperative",
)  # fmt: skip
answer = membership.command(
    "answer_request", "POST /intercooperation/received/{received_id}/answers", body=NewAnswer, returns=AnswerView,
    scope=WRITE, refuses=[NotFound, NotLinked, refused.RequestOver, refused.TooManyAnswers], emits=[events.answered],
    summary="Answer another cooperative's request, or add to an answer",
)  # fmt: skip
list_routed = membership.query(
    "list_routed_requests", "GET /intercooperation/routed", returns=RoutedView, query=RequestsQuery, paged=True,
    scope=READ, refuses=[NoIntercooperation],
    summary="List the requests of this federation's members, with whom each reached",
)  # fmt: skip
record_answer = membership.command(
    "record_member_answer", "POST /intercooperation/routed/{asked_by}/{request_id}/answers", body=RecordedAnswer,
    returns=AnswerView, scope=WRITE, emits=[events.answer_forwarded],
    refuses=[NotFound, NotInRegister, NotAMember, NoCooperative, SpeaksForItself, refused.NotReached,
             refused.RequestOver, refused.TooManyAnswers],
    summary="Record the answer of a member that does not run the suite, and hand it on",
)  # fmt: skip
