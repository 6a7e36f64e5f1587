"""The rules of rolls: on which grounds they change, and how many votes a cooperative has in its federation."""

from .grounds import GROUNDS, Ground, grounds_for
from .weights import votes_by_figure

__all__ = ["GROUNDS", "Ground", "grounds_for", "votes_by_figure"]
