"""What is done with rolls."""

from . import changes, members, representing, rolls, weighing

__all__ = ["changes", "members", "representing", "rolls", "weighing"]
