"""The sheet of what auxiliaries are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, post_load, validates

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import Row, WordCell, read_sheet
from services.ledger.accounts.names import ORGANISATION, PERSON

PARTY_WORDS = {PERSON: ("personne", "personne physique", "particulier", "person"),
               ORGANISATION: ("organisation", "personne morale", "société", "association")}  # fmt: skip


@dataclass(frozen=True)
class NameLine:
    """What an auxiliary, by id or member number, is called."""

    auxiliary: str
    name: str
    party: str | None = None


class NameRow(Row):
    """An auxiliary by its id, or a member by number, and its name."""

    names = {
        "auxiliary": ("Auxiliaire", "Compte auxiliaire", "Tiers", "Code tiers", "N° adhérent", "Identifiant"),
        "name": ("Nom", "Libellé", "Intitulé", "Raison sociale", "Dénomination"),
        "party": ("Type", "Nature"),
    }  # fmt: skip

    auxiliary = Text(most=60, required=True)
    name = Text(most=120, required=True)
    party = WordCell(PARTY_WORDS)

    @validates("name")
    def _printable(self, value: str, **kwargs: Any) -> None:
        if not value.isprintable():
            raise ValidationError("has characters that cannot be printed.")

    @post_load
    def _made(self, data: dict[str, Any], **kwargs: Any) -> NameLine:
        return NameLine(**data)


def name_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of names; a later line takes the place of an earlier one."""
    return read_sheet(content, NameRow(), unique=(), arguments=arguments)
