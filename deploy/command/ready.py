"""`rochdale ready`: is it served?"""

from __future__ import annotations

import click


@click.command()
@click.argument("url", default="http://127.0.0.1:8080")
@click.option("--wait", "patience", type=click.IntRange(0), default=0, metavar="SECONDS", help="Wait so long for it.")
def ready(url: str, patience: int) -> None:
    """Ask the gateway or a service at URL whether everything behind it is served.

    Exit code 3 when it is not, with what it says of each cooperative.
    """
    from deploy.suite.readiness import wait_ready

    wait_ready(url.rstrip("/"), float(patience))
    click.echo(f"{url} is ready")
