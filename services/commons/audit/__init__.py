"""Audit: every change of an audited table, with who, when, why, before and after; kept by the database itself."""

from .act import Act, tell
from .declared import Audited, audited, audited_tables

__all__ = ["Act", "Audited", "audited", "audited_tables", "tell"]
