"""The use cases of admission."""

from . import applications, assembly, payments

__all__ = ["applications", "assembly", "payments"]
