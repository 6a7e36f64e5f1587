"""The use cases of tutoring."""

from . import notes, pathways

__all__ = ["notes", "pathways"]
