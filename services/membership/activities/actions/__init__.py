"""The use cases of activities."""

from .. import figures
from . import activities, imports, places

__all__ = ["activities", "figures", "imports", "places"]
