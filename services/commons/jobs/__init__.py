"""Jobs: long work with progress, a verdict per line, cancel, and resume after a crash."""

from .line import Line, Verdict

__all__ = ["Line", "Verdict"]
