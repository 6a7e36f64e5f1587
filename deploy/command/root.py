"""The root of the command: its groups, and how every error ends."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from .arriving import coop
from .dead_letters import dead_letters
from .demo import demo
from .events import events
from .importing import import_sheet
from .key import key
from .ledger import ledger
from .migrate import migrate
from .outcome import explained
from .provision import provision
from .ready import ready
from .serve import serve
from .statutes import statutes
from .tally import tally
from .up import up
from .verify import verify


def _version() -> str:
    try:
        return version("rochdale")
    except PackageNotFoundError:
        return "unknown"


class _Telling(click.Group):
    """Ends a command that could not do what was asked with a sentence, and a bug with its trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            ending = explained(error)
            if ending is None:
                raise
            raise ending from None


@click.group(cls=_Telling, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(_version(), prog_name="rochdale")
def main() -> None:
    """Run Rochdale: membership, accounts and votes for cooperatives that share one infrastructure.

    \b
    Try it:      rochdale demo
    Run it:      rochdale up
    In parts:    rochdale provision, then rochdale serve SERVICE for each

    \b
    Exit codes:  0 done · 1 failed · 2 wrong usage · 3 refused or not ready (nothing was changed)
    """


for command in (
    up, ready, demo, serve, provision, migrate, coop, key, import_sheet, statutes, dead_letters, events, ledger, tally,
    verify,
):  # fmt: skip
    main.add_command(command)
