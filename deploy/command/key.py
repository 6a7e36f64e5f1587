"""`rochdale key`: the keys of a cooperative, made by the operator before it can make its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import coop_option, database_url, provisioned, var_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.group()
def key() -> None:
    """Make, list and revoke the keys that open the API."""


@key.command()
@coop_option
@click.option("--name", default="made by the operator", show_default=True, help="What it is for.")
@click.option("--preset", metavar="PRESET", help="What it may do, by office: full, read-only, secretary, treasurer …")
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="What it may do: capital:write …; repeatable.")
@click.option("--expires", "days", type=click.IntRange(1, 3660), default=365, show_default=True, metavar="DAYS",
              help="For how many days it is valid.")  # fmt: skip
@var_option
def create(coop: str, name: str, preset: str | None, scopes: tuple[str, ...], days: int, var: Path) -> None:
    """Make a key and print it, once: it is kept nowhere."""
    from services.commons.clock import system_clock
    from services.gateway.keys.issuing import create_key
    from services.gateway.keys.rules import PRESETS

    if (preset is None) == (not scopes):
        raise click.UsageError("say what the key may do: either --preset or --scope")
    if preset is not None and preset not in PRESETS:
        raise click.UsageError(f"no preset {preset}; there are: {', '.join(sorted(PRESETS))}")
    now = system_clock()
    with _session(var, coop) as session:
        issued = create_key(session, coop, name=name, now=now, preset=preset, scopes=scopes,
                            expires_at=now + timedelta(days=days))  # fmt: skip
    click.echo(issued.text)


@key.command("demo")
@var_option
def demo_keys(var: Path) -> None:
    """Print a key with every right for each cooperative, as JSON, to try things out."""
    import json

    from deploy.suite.keys import demo_keys as keys_of

    click.echo(json.dumps(keys_of(var / "credentials", provisioned(var)), indent=1))


@key.command("list")
@coop_option
@var_option
def list_keys(coop: str, var: Path) -> None:
    """List the keys of a cooperative; secrets are kept nowhere, so none is shown."""
    from sqlalchemy import select

    from services.gateway.keys.tables import ApiKey

    from .telling import tell_table

    with _session(var, coop) as session:
        rows = [
            (one.id, one.name, one.preset or ", ".join(one.scopes), f"…{one.last4}", f"{one.created_at:%Y-%m-%d}",
             f"{one.expires_at:%Y-%m-%d}" if one.expires_at else "never",
             f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else "")
            for one in session.scalars(select(ApiKey).order_by(ApiKey.created_at))
        ]  # fmt: skip
    tell_table(("id", "name", "may", "ends in", "made", "expires", ""), rows, f"{coop} has no keys")


@key.command()
@click.argument("key_id")
@coop_option
@var_option
def revoke(key_id: str, coop: str, var: Path) -> None:
    """Revoke the key KEY_ID; it opens nothing any more after 10 seconds at most."""
    from services.commons.clock import system_clock
    from services.gateway.keys.issuing import revoke_key

    with _session(var, coop) as session:
        held = revoke_key(session, key_id, system_clock())
        click.echo(f"{held.id} is revoked since {held.revoked_at:%Y-%m-%d %H:%M:%S} UTC")


@contextmanager
def _session(var: Path, coop: str) -> Iterator[Session]:
    from services.commons.storage import Database

    database = Database(database_url(var, "gateway", coop), service="gateway", coop=coop, pool=1)
    try:
        with database.transaction() as session:
            yield session
    finally:
        database.close()
