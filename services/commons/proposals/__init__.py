"""Proposals: what a resolution may put into effect, made beforehand by the service that owns the matter."""

from .contract import ProposalEvents, declare_proposals
from .effects import carries_out
from .proposals import Proposal, propose, take_back
from .refusals import CannotBeUndone
from .standing import reconsider, reconsidering
from .tables import EffectRow

__all__ = [
    "CannotBeUndone", "EffectRow", "Proposal", "ProposalEvents", "carries_out", "declare_proposals", "propose",
    "reconsider", "reconsidering", "take_back",
]  # fmt: skip
