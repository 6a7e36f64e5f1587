"""Proposals: what a resolution may put into effect, made beforehand by the service that owns the matter."""

from .contract import ProposalEvents, declare_proposals
from .proposals import Proposal, carries_out, propose

__all__ = ["Proposal", "ProposalEvents", "carries_out", "declare_proposals", "propose"]
