"""What the ballots of a poll must look like, and the vote that each says."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.ballots.contract import refusals
from services.voting.polls.contract.refusals import PollNotOpen
from services.voting.polls.standing import standing_candidates
from services.voting.polls.tables import Poll
from services.voting.scrutiny.sealing import OVERHEAD, message_of, seal
from services.voting.scrutiny.tables import PollKey
from services.voting.tally.rules.votes import Kept, VoteProblem, check_vote, expected, read_vote

SAID = ("choice", "choices", "ranking", "grades")


@dataclass(frozen=True)
class Form:
    """The question of a poll, as its ballots must answer it; nothing of it changes once the poll is open."""

    poll_id: str
    method: str
    candidates: frozenset[str]
    maximum: int | None
    article: str | None

    def vote(self, said: Mapping[str, Any]) -> Kept:
        """Return the vote that a ballot says in its kept form, or refuse it."""
        try:
            return check_vote(self.method, read_vote(self.method, said), self.candidates, self.maximum)
        except VoteProblem as problem:
            if problem.kind == "too_many_choices":
                raise refusals.TooManyChoices(poll_id=self.poll_id, article=self.article, **problem.values) from None
            if problem.kind == "unknown_candidate":
                raise refusals.UnknownCandidate(poll_id=self.poll_id) from None
            raise refusals.WrongBallot(poll_id=self.poll_id, expected=expected(self.method)) from None


@dataclass(frozen=True)
class SecretForm(Form):
    """What a secret ballot needs besides: the key that it is sealed to, and the length of its message."""

    public_key: bytes
    salt: str
    message_bytes: int

    def sealed(self, body: Mapping[str, Any]) -> bytes:
        """Return a ballot as it goes into the box: as the voter's own software sealed it, or sealed here.

        A plain ballot is checked and sealed by a secret out of its credential and the poll's salt: the same ballot
        again is the same bytes. What the voter sealed is checked when it is opened.
        """
        if body["sealed"] is None:
            secret = f"{self.salt}.{body['credential']}".encode()
            return seal(self.public_key, message_of(self.poll_id, self.vote(body)), self.message_bytes, secret)
        length = self.message_bytes + OVERHEAD
        try:
            box = base64.b64decode(body["sealed"], validate=True)
        except (binascii.Error, ValueError):
            box = b""
        # One text for one box: base64 has several for some.
        if len(box) != length or base64.b64encode(box).decode() != body["sealed"]:
            raise refusals.WrongSealedBallot(poll_id=self.poll_id, length=length)
        if any(body[name] is not None for name in SAID):
            raise refusals.WrongBallot(poll_id=self.poll_id, expected="a sealed ballot or a plain one, not both")
        return box


# Of polls that are open or were; by cooperative and poll.
_forms: dict[tuple[str, str], SecretForm] = {}
_MOST = 64


def form_of(unit: Unit, poll: Poll) -> Form:
    """Return what the ballots of a poll that is held must look like."""
    article = ((poll.terms or {}).get("choices") or {}).get("article")
    return Form(poll.id, poll.method, frozenset(standing_candidates(unit, poll.id)), poll.maximum_choices, article)


def secret_form(unit: Unit, poll_id: str) -> SecretForm | None:
    """Return the form of a secret poll, without asking the database each time; None when it is over.

    Thousands vote in the same minute, and whether the poll is open at that moment is asked for each ballot anyway.
    """
    known = _forms.get((unit.coop, poll_id))
    if known is not None:
        return known
    poll = unit.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound(what="poll", id=poll_id)
    if poll.ballot != "secret":
        raise refusals.WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="secret")
    if poll.state in ("draft", "sealed"):
        raise PollNotOpen(poll_id=poll_id, state=poll.state)
    key = unit.session.get(PollKey, poll_id)
    if key is None or key.salt is None or key.message_bytes is None:
        return None
    plain = form_of(unit, poll)
    while len(_forms) >= _MOST:
        del _forms[next(iter(_forms))]
    form = _forms[unit.coop, poll_id] = SecretForm(
        poll_id, plain.method, plain.candidates, plain.maximum, plain.article, bytes.fromhex(key.public_key), key.salt,
        key.message_bytes,
    )  # fmt: skip
    return form


def forget_form(unit: Unit, poll_id: str) -> None:
    """Forget what the ballots of a poll that has closed are sealed by."""
    _forms.pop((unit.coop, poll_id), None)
