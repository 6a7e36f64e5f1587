"""Members on paper: by name where it is known, else by number; joined on output only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from services.commons.documents import Said, said
from services.commons.storage import Unit
from services.voting.notices.contacts import names_of
from services.voting.rolls.tables import Elector


@dataclass(frozen=True)
class People:
    """The names and the numbers of some members."""

    names: dict[str, str]
    numbers: dict[str, int]

    def called(self, member_id: str | None) -> Said | str:
        """Return how a member is called on paper."""
        if not member_id:
            return ""
        if member_id in self.names:
            return self.names[member_id]
        if member_id in self.numbers:
            return said("Member no. {number}", number=str(self.numbers[member_id]))
        return member_id


def people_of(unit: Unit, member_ids: Iterable[str]) -> People:
    """Return what these members are called."""
    wanted = sorted(set(member_ids))
    numbers = select(Elector.member_id, Elector.number).where(Elector.member_id.in_(wanted))
    found = unit.session.execute(numbers) if wanted else ()
    return People(names_of(unit.session, wanted), {row.member_id: row.number for row in found})


def members_in(content: Any) -> set[str]:
    """Return the id of every member and person that stands in a JSON value, as a value or as a name."""
    match content:
        case str():
            return {content} if content.startswith(("mbr_", "per_")) else set()
        case dict():
            return set().union(*(members_in(one) for pair in content.items() for one in pair))
        case list():
            return set().union(*(members_in(one) for one in content))
    return set()
