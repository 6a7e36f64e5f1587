"""The plan for the database server: roles, databases and rights, desired against found. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.commons.contract import SERVICES

from .databases import FORBIDDEN_TABLE_RIGHTS, TABLE_RIGHTS, FoundDatabase, FoundServer, identifier, literal
from .naming import database_name, owner_name
from .step import Kind, ProvisioningRefused, Statement

# Per service and cooperative: at most four connections for requests, two for events.
CONNECTIONS_PER_SERVICE = 6
# For the operator's own commands, backups and whoever looks after the server.
CONNECTIONS_FOR_OPERATOR = 12

_SEQUENCE_RIGHTS = ("USAGE", "SELECT")


def database_plan(
    slugs: Iterable[str], found: FoundServer, passwords: dict[str, str], maintenance: str
) -> list[Statement]:
    """List the statements that give each cooperative its databases, closed to everyone but their own service.

    Raises ProvisioningRefused when the pools of all together exceed what the server admits.
    """
    slugs = list(slugs)
    _within_limits(slugs, found)
    statements = (
        statement
        for slug in slugs
        for service in SERVICES
        for statement in _one(database_name(slug, service), found, passwords, maintenance)
    )
    # A membership between two cooperatives is wrong from both ends, and taken back once.
    return list(dict.fromkeys(statements))


def _within_limits(slugs: list[str], found: FoundServer) -> None:
    needed = len(slugs) * len(SERVICES) * CONNECTIONS_PER_SERVICE + CONNECTIONS_FOR_OPERATOR
    admitted = found.max_connections - found.reserved_connections
    if needed > admitted:
        raise ProvisioningRefused(
            f"{len(slugs)} cooperatives need up to {needed} database connections "
            f"({len(SERVICES) * CONNECTIONS_PER_SERVICE} each, {CONNECTIONS_FOR_OPERATOR} for the operator); "
            f"the server admits {admitted}: raise max_connections to {needed + found.reserved_connections} or more"
        )


def _one(name: str, found: FoundServer, passwords: dict[str, str], maintenance: str) -> Iterator[Statement]:
    owner, service = owner_name(name), name
    yield from _role(owner, frozenset(), "", found, maintenance)
    yield from _role(service, frozenset({"LOGIN"}), passwords[service], found, maintenance)
    if not found.superuser and (found.administrator, owner) not in found.memberships:
        yield Statement(
            "correct", f"let {found.administrator} act as {owner}", maintenance,
            f"GRANT {identifier(owner)} TO CURRENT_USER",
        )  # fmt: skip
    for member, role in sorted(found.memberships):
        if member in (owner, service) or (role in (owner, service) and member != found.administrator):
            yield Statement(
                "remove", f"take {member} out of the role {role}", maintenance,
                f"REVOKE {identifier(role)} FROM {identifier(member)}",
            )  # fmt: skip
    there = found.databases.get(name)
    if there is None:
        yield Statement(
            "create", f"database {name}", maintenance,
            f"CREATE DATABASE {identifier(name)} OWNER {identifier(owner)} TEMPLATE template0 ENCODING 'UTF8'",
        )  # fmt: skip
        there = FoundDatabase(owner, frozenset({("PUBLIC", "CONNECT")}))
        kind: Kind = "create"
    else:
        kind = "correct"
        if there.owner != owner:
            yield Statement(
                "correct", f"owner of the database {name}", maintenance,
                f"ALTER DATABASE {identifier(name)} OWNER TO {identifier(owner)}",
            )  # fmt: skip
    # A role may be left over from a database that is gone, with a password that nobody knows any more.
    if not there.admits_service and service in found.roles:
        yield Statement(
            "correct", f"password of the role {service}", maintenance,
            f"ALTER ROLE {identifier(service)} PASSWORD {literal(passwords[service])}",
        )  # fmt: skip
    yield from _rights(name, owner, service, there, kind, maintenance)


def _role(
    name: str, attributes: frozenset[str], password: str, found: FoundServer, maintenance: str
) -> Iterator[Statement]:
    known = ("LOGIN", "SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS")
    # Only a superuser may speak of the last two; whoever is not one cannot have given them either.
    spoken = [one for one in known if found.superuser or one in ("LOGIN", "CREATEDB", "CREATEROLE")]
    wanted = " ".join(one if one in attributes else f"NO{one}" for one in spoken)
    secret = f" PASSWORD {literal(password)}" if password else ""
    if name not in found.roles:
        yield Statement("create", f"role {name}", maintenance, f"CREATE ROLE {identifier(name)} {wanted}{secret}")
    elif found.roles[name] != attributes:
        altered = f"ALTER ROLE {identifier(name)} {wanted}"
        yield Statement("correct", f"attributes of the role {name}", maintenance, altered)


def _rights(
    name: str, owner: str, service: str, there: FoundDatabase, kind: Kind, maintenance: str
) -> Iterator[Statement]:
    if there.grants != {(service, "CONNECT")}:
        others = sorted({grantee for grantee, _ in there.grants} | {"PUBLIC", service})
        sweep = "; ".join(f"REVOKE ALL ON DATABASE {identifier(name)} FROM {_grantee(one)}" for one in others)
        yield Statement(
            kind, f"only {service} may connect to its database", maintenance,
            f"{sweep}; GRANT CONNECT ON DATABASE {identifier(name)} TO {identifier(service)}",
        )  # fmt: skip
    if there.schema_grants != {(service, "USAGE")}:
        others = sorted({grantee for grantee, _ in there.schema_grants} | {"PUBLIC", service})
        sweep = "; ".join(f"REVOKE ALL ON SCHEMA public FROM {_grantee(one)}" for one in others)
        yield Statement(
            kind, f"{service} uses its schema, and makes nothing in it", name,
            f"{sweep}; GRANT USAGE ON SCHEMA public TO {identifier(service)}",
        )  # fmt: skip
    wanted = {(service, "TABLES", right) for right in TABLE_RIGHTS}
    wanted |= {(service, "SEQUENCES", right) for right in _SEQUENCE_RIGHTS}
    if there.default_grants != wanted:
        default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {identifier(owner)} IN SCHEMA public"
        statements = [f"{default} REVOKE ALL ON {what} FROM {identifier(service)}" for what in ("TABLES", "SEQUENCES")]
        statements += [
            f"{default} GRANT {', '.join(TABLE_RIGHTS)} ON TABLES TO {identifier(service)}",
            f"{default} GRANT {', '.join(_SEQUENCE_RIGHTS)} ON SEQUENCES TO {identifier(service)}",
        ]
        yield Statement(kind, f"{service} reads and writes every table to come", name, "; ".join(statements))
    if there.wrong_tables:
        tables = ", ".join(identifier(table) for table in there.wrong_tables)
        yield Statement(
            "correct", f"rights of {service} on {', '.join(there.wrong_tables)}", name,
            f"REVOKE {', '.join(FORBIDDEN_TABLE_RIGHTS)} ON {tables} FROM {identifier(service)}; "
            f"GRANT {', '.join(TABLE_RIGHTS)} ON {tables} TO {identifier(service)}",
        )  # fmt: skip


def _grantee(name: str) -> str:
    return "PUBLIC" if name == "PUBLIC" else identifier(name)
