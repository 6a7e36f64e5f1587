"""Answers for sources, subsidies, gifts, loans and the table of funding."""

from . import gifts, loans, reports, sources, subsidies

__all__ = ["gifts", "loans", "reports", "sources", "subsidies"]
