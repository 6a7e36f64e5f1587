"""What strangers may see of ballots: shapes, refusals and operations."""

from .operations import (
    cast_ballot,
    count_hands,
    count_papers,
    get_issuance,
    hand_out_papers,
    issue_credentials,
    list_named_ballots,
    list_paper_counts,
    record_named_ballots,
)

__all__ = [
    "cast_ballot", "count_hands", "count_papers", "get_issuance", "hand_out_papers", "issue_credentials",
    "list_named_ballots", "list_paper_counts", "record_named_ballots",
]  # fmt: skip
