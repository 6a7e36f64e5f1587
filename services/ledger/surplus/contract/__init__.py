"""From accounts drawn up to a surplus allocated: computed from the books, checked against law and statutes, voted."""

from .operations import (
    compare,
    comparison_document,
    get_proposal,
    list_allocations,
    list_persons,
    proposal_document,
    propose_surplus,
    simulate,
)
from .refusals import (
    AccountsNotApproved,
    NobodyToShare,
    NoSurplus,
    ParticipationNotProvided,
    PartNotOffered,
    PartsExceedSurplus,
    RegimeWithoutAllocation,
    SurplusAllocated,
    SurplusRuleBroken,
    VariantsUnreadable,
)

__all__ = [
    "AccountsNotApproved", "NoSurplus", "NobodyToShare", "PartNotOffered", "ParticipationNotProvided",
    "PartsExceedSurplus", "RegimeWithoutAllocation", "SurplusAllocated", "SurplusRuleBroken", "VariantsUnreadable",
    "compare", "comparison_document", "get_proposal", "list_allocations", "list_persons", "proposal_document",
    "propose_surplus", "simulate",
]  # fmt: skip
