"""The key ceremony: makes the key of a poll and divides it; looks at it."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.contract.refusals import NotOnRoll
from services.voting.ballots.contract.refusals import WrongBallotForm
from services.voting.polls.actions.candidates import off_roll
from services.voting.polls.actions.holding import hold_poll, seen_poll
from services.voting.polls.contract.refusals import WrongPollState
from services.voting.polls.tables import Poll
from services.voting.scrutiny import contract
from services.voting.scrutiny.keys import check_sharing, key_shown, new_key, sharing_asked
from services.voting.scrutiny.sharing import share_hash, split
from services.voting.scrutiny.tables import PollKey, Scrutineer


@answers(contract.make_poll_key)
def make_poll_key(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make the key of a poll that has not opened; a further ceremony replaces the key and voids the earlier shares.

    The private key is in memory for this moment alone: it is divided, and of each share only the hash is kept.
    """
    poll = hold_poll(unit, poll_id)
    if poll.ballot != "secret":
        raise WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="secret")
    if poll.state not in ("draft", "sealed"):
        raise WrongPollState(poll_id=poll_id, state=poll.state, needed="draft or sealed")
    members, threshold = body["scrutineers"], body["threshold"]
    _check_scrutineers(unit, poll, members, threshold)
    key, private = new_key(unit, poll_id, "scrutineers" if members else "service", threshold if members else None)
    shares = split(private, threshold, len(members)) if members else []
    unit.session.add_all(
        Scrutineer(poll_id=poll_id, ceremony=key.ceremony, member_id=member, share_hash=share_hash(share))
        for member, share in zip(members, shares, strict=True)
    )
    unit.session.flush()
    handed = [{"member_id": member, "share": share} for member, share in zip(members, shares, strict=True)]
    return {**key_shown(unit, key), "shares": handed}


@answers(contract.get_poll_key)
def get_poll_key(unit: Unit, poll_id: str) -> dict[str, Any]:
    """Look at the key of a poll."""
    seen_poll(unit, poll_id)
    key = unit.session.get(PollKey, poll_id)
    if key is None:
        raise NotFound(what="key of poll", id=poll_id)
    return key_shown(unit, key)


def _check_scrutineers(unit: Unit, poll: Poll, members: list[str], threshold: int | None) -> None:
    if (asked := sharing_asked(unit, poll)) is not None:
        check_sharing(asked, len(members), threshold)
    if strangers := off_roll(unit, held_assembly(unit, poll.assembly_id), members) if members else []:
        raise NotOnRoll(assembly_id=poll.assembly_id, member_ids=", ".join(strangers),
                        article=unit.rules.law("votes.per_member").article)  # fmt: skip
