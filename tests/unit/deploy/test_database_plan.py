"""The database server's plan: closed databases, least rights, and never more connections than there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deploy.provisioning.database_plan import CONNECTIONS_FOR_OPERATOR, CONNECTIONS_PER_SERVICE, database_plan
from deploy.provisioning.databases import TABLE_RIGHTS, FoundDatabase, FoundServer
from deploy.provisioning.naming import UnfitSlug, database_name, longest_slug, owner_name
from services.commons.contract import SERVICES

NAMES = [database_name("alpar", service) for service in SERVICES]
PASSWORDS = {name: f"secret-{name}" for name in NAMES}
EMPTY = FoundServer(max_connections=300, reserved_connections=3, administrator="rochdale", superuser=True)


def right(name: str) -> FoundDatabase:
    """Describe a database as it should be."""
    defaults = {(name, "TABLES", one) for one in TABLE_RIGHTS}
    defaults |= {(name, "SEQUENCES", one) for one in ("USAGE", "SELECT")}
    return FoundDatabase(
        owner_name(name), frozenset({(name, "CONNECT")}), True, frozenset({(name, "USAGE")}), frozenset(defaults)
    )


ROLES = {name: frozenset({"LOGIN"}) for name in NAMES} | {owner_name(name): frozenset[str]() for name in NAMES}
DONE = replace(EMPTY, roles=ROLES, databases={name: right(name) for name in NAMES})


def planned(found: FoundServer) -> list[tuple[str, str]]:
    """Plan for alpar, as (kind, what is said)."""
    return [(step.kind, step.says) for step in database_plan(["alpar"], found, PASSWORDS, "postgres")]


def with_database(**changes: object) -> FoundServer:
    """Return the provisioned server with something about alpar's ledger otherwise."""
    name = database_name("alpar", "ledger")
    return replace(DONE, databases=DONE.databases | {name: replace(right(name), **changes)})  # type: ignore[arg-type]


def test_an_empty_server_gets_a_closed_database_for_each_service() -> None:
    """Two roles, the database, and three rights for each of the four services; nobody logs in as an owner."""
    steps = database_plan(["alpar"], EMPTY, PASSWORDS, "postgres")
    assert len(steps) == 4 * 6 and {step.kind for step in steps} == {"create"}
    owners = [step.sql for step in steps if step.says.endswith("_owner")]
    assert len(owners) == 4 and all(" NOLOGIN " in sql and "PASSWORD" not in sql for sql in owners)


def test_a_provisioned_server_leaves_nothing_to_do() -> None:
    """Provisioning is idempotent."""
    assert planned(DONE) == []


def test_whoever_may_connect_besides_the_service_is_shut_out() -> None:
    """A grant to everyone, or to another cooperative's role, is taken back."""
    grantees = ("rochdale_alpar_ledger", "rochdale_coopaname_ledger", "PUBLIC")
    opened = with_database(grants=frozenset((grantee, "CONNECT") for grantee in grantees))
    (step,) = database_plan(["alpar"], opened, PASSWORDS, "postgres")
    assert step.kind == "correct"
    for grantee in ("PUBLIC", '"rochdale_coopaname_ledger"'):
        assert f"FROM {grantee}" in step.sql


def test_a_role_that_was_raised_is_lowered() -> None:
    """A service that could make databases, or pass over every right, no longer can."""
    raised = replace(DONE, roles=ROLES | {"rochdale_alpar_ledger": frozenset({"LOGIN", "SUPERUSER"})})
    assert planned(raised) == [("correct", "attributes of the role rochdale_alpar_ledger")]


def test_a_membership_between_cooperatives_is_taken_back() -> None:
    """A role of one cooperative that was let into another's is taken out of it."""
    joined = replace(DONE, memberships=frozenset({("rochdale_coopaname_ledger", "rochdale_alpar_ledger")}))
    assert planned(joined) == [("remove", "take rochdale_coopaname_ledger out of the role rochdale_alpar_ledger")]


def test_a_password_that_no_longer_opens_is_set_again() -> None:
    """The kept password is the one that holds."""
    password = ("correct", "password of the role rochdale_alpar_ledger")
    assert planned(with_database(admits_service=False)) == [password]
    gone = replace(DONE, databases={name: one for name, one in DONE.databases.items() if "ledger" not in name})
    assert planned(gone)[:2] == [("create", "database rochdale_alpar_ledger"), password]


def test_rights_on_tables_that_drifted_are_put_right() -> None:
    """A service that may truncate a table, or no longer read it, is corrected on that table."""
    (step,) = database_plan(["alpar"], with_database(wrong_tables=("entries",)), PASSWORDS, "postgres")
    assert "REVOKE TRUNCATE" in step.sql and '"entries"' in step.sql and step.database == "rochdale_alpar_ledger"


def test_more_cooperatives_than_connections_are_refused_with_the_number_that_is_needed() -> None:
    """At the last cooperative that fits the plan holds; with one more it says how many connections it takes."""
    each = len(SERVICES) * CONNECTIONS_PER_SERVICE
    exact = replace(EMPTY, max_connections=2 * each + CONNECTIONS_FOR_OPERATOR + 3)
    passwords = {database_name(slug, service): "x" for slug in ("a", "b", "c") for service in SERVICES}
    assert database_plan(["a", "b"], exact, passwords, "postgres")
    with pytest.raises(Exception, match=f"raise max_connections to {3 * each + CONNECTIONS_FOR_OPERATOR + 3} or more"):
        database_plan(["a", "b", "c"], exact, passwords, "postgres")


def test_an_administrator_who_is_no_superuser_joins_the_owners() -> None:
    """Only a member of the owning role may make a database for it and change its schema."""
    modest = replace(EMPTY, superuser=False, administrator="ops")
    said = [says for _, says in planned(modest)]
    assert f"let ops act as {owner_name(NAMES[0])}" in said
    assert all("SUPERUSER" not in step.sql for step in database_plan(["alpar"], modest, PASSWORDS, "postgres"))


def test_names_never_reach_the_length_at_which_the_server_cuts_them() -> None:
    """The longest slug is taken, and one letter more is refused: two cooperatives never share a database."""
    assert len(owner_name(database_name("a" * longest_slug(), "membership"))) == 63
    with pytest.raises(UnfitSlug, match="at most"):
        database_name("a" * (longest_slug() + 1), "membership")


def test_a_slug_that_could_mean_anothers_database_is_refused() -> None:
    """Hyphens turn into underscores in the names, so underscores are not taken."""
    for slug in ("coop_one", "Coop", "-coop", "coop--one", ""):
        with pytest.raises(UnfitSlug, match="lower-case letters"):
            database_name(slug, "ledger")


def test_no_step_shows_a_password() -> None:
    """What is told and what a trace would print holds no secret."""
    for step in database_plan(["alpar"], EMPTY, PASSWORDS, "postgres"):
        assert "secret" not in step.says and "secret" not in repr(step)
