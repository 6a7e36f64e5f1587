"""The use cases of engagements."""

from .. import deceased
from . import amendments, engagements, payroll

__all__ = ["amendments", "deceased", "engagements", "payroll"]
