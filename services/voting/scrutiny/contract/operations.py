"""The ways in: the key ceremony, the key, the shares."""

from __future__ import annotations

from services.voting.assemblies.contract.refusals import NotOnRoll
from services.voting.ballots.contract.refusals import WrongBallotForm
from services.voting.contract import voting
from services.voting.polls.contract.refusals import WrongPollState

from . import refusals, shapes

make_poll_key = voting.command(
    "make_poll_key", "POST /polls/{poll_id}/key", body=shapes.NewPollKey, returns=shapes.CeremonyView,
    scope="credentials:write", keeps_answer=False,
    refuses=[WrongPollState, WrongBallotForm, NotOnRoll, refusals.ScrutineersTooFew],
    summary="Make the key of a secret poll and share it among scrutineers; the shares are shown once and kept nowhere",
)  # fmt: skip
get_poll_key = voting.query(
    "get_poll_key", "GET /polls/{poll_id}/key", returns=shapes.PollKeyView, scope="polls:read",
    summary="Look at the key of a secret poll: to seal a ballot by, who shares it, who handed in",
)  # fmt: skip
hand_in_key_share = voting.command(
    "hand_in_key_share", "POST /polls/{poll_id}/key-shares", body=shapes.NewKeyShare, returns=shapes.PollKeyView,
    scope="ballots:write", status=200,
    refuses=[refusals.UnknownScrutineer, refusals.WrongKeyShare, refusals.KeyShareHandedIn, refusals.KeySharesTooEarly,
             refusals.KeyDoesNotFit, WrongPollState],
    summary="Hand in a scrutineer's share after the closing; at the threshold the ballots are opened",
)  # fmt: skip
