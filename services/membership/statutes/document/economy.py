"""What the members pay in and how the surplus is divided."""

from __future__ import annotations

from .fields import AccountPrefix, Choice, Coefficient, Number, Part, ShortName, Sum
from .shapes import DocumentSchema, Group, Several


class LabourShareKeys(DocumentSchema):
    """The weight of each key by which the labour share is split; they sum to one."""

    salary = Part(required=True)
    hours = Part(required=True)
    equal = Part(required=True)


class Seniority(DocumentSchema):
    """The coefficient is one plus ``per_year`` for each year, never above ``maximum``."""

    per_year = Part(required=True)
    maximum = Coefficient(required=True)


class Surplus(DocumentSchema):
    """How the surplus of a year is divided; parts are of the net surplus."""

    legal_reserve = Part()
    legal_reserve_until = Choice("capital", "highest_capital")
    development_fund = Choice("rest_of_reserves", "none")
    reserves = Part()
    labour_share = Part()
    labour_share_keys = Group(LabourShareKeys)
    labour_share_seniority = Group(Seniority)
    labour_share_posting = Choice("allocation", "participation")
    interest = Part()
    interest_rate_maximum = Part(allow_none=True)
    # Whether who leaves within the year has interest for the days before.
    interest_of_leavers = Choice("pro_rata", "none")
    refunds = Part()
    refunds_base = Choice("member_transactions")
    accessory_income_accounts = Several(AccountPrefix())
    public_subsidy_accounts = Several(AccountPrefix())
    non_member_surplus = Choice("other_reserves", "legal_reserve")
    statutory_reserve_of_rest = Part()
    # The most that may be given to causes, of the surplus.
    community = Part()
    ordering = Several(
        Choice(
            "legal_reserve", "development_fund", "statutory_reserve", "labour_share", "interest", "refunds",
            "community", "other_reserves",
        ),
        required=True,
    )


class PooledCover(DocumentSchema):
    """How far an activity may go below zero, and all together, as a part of what the others hold."""

    per_activity = Sum(required=True)
    total_fraction = Part(required=True)


class MemberLoans(DocumentSchema):
    """What members may lend beyond their shares, at which rate, and for how long they leave it in."""

    rate_maximum = Part()
    amount_maximum = Sum()
    lock_up_months = Number(least=0, most=120)


class Economy(DocumentSchema):
    """What the members pay in and share out."""

    surplus = Group(Surplus, required=True)
    funding = Several(ShortName())
    member_loans = Group(MemberLoans)
    pooled = Several(ShortName())
    pooled_cover = Group(PooledCover)
