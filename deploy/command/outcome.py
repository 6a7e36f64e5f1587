"""How a command ends: its exit code, and what it says when it could not do what was asked.

0  done
1  failed: something broke, or a check found a fault
2  usage: the command line is wrong
3  refused or not ready: nothing was changed; the sentence says what to do first
"""

from __future__ import annotations

import click

FAILED, REFUSED = 1, 3


class Failed(click.ClickException):
    """Something broke."""

    exit_code = FAILED


class Refused(click.ClickException):
    """It may not be done, or not yet."""

    exit_code = REFUSED


def explained(error: Exception) -> click.ClickException | None:
    """Turn an error that an operator can understand into the end of the command; None for a bug, which shows itself."""
    import psycopg2
    from sqlalchemy.exc import OperationalError

    from deploy.cooperatives import CooperativeFileError
    from deploy.embedded import EmbeddedError, FolderInUse, ServerMissing
    from deploy.moving import MoveRefused
    from deploy.provisioning import FoundingConflict, NotConfigured, ProvisioningRefused
    from deploy.provisioning.migrating import MigrationUnderWay
    from deploy.provisioning.naming import UnfitSlug
    from deploy.suite import NotReady
    from services.commons.refusals import Refusal
    from services.commons.storage.migrations import SchemaNotServed

    refused = (
        CooperativeFileError, FolderInUse, FoundingConflict, MigrationUnderWay, MoveRefused, UnfitSlug, NotConfigured,
        NotReady, ProvisioningRefused, SchemaNotServed, ServerMissing,
    )  # fmt: skip
    if isinstance(error, Refusal):
        return Refused(error.detail)
    if isinstance(error, refused):
        return Refused(str(error))
    if isinstance(error, EmbeddedError):
        return Failed(str(error))
    if isinstance(error, OperationalError | psycopg2.OperationalError):
        return Failed(f"the database does not answer: {str(getattr(error, 'orig', error)).strip()}")
    if type(error).__module__.startswith("httpx"):
        return Failed(f"a server does not answer: {error}")
    return None
