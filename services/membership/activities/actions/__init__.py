"""The use cases of activities."""

from .. import figures
from . import activities, changes, imports, places

__all__ = ["activities", "changes", "figures", "imports", "places"]
