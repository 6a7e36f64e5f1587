"""`rochdale demo`: the main job, played through the API and checked."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import click

from .options import chosen, database_url, files_option
from .outcome import FAILED, Refused
from .stopping import Stopped, stoppable


@click.command()
@click.option("--url", metavar="URL", help="Play on the suite that answers here, instead of booting one.")
@click.option("--keys", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="The keys for it, as `rochdale up --demo-keys FILE` writes them.")  # fmt: skip
@click.option("--documents", type=click.Path(file_okay=False, path_type=Path), default=Path("var/demo-documents"),
              show_default=True, metavar="FOLDER", help="Where the PDFs go that a person would read.")  # fmt: skip
@files_option
@click.pass_context
def demo(context: click.Context, url: str | None, keys: Path | None, documents: Path, files: Path | None) -> None:
    """Play the main job on the four cooperatives and check every figure.

    Boots a suite of its own in a temporary folder, which is removed afterwards; or plays on a running one with --url
    and --keys, which must be fresh: founded, and without members. Exit code 0 only if every figure is right. The
    documents that it writes stay.
    """
    if (url is None) != (keys is None):
        raise click.UsageError("--url and --keys belong together")
    with stoppable():
        try:
            code = _on_running(url, keys, documents) if url and keys else _on_own(files, documents)
        except Stopped:
            click.echo("stopped")
            code = FAILED
    context.exit(code)


def _on_running(url: str, keys: Path, documents: Path) -> int:
    from deploy.demo import play
    from deploy.suite import wait_ready

    try:
        held = json.loads(keys.read_text())
    except ValueError:
        raise Refused(f'{keys} is not a file of keys: {{"alpar": "rk_…", …}}') from None
    wait_ready(url.rstrip("/"), patience=60.0)
    return int(play(url.rstrip("/"), held, click.echo, documents.resolve()))


def _on_own(files: Path | None, documents: Path) -> int:
    from deploy.cooperatives import load_cooperative
    from deploy.demo import play
    from deploy.moving.elsewhere import Moved, move_elsewhere
    from deploy.suite import Suite
    from deploy.suite.keys import demo_keys
    from services.commons.contract import SERVICES

    var = Path(tempfile.mkdtemp(prefix="rochdale-demo-"))
    # The database server, under an account of its own, must be able to pass through.
    var.chmod(0o711)
    try:
        # What is thrown away afterwards need not survive a power cut.
        with Suite(var, chosen(files), fsync=False, keep=False, say=click.echo) as suite:
            held = demo_keys(suite.credentials, [one.slug for one in suite.cooperatives])

            def found(slug: str, text: bytes) -> str:
                (var / f"{slug}.yml").write_bytes(text)
                suite.found(load_cooperative(slug, var))
                return demo_keys(suite.credentials, [slug])[slug]

            def move(slug: str) -> Moved:
                place = var / "elsewhere"
                place.mkdir(mode=0o711)
                try:
                    urls = {service: database_url(var, service, slug) for service in SERVICES}
                    (cooperative,) = (one for one in suite.cooperatives if one.slug == slug)
                    return move_elsewhere(cooperative, b"", urls, place)
                finally:
                    _remove(place)

            return int(play(suite.url, held, click.echo, documents.resolve(), found, move))
    finally:
        _remove(var)


def _remove(var: Path) -> None:
    """Remove the folder, and the cluster that may lie elsewhere (see embedded.cluster_place)."""
    cluster = var / "postgres"
    if cluster.is_symlink():
        shutil.rmtree(cluster.resolve().parent, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)
