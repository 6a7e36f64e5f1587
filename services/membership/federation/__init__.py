"""The federation: what a cooperative discloses to it, and what it has received as one."""

from .figures import FIGURES, disclose, figure

__all__ = ["FIGURES", "disclose", "figure"]
