"""What activities contribute to the cooperative, by the dated rules of the bylaws."""

from services.commons.refusals import NotFound, Refusal
from services.ledger.contract import ledger
from services.ledger.journal.contract import POSTING_REFUSALS

from .shapes import (
    Contribution,
    Contributions,
    ContributionsQuery,
    NewContributions,
    Simulation,
    SimulationQuery,
)


class PeriodsOverlap(Refusal):
    """Contributions are computed once for each day: periods may be repeated, never overlap."""

    code, status = "periods_overlap", 409
    sentence = "Contributions were computed from {since} to {until}, which overlaps what is asked."


class UnknownContributionBase(Refusal):
    """The base of contribution is none that these books compute."""

    code, status = "unknown_contribution_base", 409
    sentence = (
        "Contribution {rule} would be based on {base}, {recognised}; these books compute turnover invoiced or "
        "received, and gross margin invoiced."
    )


compute_contributions = ledger.command(
    "compute_contributions", "POST /contributions", body=NewContributions, returns=Contributions,
    scope="contributions:write", refuses=[PeriodsOverlap, UnknownContributionBase, *POSTING_REFUSALS],
    summary="Compute and book the contributions of a period: four legs on 186, 181, 181 and 187",
)  # fmt: skip
list_contributions = ledger.query(
    "list_contributions", "GET /contributions", returns=Contribution, query=ContributionsQuery, paged=True,
    scope="contributions:read", summary="List the contributions booked",
)  # fmt: skip
simulate_contributions = ledger.query(
    "simulate_contributions", "GET /contribution-simulations", returns=Simulation, query=SimulationQuery,
    scope="contributions:read", refuses=[UnknownContributionBase, NotFound], snapshot=True,
    summary="Show what a period would have contributed if a rule had another rate, fixed part, cap or base",
)  # fmt: skip
