"""The use cases of statutes and bylaws."""

from .. import touched
from . import amendments, reading, rectifications, simulation

__all__ = ["amendments", "reading", "rectifications", "simulation", "touched"]
