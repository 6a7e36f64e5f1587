"""Takes in each sheet: what is there already stays, and what was decided since is not undone."""

from . import cards, contacts, groups, mandates

__all__ = ["cards", "contacts", "groups", "mandates"]
