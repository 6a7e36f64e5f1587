"""The use cases of the register."""

from .. import figures
from . import contacts, departures, imports, reading, suspensions

__all__ = ["contacts", "departures", "figures", "imports", "reading", "suspensions"]
