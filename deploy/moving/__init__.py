"""A cooperative leaves with everything that it owns, in one file, and arrives elsewhere with the same (ADR 0023)."""

from .archive import Archive, MoveRefused, Told
from .arriving import Arrival, arrive
from .leaving import leave
from .settling import Settled

__all__ = ["Archive", "Arrival", "MoveRefused", "Settled", "Told", "arrive", "leave"]
