"""What is done with rolls."""

from . import members, rolls

__all__ = ["members", "rolls"]
