"""Why the effect of a resolution is refused, or kept although the resolution was annulled."""

from __future__ import annotations

from ..refusals import Refusal


class UnknownProposal(Refusal):
    """The resolution names a proposal that was never made here, or another text of it."""

    code, status = "unknown_proposal", 409
    sentence = "The resolution names proposal {proposal_id} with digest {digest}, which was not made here."


class ProposalSpent(Refusal):
    """A proposal takes effect once, whatever number of resolutions name it."""

    code, status = "proposal_spent", 409
    sentence = "Proposal {proposal_id} took effect by resolution {resolution_id}; propose anew."


class GroundChanged(Refusal):
    """The ground that the proposal rests on has changed since it was made."""

    code, status = "ground_changed", 409
    sentence = "What the proposal rests on has changed since: {changed}; it is never recomputed silently."


class ProposalTakenBack(Refusal):
    """The proposal was withdrawn before the vote."""

    code, status = "proposal_taken_back", 409
    sentence = "Proposal {proposal_id} was withdrawn: {why}."


class CannotBeUndone(Refusal):
    """What this resolution put into effect cannot be undone by its annulment."""

    code, status = "cannot_be_undone", 409
    sentence = "The effect {effect} cannot be undone: {why}."
