"""The use cases of shifts."""

from .. import telling
from . import (
    announcing,
    attendance,
    calendar,
    changing,
    counter,
    enrolment,
    figures,
    leaves,
    own,
    reshaping,
    rosters,
    standings,
    swaps,
    teams,
    templates,
    tills,
    what_if,
)

__all__ = [
    "announcing", "attendance", "calendar", "changing", "counter", "enrolment", "figures", "leaves", "own",
    "reshaping", "rosters", "standings", "swaps", "teams", "telling", "templates", "tills", "what_if",
]  # fmt: skip
