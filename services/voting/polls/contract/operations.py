"""The ways in: drafting a poll, its life, its proclamation."""

from __future__ import annotations

from services.commons.refusals import NotFound, StatutesSilent
from services.voting.assemblies.contract.refusals import (
    AmendmentsFirst,
    BureauMissing,
    QuorumDeclaredMissing,
    WrongAssemblyState,
)
from services.voting.contract import voting
from services.voting.scrutiny.contract.refusals import ScrutineersMissing

from . import events, refusals, shapes

READ, WRITE = "polls:read", "polls:write"
STATE = refusals.WrongPollState

list_votable_proposals = voting.query(
    "list_votable_proposals", "GET /votable-proposals", returns=shapes.ProposalView, paged=True, scope=READ,
    summary="List the proposals that a poll may name",
)  # fmt: skip
create_poll = voting.command(
    "create_poll", "POST /polls", body=shapes.NewPoll, returns=shapes.PollView, scope=WRITE, summary="Draft a poll",
    refuses=[NotFound, StatutesSilent, WrongAssemblyState, refusals.NotOnAgenda, refusals.ProposalUnknown,
             refusals.ProposalWithdrawn, refusals.EffectUnsettled,
             refusals.ProposalStands, refusals.WrongAssemblyKind, refusals.WrongMethod, refusals.SeatsDiffer,
             refusals.SecretRequired, refusals.CandidateNotOnRoll, refusals.CandidateTwice],
)  # fmt: skip
list_polls = voting.query(
    "list_polls", "GET /polls", returns=shapes.PollLine, query=shapes.PollsQuery, paged=True, scope=READ,
    summary="List the polls",
)  # fmt: skip
get_poll = voting.query(
    "get_poll", "GET /polls/{poll_id}", returns=shapes.PollView, scope=READ,
    summary="Look at a poll, its outcome and its effect",
)  # fmt: skip
get_quorum = voting.query(
    "get_quorum", "GET /polls/{poll_id}/quorum", returns=shapes.QuorumView, scope=READ,
    summary="Read the quorum: as it was when the poll opened, or as it is now",
)  # fmt: skip
add_candidates = voting.command(
    "add_candidates", "POST /polls/{poll_id}/candidates", body=shapes.NewCandidates, returns=shapes.PollView,
    scope=WRITE, refuses=[STATE, refusals.WrongMethod, refusals.CandidateNotOnRoll, refusals.CandidateTwice],
    summary="Add candidates to a draft",
)  # fmt: skip
withdraw_candidate = voting.command(
    "withdraw_candidate", "POST /polls/{poll_id}/withdrawals", body=shapes.Withdrawal, returns=shapes.PollView,
    scope=WRITE, refuses=[STATE], summary="Withdraw a candidate before the poll opens",
)  # fmt: skip
amend_poll = voting.command(
    "amend_poll", "POST /polls/{poll_id}/amend", body=shapes.PollAmendment, returns=shapes.PollView, scope=WRITE,
    status=200,
    refuses=[STATE, WrongAssemblyState, refusals.ProposalUnknown, refusals.ProposalWithdrawn, refusals.EffectUnsettled,
             refusals.ProposalStands, refusals.WrongAssemblyKind, refusals.WrongMethod, refusals.SeatsDiffer],
    summary="Change a draft before the members are called to it; its effect is checked anew",
)  # fmt: skip
seal_poll = voting.command(
    "seal_poll", "POST /polls/{poll_id}/seal", returns=shapes.PollView, scope=WRITE, status=200,
    refuses=[STATE, StatutesSilent, refusals.NoCandidates, refusals.LaxerThanLaw, refusals.MajorityNotCounted],
    summary="Seal a poll: nothing of it changes any more",
)  # fmt: skip
open_poll = voting.command(
    "open_poll", "POST /polls/{poll_id}/open", returns=shapes.PollView, scope=WRITE, status=200,
    refuses=[STATE, StatutesSilent, refusals.AssemblyNotOpen, refusals.QuorumMissing, refusals.EmptyRoll,
             refusals.NoCandidates, refusals.CandidateNotOnRoll, refusals.ProposalWithdrawn, refusals.EffectUnsettled,
             refusals.LaxerThanLaw, refusals.MajorityNotCounted, ScrutineersMissing, AmendmentsFirst, BureauMissing,
             QuorumDeclaredMissing],
    emits=[events.poll_opened], summary="Open a poll, if the quorum is there; a draft is sealed first",
)  # fmt: skip
suspend_poll = voting.command(
    "suspend_poll", "POST /polls/{poll_id}/suspend", body=shapes.Interrupting, returns=shapes.PollView, scope=WRITE,
    status=200, refuses=[STATE], emits=[events.poll_suspended], summary="Suspend the voting; what was voted stays",
)  # fmt: skip
resume_poll = voting.command(
    "resume_poll", "POST /polls/{poll_id}/resume", body=shapes.Interrupting, returns=shapes.PollView, scope=WRITE,
    status=200, refuses=[STATE], emits=[events.poll_resumed], summary="Resume the voting",
)  # fmt: skip
record_objection = voting.command(
    "record_objection", "POST /polls/{poll_id}/objections", body=shapes.NewObjection, returns=shapes.ObjectionView,
    scope=WRITE,
    refuses=[refusals.ObjectionsNotTaken, refusals.PollNotOpen, refusals.PollSuspended, refusals.PollClosed,
             refusals.ObjectionNamed, refusals.ObjectorNotOnRoll, refusals.ObjectionEntered,
             refusals.TooManyObjections],
    summary="Take down an objection in words, apart from the ballots",
)  # fmt: skip
list_objections = voting.query(
    "list_objections", "GET /polls/{poll_id}/objections", returns=shapes.ObjectionView, paged=True, scope=READ,
    summary="List the objections that were taken down",
)  # fmt: skip
close_poll = voting.command(
    "close_poll", "POST /polls/{poll_id}/close", returns=shapes.PollView, scope=WRITE, status=200, refuses=[STATE],
    summary="Close a poll: every ballot accepted until now is in, none comes after",
)  # fmt: skip
proclaim_poll = voting.command(
    "proclaim_poll", "POST /polls/{poll_id}/proclaim", returns=shapes.PollView, scope=WRITE, status=200,
    refuses=[STATE, refusals.NotTallied],
    emits=[events.poll_proclaimed, events.resolution_adopted, events.resolution_rejected],
    summary="Proclaim the result; what was adopted takes effect in the service that proposed it",
)  # fmt: skip
contest_poll = voting.command(
    "contest_poll", "POST /polls/{poll_id}/contest", body=shapes.Reason, returns=shapes.PollView, scope=WRITE,
    status=200, refuses=[STATE, refusals.ContestWindow], summary="Record that the result is contested",
)  # fmt: skip
finalise_poll = voting.command(
    "finalise_poll", "POST /polls/{poll_id}/finalise", returns=shapes.PollView, scope=WRITE, status=200,
    refuses=[STATE, refusals.ContestWindow], summary="Record that the result stands: nobody can contest it any more",
)  # fmt: skip
annul_poll = voting.command(
    "annul_poll", "POST /polls/{poll_id}/annul", body=shapes.Annulment, returns=shapes.PollView, scope=WRITE,
    status=200, refuses=[STATE, refusals.FinalNeedsCourt, WrongAssemblyState],
    emits=[events.poll_annulled, events.resolution_annulled],
    summary="Annul a poll; what it put into effect is undone where it can be, and a successor may take its place",
)  # fmt: skip
list_effects = voting.query(
    "list_effects", "GET /effects", returns=shapes.EffectLine, query=shapes.EffectsQuery, paged=True, scope=READ,
    summary="List what resolutions put into effect, in one state if asked: pending, applied, refused, undone, kept",
)  # fmt: skip
