"""Subject access: everything that a service holds about one person, as data and as a document (GDPR, article 15)."""

from .gathering import gathered, handed_out
from .kept import MOST_ROWS, Kept
from .purposes import CONSENT, CONTRACT, INTEREST, LAW, Holding
from .query import MEDIA, SCOPE, AccessQuery

__all__ = [
    "CONSENT", "CONTRACT", "INTEREST", "LAW", "MEDIA", "MOST_ROWS", "SCOPE", "AccessQuery", "Holding", "Kept",
    "gathered", "handed_out",
]  # fmt: skip
