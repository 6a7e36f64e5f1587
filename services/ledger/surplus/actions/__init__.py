"""Proposes how a surplus is allocated, shows it, and posts it once an assembly has adopted it."""

from . import allocating, comparing, documents, listing, payroll, proposing

__all__ = ["allocating", "comparing", "documents", "listing", "payroll", "proposing"]
