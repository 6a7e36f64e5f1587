"""Names of auxiliaries: kept apart from the lines, joined on output, looked for in labels, where they do not belong.

No event and no log carries one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, any_, cast, exists, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from ..retention.tables import KeptName
from .tables import AuxiliaryName

PERSON, ORGANISATION = "person", "organisation"
# One word alone ("Rose", "Services") is no proof that a person is meant.
FEWEST_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Named:
    """An auxiliary, its name, and whether it is a ``person`` or an ``organisation``."""

    id: str
    name: str
    party: str


def names_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of auxiliaries by id; an id whose name was never told is left out."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    found = select(AuxiliaryName.id, AuxiliaryName.name).where(AuxiliaryName.id == any_(cast(wanted, ARRAY(Text))))
    return {row.id: row.name for row in session.execute(found)}


def keep_names(session: Session, named: Sequence[Named], now: datetime) -> None:
    """Keep names; a later one takes the place of what was told of the same auxiliary before.

    One who was pseudonymised is left out: what is kept of them is kept for the books alone.
    """
    gone = pseudonymised(session, [one.id for one in named])
    rows = [
        {"id": one.id, "name": one.name, "party": one.party, "recorded_at": now,
         "words": sorted(words_of(one.name)) if one.party == PERSON else []}
        for one in {one.id: one for one in named}.values() if one.id not in gone
    ]  # fmt: skip
    if not rows:
        return
    told = insert(AuxiliaryName).values(rows)
    fresh = {name: told.excluded[name] for name in ("name", "party", "words", "recorded_at")}
    session.execute(told.on_conflict_do_update(index_elements=["id"], set_=fresh))


def pseudonymised(session: Session, ids: Collection[str]) -> set[str]:
    """Return who of some auxiliaries was pseudonymised, whether the books keep the name for now or not."""
    if not ids:
        return set()
    wanted = KeptName.auxiliary == any_(cast(list(ids), ARRAY(Text)))
    return set(session.scalars(select(KeptName.auxiliary).where(wanted)))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text without accents, case, hyphens, digits and signs: ``{"jose", "ruiz"}``."""
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return frozenset(_WORD.findall(text.casefold()))


def persons_named(session: Session, texts: Collection[str]) -> dict[str, str]:
    """Return, for each text that holds every word of a known person's name, the id to write in its place.

    One question for any number of texts; when no person's name is known, nothing is looked at.
    """
    if not texts or not session.scalar(select(exists().where(AuxiliaryName.party == PERSON))):
        return {}
    return among(session, texts)


def among(session: Session, texts: Collection[str]) -> dict[str, str]:
    """Return the same where it is known already that there are names."""
    every = words_of("\n".join(texts))
    known = select(AuxiliaryName.id, AuxiliaryName.words).where(
        AuxiliaryName.words.contained_by(cast(sorted(every), ARRAY(Text))), AuxiliaryName.party == PERSON
    ).order_by(AuxiliaryName.id)  # fmt: skip
    persons = [(row.id, frozenset(row.words)) for row in session.execute(known) if len(row.words) >= FEWEST_WORDS]
    if not persons:
        return {}
    found: dict[str, str] = {}
    for text in texts:
        words = words_of(text)
        named = next((identifier for identifier, name in persons if name <= words), None)
        if named is not None:
            found[text] = named
    return found


