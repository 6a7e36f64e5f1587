"""The ways in: credentials and secret ballots, named ballots, counts of hands."""

from __future__ import annotations

from services.voting.assemblies.contract.bureau import TellersNotNamed
from services.voting.contract import voting
from services.voting.polls.contract.refusals import PollClosed, PollNotOpen, PollSuspended, WrongPollState

from . import refusals, shapes

OPEN = (PollNotOpen, PollSuspended, PollClosed)
VOTE = (refusals.TooManyChoices, refusals.UnknownCandidate, refusals.WrongBallot, refusals.WrongBallotForm)

issue_credentials = voting.command(
    "issue_credentials", "POST /polls/{poll_id}/credentials", body=shapes.CredentialsWanted,
    returns=shapes.CredentialsView, scope="credentials:write", keeps_answer=False,
    refuses=[*OPEN, refusals.WrongBallotForm, refusals.CredentialIssued, refusals.VotesOtherwise, refusals.NotVoting,
             refusals.UrnBusy],
    summary="Issue one-time credentials; they are shown once and kept nowhere",
)  # fmt: skip
get_issuance = voting.query(
    "get_issuance", "GET /polls/{poll_id}/issuance", returns=shapes.IssuanceView, scope="polls:read",
    summary="Count the credentials issued and the ballots cast",
)  # fmt: skip
cast_ballot = voting.command(
    "cast_ballot", "POST /polls/{poll_id}/ballots", body=shapes.SecretBallot, returns=shapes.BallotAccepted,
    anonymous=True,
    refuses=[*OPEN, *VOTE, refusals.UnknownCredential, refusals.SecondBallot, refusals.WrongSealedBallot,
             refusals.CopiedBallot],
    summary="Cast a secret ballot, authorised by its credential alone",
)  # fmt: skip
record_named_ballots = voting.command(
    "record_named_ballots", "POST /polls/{poll_id}/named-ballots", body=shapes.NewNamedBallots,
    returns=shapes.IssuanceView, scope="ballots:write",
    refuses=[*OPEN, *VOTE, refusals.NotVoting, refusals.VotesInRoom],
    summary="Record named votes; a later one replaces an earlier one of the same member",
)  # fmt: skip
list_named_ballots = voting.query(
    "list_named_ballots", "GET /polls/{poll_id}/named-ballots", returns=shapes.NamedBallotView, paged=True,
    scope="ballots:read", summary="Read the named votes, every revision",
)  # fmt: skip
count_hands = voting.command(
    "count_hands", "POST /polls/{poll_id}/hands", body=shapes.NewHands, returns=shapes.HandsView, scope="ballots:write",
    refuses=[*OPEN, refusals.WrongBallotForm, refusals.WrongBallot, refusals.NotVoting, refusals.SameTeller,
             refusals.TooManyHands, refusals.HandsCountedOtherwise, TellersNotNamed],
    summary="Enter what two tellers counted in a show of hands",
)  # fmt: skip
hand_out_papers = voting.command(
    "hand_out_papers", "POST /polls/{poll_id}/papers", body=shapes.NewPapers, returns=shapes.IssuanceView,
    scope="credentials:write",
    refuses=[*OPEN, refusals.WrongBallotForm, refusals.NotVoting, refusals.CredentialIssued, refusals.VotesOtherwise],
    summary="Write down who votes on a paper, in the room or by post, and so in no other way",
)  # fmt: skip
count_papers = voting.command(
    "count_papers", "POST /polls/{poll_id}/paper-counts", body=shapes.NewPaperCount, returns=shapes.PaperCountView,
    scope="ballots:write",
    refuses=[WrongPollState, *VOTE, refusals.NotVoting, refusals.SameTeller, refusals.PapersDoNotAddUp,
             refusals.TooManyPapers, TellersNotNamed],
    summary="Enter the closing sheet of the papers as two tellers made it out",
)  # fmt: skip
list_paper_counts = voting.query(
    "list_paper_counts", "GET /polls/{poll_id}/paper-counts", returns=shapes.PaperCountView, paged=True,
    scope="ballots:read", summary="Read the closing sheets, with what does not agree",
)  # fmt: skip
