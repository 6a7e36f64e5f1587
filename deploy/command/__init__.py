"""The `rochdale` command, by which an operator runs the suite."""

from .root import main

__all__ = ["main"]
