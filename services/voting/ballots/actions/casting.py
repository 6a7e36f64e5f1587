"""Casts secret ballots: no key, no command id, no line of audit, no event; only the ballot itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, text

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.voting.ballots import contract
from services.voting.ballots.contract import refusals
from services.voting.ballots.rules import credential_hash, fits_resolution, kept_choices
from services.voting.polls.actions.holding import require_open, share_poll

# All that one ballot needs to know, in one journey to the database.
_FACTS = text(
    """
    SELECT p.state, p.ballot, p.method, p.maximum_choices, p.terms #>> '{choices,article}' AS choices_article,
        EXISTS (SELECT FROM credentials c WHERE c.poll_id = p.id AND c.hash = :hash)
            AND NOT EXISTS (SELECT FROM unissued_credentials u WHERE u.poll_id = p.id AND u.hash = :hash) AS known,
        (SELECT b.choices FROM cast_ballots b WHERE b.poll_id = p.id AND b.credential_hash = :hash) AS held,
        (SELECT count(*) FROM candidates k WHERE k.poll_id = p.id AND k.withdrawn_at IS NULL
            AND k.member_id = ANY (CAST(:choices AS text[]))) AS standing
    FROM polls p WHERE p.id = :poll_id
    """
)
_PUT = text(
    """
    INSERT INTO cast_ballots (poll_id, credential_hash, choices)
    VALUES (:poll_id, :hash, to_jsonb(CAST(:choices AS text[])))
    ON CONFLICT DO NOTHING
    """
)


@answers(contract.cast_ballot)
def cast_ballot(unit: Unit, poll_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Put a ballot into the box; the same ballot again gets the same answer, another one is refused.

    The poll is shared until the commit, so its closing waits for this ballot; a ballot that comes after the closing
    finds the poll closed, be it one that is in: a credential must not prove for ever how its holder voted.
    """
    share_poll(unit, poll_id)
    hashed = credential_hash(body["credential"])
    choices = kept_choices(body["choice"], body["choices"])
    asked = {"poll_id": poll_id, "hash": hashed, "choices": choices or []}
    connection = unit.session.connection()
    poll = connection.execute(_FACTS, asked).one_or_none()
    if poll is None:
        raise NotFound(what="poll", id=poll_id)
    if poll.ballot != "secret":
        raise refusals.WrongBallotForm(poll_id=poll_id, ballot=poll.ballot, asked="secret")
    if not poll.known and poll.state not in ("draft", "sealed"):
        raise refusals.UnknownCredential(poll_id=poll_id)
    require_open(poll_id, poll.state)
    if poll.held is not None:
        return _same(unit, poll_id, poll.held, choices)
    checked(poll_id, poll, choices)
    if connection.execute(_PUT, asked).rowcount == 0:
        return _same(unit, poll_id, connection.execute(_FACTS, asked).one().held, choices)
    return _accepted(poll_id)


def checked(poll_id: str, poll: Row[Any] | Any, choices: list[str] | None) -> list[str]:
    """Return the vote to keep, or refuse it; ``poll`` has method, maximum_choices, choices_article and standing."""
    if poll.method == "resolution":
        if choices is None or not fits_resolution(choices):
            raise refusals.WrongBallot(poll_id=poll_id, expected="one choice: for, against, abstain or blank")
        return choices
    if choices is None or fits_resolution(choices):
        raise refusals.WrongBallot(poll_id=poll_id, expected="choices: candidates, each once; none is a blank ballot")
    if len(choices) > poll.maximum_choices:
        raise refusals.TooManyChoices(
            poll_id=poll_id, maximum=poll.maximum_choices, named=len(choices), article=poll.choices_article
        )
    if poll.standing != len(choices):
        raise refusals.UnknownCandidate(poll_id=poll_id)
    return choices


def _same(unit: Unit, poll_id: str, held: list[str], choices: list[str] | None) -> dict[str, Any]:
    if held != choices:
        raise refusals.SecondBallot(poll_id=poll_id, article=unit.rules.law("votes.per_member").article)
    return _accepted(poll_id)


def _accepted(poll_id: str) -> dict[str, Any]:
    return {"poll_id": poll_id, "state": "accepted"}
