"""The use cases of the register."""

from .. import figures
from . import contacts, departures, imports, moves, reading, suspensions

__all__ = ["contacts", "departures", "figures", "imports", "moves", "reading", "suspensions"]
