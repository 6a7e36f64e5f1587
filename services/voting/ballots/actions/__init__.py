"""What is done with ballots."""

from . import casting, credentials, hands, named, papers

__all__ = ["casting", "credentials", "hands", "named", "papers"]
