"""`rochdale up`: the whole suite on this machine."""

from __future__ import annotations

import time
from pathlib import Path

import click

from .options import chosen, coops_option, files_option, var_option
from .stopping import Stopped, stoppable


@click.command()
@var_option
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True,
              help="The API's port; 0 chooses a free one.")  # fmt: skip
@click.option("--demo-keys", "keys", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write a key with every right for each cooperative to this file (JSON, mode 600).")  # fmt: skip
@coops_option
@files_option
def up(var: Path, port: int, keys: Path | None, coops: tuple[str, ...], files: Path | None) -> None:
    """Run everything here until Ctrl-C: broker, database, services, gateway.

    The broker and the database are private and keep their data in the folder. ROCHDALE_AMQP (with
    ROCHDALE_MANAGEMENT) and ROCHDALE_DATABASE name servers to use instead, as their administrators reach them.
    """
    from deploy.suite import Suite
    from deploy.suite.keys import write_demo_keys

    suite = Suite(var, chosen(files, coops), port=port, say=click.echo)
    with stoppable():
        try:
            with suite:
                if keys is not None:
                    write_demo_keys(suite.credentials, [one.slug for one in suite.cooperatives], keys)
                    click.echo(f"keys in {keys}")
                click.echo(f"Rochdale answers at {suite.url} (documentation: {suite.url}/docs); Ctrl-C stops it")
                while True:
                    time.sleep(1.0)
                    suite.tend()
        except Stopped:
            click.echo("stopped")
