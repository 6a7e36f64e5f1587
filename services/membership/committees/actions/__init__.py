"""Territorial committees: chartered, adhered to, met and counted."""

from . import adhering, chartering, counting, leaving, meeting, taking

__all__ = ["adhering", "chartering", "counting", "leaving", "meeting", "taking"]
