"""`rochdale dead-letters`: events that a service could not take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import coop_option, coops_option, database_url, provisioned, service_option, var_option
from .outcome import FAILED

if TYPE_CHECKING:
    from services.commons.storage import Database


@click.group("dead-letters")
def dead_letters() -> None:
    """Look at events that a service could not take, replay or skip them.

    Behind a dead letter the later events of the same subject wait, parked, so that none is handled before an earlier
    one; every other subject goes on.
    """


@dead_letters.command("list")
@coops_option
@var_option
def list_letters(coops: tuple[str, ...], var: Path) -> None:
    """List what waits, by cooperative and service, and count the malformed messages that the broker keeps."""
    from services.commons.contract import SERVICES
    from services.commons.events.dead_letters import unsettled

    from .telling import tell_table

    slugs = coops or tuple(provisioned(var))
    rows = []
    for slug in slugs:
        for service in SERVICES:
            with _database(var, service, slug) as database, database.reading() as session:
                rows += [(slug, service, one.state, one.id, one.type, one.stream.partition("#")[2],
                          f"{one.recorded_at:%Y-%m-%d %H:%M}", one.error) for one in unsettled(session)]  # fmt: skip
    tell_table(("cooperative", "service", "state", "event", "type", "subject", "since", "why"), rows, "no dead letters")
    for slug, count in _malformed(var, slugs):
        click.echo(f"{slug}: {count} malformed message(s) in the broker's queue dead-letters")


@dead_letters.command()
@click.argument("event_id")
@coop_option
@service_option
@var_option
def show(event_id: str, coop: str, service: str, var: Path) -> None:
    """Show one letter: why it is dead, and its envelope."""
    from sqlalchemy import select

    from services.commons.events.tables import DeadLetter
    from services.commons.refusals import NotFound

    with _database(var, service, coop) as database, database.reading() as session:
        letter = session.scalar(select(DeadLetter).where(DeadLetter.id == event_id))
    if letter is None:
        raise NotFound(what="dead letter", id=event_id)
    click.echo(f"{letter.state} since {letter.recorded_at:%Y-%m-%d %H:%M:%S} UTC: {letter.error}")
    if letter.provenance:
        click.echo(f"came from {letter.provenance}")
    click.echo(json.dumps(letter.envelope, indent=2, ensure_ascii=False))


@dead_letters.command()
@click.argument("event_id")
@coop_option
@service_option
@var_option
@click.pass_context
def replay(context: click.Context, event_id: str, coop: str, service: str, var: Path) -> None:
    """Handle the subject's letters again, in order, until one fails; after what made them fail was mended."""
    _settle(context, event_id, coop, service, var, skip=False)


@dead_letters.command()
@click.argument("event_id")
@coop_option
@service_option
@click.confirmation_option(prompt="A skipped event is never handled. Skip it?")
@var_option
@click.pass_context
def skip(context: click.Context, event_id: str, coop: str, service: str, var: Path) -> None:
    """Give up on a letter for good, and handle what waited behind it."""
    _settle(context, event_id, coop, service, var, skip=True)


def _settle(context: click.Context, event_id: str, coop: str, service: str, var: Path, *, skip: bool) -> None:
    from services.commons.clock import system_clock
    from services.commons.events import dead_letters as letters
    from services.commons.registry import load_service

    load_service(service)
    with _database(var, service, coop) as database:
        settle = letters.skip if skip else letters.replay
        outcome = settle(database, system_clock, event_id)
    for identity, verdict in outcome:
        click.echo(f"{identity}: {verdict}")
    if any(verdict.startswith("dead") for _, verdict in outcome):
        context.exit(FAILED)


@contextmanager
def _database(var: Path, service: str, coop: str) -> Iterator[Database]:
    from services.commons.storage import Database

    database = Database(database_url(var, service, coop), service=service, coop=coop, pool=2)
    try:
        yield database
    finally:
        database.close()


def _malformed(var: Path, slugs: tuple[str, ...]) -> list[tuple[str, int]]:
    """Count what the broker keeps, where its administrator's address is known."""
    from deploy.provisioning import NotConfigured
    from deploy.provisioning.broker import Broker
    from deploy.suite import administration
    from services.commons.topology import vhost_of

    try:
        servers = administration(var)
    except NotConfigured:
        return []
    broker = Broker(servers.management, servers.amqp)
    try:
        counted = [(slug, broker.dead_letters(vhost_of(slug))) for slug in slugs]
    finally:
        broker.close()
    return [(slug, count) for slug, count in counted if count]
