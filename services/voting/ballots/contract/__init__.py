"""What strangers may see of ballots: shapes, refusals and operations."""

from .operations import (
    cast_ballot,
    count_hands,
    get_issuance,
    issue_credentials,
    list_named_ballots,
    record_named_ballots,
)

__all__ = [
    "cast_ballot", "count_hands", "get_issuance", "issue_credentials", "list_named_ballots", "record_named_ballots",
]  # fmt: skip
