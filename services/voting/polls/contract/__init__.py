"""What strangers may see of polls: their events, shapes, refusals and operations."""

from .events import (
    poll_annulled,
    poll_opened,
    poll_proclaimed,
    poll_resumed,
    poll_suspended,
    resolution_adopted,
    resolution_annulled,
    resolution_rejected,
)
from .operations import (
    add_candidates,
    amend_poll,
    annul_poll,
    close_poll,
    contest_poll,
    create_poll,
    finalise_poll,
    get_poll,
    get_quorum,
    list_effects,
    list_objections,
    list_polls,
    list_votable_proposals,
    open_poll,
    proclaim_poll,
    record_objection,
    resume_poll,
    seal_poll,
    suspend_poll,
    withdraw_candidate,
)

__all__ = [
    "add_candidates", "amend_poll", "annul_poll", "close_poll", "contest_poll", "create_poll", "finalise_poll",
    "get_poll", "get_quorum", "list_effects", "list_objections", "list_polls", "list_votable_proposals", "open_poll",
    "poll_annulled", "poll_opened", "poll_proclaimed", "poll_resumed", "poll_suspended", "proclaim_poll",
    "record_objection", "resolution_adopted", "resolution_annulled", "resolution_rejected", "resume_poll",
    "seal_poll", "suspend_poll", "withdraw_candidate",
]  # fmt: skip
