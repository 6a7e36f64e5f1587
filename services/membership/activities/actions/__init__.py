"""The use cases of activities."""

from . import activities, imports, places

__all__ = ["activities", "imports", "places"]
