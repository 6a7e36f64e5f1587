"""The use cases of admission."""

from . import applications, payments

__all__ = ["applications", "payments"]
