"""Say it once: operations, events and shapes are declared here and nowhere else."""

from .discovery import SERVICES, load_contracts
from .operation import LONGEST_ID, EventType, Operation
from .schema import (
    Amount,
    Count,
    Day,
    Flag,
    Instant,
    Page,
    PageQuery,
    QuerySchema,
    Rate,
    Schema,
    Slug,
    Text,
)
from .service import CONTRACTS, Contract

__all__ = [
    "CONTRACTS", "LONGEST_ID", "SERVICES", "Amount", "Contract", "Count", "Day", "EventType", "Flag", "Instant",
    "Operation", "Page", "PageQuery", "QuerySchema", "Rate", "Schema", "Slug", "Text", "load_contracts",
]  # fmt: skip
