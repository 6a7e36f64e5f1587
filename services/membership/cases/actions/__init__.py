"""What is done with support cases."""

from . import cases, founding, steps

__all__ = ["cases", "founding", "steps"]
