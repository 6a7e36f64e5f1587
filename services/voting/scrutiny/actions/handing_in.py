"""Takes the scrutineers' shares after the closing, and puts the key together once enough of them are in."""

from __future__ import annotations

import hmac
from typing import Any

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.polls.actions.holding import hold_poll
from services.voting.polls.contract.refusals import WrongPollState
from services.voting.scrutiny import contract
from services.voting.scrutiny.contract import refusals
from services.voting.scrutiny.keys import held_key, key_shown, scrutineers_of
from services.voting.scrutiny.opening import begin_opening
from services.voting.scrutiny.sealing import public_of
from services.voting.scrutiny.sharing import join, share_hash
from services.voting.scrutiny.tables import PollKey, Scrutineer


@answers(contract.hand_in_key_share)
def hand_in_key_share(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a share; the one that reaches the threshold opens the ballots, and those after it are only noted."""
    poll, member = hold_poll(unit, poll_id), body["member_id"]
    key = held_key(unit, poll_id)
    if key is None:
        raise NotFound(what="key of poll", id=poll_id)
    sharing = scrutineers_of(unit, key)
    scrutineer = next((one for one in sharing if one.member_id == member), None)
    if scrutineer is None:
        raise refusals.UnknownScrutineer(poll_id=poll_id, member_id=member)
    if key.state in ("ready", "sealing"):
        raise refusals.KeySharesTooEarly(poll_id=poll_id, state=poll.state)
    if poll.state == "annulled":
        raise WrongPollState(poll_id=poll_id, state=poll.state, needed="closed")
    if not hmac.compare_digest(share_hash(body["share"]), scrutineer.share_hash):
        raise refusals.WrongKeyShare(poll_id=poll_id, member_id=member)
    if scrutineer.handed_in_at is not None:
        raise refusals.KeyShareHandedIn(poll_id=poll_id, member_id=member)
    scrutineer.handed_in_at = unit.now
    if key.state == "waiting":
        scrutineer.share = body["share"].strip().lower()
        _put_together(key, sharing)
        if key.state == "opening":
            begin_opening(unit, poll, key)
    unit.session.flush()
    return key_shown(unit, key)


def _put_together(key: PollKey, sharing: list[Scrutineer]) -> None:
    """Restore the private key if the threshold is reached; the shares are then forgotten."""
    shares = [one.share for one in sharing if one.share is not None]
    if len(shares) < (key.threshold or 0):
        return
    private = join(shares)
    if public_of(private).hex() != key.public_key:
        raise refusals.KeyDoesNotFit(poll_id=key.poll_id)
    key.state, key.private_key = "opening", private.hex()
    for one in sharing:
        one.share = None
