"""Questionnaires: drafted, sent, answered, counted."""

from . import asking, counting, recipients, replying, taking

__all__ = ["asking", "counting", "recipients", "replying", "taking"]
