"""The trail: every row that a statement touches, with who and why; nothing of it can be changed or forged."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.commons.audit import Act, tell
from services.commons.audit.tables import Change, PersonalChange
from services.commons.storage import Database
from tests.house import fresh_database, run_sql, take_back
from tests.unit.commons.audit.trailed import Step, Visit

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
SECRETARY = Act("key", "key_secretary", "trailed.visit", AT, reason="asked on the phone", trace="00-ab-cd-01")


@pytest.fixture
def database(postgres: str) -> Iterator[Database]:
    """A database with two audited tables."""
    opened = fresh_database(postgres, "trailed", "alpar")
    yield opened
    opened.close()
    take_back()


def changes(database: Database) -> list[Change]:
    """Return the trail, oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(Change).order_by(Change.seq)))


def visit(database: Database, *ids: str, act: Act = SECRETARY) -> None:
    """Record visits in one statement."""
    with database.transaction() as session:
        tell(session, act)
        session.add_all(Visit(id=one, person_id=f"per_{one}", rooms=1, note="grey hat", secret="s3") for one in ids)


def test_an_insertion_says_who_when_why_and_what(database: Database) -> None:
    """One change a row: the act, the persons, the values; personal ones stand apart, withheld ones nowhere."""
    visit(database, "a", "b")
    first, second = changes(database)
    assert (first.at, first.actor_kind, first.actor_id, first.operation) == (
        AT, "key", "key_secretary", "trailed.visit"
    )  # fmt: skip
    assert (first.reason, first.trace, first.cause) == ("asked on the phone", "00-ab-cd-01", None)
    assert (first.table_name, first.key, first.parties) == ("visits", "a", ["per_a"])
    assert (first.before, first.after) == (None, {"id": "a", "person_id": "per_a", "witness_id": None, "rooms": 1})
    assert set(first.aside) == {"note", "secret"}
    with database.reading() as session:
        assert session.get_one(PersonalChange, second.seq).after == {"note": "grey hat"}


def test_a_statement_over_many_rows_leaves_one_change_for_each_that_differs(database: Database) -> None:
    """Bulk SQL is caught row by row; what stays as it was leaves no trace."""
    visit(database, "a", "b", "c")
    with database.transaction() as session:
        tell(session, SECRETARY)
        session.execute(text("UPDATE visits SET rooms = CASE id WHEN 'b' THEN 1 ELSE 2 END"))
    told = [(one.key, one.before, one.after, one.aside) for one in changes(database)[3:]]
    assert sorted(told) == [("a", {"rooms": 1}, {"rooms": 2}, []), ("c", {"rooms": 1}, {"rooms": 2}, [])]


def test_a_change_of_personal_and_withheld_values_names_the_fields_alone(database: Database) -> None:
    """The trail says that a note and a secret changed; only the note's values are kept, apart."""
    visit(database, "a")
    with database.transaction() as session:
        session.execute(text("UPDATE visits SET note = 'black hat', secret = 's4'"))
    change = changes(database)[-1]
    assert (change.before, change.after, sorted(change.aside)) == ({}, {}, ["note", "secret"])
    with database.reading() as session:
        personal = session.get_one(PersonalChange, change.seq)
        assert (personal.before, personal.after) == ({"note": "grey hat"}, {"note": "black hat"})


def test_a_deletion_keeps_what_was_there(database: Database) -> None:
    """Before is the whole row, after is nothing."""
    visit(database, "a")
    with database.transaction() as session:
        session.execute(text("DELETE FROM visits"))
    change = changes(database)[-1]
    assert (change.key, change.after) == ("a", None)
    assert change.before == {"id": "a", "person_id": "per_a", "witness_id": None, "rooms": 1}


def test_an_upsert_is_told_as_what_it_came_to(database: Database) -> None:
    """INSERT … ON CONFLICT DO UPDATE: the new row is an insertion, the old one a change."""
    visit(database, "a")
    with database.transaction() as session:
        session.execute(text(
            "INSERT INTO visits (id, person_id, rooms) VALUES ('a', 'per_a', 7), ('z', 'per_z', 9) "
            "ON CONFLICT (id) DO UPDATE SET rooms = excluded.rooms"
        ))  # fmt: skip
    told = {(one.key, one.before and one.before.get("rooms"), one.after["rooms"]) for one in changes(database)[1:]}
    assert told == {("a", 1, 7), ("z", None, 9)}


def test_whom_a_row_concerns_is_found_through_another_table(database: Database) -> None:
    """A row without a person's id is its parent's person's; a key of several columns is joined."""
    visit(database, "a")
    with database.transaction() as session:
        session.add(Step(visit_id="a", number=2))
        session.execute(text("UPDATE visits SET witness_id = 'per_w'"))
    step, witnessed = sorted(changes(database)[1:], key=lambda one: one.table_name)
    assert (step.key, step.parties) == ("a/2", ["per_a"])
    assert witnessed.parties == ["per_a", "per_w"]


def test_without_an_act_the_account_is_named(database: Database) -> None:
    """Whoever changes rows past the services is in the trail by the name of their database account."""
    with database.transaction() as session:
        session.execute(text("INSERT INTO steps VALUES ('none', 1)"))
        account = session.scalar(text("SELECT session_user"))
    [change] = changes(database)
    assert (change.actor_kind, change.actor_id, change.operation) == ("anonymous", account, None)


def test_an_act_ends_with_its_transaction(database: Database) -> None:
    """The next transaction on the same connection does not act for the one before."""
    visit(database, "a")
    with database.transaction() as session:
        session.execute(text("DELETE FROM visits"))
    assert [one.actor_id == "key_secretary" for one in changes(database)] == [True, False]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET reason = 'another'", "DELETE FROM changes", "TRUNCATE changes",
        "UPDATE changes_personal SET after = NULL", "DELETE FROM changes_personal", "TRUNCATE changes_personal",
        "UPDATE changes_personal SET before = NULL, after = NULL, erased_at = now()",
        "INSERT INTO changes (at, actor_kind, actor_id, table_name, key, parties, aside) "
        "VALUES (now(), 'key', 'somebody', 'visits', 'a', '{}', '{}')",
        "INSERT INTO changes_personal (seq) VALUES (77)",
        "TRUNCATE visits",
        "ALTER TABLE changes DISABLE TRIGGER ALL",
        "DROP TRIGGER visits_audit_update ON visits",
        "SET session_replication_role = replica",
    ],
)  # fmt: skip
def test_the_services_own_account_cannot_touch_the_trail(database: Database, postgres: str, statement: str) -> None:
    """Whatever rights on its tables a service has, the trail is neither changed, emptied nor forged."""
    visit(database, "a")
    role = f"clerk_{uuid.uuid4().hex[:8]}"
    with database.transaction() as session:
        session.execute(text(f"CREATE ROLE {role}"))
        session.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}"))
        session.execute(text(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"))
    before = [(one.seq, one.reason) for one in changes(database)]
    try:
        with pytest.raises(DBAPIError, match="the trail|is audited|must be owner|permission denied"):
            with database.transaction() as session:
                session.execute(text(f"SET LOCAL ROLE {role}"))
                session.execute(text(statement))
        assert [(one.seq, one.reason) for one in changes(database)] == before
        with database.transaction() as session:
            session.execute(text(f"SET LOCAL ROLE {role}"))
            session.execute(text("UPDATE visits SET rooms = 5"))
        assert len(changes(database)) == len(before) + 1
    finally:
        database.close()
        run_sql(database.url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_personal_values_are_blanked_for_one_named_person_only(database: Database) -> None:
    """The one exception: the person's own values, once, in a transaction that names the person."""
    visit(database, "a", "b")
    erase = "UPDATE changes_personal SET before = NULL, after = NULL, erased_at = now() WHERE seq = :seq"
    mine, other = (one.seq for one in changes(database))
    with database.transaction() as session:
        session.execute(text("SELECT set_config('rochdale.erasing', 'per_a', true)"))
        session.execute(text(erase), {"seq": mine})
    for seq in (mine, other):
        with pytest.raises(DBAPIError, match="never changes"), database.transaction() as session:
            session.execute(text("SELECT set_config('rochdale.erasing', 'per_a', true)"))
            session.execute(text(erase), {"seq": seq})
    with database.reading() as session:
        assert session.get_one(PersonalChange, mine).after is None
        assert session.get_one(PersonalChange, other).after == {"note": "grey hat"}
