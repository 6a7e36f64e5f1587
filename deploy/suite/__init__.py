"""The whole suite on one machine, for `up`, `demo`, tests and bench."""

from .readiness import NotReady, wait_ready
from .running import Running, administration, running_suite
from .suite import Suite

__all__ = ["NotReady", "Running", "Suite", "administration", "running_suite", "wait_ready"]
