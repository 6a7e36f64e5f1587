"""What the database server has, read; and statements, carried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from services.commons.storage.database import DRIVER
from services.commons.storage.migrations import VERSION_TABLE

from .step import Statement

# On every table of a service; neither TRUNCATE nor TRIGGER: what may not be erased cannot be.
TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
FORBIDDEN_TABLE_RIGHTS = ("TRUNCATE", "REFERENCES", "TRIGGER")


@dataclass(frozen=True)
class FoundDatabase:
    """One database of ours as it is: its owner, who may connect, and what its service may do inside."""

    owner: str
    # (grantee or "PUBLIC", privilege), the owner's own left out.
    grants: frozenset[tuple[str, str]]
    # Whether the service logs in with the password that we keep.
    admits_service: bool = False
    schema_grants: frozenset[tuple[str, str]] = frozenset()
    default_grants: frozenset[tuple[str, str, str]] = frozenset()
    # Tables on which the service's rights are not exactly those it should have.
    wrong_tables: tuple[str, ...] = ()
    # The revision of its schema, None when it has none yet.
    revision: str | None = None


@dataclass(frozen=True)
class FoundServer:
    """The database server as it is, as far as it concerns us."""

    max_connections: int
    reserved_connections: int
    administrator: str
    superuser: bool
    # role → its attributes (LOGIN, SUPERUSER, CREATEDB, CREATEROLE, REPLICATION, BYPASSRLS)
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    # (role, the role it is a member of)
    memberships: frozenset[tuple[str, str]] = frozenset()
    databases: dict[str, FoundDatabase] = field(default_factory=dict)


class DatabaseServer:
    """A PostgreSQL server, reached as its administrator."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername=DRIVER)

    @property
    def maintenance(self) -> str:
        """The database that the administrator's URL names."""
        return self._url.database or "postgres"

    def url(self, database: str) -> str:
        """Return the administrator's URL of one database."""
        return self._url.set(database=database).render_as_string(hide_password=False)

    def service_url(self, database: str, password: str) -> str:
        """Return the URL under which a service reaches its own database."""
        mine = self._url.set(username=database, password=password, database=database)
        return mine.render_as_string(hide_password=False)

    def connect(self, database: str | None = None) -> Connection:
        """Open a connection of the administrator in which each statement is its own transaction."""
        return _connect(self._url.set(database=database or self.maintenance))

    def read(self, passwords: dict[str, str]) -> FoundServer:
        """Look at everything named ``rochdale_*``; ``passwords`` by role are tried, not told."""
        with self.connect() as connection:
            most, reserved, administrator, superuser = connection.execute(text(_LIMITS)).one()
            roles = {name: frozenset(filter(None, flags)) for name, *flags in connection.execute(text(_ROLES))}
            memberships = frozenset((member, role) for member, role in connection.execute(text(_MEMBERSHIPS)))
            rows = connection.execute(text(_DATABASES)).all()
        databases = {
            name: self._inside(name, owner, _pairs(grants), passwords.get(name), name in roles)
            for name, owner, grants in rows
        }
        return FoundServer(most, reserved, administrator, superuser, roles, memberships, databases)

    def _inside(
        self, name: str, owner: str, grants: frozenset[tuple[str, str]], password: str | None, known: bool
    ) -> FoundDatabase:
        """Look into one database with the eyes of the administrator, and try the door of the service."""
        with self.connect(name) as connection:
            schema = _pairs(connection.scalar(text(_SCHEMA_GRANTS)))
            defaults = frozenset(
                (grantee, kind, right)
                for grantee, kind, right in connection.execute(text(_DEFAULT_GRANTS), {"owner": owner})
            )
            wrong = connection.scalars(text(_WRONG_TABLES), {"service": name}).all() if known else ()
            migrated = connection.scalar(text(f"SELECT to_regclass('public.{VERSION_TABLE}') IS NOT NULL"))
            revision = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) if migrated else None
        admits = password is not None and known and self._admits(name, password)
        return FoundDatabase(owner, grants, admits, schema, defaults, tuple(wrong), revision)

    def _admits(self, database: str, password: str) -> bool:
        try:
            _connect(make_url(self.service_url(database, password))).close()
        except OperationalError:
            return False
        return True

    def carry_out(self, statements: Iterable[Statement]) -> None:
        """Run statements in order, each for itself."""
        connections: dict[str, Connection] = {}
        try:
            for statement in statements:
                connection = connections.get(statement.database)
                if connection is None:
                    connection = connections[statement.database] = self.connect(statement.database)
                connection.execution_options(no_parameters=True).exec_driver_sql(statement.sql)
        finally:
            for connection in connections.values():
                connection.close()


def identifier(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Quote a text for SQL; ours hold no backslash."""
    assert "\\" not in value and "\x00" not in value
    return "'" + value.replace("'", "''") + "'"


def _connect(url: URL) -> Connection:
    options = {"connect_timeout": 10, "application_name": "rochdale provision"}
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=options)
    return engine.connect()


def _pairs(found: list[str] | None) -> frozenset[tuple[str, str]]:
    return frozenset((grantee, right) for grantee, _, right in (one.partition(" ") for one in found or ()))


_LIMITS = """
SELECT current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,
       current_user::text, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
"""
_ROLES = r"""
SELECT rolname, CASE WHEN rolcanlogin THEN 'LOGIN' END, CASE WHEN rolsuper THEN 'SUPERUSER' END,
       CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
       CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END
FROM pg_roles WHERE rolname LIKE 'rochdale\_%'
"""
_MEMBERSHIPS = r"""
SELECT member.rolname, role.rolname FROM pg_auth_members JOIN pg_roles member ON member.oid = pg_auth_members.member
JOIN pg_roles role ON role.oid = roleid WHERE member.rolname LIKE 'rochdale\_%' OR role.rolname LIKE 'rochdale\_%'
"""
# Without a datacl PostgreSQL's own default holds, under which everybody may connect.
_DATABASES = r"""
SELECT datname, pg_get_userbyid(datdba),
       (SELECT array_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END
                         || ' ' || privilege_type)
        FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee <> datdba)
FROM pg_database WHERE datname LIKE 'rochdale\_%'
"""
_SCHEMA_GRANTS = """
SELECT array_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END || ' ' || privilege_type)
FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
WHERE nspname = 'public' AND grantee <> nspowner
"""
_DEFAULT_GRANTS = """
SELECT pg_get_userbyid(grantee)::text, CASE defaclobjtype WHEN 'r' THEN 'TABLES' ELSE 'SEQUENCES' END, privilege_type
FROM pg_default_acl, aclexplode(defaclacl)
WHERE pg_get_userbyid(defaclrole) = :owner AND defaclobjtype IN ('r', 'S') AND grantee <> defaclrole AND grantee <> 0
"""
_WRONG_TABLES = f"""
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND (
  NOT ({" AND ".join(f"has_table_privilege(:service, oid, '{right}')" for right in TABLE_RIGHTS)})
  OR {" OR ".join(f"has_table_privilege(:service, oid, '{right}')" for right in FORBIDDEN_TABLE_RIGHTS)})
ORDER BY relname
"""
