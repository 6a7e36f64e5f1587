"""The use cases of admissions."""

from . import applications, assembly, expiring, payments, waiting

__all__ = ["applications", "assembly", "expiring", "payments", "waiting"]
