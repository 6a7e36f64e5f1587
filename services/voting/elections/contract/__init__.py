"""What strangers may see of elections: events, shapes, refusals and operations."""

from .events import candidacy_submitted, election_called, election_opened, election_polled, runner_up_offered
from .operations import (
    accept_candidacy,
    call_election,
    draft_second_round,
    get_election,
    list_candidacies,
    list_elections,
    list_runners_up,
    poll_election,
    stand_for_election,
    withdraw_candidacy,
)

__all__ = [
    "accept_candidacy", "call_election", "candidacy_submitted", "draft_second_round", "election_called",
    "election_opened", "election_polled", "get_election", "list_candidacies", "list_elections", "list_runners_up",
    "poll_election", "runner_up_offered", "stand_for_election", "withdraw_candidacy",
]  # fmt: skip
