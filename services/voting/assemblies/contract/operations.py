"""The ways in: preparing, calling and holding an assembly, its presence and its proxies."""

from __future__ import annotations

from services.commons.refusals import StatutesSilent
from services.voting.contract import voting
from services.voting.polls.contract.events import poll_annulled
from services.voting.rolls.contract.events import roll_finalised
from services.voting.rolls.contract.refusals import RecordDateAhead

from . import refusals, shapes
from .events import assembly_closed, assembly_convened, assembly_inquorate, assembly_opened

READ, WRITE = "assemblies:read", "assemblies:write"
STATE = refusals.WrongAssemblyState

create_assembly = voting.command(
    "create_assembly", "POST /assemblies", body=shapes.NewAssembly, returns=shapes.AssemblyView, scope=WRITE,
    summary="Prepare an assembly",
)  # fmt: skip
list_assemblies = voting.query(
    "list_assemblies", "GET /assemblies", returns=shapes.AssemblyView, query=shapes.AssembliesQuery, paged=True,
    scope=READ, summary="List the assemblies",
)  # fmt: skip
get_assembly = voting.query(
    "get_assembly", "GET /assemblies/{assembly_id}", returns=shapes.AssemblyView, scope=READ,
    summary="Look at an assembly",
)  # fmt: skip
add_agenda_item = voting.command(
    "add_agenda_item", "POST /assemblies/{assembly_id}/agenda", body=shapes.NewAgendaItem,
    returns=shapes.AgendaItemView, scope=WRITE, refuses=[refusals.AgendaSettled], summary="Add an item to the agenda",
)  # fmt: skip
list_agenda = voting.query(
    "list_agenda", "GET /assemblies/{assembly_id}/agenda", returns=shapes.AgendaItemView, paged=True, scope=READ,
    summary="Read the agenda",
)  # fmt: skip
convene_assembly = voting.command(
    "convene_assembly", "POST /assemblies/{assembly_id}/convene", body=shapes.Notice, returns=shapes.AssemblyView,
    scope=WRITE, status=200, refuses=[STATE, StatutesSilent, refusals.NoticeTooShort, refusals.ConvenedAhead],
    emits=[assembly_convened], summary="Call the members: the notice is checked and the provisional roll is made",
)  # fmt: skip
open_assembly = voting.command(
    "open_assembly", "POST /assemblies/{assembly_id}/open", body=shapes.Opening, returns=shapes.AssemblyView,
    scope=WRITE, status=200, refuses=[STATE, refusals.AssemblyAhead, refusals.NotOnRoll, RecordDateAhead],
    emits=[assembly_opened, roll_finalised],
    summary="Open the session; the final roll is made if it was not",
)  # fmt: skip
close_assembly = voting.command(
    "close_assembly", "POST /assemblies/{assembly_id}/close", returns=shapes.AssemblyView, scope=WRITE, status=200,
    refuses=[STATE, refusals.PollsUnfinished], emits=[assembly_closed, poll_annulled],
    summary="Close the session; polls that never opened are annulled",
)  # fmt: skip
declare_inquorate = voting.command(
    "declare_inquorate", "POST /assemblies/{assembly_id}/inquorate", returns=shapes.AssemblyView, scope=WRITE,
    status=200, refuses=[STATE, refusals.QuorumPresent, refusals.PollsUnfinished], emits=[assembly_inquorate],
    summary="Declare that the quorum is missing",
)  # fmt: skip
second_call = voting.command(
    "second_call", "POST /assemblies/{assembly_id}/second-call", body=shapes.When, returns=shapes.AssemblyView,
    scope=WRITE, refuses=[STATE, refusals.SecondCallMade],
    emits=[poll_annulled],
    summary="Prepare the second call of an inquorate assembly, with the same agenda and polls",
)  # fmt: skip
record_presences = voting.command(
    "record_presences", "POST /assemblies/{assembly_id}/presences", body=shapes.NewPresences,
    returns=shapes.AttendanceView, scope="presences:write",
    refuses=[STATE, refusals.NotOnRoll, refusals.PresenceOutOfOrder],
    summary="Record arrivals, departures, remote connections and votes by post",
)  # fmt: skip
list_presences = voting.query(
    "list_presences", "GET /assemblies/{assembly_id}/presences", returns=shapes.PresenceView, paged=True,
    scope="presences:read", summary="Read the journal of presence",
)  # fmt: skip
get_attendance = voting.query(
    "get_attendance", "GET /assemblies/{assembly_id}/attendance", returns=shapes.AttendanceView, scope="presences:read",
    summary="Count who is present or represented now, and the quorum",
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
