"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .outcome import Refused

if TYPE_CHECKING:
    from deploy.cooperatives import CooperativeFile

F = TypeVar("F", bound=Callable[..., Any])


def var_option(function: F) -> F:
    """``--var``: the folder of the suite."""
    return click.option(
        "--var", type=click.Path(file_okay=False, path_type=Path), default=Path("var/suite"), show_default=True,
        envvar="ROCHDALE_VAR", show_envvar=True,
        help="The folder of the suite: the private servers' data, logs, and credentials.",
    )(function)  # fmt: skip


def coop_option(function: F) -> F:
    """``--coop``, once."""
    return click.option("--coop", required=True, metavar="SLUG", help="The cooperative.")(function)


def coops_option(function: F) -> F:
    """``--coop``, several times; all cooperatives without it."""
    return click.option(
        "--coop", "coops", multiple=True, metavar="SLUG", help="Only this cooperative; may be repeated."
    )(function)


def service_option(function: F) -> F:
    """``--service``, once."""
    return click.option(
        "--service", required=True, type=click.Choice(["membership", "ledger", "voting", "gateway"]),
        help="The service.",
    )(function)  # fmt: skip


def files_option(function: F) -> F:
    """``--cooperatives``: the folder of the cooperatives' files."""
    return click.option(
        "--cooperatives", "files", type=click.Path(exists=True, file_okay=False, path_type=Path),
        envvar="ROCHDALE_COOPERATIVES", show_envvar=True,
        help="The folder of the cooperatives' files; those that come with Rochdale unless named.",
    )(function)  # fmt: skip


def chosen(files: Path | None, coops: tuple[str, ...] = ()) -> list[CooperativeFile]:
    """Read the cooperatives' files, or those of the cooperatives named."""
    from deploy.cooperatives import HERE, all_cooperatives

    found = all_cooperatives(files or HERE)
    if unknown := set(coops) - {one.slug for one in found}:
        known = ", ".join(one.slug for one in found)
        raise Refused(f"no file for {', '.join(sorted(unknown))} in {files or HERE}; there are: {known}")
    return [one for one in found if not coops or one.slug in coops]


def database_url(var: Path, service: str, coop: str) -> str:
    """Return the URL of one service's database of a cooperative, as its credentials file has it."""
    from deploy.provisioning.credentials import read_credentials

    folder = var / "credentials"
    access = read_credentials(folder, service)
    if coop not in access:
        known = f"; provisioned are: {', '.join(access)}" if access else ""
        raise Refused(f"{coop} is not provisioned in {folder}{known}")
    return access[coop]["database"]


def provisioned(var: Path) -> list[str]:
    """List the cooperatives that are provisioned in a folder."""
    from deploy.provisioning.credentials import read_credentials

    return list(read_credentials(var / "credentials", "membership"))
