"""Verifies a board from its published file alone: no service, no database, no network.

The same pure rules that tallied the poll tally it again. Memory is bounded: lines are read one by one, of the tree only
O(log n) hashes are kept, and of the ballots how many say the same.
"""

from .report import Finding, NoBoard, Report
from .verify import Given, verify

__all__ = ["Finding", "Given", "NoBoard", "Report", "verify"]
