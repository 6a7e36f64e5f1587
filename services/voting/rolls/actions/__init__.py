"""What is done with rolls."""

from . import changes, members, rolls, weighing

__all__ = ["changes", "members", "rolls", "weighing"]
