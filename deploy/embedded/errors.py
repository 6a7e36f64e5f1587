"""What can go wrong with the private servers, said so that an operator knows what to do."""

from __future__ import annotations


class EmbeddedError(Exception):
    """A private server could not be started, reached or stopped."""


class FolderInUse(EmbeddedError):
    """Another suite already runs on the same folder."""


class ServerMissing(EmbeddedError):
    """The programs of a server are not installed on this machine."""
