"""The sheet of share subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import post_load

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import CountCell, DayCell, Row, read_sheet
from services.ledger.sheets import MEMBER, AmountCell


@dataclass(frozen=True)
class ShareLine:
    """One subscription to take in: the member by id or number, and what was paid at once (a decimal, or nothing).

    ``external_id`` is its name where it comes from: a sheet that comes again does not subscribe it again.
    """

    member: str
    count: int
    paid: str | None = None
    day: date | None = None
    reference: str | None = None
    external_id: str | None = None


class ShareRow(Row):
    """A subscription, by a member's id or number, on its day (today unless given)."""

    names = {
        "member": MEMBER,
        "count": ("Nombre de parts", "Parts", "Nb parts", "Quantité", "Shares", "Number of shares"),
        "paid": ("Montant versé", "Versé", "Payé", "Libéré", "Montant libéré", "Amount paid"),
        "date": ("Date", "Date de souscription", "Souscrit le", "Subscribed on"),
        "reference": ("Référence", "Pièce", "Bulletin", "N° de bulletin"),
        "external_id": ("Identifiant", "ID", "N° de souscription", "Réf. souscription", "Subscription number"),
    }  # fmt: skip

    member = Text(most=60, required=True)
    count = CountCell(least=1, most=1_000_000, required=True)
    paid = AmountCell()
    date = DayCell(attribute="day")
    reference = Text(most=80)
    external_id = Text(most=100)

    @post_load
    def _made(self, data: dict[str, Any], **kwargs: Any) -> ShareLine:
        return ShareLine(**data)


def share_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of subscriptions; a member may have several, an external id stands once."""
    return read_sheet(content, ShareRow(), unique=("external_id",), arguments=arguments)
