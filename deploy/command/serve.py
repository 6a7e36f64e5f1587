"""`rochdale serve`: one process of the suite."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from .options import var_option
from .outcome import Refused

_PORTS = {"membership": 9101, "ledger": 9102, "voting": 9103, "courier": 9104, "gateway": 8080}


@click.command()
@click.argument("process", type=click.Choice(list(_PORTS)))
@click.option("--coop", "coops", multiple=True, metavar="SLUG", help="Only this cooperative; may be repeated.")
@click.option("--credentials", type=click.Path(dir_okay=False, path_type=Path), envvar="ROCHDALE_CREDENTIALS",
              show_envvar=True, help="The credentials file; that of the suite's folder unless named.")  # fmt: skip
@click.option("--address", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535),
              help="The port; else " + ", ".join(f"{name} {port}" for name, port in _PORTS.items()) + ".")  # fmt: skip
@click.option("--wait", "patience", type=click.IntRange(0), default=0, metavar="SECONDS",
              help="Wait so long for the credentials file, which provisioning writes last.")  # fmt: skip
@var_option
def serve(
    process: str,
    coops: tuple[str, ...],
    credentials: Path | None,
    address: str,
    port: int | None,
    patience: int,
    var: Path,
) -> None:
    """Run one process: a service with the containers of every cooperative, the courier, or the gateway.

    A service answers /live, /ready, /ready/COOP and /metrics on its port; the gateway, the API. The process takes up
    cooperatives that are provisioned while it runs, and lets go of those that are taken away.
    """
    from deploy.suite.processes import Address, command_of, credentials_of, environment_of

    if coops and process == "gateway":
        raise click.UsageError("the gateway answers for every cooperative in its credentials: --coop is for services")
    file = (credentials or credentials_of(process, var / "credentials")).resolve()
    deadline = time.monotonic() + patience
    while not file.exists():
        if time.monotonic() > deadline:
            raise Refused(f"no credentials file {file}: run rochdale provision first, or name it by --credentials")
        time.sleep(0.2)
    command = command_of(process, file, Address(address, port or _PORTS[process]), coops)
    # Becomes the process, so that whoever started us signals it and not a bystander.
    os.execve(command[0], command, environment_of(process, file))
