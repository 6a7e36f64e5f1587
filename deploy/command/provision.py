"""`rochdale provision`: everything that the cooperatives need on the servers."""

from __future__ import annotations

from pathlib import Path

import click

from .options import chosen, files_option, var_option
from .outcome import Failed


@click.command()
@click.option("--plan", "only_plan", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--migrate", is_flag=True, help="Bring databases that have a schema already to the newest one, too.")
@click.option("--apart", is_flag=True, help="Give each credentials file a folder of its own, for containers.")
@click.option("--wait", "patience", type=click.IntRange(0), default=0, metavar="SECONDS",
              help="Wait so long for the servers to answer.")  # fmt: skip
@files_option
@var_option
def provision(only_plan: bool, migrate: bool, apart: bool, patience: int, files: Path | None, var: Path) -> None:
    """Make what is missing, correct what has drifted; a second run has nothing to do.

    One vhost and four databases per cooperative, with an account for each service that can do what its contract says
    and nothing else; the founding law, statutes and bylaws; shovels between federations and members; and, last, the
    credentials files. Queues that hold messages are never deleted.

    The servers are those of the suite that runs in the folder, or those that ROCHDALE_AMQP (with ROCHDALE_MANAGEMENT)
    and ROCHDALE_DATABASE name as their administrators reach them; an address without a password takes it from the
    file that ROCHDALE_AMQP_PASSWORD_FILE or ROCHDALE_DATABASE_PASSWORD_FILE names.
    """
    from deploy.provisioning import Provisioning
    from deploy.suite import administration

    from .telling import console, tell_migrated, tell_plan

    provisioning = Provisioning(administration(var), chosen(files), var / "credentials", apart=apart)
    try:
        provisioning.await_servers(float(patience))
        plan = provisioning.plan(migrate=migrate)
        tell_plan(plan)
        if only_plan:
            return
        if not plan.nothing_to_do:
            with console.status("provisioning"):
                report = provisioning.carry_out(plan)
            if report:
                tell_migrated(report)
            if any(one.problem for one in report):
                raise Failed("some databases could not be brought to their schema; the others are ready")
    finally:
        provisioning.close()
