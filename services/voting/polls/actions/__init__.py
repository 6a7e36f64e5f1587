"""What is done with polls."""

from . import drafting, effects, life, proclamation, reading

__all__ = ["drafting", "effects", "life", "proclamation", "reading"]
