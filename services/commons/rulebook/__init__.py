"""Rules as data: law, statutes and bylaws as dated, versioned documents that every service holds."""

from .reading import Rule, Rules
from .versions import RulebookVersion, hold

__all__ = ["Rule", "RulebookVersion", "Rules", "hold"]
