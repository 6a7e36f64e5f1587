"""Why a surplus is not proposed, or not allocated."""

from __future__ import annotations

from services.commons.refusals import Refusal


class NoSurplus(Refusal):
    """There is no surplus to allocate."""

    code, status = "no_surplus", 422
    sentence = "Fiscal year {year} shows {surplus} after losses brought forward: there is nothing to allocate."


class SurplusRuleBroken(Refusal):
    """The proposal breaks a limit of the law or of the statutes."""

    code, status = "surplus_rule_broken", 422
    sentence = "The rule {rule} does not hold: {value} where {side} {bound} is required."


class PartsExceedSurplus(Refusal):
    """The parts of a surplus are fractions of it that sum to one at most."""

    code, status = "parts_exceed_surplus", 422
    sentence = "The parts asked for sum to {total}: none may be below zero, and together they may not exceed 1."


class PartNotOffered(Refusal):
    """A regime of cooperatives divides its surplus into the parts that its law knows, and no other."""

    code, status = "part_not_offered", 422
    sentence = "A cooperative of regime {regime} has no {part} in its surplus."


class NobodyToShare(Refusal):
    """A part of the surplus has nobody to go to."""

    code, status = "nobody_to_share", 409
    sentence = "Nobody is recorded to receive the {part} of {year}."


class RegimeWithoutAllocation(Refusal):
    """This regime allocates no surplus to persons here."""

    code, status = "regime_without_allocation", 409
    sentence = "A cooperative of regime {regime} has no allocation of surplus in these books."


class ParticipationNotProvided(Refusal):
    """Under a participation agreement the reserve is booked before the accounts are drawn up."""

    code, status = "participation_not_provided", 409
    sentence = "The statutes book the labour share as participation; fiscal year {year} has none on account 691."


class AccountsNotApproved(Refusal):
    """A surplus is allocated out of approved accounts."""

    code, status = "accounts_not_approved", 409
    sentence = "The accounts of fiscal year {year} are {state}: an assembly has to approve them first."


class SurplusAllocated(Refusal):
    """The surplus of a year is allocated once."""

    code, status = "surplus_allocated", 409
    sentence = "The surplus of fiscal year {year} was allocated by {resolution_id}."


class VariantsUnreadable(Refusal):
    """Variants are written ``name:part=fraction,part=fraction;name:…``."""

    code, status = "variants_unreadable", 422
    sentence = "{given} is no variant: write name:part=fraction,part=fraction, variants apart by semicolons; {why}."
