"""What the tables hold of a secret ballot, and what they must not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import inspect

from services.commons.refusals import AnswerNotKept, Forbidden
from services.commons.storage import Actor
from services.voting.ballots.actions.forms import _forms
from services.voting.ballots.rules import credential_hash
from services.voting.ballots.tables import CastBallot, Credential, GatheredBallot, PollVoter
from tests.unit.voting.hall import Hall, refused

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
               for table in (PollVoter, Credential, CastBallot, GatheredBallot)}  # fmt: skip
    assert columns[PollVoter] == {"poll_id", "member_id", "way"}
    assert columns[Credential] == {"poll_id", "hash", "cell"}
    assert columns[CastBallot] == {"poll_id", "credential_hash", "ballot_hash", "cell", "sealed"}
    assert columns[GatheredBallot] == {"poll_id", "ballot_hash", "cell", "sealed"}


def every_row(it: Hall, *but: str) -> Iterator[tuple[str, str]]:
    """Read every table of the voting database as an operator could, as (table, row)."""
    named = it.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    for table in (row.tablename for row in named if row.tablename not in but):
        for row in it.sql(f'SELECT to_jsonb(t)::text AS row FROM "{table}" t'):
            yield table, row.row


def test_while_the_poll_runs_no_table_tells_a_vote_a_credential_or_who_cast(hall: Callable[..., Hall]) -> None:
    """No credential that was issued stands anywhere, no vote in the clear, and no ballot beside a member."""
    it = hall()
    poll_id, credentials = voted(it)
    hashes = {credential_hash(one) for one in credentials}
    members = {row.member_id for row in it.sql("SELECT member_id FROM poll_voters")}
    where = {"credentials": 0, "cast_ballots": 0}
    for table, row in every_row(it):
        assert not [one for one in credentials if one in row], table
        if found := [one for one in hashes if one in row]:
            where[table] += len(found)
            assert not [one for one in members if one in row]
    assert where == {"credentials": 40, "cast_ballots": 40}
    assert {len(row.sealed) for row in it.sql("SELECT sealed FROM cast_ballots")} == {it.do(
        "get_poll_key", poll_id=poll_id)["message_bytes"] + 48}  # fmt: skip
    assert not it.sql("SELECT 1 FROM opened_ballots") and not it.sql("SELECT 1 FROM gathered_ballots")


def test_the_log_says_nothing_of_a_ballot(hall: Callable[..., Hall], caplog: pytest.LogCaptureFixture) -> None:
    """Neither an accepted ballot nor a refused one leaves its credential, its vote or itself in a log."""
    caplog.set_level(0)
    it = hall()
    poll_id, [mine, *_] = voted(it)
    refused(it.cast, poll_id, mine, choices=[])
    refused(it.cast, poll_id, mine, choices=["mbr_stranger"])
    [sealed] = it.sql("SELECT encode(sealed, 'hex') AS hex FROM cast_ballots WHERE credential_hash = :hash",
                      hash=credential_hash(mine))  # fmt: skip
    said = " ".join(str(record.__dict__) for record in caplog.records)
    assert not [one for one in (mine, credential_hash(mine), sealed.hex, "mbr_stranger") if one in said]


def test_commands_audit_and_events_hold_nothing_of_a_ballot_or_a_credential(hall: Callable[..., Hall]) -> None:
    """Also once the poll is counted: a credential or its hash stands in the table of credentials alone."""
    it = hall()
    poll_id, credentials = voted(it)
    it.proclaim(poll_id)
    secrets = [*credentials, *(credential_hash(one) for one in credentials)]
    kept = dict.fromkeys(("commands", "audit", "outbox", "credentials", "board_entries"), "")
    for table, row in every_row(it):
        kept[table] = kept.get(table, "") + row
    holding = {table for table, rows in kept.items() if any(one in rows for one in secrets)}
    assert holding == {"credentials"}
    assert poll_id in kept["outbox"] and "cast_ballot" not in kept["commands"] + kept["audit"] + kept["outbox"]


def test_after_closing_a_kept_credential_finds_no_ballot(hall: Callable[..., Hall]) -> None:
    """Who kept a copy of a credential cannot find its ballot: neither its hash nor the seal's salt is left."""
    it = hall()
    poll_id, _ = voted(it)
    it.do("close_poll", poll_id=poll_id)
    assert [row.salt for row in it.sql("SELECT salt FROM poll_keys")] == [None]
    assert len(it.sql("SELECT 1 FROM gathered_ballots")) == 40
    assert (it.coop, poll_id) not in _forms


def test_the_place_of_a_credential_in_its_table_tells_nothing(hall: Callable[..., Hall]) -> None:
    """All credentials were written at once, in the order of their hashes, before the first was issued."""
    it = hall()
    poll_id, credentials = voted(it)
    rows = it.sql("SELECT hash, xmin::text AS wrote FROM credentials ORDER BY ctid")
    assert [row.hash for row in rows] == sorted(row.hash for row in rows)
    assert len({row.wrote for row in rows}) == 1
    assert len(rows) == 40 + 10  # spares, so that the last ones drawn are no more telling
    issued = it.sql("SELECT member_id FROM poll_voters ORDER BY ctid")
    assert [credential_hash(one) for one in credentials] != sorted(credential_hash(one) for one in credentials)
    assert len(issued) == 40


def test_closing_puts_the_ballots_out_of_the_order_of_arrival(hall: Callable[..., Hall]) -> None:
    """After closing, the ballots stand in the order of what is sealed and bear one transaction's number."""
    it = hall()
    poll_id, _ = voted(it)
    it.do("close_poll", poll_id=poll_id)
    rows = it.sql("SELECT ballot_hash AS hash, encode(sha256(sealed), 'hex') AS of_sealed, xmin::text AS wrote"
                  " FROM gathered_ballots ORDER BY ctid")  # fmt: skip
    assert [row.hash for row in rows] == sorted(row.of_sealed for row in rows)
    assert len(rows) == 40 and len({row.wrote for row in rows}) == 1
    assert not it.sql("SELECT 1 FROM cast_ballots") and not it.sql("SELECT 1 FROM unissued_credentials")


def test_credentials_are_shown_once_and_kept_nowhere(hall: Callable[..., Hall]) -> None:
    """The same command again is refused instead of answered, and issues nothing more."""
    it = hall()
    members = it.admit(10)
    _, poll_id = it.sit(members, ballot="secret")
    it.ask("issue_credentials", poll_id=poll_id, body={"all_present": True}, command_id="issue-1")
    with pytest.raises(AnswerNotKept):
        it.ask("issue_credentials", poll_id=poll_id, body={"all_present": True}, command_id="issue-1")
    assert it.do("get_issuance", poll_id=poll_id) == {
        "poll_id": poll_id, "issued": 10, "on_paper": 0, "cast": 0,
    }  # fmt: skip


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
