"""The founding texts: law, statutes and bylaws, into every service's database of a cooperative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from services.commons.canonical import digest
from services.commons.clock import Clock, legal_day
from services.commons.rulebook import RulebookVersion, hold
from services.commons.rulebook.versions import LAYERS
from services.commons.storage import Database

# Each rule of the law carries its own dates: the first text is in force from before any of them.
TIME_IMMEMORIAL = date(1800, 1, 1)


_CONFLICT = (
    "the {layer} in the file of {coop} are not those it was founded with: after the founding an assembly changes them, "
    "not the file"
)


class FoundingConflict(Exception):
    """A cooperative's file says something else than the text with which it was founded."""


@dataclass(frozen=True)
class FoundingTexts:
    """What a cooperative starts from."""

    slug: str
    founded_on: date
    law: dict[str, Any]
    statutes: dict[str, Any]
    bylaws: dict[str, Any]


def lacks_texts(connection: Connection, texts: FoundingTexts) -> bool:
    """Say whether a layer is missing, or the law is not as shipped; closes the connection.

    Raises FoundingConflict when version 1 is held with another text than the file's.
    """
    versions = select(RulebookVersion.layer, RulebookVersion.version, RulebookVersion.digest)
    with connection:
        held = connection.execute(versions.order_by(RulebookVersion.version)).all()
    newest = {row.layer: row.digest for row in held}
    founding = {row.layer: row.digest for row in held if row.version == 1}
    for layer, document in (("statutes", texts.statutes), ("bylaws", texts.bylaws)):
        if layer in founding and founding[layer] != digest(document):
            raise FoundingConflict(_CONFLICT.format(layer=layer, coop=texts.slug))
    return set(newest) != set(LAYERS) or newest["law"] != digest(texts.law)


def found(database: Database, texts: FoundingTexts, clock: Clock) -> list[str]:
    """Hold version 1 of statutes and bylaws, and the law as shipped; return the layers that were new.

    A law that has changed since is held as its next version, in force from today.
    """
    new = []
    with database.transaction() as session:
        newest = session.execute(
            select(RulebookVersion.version, RulebookVersion.digest)
            .where(RulebookVersion.layer == "law").order_by(RulebookVersion.version.desc()).limit(1)
        ).first()  # fmt: skip
        if newest is None:
            hold(session, "law", 1, texts.law, TIME_IMMEMORIAL, clock())
            new.append("law")
        elif newest.digest != digest(texts.law):
            hold(session, "law", newest.version + 1, texts.law, legal_day(clock()), clock())
            new.append("law")
        for layer, document in (("statutes", texts.statutes), ("bylaws", texts.bylaws)):
            if hold(session, layer, 1, document, texts.founded_on, clock()):
                new.append(layer)
    return new
