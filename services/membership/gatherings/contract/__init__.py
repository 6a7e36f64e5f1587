"""Gatherings at their organiser, and sign-ups at the cooperatives that come."""

from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.federation.contract import ToldAgain
from services.membership.federation.refusals import NoCooperative, NoIntercooperation, NotLinked, SpeaksForItself
from services.membership.intercooperation.contract.refusals import UnknownTheme
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import events
from . import refusals as refused
from .schemas import (
    AnnouncedView,
    Cancellation,
    ChangedGathering,
    GatheringFigures,
    GatheringsQuery,
    GatheringView,
    Marks,
    MemberSignUpView,
    NewGathering,
    NewSeries,
    NewSignUp,
    OwnSignUpView,
    PeriodQuery,
    RecordedSignUp,
    SeriesView,
)

READ, WRITE = "intercooperation:read", "intercooperation:write"
CALENDAR = ("text/calendar",)
_WRONG = [refused.GatheringBackwards, refused.GatheringNowhere, refused.NotAThursday, UnknownTheme, NoIntercooperation]

hold = membership.command(
    "announce_gathering", "POST /gatherings", body=NewGathering, returns=GatheringView, scope=WRITE, refuses=_WRONG,
    emits=[events.announced], summary="Announce a gathering to all members",
)  # fmt: skip
hold_series = membership.command(
    "announce_gathering_series", "POST /gathering-series", body=NewSeries, returns=SeriesView, scope=WRITE,
    refuses=[*_WRONG, refused.SeriesTaken], emits=[events.announced], summary="Announce gatherings that come back",
)  # fmt: skip
list_gatherings = membership.query(
    "list_gatherings", "GET /gatherings", returns=GatheringView, query=GatheringsQuery, paged=True, scope=READ,
    summary="List the gatherings of this organiser by time",
)  # fmt: skip
get_gathering = membership.query(
    "get_gathering", "GET /gatherings/{gathering_id}", returns=GatheringView, scope=READ, refuses=[NotFound],
    summary="Look at a gathering and its places",
)  # fmt: skip
change = membership.command(
    "change_gathering", "POST /gatherings/{gathering_id}/changes", body=ChangedGathering, returns=GatheringView,
    scope=WRITE, status=200, refuses=[NotFound, *_WRONG, refused.GatheringOver, refused.TooFewPlaces],
    emits=[events.announced, events.settled], summary="Change a gathering and tell everybody",
)  # fmt: skip
cancel = membership.command(
    "cancel_gathering", "POST /gatherings/{gathering_id}/cancellation", body=Cancellation, returns=GatheringView,
    scope=WRITE, status=200, refuses=[NotFound, refused.GatheringOver], emits=[events.announced],
    summary="Cancel a gathering and tell everybody",
)  # fmt: skip
announce_again = membership.command(
    "announce_gatherings_again", "POST /gathering-announcements", returns=ToldAgain, scope=WRITE, status=200,
    refuses=[NoIntercooperation], emits=[events.announced],
    summary="Announce what lies ahead again, for cooperatives that were linked later",
)  # fmt: skip
list_sign_ups = membership.query(
    "list_member_sign_ups", "GET /gatherings/{gathering_id}/sign-ups", returns=MemberSignUpView, paged=True,
    scope=READ, refuses=[NotFound], summary="List the sign-ups for a gathering in the order of arrival",
)  # fmt: skip
record_sign_up = membership.command(
    "record_member_sign_up", "POST /gatherings/{gathering_id}/sign-ups", body=RecordedSignUp,
    returns=MemberSignUpView, scope=WRITE,
    refuses=[NotFound, NotInRegister, NotAMember, NoCooperative, SpeaksForItself, refused.GatheringOver,
             refused.SignUpClosed, refused.AlreadySignedUp, refused.GatheringFull],
    summary="Sign a member up that does not run the suite",
)  # fmt: skip
record_withdrawal = membership.command(
    "record_member_withdrawal", "POST /gatherings/{gathering_id}/sign-ups/{sign_up_id}/withdrawal",
    returns=MemberSignUpView, scope=WRITE, status=200, emits=[events.settled],
    refuses=[NotFound, SpeaksForItself, refused.GatheringOver, refused.SignUpOver],
    summary="Give back the places of a member that does not run the suite",
)  # fmt: skip
record_attendance = membership.command(
    "record_gathering_attendance", "POST /gatherings/{gathering_id}/attendances", body=Marks, returns=GatheringView,
    scope=WRITE, status=200,
    refuses=[NotFound, refused.GatheringOver, refused.GatheringNotStarted, refused.NoConfirmedPlaces],
    summary="Record how many came",
)  # fmt: skip
gathering_calendar = membership.download(
    "get_gathering_calendar", "GET /gatherings/{gathering_id}/calendar", produces=CALENDAR, scope=READ,
    refuses=[NotFound], summary="Write a gathering as iCalendar",
)  # fmt: skip
figures = membership.query(
    "get_gathering_figures", "GET /gathering-figures", returns=GatheringFigures, query=PeriodQuery, scope=READ,
    summary="Count gatherings, sign-ups and who came",
)  # fmt: skip
list_announced = membership.query(
    "list_announced_gatherings", "GET /announced-gatherings", returns=AnnouncedView, query=GatheringsQuery, paged=True,
    scope=READ, summary="List the gatherings that others announced, by time",
)  # fmt: skip
announced_calendar = membership.download(
    "get_announced_calendar", "GET /announced-gatherings/{organiser}/{gathering_id}/calendar", produces=CALENDAR,
    scope=READ, refuses=[NotFound], summary="Write another's gathering as iCalendar",
)  # fmt: skip
sign_up = membership.command(
    "sign_up_for_gathering", "POST /announced-gatherings/{organiser}/{gathering_id}/sign-ups", body=NewSignUp,
    returns=OwnSignUpView, scope=WRITE, emits=[events.signed_up],
    refuses=[NotFound, NotLinked, refused.GatheringOver, refused.SignUpClosed, refused.AlreadySignedUp],
    summary="Sign up for places at another's gathering",
)  # fmt: skip
list_own_sign_ups = membership.query(
    "list_own_sign_ups", "GET /gathering-sign-ups", returns=OwnSignUpView, paged=True, scope=READ,
    summary="List the sign-ups of this cooperative",
)  # fmt: skip
withdraw = membership.command(
    "withdraw_sign_up", "POST /gathering-sign-ups/{sign_up_id}/cancellation", returns=OwnSignUpView, scope=WRITE,
    status=200, refuses=[NotFound, refused.SignUpOver, refused.GatheringOver], emits=[events.withdrawn],
    summary="Give places at a gathering back",
)  # fmt: skip
