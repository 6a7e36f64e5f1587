"""Questionnaires: drafted, sent, answered, counted."""

from . import asking, counting, replying, taking

__all__ = ["asking", "counting", "replying", "taking"]
