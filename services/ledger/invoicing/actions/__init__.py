"""What can be done with invoices."""

from . import documents, drafting, issuing, paying, reading

__all__ = ["documents", "drafting", "issuing", "paying", "reading"]
