"""Requests for advice: what is offered, asked, routed, answered and closed."""

from . import answering, asking, offering, recording, routing
from .expiring import advice_expiring

__all__ = ["advice_expiring", "answering", "asking", "offering", "recording", "routing"]
