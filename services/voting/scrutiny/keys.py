"""The key of a poll: made, fixed when the poll opens, shown."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.voting.assemblies.tables import Assembly
from services.voting.polls.standing import standing_candidates
from services.voting.polls.tables import Poll
from services.voting.scrutiny.contract.refusals import ScrutineersMissing, ScrutineersTooFew
from services.voting.scrutiny.sealing import make_pair, message_length
from services.voting.scrutiny.tables import PollKey, Scrutineer


@dataclass(frozen=True)
class Sharing:
    """Among how many members a key is shared at least, how many of them open it at least, and where that is written."""

    number: int
    threshold: int
    article: str


def sharing_asked(unit: Unit, poll: Poll) -> Sharing | None:
    """Return what is asked of a secret poll's key: as fixed at its sealing, before that by the assembly's day."""
    if poll.terms is not None:
        fixed = poll.terms["scrutineers"]
        return Sharing(int(fixed["number"]), int(fixed["threshold"]), fixed["article"]) if fixed else None
    day = unit.session.get_one(Assembly, poll.assembly_id).held_on
    rule = unit.rules_on(day).statutes("ballots.scrutineers", {})
    if not rule.value:
        return None
    return Sharing(int(rule.value["number"]), int(rule.value["threshold"]), rule.article)


def held_key(unit: Unit, poll_id: str) -> PollKey | None:
    """Return the key of a poll, locked until the end of the transaction; None when it has none."""
    return unit.session.get(PollKey, poll_id, with_for_update=True, populate_existing=True)


def new_key(unit: Unit, poll_id: str, held_by: str, threshold: int | None) -> tuple[PollKey, bytes]:
    """Make a key pair for a poll, in place of an earlier one that no ballot was sealed to; return it and its secret."""
    private, public = make_pair()
    key = held_key(unit, poll_id)
    if key is None:
        key = PollKey(poll_id=poll_id, ceremony=0, ballots=0, opened=0, last_opened="", withheld=False)
        unit.session.add(key)
    key.ceremony += 1
    key.held_by, key.threshold, key.state, key.made_at = held_by, threshold, "ready", unit.now
    key.public_key, key.private_key = public.hex(), private.hex() if held_by == "service" else None
    unit.session.flush()
    return key, private


def begin_sealing(unit: Unit, poll: Poll) -> PollKey:
    """Fix the key of a poll that opens; without a ceremony the service makes it and keeps it, where statutes let it."""
    key, asked = held_key(unit, poll.id), sharing_asked(unit, poll)
    if asked is not None:
        if key is None or key.held_by == "service":
            raise ScrutineersMissing(
                poll_id=poll.id, article=asked.article, number=asked.number, threshold=asked.threshold
            )
        # A ceremony held before the sealing may have followed other rules.
        check_sharing(asked, len(scrutineers_of(unit, key)), key.threshold)
    if key is None:
        key, _ = new_key(unit, poll.id, "service", None)
    key.state, key.salt = "sealing", secrets.token_hex(32)
    key.message_bytes = message_length(poll.id, poll.method, standing_candidates(unit, poll.id), poll.maximum_choices)
    unit.session.flush()
    return key


def check_sharing(asked: Sharing, number: int, threshold: int | None) -> None:
    """Refuse fewer scrutineers, or a lower threshold, than are asked for."""
    if number < asked.number or (threshold or 0) < asked.threshold:
        raise ScrutineersTooFew(
            number=number, threshold=threshold or 0, needed=asked.number, least=asked.threshold, article=asked.article
        )


def void(unit: Unit, poll_id: str) -> None:
    """Let a key never open anything: its poll was annulled before its ballots were opened, or before it opened."""
    key = held_key(unit, poll_id)
    if key is None or key.state == "opened":
        return
    key.state, key.private_key, key.salt = "void", None, None
    for one in scrutineers_of(unit, key):
        one.share = None


def scrutineers_of(unit: Unit, key: PollKey) -> list[Scrutineer]:
    """Return those who share a key, in the order of their ids."""
    rows = select(Scrutineer).where(Scrutineer.poll_id == key.poll_id, Scrutineer.ceremony == key.ceremony)
    return list(unit.session.scalars(rows.order_by(Scrutineer.member_id)))


def key_shown(unit: Unit, key: PollKey) -> dict[str, Any]:
    """Return a key as the API shows it: how many ballots are in the box is told after the closing alone."""
    ended = key.state not in ("ready", "sealing")
    return {
        "poll_id": key.poll_id, "key_held_by": key.held_by, "state": key.state, "public_key": key.public_key,
        "message_bytes": key.message_bytes, "threshold": key.threshold, "scrutineers": scrutineers_of(unit, key),
        "ballots": key.ballots if ended else None, "opened": key.opened, "withheld": key.withheld,
        "private_key": key.private_key if key.state == "opened" else None,
        "made_at": key.made_at, "opened_at": key.opened_at,
    }  # fmt: skip
