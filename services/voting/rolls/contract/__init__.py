"""What strangers may see of electoral rolls."""

from .events import roll_changed, roll_finalised
from .operations import change_roll, finalise_roll, get_roll, list_roll, prove_roll
from .refusals import NotAVotingMember, ReasonDoesNotFit, RecordDateAhead, RollFinal, RollMissing
from .shapes import ADDED, REMOVED

__all__ = [
    "ADDED", "REMOVED", "NotAVotingMember", "ReasonDoesNotFit", "RecordDateAhead", "RollFinal", "RollMissing",
    "change_roll", "finalise_roll", "get_roll", "list_roll", "prove_roll", "roll_changed", "roll_finalised",
]  # fmt: skip
