"""How the operator reaches the servers: by environment, with passwords in the address or in files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.embedded.existing import existing_broker


class NotConfigured(Exception):
    """It is not said which servers to use."""


@dataclass(frozen=True)
class Administration:
    """The administrators' addresses of the broker, its management API and the database server."""

    amqp: str = field(repr=False)
    management: str = field(repr=False)
    database: str = field(repr=False)

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> Administration:
        """Read ROCHDALE_AMQP, ROCHDALE_MANAGEMENT and ROCHDALE_DATABASE.

        An address without a password gets the one in the file that ``<NAME>_PASSWORD_FILE`` names; the management API
        shares the broker's. Raises NotConfigured.
        """
        settings = dict(environment)
        for name, lender in (("ROCHDALE_AMQP", "ROCHDALE_AMQP"), ("ROCHDALE_MANAGEMENT", "ROCHDALE_AMQP"),
                             ("ROCHDALE_DATABASE", "ROCHDALE_DATABASE")):  # fmt: skip
            file = settings.get(f"{lender}_PASSWORD_FILE")
            if settings.get(name) and file:
                settings[name] = _with_password(settings[name], file)
        broker = existing_broker(settings)
        if broker is None or not settings.get("ROCHDALE_DATABASE"):
            raise NotConfigured("name the servers, as administrators reach them: ROCHDALE_AMQP and ROCHDALE_DATABASE")
        return cls(broker.url, broker.management, settings["ROCHDALE_DATABASE"])

    def with_database(self, database: str) -> Administration:
        """Return the same with another database server."""
        return replace(self, database=database)


def _with_password(address: str, file: str) -> str:
    parts = urlsplit(address)
    if parts.password or not parts.username:
        return address
    try:
        password = Path(file).read_text().strip()
    except OSError as error:
        raise NotConfigured(f"the password file {file} cannot be read: {error.strerror}") from None
    account, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{account}:{quote(password, safe='')}@{place}"))
