"""What the tables hold of a secret ballot, and what they must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import inspect

from services.commons.refusals import AnswerNotKept, Forbidden
from services.commons.storage import Actor
from services.voting.ballots.rules import credential_hash
from services.voting.ballots.tables import CastBallot, Credential, GatheredBallot, IssuedCredential
from tests.unit.voting.hall import Hall

NOBODY = Actor("nobody", "nobody")


def voted(it: Hall, electors: int = 40) -> tuple[str, list[str]]:
    """Hold a secret election in which everyone votes; return the poll and the credentials."""
    members = it.admit(electors)
    _, poll_id = it.sit(members, method="approval", seats=1, candidates=[{"member_id": one} for one in members[:3]])
    credentials = it.credentials(poll_id)
    for at, credential in enumerate(credentials):
        it.cast(poll_id, credential, choices=[members[at % 3]])
    return poll_id, credentials


def test_no_table_shares_anything_between_a_voter_and_a_ballot() -> None:
    """The voters' table and the ballots' have the poll in common and nothing else; none holds a time or a number."""
    columns = {table: {one.key for one in inspect(table).columns}
               for table in (IssuedCredential, Credential, CastBallot, GatheredBallot)}  # fmt: skip
    assert columns[IssuedCredential] == {"poll_id", "member_id"}
    assert columns[Credential] == {"poll_id", "hash"}
    assert columns[CastBallot] == columns[GatheredBallot] == {"poll_id", "credential_hash", "choices"}


def test_commands_audit_and_events_hold_nothing_of_a_ballot_or_a_credential(hall: Callable[..., Hall]) -> None:
    """Neither a credential nor its hash stands anywhere but in the tables of credentials and ballots."""
    it = hall()
    poll_id, credentials = voted(it)
    secrets = [*credentials, *(credential_hash(one) for one in credentials)]
    kept = " ".join(
        str(row) for table in ("commands", "audit", "outbox", "inbox", "outbox_subjects", "issued_credentials")
        for row in it.sql(f"SELECT to_jsonb(t) FROM {table} t")
    )  # fmt: skip
    assert poll_id in kept
    assert not [one for one in secrets if one in kept]
    assert "cast_ballot" not in kept
    assert not it.sql("SELECT 1 FROM unissued_credentials WHERE credential = ANY (:issued)", issued=credentials)


def test_the_place_of_a_credential_in_its_table_tells_nothing(hall: Callable[..., Hall]) -> None:
    """All credentials were written at once, in the order of their hashes, before the first was issued."""
    it = hall()
    poll_id, credentials = voted(it)
    rows = it.sql("SELECT hash, xmin::text AS wrote FROM credentials ORDER BY ctid")
    assert [row.hash for row in rows] == sorted(row.hash for row in rows)
    assert len({row.wrote for row in rows}) == 1
    assert len(rows) == 40 + 10  # spares, so that the last ones drawn are no more telling
    issued = it.sql("SELECT member_id FROM issued_credentials ORDER BY ctid")
    assert [credential_hash(one) for one in credentials] != sorted(credential_hash(one) for one in credentials)
    assert len(issued) == 40


def test_closing_puts_the_ballots_out_of_the_order_of_arrival(hall: Callable[..., Hall]) -> None:
    """After closing, the ballots stand in the order of their hashes and bear one transaction's number."""
    it = hall()
    poll_id, credentials = voted(it)
    it.do("close_poll", poll_id=poll_id)
    rows = it.sql("SELECT credential_hash AS hash, xmin::text AS wrote FROM gathered_ballots ORDER BY ctid")
    assert [row.hash for row in rows] == sorted(credential_hash(one) for one in credentials)
    assert len({row.wrote for row in rows}) == 1
    assert not it.sql("SELECT 1 FROM cast_ballots") and not it.sql("SELECT 1 FROM unissued_credentials")


def test_credentials_are_shown_once_and_kept_nowhere(hall: Callable[..., Hall]) -> None:
    """The same command again is refused instead of answered, and issues nothing more."""
    it = hall()
    members = it.admit(10)
    _, poll_id = it.sit(members, ballot="secret")
    it.ask("issue_credentials", poll_id=poll_id, body={"all_present": True}, command_id="issue-1")
    with pytest.raises(AnswerNotKept):
        it.ask("issue_credentials", poll_id=poll_id, body={"all_present": True}, command_id="issue-1")
    assert it.do("get_issuance", poll_id=poll_id) == {"poll_id": poll_id, "issued": 10, "cast": 0}


def test_a_ballot_needs_its_credential_and_no_key(hall: Callable[..., Hall]) -> None:
    """Nobody with a credential votes; nobody without a key issues one."""
    it = hall()
    members = it.admit(5)
    _, poll_id = it.sit(members, ballot="secret")
    with pytest.raises(Forbidden):
        it.ask("issue_credentials", poll_id=poll_id, body={"all_present": True}, actor=NOBODY)
    [credential, *_] = it.credentials(poll_id)
    answer = it.ask("cast_ballot", poll_id=poll_id, body={"credential": credential, "choice": "for"}, actor=NOBODY)
    assert (answer.status, answer.events) == (201, [])


def test_figures_of_a_handful_of_secret_votes_are_not_published(hall: Callable[..., Hall]) -> None:
    """Four secret votes give an outcome, and neither counts nor numbers in the result, the reasoning or the event."""
    it = hall()
    members = it.admit(10)
    _, poll_id = it.sit(members, ballot="secret")
    for credential in it.credentials(poll_id, members[:4]):
        it.cast(poll_id, credential, choice="for")
    assert it.proclaim(poll_id)["outcome"] == "adopted"
    result = it.do("get_result", poll_id=poll_id)
    assert (result["withheld"], result["counts"], result["ranking"]) == (True, {}, [])
    assert [step["numbers"] for step in result["reasoning"]] == [{"smallest_cell": 5}]
    assert it.told("voting.poll.proclaimed.v1")[0]["data"]["counts"] == {}
