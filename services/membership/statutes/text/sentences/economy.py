"""Surplus and money: what the statutes say, a sentence for each key."""

from services.commons.documents import said

from .sentence import Sentence

SENTENCES = {
    "Economy.surplus": Sentence(said("The surplus of a year")),
    "Economy.funding": Sentence(said("The cooperative is funded by: {value}.")),
    "Economy.member_loans": Sentence(said("Loans of the members")),
    "Economy.pooled": Sentence(said("Members share: {value}.")),
    "Economy.pooled_cover": Sentence(said("How far treasury covers")),
    "Surplus.legal_reserve": Sentence(said("{value} goes to the legal reserve.")),
    "Surplus.legal_reserve_until": Sentence(said("The legal reserve grows until it reaches: {value}.")),
    "Surplus.development_fund": Sentence(said("The development fund has: {value}.")),
    "Surplus.reserves": Sentence(said("{value} stays in the reserves, which nobody can share out.")),
    "Surplus.labour_share": Sentence(said("{value} goes to those who work here.")),
    "Surplus.labour_share_keys": Sentence(said("How the labour share is split")),
    "Surplus.labour_share_seniority": Sentence(said("Seniority in the labour share")),
    "Surplus.labour_share_posting": Sentence(said("The labour share is booked as: {value}.")),
    "Surplus.interest": Sentence(said("At most {value} is paid as interest on shares.")),
    "Surplus.interest_rate_maximum": Sentence(
        said("The rate of interest is at most {value}."),
        said("These statutes set no rate of interest; the law bounds it."),
    ),
    "Surplus.interest_of_leavers": Sentence(said("Who leaves within the year has interest: {value}.")),
    "Surplus.refunds": Sentence(said("{value} is refunded to members.")),
    "Surplus.refunds_base": Sentence(said("Refunds follow: {value}.")),
    "Surplus.accessory_income_accounts": Sentence(said("Accessory income stands in the accounts {value}.")),
    "Surplus.public_subsidy_accounts": Sentence(said("Public subsidies stand in the accounts {value}.")),
    "Surplus.non_member_surplus": Sentence(said("The surplus made with non-members goes to: {value}.")),
    "Surplus.statutory_reserve_of_rest": Sentence(said("{value} of the rest goes to the statutory reserve.")),
    "Surplus.community": Sentence(said("At most {value} is given to causes.")),
    "Surplus.ordering": Sentence(said("The surplus is divided in this order: {value}.")),
    "LabourShareKeys.salary": Sentence(said("{value} by wages.")),
    "LabourShareKeys.hours": Sentence(said("{value} by hours.")),
    "LabourShareKeys.equal": Sentence(said("{value} in equal parts.")),
    "Seniority.per_year": Sentence(said("Each year of seniority adds {value}.")),
    "Seniority.maximum": Sentence(said("Seniority multiplies a part by {value} at most.")),
    "MemberLoans.rate_maximum": Sentence(said("A member's loan earns {value} a year at most.")),
    "MemberLoans.amount_maximum": Sentence(said("A member lends {value} at most.")),
    "MemberLoans.lock_up_months": Sentence(said("A member's loan stays for at least {value} month(s).")),
    "PooledCover.per_activity": Sentence(said("An activity may go below zero by {value}.")),
    "PooledCover.total_fraction": Sentence(said("All together they may use {value} of what the others hold.")),
}  # fmt: skip
