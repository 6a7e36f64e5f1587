"""The use cases of governance."""

from . import candidacies, elections, expiring, groups, mandates, vacancies

__all__ = ["candidacies", "elections", "expiring", "groups", "mandates", "vacancies"]
