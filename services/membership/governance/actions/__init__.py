"""The use cases of governance."""

from . import elections, groups, mandates

__all__ = ["elections", "groups", "mandates"]
