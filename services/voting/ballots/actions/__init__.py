"""What is done with ballots."""

from . import casting, credentials, hands, named

__all__ = ["casting", "credentials", "hands", "named"]
