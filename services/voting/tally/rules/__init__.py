"""The rules of counting and deciding: pure, exact, and each step with its reasoning."""

from .approval import Election, elect
from .counting import Counts, count_approvals, count_resolution
from .majority import Majority, Verdict, decide

__all__ = [
    "Counts", "Election", "Majority", "Verdict", "count_approvals", "count_resolution", "decide", "elect",
]  # fmt: skip
