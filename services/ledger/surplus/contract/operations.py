"""The operations on proposals to allocate a surplus."""

from __future__ import annotations

from services.commons.documents import PRODUCES, DocumentQuery
from services.commons.refusals import NotFound
from services.ledger.closing.refusals import YearInWrongState
from services.ledger.contract import ledger, proposals
from services.ledger.journal.refusals import UnknownAuxiliary

from .refusals import (
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
from .shapes import (
    AllocationView,
    Comparison,
    ComparisonDocumentQuery,
    ComparisonQuery,
    NewSurplusProposal,
    PersonPart,
    PersonsQuery,
    SimulationQuery,
    SurplusProposal,
)

_PROPOSING = (
    YearInWrongState, NoSurplus, PartNotOffered, PartsExceedSurplus, NobodyToShare, RegimeWithoutAllocation,
    ParticipationNotProvided,
)  # fmt: skip
propose_surplus = ledger.command(
    "propose_surplus", "POST /surplus-proposals", body=NewSurplusProposal, returns=SurplusProposal,
    scope="surplus:write", refuses=[*_PROPOSING, SurplusRuleBroken, SurplusAllocated, UnknownAuxiliary, NotFound],
    emits=[proposals.made],
    summary="Propose how the surplus is allocated (effect allocate_surplus), checked against law and statutes",
)  # fmt: skip
get_proposal = ledger.query(
    "get_surplus_proposal", "GET /surplus-proposals/{proposal_id}", returns=SurplusProposal, scope="surplus:read",
    summary="Show a proposal with everyone's part",
)  # fmt: skip
list_persons = ledger.query(
    "list_surplus_persons", "GET /surplus-proposals/{proposal_id}/persons", returns=PersonPart, query=PersonsQuery,
    paged=True, scope="surplus:read", summary="List what everybody gets of one part of a proposal, by id",
)  # fmt: skip
list_allocations = ledger.query(
    "list_surplus_allocations", "GET /surplus-allocations", returns=AllocationView, paged=True, scope="surplus:read",
    summary="List the surpluses that assemblies have allocated, year by year",
)  # fmt: skip
proposal_document = ledger.download(
    "get_surplus_proposal_document", "GET /surplus-proposals/{proposal_id}/document", produces=PRODUCES,
    query=DocumentQuery, scope="surplus:read",
    summary="Write a proposal for an assembly: the parts with a chart, and every limit; persons' parts as sums",
)  # fmt: skip
simulate = ledger.query(
    "simulate_surplus", "GET /surplus-simulations", returns=SurplusProposal, query=SimulationQuery, snapshot=True,
    scope="surplus:read", refuses=[*_PROPOSING, NotFound],
    summary="Show what other parameters would come to, lawful or not",
)  # fmt: skip
compare = ledger.query(
    "compare_surplus", "GET /surplus-comparisons", returns=Comparison, query=ComparisonQuery, snapshot=True,
    scope="surplus:read", refuses=[*_PROPOSING, VariantsUnreadable, NotFound],
    summary="Set several ways to allocate a surplus beside one another, with the limits that each keeps or breaks",
)  # fmt: skip
comparison_document = ledger.download(
    "get_surplus_comparison_document", "GET /surplus-comparisons/document", produces=PRODUCES,
    query=ComparisonDocumentQuery, scope="surplus:read", refuses=[*_PROPOSING, VariantsUnreadable, NotFound],
    summary="Write a comparison of several ways to allocate a surplus, with a chart",
)  # fmt: skip
