"""The ways in: preparing, calling and holding an assembly, its presence and its proxies."""

from __future__ import annotations

from services.commons.refusals import StatutesSilent
from services.voting.contract import voting
from services.voting.polls.contract.events import poll_annulled
from services.voting.rolls.contract.events import roll_finalised
from services.voting.rolls.contract.refusals import RecordDateAhead, WithoutCollege

from . import attendance, refusals, representing, sections, shapes
from .agenda import PartDoesNotFit
from .events import (
    assembly_adjourned,
    assembly_closed,
    assembly_convened,
    assembly_inquorate,
    assembly_opened,
    assembly_resumed,
)

READ, WRITE = "assemblies:read", "assemblies:write"
STATE = refusals.WrongAssemblyState

create_assembly = voting.command(
    "create_assembly", "POST /assemblies", body=shapes.NewAssembly, returns=shapes.AssemblyView, scope=WRITE,
    refuses=[PartDoesNotFit, refusals.ModeNotAllowed], summary="Prepare an assembly",
)  # fmt: skip
list_assemblies = voting.query(
    "list_assemblies", "GET /assemblies", returns=shapes.AssemblyView, query=shapes.AssembliesQuery, paged=True,
    scope=READ, summary="List the assemblies",
)  # fmt: skip
get_assembly = voting.query(
    "get_assembly", "GET /assemblies/{assembly_id}", returns=shapes.AssemblyView, scope=READ,
    summary="Look at an assembly",
)  # fmt: skip
get_calendar_days = voting.query(
    "get_calendar_days", "GET /assemblies/{assembly_id}/calendar-days", returns=shapes.CalendarDays, scope=READ,
    refuses=[StatutesSilent], summary="Look at the lawful days: notice, record date, resolutions added by members",
)  # fmt: skip
set_connection = voting.command(
    "set_connection", "POST /assemblies/{assembly_id}/connection", body=shapes.Connection, returns=shapes.AssemblyView,
    scope=WRITE, status=200, refuses=[STATE, refusals.ModeNotAllowed], summary="Set where members connect from afar",
)  # fmt: skip
convene_assembly = voting.command(
    "convene_assembly", "POST /assemblies/{assembly_id}/convene", body=shapes.Notice, returns=shapes.AssemblyView,
    scope=WRITE, status=200,
    refuses=[STATE, StatutesSilent, refusals.NoticeTooShort, refusals.ConvenedAhead, sections.SectionAfterMain,
             sections.SectionsUnfinished, WithoutCollege],
    emits=[assembly_convened], summary="Call the members: the notice is checked and the provisional roll is made",
)  # fmt: skip
open_assembly = voting.command(
    "open_assembly", "POST /assemblies/{assembly_id}/open", body=shapes.Opening, returns=shapes.AssemblyView,
    scope=WRITE, status=200,
    refuses=[STATE, refusals.AssemblyAhead, refusals.NotOnRoll, RecordDateAhead, sections.SectionsUnfinished,
             sections.NoDelegates, WithoutCollege],
    emits=[assembly_opened, roll_finalised],
    summary="Open the session; the final roll is made if it was not",
)  # fmt: skip
adjourn_assembly = voting.command(
    "adjourn_assembly", "POST /assemblies/{assembly_id}/adjourn", body=shapes.Adjournment, returns=shapes.AssemblyView,
    scope=WRITE, status=200, refuses=[STATE, refusals.PollsOpen, refusals.AdjournedBack], emits=[assembly_adjourned],
    summary="Adjourn the session to a later time; no poll may be open",
)  # fmt: skip
resume_assembly = voting.command(
    "resume_assembly", "POST /assemblies/{assembly_id}/resume", returns=shapes.AssemblyView, scope=WRITE, status=200,
    refuses=[STATE, refusals.SessionAdjourned], emits=[assembly_resumed],
    summary="Sit again, at the time that was announced",
)  # fmt: skip
close_assembly = voting.command(
    "close_assembly", "POST /assemblies/{assembly_id}/close", returns=shapes.AssemblyView, scope=WRITE, status=200,
    refuses=[STATE, refusals.PollsUnfinished], emits=[assembly_closed, poll_annulled],
    summary="Close the session; polls that never opened are annulled",
)  # fmt: skip
declare_inquorate = voting.command(
    "declare_inquorate", "POST /assemblies/{assembly_id}/inquorate", body=shapes.MissingQuorum,
    returns=shapes.AssemblyView, scope=WRITE, status=200,
    refuses=[STATE, refusals.QuorumPresent, refusals.PollsUnfinished, PartDoesNotFit],
    emits=[assembly_inquorate, poll_annulled],
    summary="Declare that the quorum is missing: the session ends, or that part of a mixed one",
)  # fmt: skip
list_quorum_findings = voting.query(
    "list_quorum_findings", "GET /assemblies/{assembly_id}/quorum-findings", returns=shapes.QuorumFindingView,
    paged=True, scope=READ, summary="Read what was counted when a quorum was declared missing",
)  # fmt: skip
second_call = voting.command(
    "second_call", "POST /assemblies/{assembly_id}/second-call", body=shapes.When, returns=shapes.AssemblyView,
    scope=WRITE, refuses=[STATE, refusals.QuorumNotMissing, refusals.SecondCallMade, refusals.ModeNotAllowed],
    emits=[poll_annulled],
    summary="Prepare the second call of an inquorate assembly, with the same agenda and polls",
)  # fmt: skip
record_presences = voting.command(
    "record_presences", "POST /assemblies/{assembly_id}/presences", body=shapes.NewPresences,
    returns=attendance.AttendanceView, scope="presences:write",
    refuses=[STATE, refusals.NotOnRoll, refusals.PresenceOutOfOrder, refusals.ModeNotAllowed,
             representing.ActsInPerson, representing.NotRepresentative, representing.NobodyNamed,
             representing.RepresentsTooMany],
    summary="Record arrivals, departures, remote connections and votes by post, and who acts for organisations",
)  # fmt: skip
list_presences = voting.query(
    "list_presences", "GET /assemblies/{assembly_id}/presences", returns=shapes.PresenceView, paged=True,
    scope="presences:read", summary="Read the journal of presence",
)  # fmt: skip
get_attendance = voting.query(
    "get_attendance", "GET /assemblies/{assembly_id}/attendance", returns=attendance.AttendanceView,
    scope="presences:read",
    summary="Count who is present or represented now, by way and college, and the quorum of each part and poll",
)  # fmt: skip
get_attendance_history = voting.query(
    "get_attendance_history", "GET /assemblies/{assembly_id}/attendance/history", returns=attendance.HistoryView,
    query=attendance.HistoryQuery, scope="presences:read", summary="Read the attendance over time",
)  # fmt: skip
give_proxy = voting.command(
    "give_proxy", "POST /assemblies/{assembly_id}/proxies", body=shapes.NewProxy, returns=shapes.ProxyView,
    scope="presences:write", summary="Record a proxy",
    refuses=[STATE, refusals.NotOnRoll, refusals.ProxyToSelf, refusals.ProxyChain, refusals.ProxyLimitReached,
             refusals.ProxyGivenAlready, refusals.BlankProxyRefused],
)  # fmt: skip
revoke_proxy = voting.command(
    "revoke_proxy", "POST /assemblies/{assembly_id}/proxies/{proxy_id}/revoke", returns=shapes.ProxyView,
    scope="presences:write", status=200, refuses=[STATE, refusals.ProxyRevoked], summary="Revoke a proxy",
)  # fmt: skip
list_proxies = voting.query(
    "list_proxies", "GET /assemblies/{assembly_id}/proxies", returns=shapes.ProxyView, paged=True,
    scope="presences:read", summary="List the proxies",
)  # fmt: skip
