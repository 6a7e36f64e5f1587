"""The use cases of engagements."""

from . import engagements, payroll

__all__ = ["engagements", "payroll"]
