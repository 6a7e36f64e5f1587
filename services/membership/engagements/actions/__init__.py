"""The use cases of engagements."""

from . import amendments, engagements, payroll

__all__ = ["amendments", "engagements", "payroll"]
