"""The ways in: calling an election, standing, the poll it becomes, and who is next."""

from __future__ import annotations

from services.commons.refusals import NotFound, StatutesSilent
from services.voting.assemblies.contract.refusals import WrongAssemblyState
from services.voting.contract import voting
from services.voting.polls.contract import refusals as polls

from . import events, refusals, shapes

READ, WRITE = "elections:read", "elections:write"
STATE = refusals.WrongElectionState
DRAFT = (WrongAssemblyState, StatutesSilent, polls.NotOnAgenda, polls.ProposalStands, polls.WrongAssemblyKind,
         polls.CandidateNotOnRoll, polls.WrongMethod)  # fmt: skip

call_election = voting.command(
    "call_election", "POST /elections", body=shapes.NewCall, returns=shapes.ElectionView, scope=WRITE,
    refuses=[refusals.NoOpenSeats, refusals.CalendarOutOfOrder, WrongAssemblyState, NotFound, polls.NotOnAgenda],
    emits=[events.election_called], summary="Call for candidates to the open seats of a body",
)  # fmt: skip
list_elections = voting.query(
    "list_elections", "GET /elections", returns=shapes.ElectionView, query=shapes.ElectionsQuery, paged=True,
    scope=READ, summary="List the elections, those that expiring mandates opened included",
)  # fmt: skip
get_election = voting.query(
    "get_election", "GET /elections/{election_id}", returns=shapes.ElectionView, scope=READ,
    summary="Look at an election",
)  # fmt: skip
stand_for_election = voting.command(
    "stand_for_election", "POST /elections/{election_id}/candidacies", body=shapes.NewCandidacy,
    returns=shapes.CandidacyView, scope="candidacies:write", emits=[events.candidacy_submitted],
    refuses=[STATE, refusals.CallNotOpen, refusals.CallClosed, refusals.CandidateIneligible, refusals.CandidacyStands],
    summary="Let a member stand, or be named by another",
)  # fmt: skip
accept_candidacy = voting.command(
    "accept_candidacy", "POST /elections/{election_id}/candidacies/{member_id}/accept", body=shapes.Acceptance,
    returns=shapes.CandidacyView, scope="candidacies:write", status=200,
    refuses=[STATE, refusals.CallClosed, refusals.CandidacyOver], summary="Accept to stand",
)  # fmt: skip
withdraw_candidacy = voting.command(
    "withdraw_candidacy", "POST /elections/{election_id}/candidacies/{member_id}/withdraw",
    returns=shapes.CandidacyView, scope="candidacies:write", status=200,
    refuses=[STATE, refusals.CandidacyOver, polls.WrongPollState],
    summary="Withdraw, until the poll opens",
)  # fmt: skip
list_candidacies = voting.query(
    "list_candidacies", "GET /elections/{election_id}/candidacies", returns=shapes.CandidacyView, paged=True,
    scope=READ, summary="List who stands: in the order of the published list, before that as they came",
)  # fmt: skip
poll_election = voting.command(
    "poll_election", "POST /elections/{election_id}/poll", returns=shapes.ElectionView, scope=WRITE, status=200,
    refuses=[STATE, refusals.CallRuns, refusals.NobodyStands, refusals.ExaminationAhead, *DRAFT],
    emits=[events.election_polled], summary="Publish the list and draft the poll, by the method of the statutes",
)  # fmt: skip
draft_second_round = voting.command(
    "draft_second_round", "POST /elections/{election_id}/second-round", body=shapes.SecondRoundWanted,
    returns=shapes.ElectionView, scope=WRITE, status=200,
    refuses=[STATE, refusals.NoSecondRound, refusals.RemainingSeatsUnproposed, refusals.NobodyStands, *DRAFT],
    emits=[events.election_polled], summary="Draft the second round for the seats that the first one left",
)  # fmt: skip
list_runners_up = voting.query(
    "list_runners_up", "GET /elections/{election_id}/runners-up", returns=shapes.RunnerUpView, paged=True, scope=READ,
    summary="List who is next for a vacancy, and the seats that were offered",
)  # fmt: skip
