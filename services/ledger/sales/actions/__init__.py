"""Answers for sales, households, tills and the sales report."""

from services.ledger.sales.summing import purchases

from . import households, importing, reports, sales, summing, tills

__all__ = ["households", "importing", "purchases", "reports", "sales", "summing", "tills"]
