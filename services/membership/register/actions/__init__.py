"""The use cases of the register."""

from . import contacts, departures, imports, reading, suspensions

__all__ = ["contacts", "departures", "imports", "reading", "suspensions"]
