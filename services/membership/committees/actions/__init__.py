"""Territorial committees: chartered, adhered to, met and counted."""

from . import adhering, chartering, counting, meeting

__all__ = ["adhering", "chartering", "counting", "meeting"]
