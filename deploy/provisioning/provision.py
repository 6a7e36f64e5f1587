"""Provisioning: everything a cooperative needs on the servers, planned, told and carried out; idempotent."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
from sqlalchemy.exc import OperationalError

from deploy.cooperatives import CooperativeFile, load_law
from services.commons.clock import Clock, system_clock
from services.commons.contract import SERVICES
from services.commons.registry import load_services
from services.commons.storage import Database
from services.commons.storage.migrations import served_revisions
from services.commons.topology import vhost_of

from .administration import Administration
from .broker import Broker
from .broker_plan import broker_plan, secret_users
from .credentials import KINDS, Access, KeptPasswords, changed_credentials, write_credentials
from .database_plan import database_plan
from .databases import DatabaseServer, FoundServer
from .founding import FoundingTexts, found, lacks_texts
from .migrating import Migrated, migrate_all
from .naming import database_name
from .plan import Links, Plan, vhosts

Say = Callable[[str], None]


class Provisioning:
    """Brings the servers to what the files of the cooperatives say.

    ``folder`` holds the kept passwords and the credentials files; with ``apart`` each file has a folder of its own.
    """

    def __init__(
        self,
        administration: Administration,
        cooperatives: Sequence[CooperativeFile],
        folder: Path,
        *,
        apart: bool = False,
        clock: Clock = system_clock,
    ) -> None:
        load_services()
        self.cooperatives = {one.slug: one for one in cooperatives}
        self.server = DatabaseServer(administration.database)
        self.broker = Broker(administration.management, administration.amqp)
        self._folder, self._apart, self._clock = folder, apart, clock
        self._passwords = KeptPasswords(folder / "passwords.json")
        self._links = Links({one.slug: [link["federation"] for link in one.federations] for one in cooperatives})
        self._law = load_law()

    def await_servers(self, patience: float) -> None:
        """Wait until both servers answer; raises what the last attempt raised when they do not."""
        deadline = time.monotonic() + patience
        for attempt in (lambda: self.server.connect().close(), self.broker.read):
            while True:
                try:
                    attempt()
                    break
                except (OperationalError, httpx.TransportError):
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.5)

    def plan(self, *, migrate: bool = False) -> Plan:
        """Compare what is there with what should be.

        Only databases without a schema get one, unless ``migrate``: a schema in use changes when the operator says so.
        Raises ProvisioningRefused when a server cannot carry it.
        """
        with ThreadPoolExecutor(1) as reader:
            broker = reader.submit(self.plan_broker)
            databases = self.plan_databases(migrate=migrate)
            return replace(databases, broker=broker.result().broker, credentials=broker.result().credentials)

    def plan_databases(self, *, migrate: bool = False) -> Plan:
        """Plan for the database server alone."""
        names = [database_name(slug, service) for slug in self.cooperatives for service in SERVICES]
        passwords = {name: self._passwords.of(name) for name in names}
        there = self.server.read(passwords)
        statements = database_plan(self.cooperatives, there, passwords, self.server.maintenance)
        return Plan(statements, schemas=self._schemas(there, migrate), texts=self._texts(there))

    def plan_broker(self) -> Plan:
        """Plan for the broker alone, and for the credentials files."""
        wanted = vhosts(self._links, self.cooperatives)
        passwords = {user: self._passwords.of(user) for user in secret_users(wanted)}
        changed = changed_credentials(self._folder, self.credentials(), apart=self._apart)
        return Plan(broker=broker_plan(wanted, self.broker.read(), passwords, self.broker.url), credentials=changed)

    def carry_out(self, plan: Plan, say: Say = lambda line: None) -> list[Migrated]:
        """Do what a plan says; returns the report on the schemas that were made or changed.

        Credentials come last: a running process takes up a cooperative when everything else of it is there.
        """
        self._passwords.save()
        with ThreadPoolExecutor(1) as broker:
            carried = broker.submit(self.broker.carry_out, plan.broker)
            self.server.carry_out(plan.statements)
            report = migrate_all(self.server, plan.schemas) if plan.schemas else []
            failed = {(one.slug, one.service) for one in report if one.problem}
            for slug, service in plan.texts:
                if (slug, service) not in failed:
                    self._found(slug, service)
            carried.result()
        say(f"{len(plan.broker)} steps on the broker, {len(plan.statements)} on the database server")
        write_credentials(self._folder, self.credentials(), list(plan.credentials), apart=self._apart)
        return report

    def credentials(self) -> dict[str, Access]:
        """Return the content of each kind of process's credentials file."""
        content: dict[str, Access] = {kind: {} for kind in KINDS}
        for slug in self.cooperatives:
            for kind in KINDS:
                user = f"{slug}.{kind}"
                content[kind][slug] = {"amqp": self.broker.url(user, self._passwords.of(user), vhost_of(slug))}
            for service in SERVICES:
                content[service][slug]["database"] = self._database_url(slug, service)
        return content

    def close(self) -> None:
        """Close what is open."""
        self.broker.close()

    def _schemas(self, found_server: FoundServer, migrate: bool) -> list[tuple[str, str]]:
        outdated = []
        for slug in self.cooperatives:
            for service in SERVICES:
                there = found_server.databases.get(database_name(slug, service))
                revision = there.revision if there else None
                if revision is None or (migrate and revision != served_revisions(service)[0]):
                    outdated.append((slug, service))
        return outdated

    def _texts(self, found_server: FoundServer) -> list[tuple[str, str]]:
        missing = []
        for slug in self.cooperatives:
            texts = self._texts_of(slug)
            for service in SERVICES:
                there = found_server.databases.get(database_name(slug, service))
                new = there is None or there.revision is None
                if new or lacks_texts(self.server.connect(database_name(slug, service)), texts):
                    missing.append((slug, service))
        return missing

    def _found(self, slug: str, service: str) -> None:
        database = Database(self._database_url(slug, service), service=service, coop=slug, pool=1)
        try:
            found(database, self._texts_of(slug), self._clock)
        finally:
            database.close()

    def _texts_of(self, slug: str) -> FoundingTexts:
        one = self.cooperatives[slug]
        return FoundingTexts(slug, one.founded_on, self._law, one.statutes, one.bylaws)

    def _database_url(self, slug: str, service: str) -> str:
        name = database_name(slug, service)
        return self.server.service_url(name, self._passwords.of(name))
