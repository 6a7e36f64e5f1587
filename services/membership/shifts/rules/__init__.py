"""The rules of shifts: rotation, standing, counters, make-ups, and what the passing of time will change."""

from .ahead import Account, Answer, Step, answer_on, steps_ahead, until_of
from .journal import Movement, movements
from .make_ups import MakeUpRules, MakeUps, Served, make_ups
from .standing import (
    COUNTED,
    FREES_PLACE,
    CounterRules,
    Rest,
    Standing,
    cycle_ends,
    free_places,
    next_cycle_end,
    standing_on,
)
from .weeks import LETTERS, Rotation

__all__ = [
    "Account", "Answer", "COUNTED", "CounterRules", "FREES_PLACE", "LETTERS", "MakeUpRules", "MakeUps", "Movement",
    "Rest", "Rotation", "Served", "Standing", "Step", "answer_on", "cycle_ends", "free_places", "make_ups",
    "movements", "next_cycle_end", "standing_on", "steps_ahead", "until_of",
]  # fmt: skip
