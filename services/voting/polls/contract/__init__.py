"""What strangers may see of polls: their events, shapes, refusals and operations."""

from .events import poll_annulled, poll_opened, poll_proclaimed, resolution_adopted, resolution_rejected
from .operations import (
    add_candidates,
    annul_poll,
    close_poll,
    contest_poll,
    create_poll,
    finalise_poll,
    get_poll,
    get_quorum,
    list_polls,
    list_votable_proposals,
    open_poll,
    proclaim_poll,
    resume_poll,
    seal_poll,
    suspend_poll,
    withdraw_candidate,
)

__all__ = [
    "add_candidates", "annul_poll", "close_poll", "contest_poll", "create_poll", "finalise_poll", "get_poll",
    "get_quorum", "list_polls", "list_votable_proposals", "open_poll", "poll_annulled", "poll_opened",
    "poll_proclaimed", "proclaim_poll", "resolution_adopted", "resolution_rejected", "resume_poll", "seal_poll",
    "suspend_poll", "withdraw_candidate",
]  # fmt: skip
