"""A private RabbitMQ and a private PostgreSQL under one folder, for `up`, `demo`, `test` and `bench`."""

from deploy.embedded.broker import Broker
from deploy.embedded.errors import EmbeddedError, FolderInUse, ServerMissing
from deploy.embedded.postgres import Postgres
from deploy.embedded.servers import EmbeddedServers

__all__ = ["Broker", "EmbeddedError", "EmbeddedServers", "FolderInUse", "Postgres", "ServerMissing"]
