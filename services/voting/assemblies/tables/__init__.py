"""Assemblies, their agenda, their bureau, their sections, the journal of presence and the proxies."""

from .agenda import AddedResolution, AgendaDocument, AgendaItem, AgendaVersion, Amendment, ResolutionSignature
from .assembly import Adjournment, Assembly, QuorumFinding
from .base import Base
from .bureau import Officer
from .presence import PresenceEntry, Proxy
from .sections import Section

__all__ = [
    "AddedResolution", "Adjournment", "AgendaDocument", "AgendaItem", "AgendaVersion", "Amendment", "Assembly", "Base",
    "Officer", "PresenceEntry", "Proxy", "QuorumFinding", "ResolutionSignature", "Section",
]  # fmt: skip
