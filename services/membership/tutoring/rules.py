"""Who reads which notes of a pathway, and who writes: the person, the present tutor, and tutors before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Part = Literal["person", "tutor", "former_tutor"]


@dataclass(frozen=True, slots=True)
class Tutorship:
    """The days in which somebody was the tutor, both inclusive; None: still is."""

    tutor_id: str
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Say whether somebody was the tutor on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def part_of(reader: str, person: str, tutorships: Sequence[Tutorship], today: date, *, belongs: bool) -> Part | None:
    """Return in what part somebody comes to the notes of a pathway; None: in none, and it is as if there were none.

    - ``person``: reads all of them, and writes;
    - ``tutor``: today's, who belongs to the cooperative today (``belongs``); reads all of them, those of predecessors
      too, and writes;
    - ``former_tutor``: reads what he or she wrote, and nothing else; writes nothing.
    """
    if reader == person:
        return "person"
    own = [one for one in tutorships if one.tutor_id == reader and (one.until is None or one.until >= one.since)]
    if belongs and any(one.covers(today) for one in own):
        return "tutor"
    return "former_tutor" if any(one.since <= today for one in own) else None


def reads(part: Part, reader: str, author: str) -> bool:
    """Say whether somebody in a part reads a note of an author."""
    return part != "former_tutor" or author == reader


def writes(part: Part) -> bool:
    """Say whether somebody in a part writes notes."""
    return part != "former_tutor"
