"""What strangers may see of electoral rolls."""

from .events import roll_changed, roll_finalised
from .operations import change_roll, finalise_roll, get_roll, list_roll, list_roll_changes, prove_roll
from .refusals import (
    NoGroundInLaw,
    NotAVotingMember,
    ReasonDoesNotFit,
    RecordDateAhead,
    RollFinal,
    RollMissing,
    WithoutCollege,
)

__all__ = [
    "NoGroundInLaw", "NotAVotingMember", "ReasonDoesNotFit", "RecordDateAhead", "RollFinal", "RollMissing",
    "WithoutCollege", "change_roll", "finalise_roll", "get_roll", "list_roll", "list_roll_changes", "prove_roll",
    "roll_changed", "roll_finalised",
]  # fmt: skip
