"""What is done with tallies."""

from . import publishing, tallying

__all__ = ["publishing", "tallying"]
