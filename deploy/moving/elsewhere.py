"""Another place to arrive at: a private database server of its own, for as long as the arrival is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from deploy.cooperatives import CooperativeFile
from deploy.embedded.postgres import Postgres
from deploy.provisioning import Administration, Provisioning
from deploy.provisioning.naming import database_name
from services.commons.clock import system_clock
from services.commons.contract import SERVICES
from services.commons.storage import Database
from services.ledger.proof.check import CheckReport

from .archive import Archive
from .arriving import Arrival, arrive
from .leaving import leave
from .proving import boards, books


@dataclass(frozen=True)
class Moved:
    """What came of a move: what arrived, what the books say there, and of each board what is wrong or nothing."""

    arrival: Arrival
    books: CheckReport
    boards: dict[str, str | None]


def move_elsewhere(cooperative: CooperativeFile, founding: bytes, databases: Mapping[str, str], var: Path) -> Moved:
    """Let a cooperative leave its ``databases`` with everything and arrive on a new server under ``var``.

    The server ends and the cooperative stays where it was: this shows that it could leave.
    """
    file, slug = var / f"{cooperative.slug}.zip", cooperative.slug
    leave(file, slug, cooperative.name, founding, databases)
    server = Postgres(var, fsync=False)
    with ExitStack() as stack:
        stack.callback(server.discard)
        server.start()
        # Without a broker: nothing is served there.
        administration = Administration("amqp://127.0.0.1:1", "http://127.0.0.1:1", server.url)
        there = stack.enter_context(closing(Provisioning(administration, [cooperative], var / "credentials")))
        there.carry_out(there.plan_databases())
        urls = {service: there.server.url(database_name(slug, service)) for service in SERVICES}
        archive = stack.enter_context(closing(Archive(file)))
        arrival = arrive(archive, urls, system_clock())
        access = there.credentials()
        ledger, voting = (
            stack.enter_context(closing(Database(access[name][slug]["database"], service=name, coop=slug, pool=1)))
            for name in ("ledger", "voting")
        )
        return Moved(arrival, books(ledger, lambda what, done, of: None), dict(boards(voting, system_clock)))
