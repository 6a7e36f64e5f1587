"""The use cases of governance."""

from . import candidacies, elections, expiring, groups, history, mandates, vacancies

__all__ = ["candidacies", "elections", "expiring", "groups", "history", "mandates", "vacancies"]
