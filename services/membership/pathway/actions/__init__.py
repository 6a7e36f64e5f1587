"""The use cases of the pathway."""

from .. import admitted, leaving, telling, tutors
from . import board, conditions, documents, entering, imports, plans, postponements, stages

__all__ = [
    "admitted", "board", "conditions", "documents", "entering", "imports", "leaving", "plans", "postponements",
    "stages", "telling", "tutors",
]  # fmt: skip
