"""The sheet of sales, as a till or a shop writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from marshmallow import ValidationError, fields, post_load

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import DayCell, Row, WordCell, read_sheet
from services.commons.sheets.cells.numbers import decimal_of
from services.ledger.sales.contract import CHANNELS
from services.ledger.sheets import DAY, EXTERNAL_ID, MEMBER, VAT, AmountCell

VatLine = tuple[Fraction, str, str]


@dataclass(frozen=True)
class SaleLine:
    """One line of a sheet of sales; amounts are decimals in the cooperative's currency."""

    external_id: str
    day: date
    amount: str
    member: str | None = None
    vat: str | None = None
    vat_lines: tuple[VatLine, ...] = ()
    household: str | None = None
    channel: str = "till"
    register: str | None = None
    returns: str | None = None


class VatLinesCell(fields.Field[tuple[VatLine, ...]]):
    """What each rate of VAT comes to: ``rate:net:vat`` joined by ``|``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[VatLine, ...]:
        return tuple(_vat_line(part) for part in str(value).split("|"))


class SaleRow(Row):
    """A sale: to whom (an empty member is nobody), when, for how much; below zero for what came back."""

    names = {
        "external_id": EXTERNAL_ID, "member": MEMBER, "date": DAY, "vat": VAT,
        "amount": ("Montant", "Montant TTC", "TTC", "Total TTC", "Total", "Gross amount"),
        "vat_lines": ("Détail TVA", "TVA par taux", "VAT by rate"), "household": ("Foyer", "Ménage"),
        "channel": ("Canal", "Mode de vente"), "register": ("Caisse", "N° de caisse", "Till"),
        "returns": ("Retour de", "Ticket d'origine", "Returned sale"),
    }  # fmt: skip

    needed = ("member",)

    external_id = Text(most=80, required=True)
    member = Text(most=60)
    date = DayCell(required=True, attribute="day")
    amount = AmountCell(signed=True, required=True)
    vat = AmountCell(signed=True, zero=True)
    vat_lines = VatLinesCell()
    household = Text(most=60)
    channel = WordCell(dict.fromkeys(CHANNELS, ()))
    register = Text(most=60)
    returns = Text(most=80)

    @post_load
    def _made(self, data: dict[str, Any], **kwargs: Any) -> SaleLine:
        return SaleLine(**data)


def _vat_line(text: str) -> VatLine:
    try:
        rate, net, vat = text.split(":")
        if len(rate) > 12:
            raise ValueError
        return Fraction(rate.replace(",", ".")), decimal_of(net), decimal_of(vat)
    except (ValueError, ArithmeticError):
        raise ValidationError(
            "is no list of rate:net:vat joined by |, such as 0.055:10.00:0.55|0.2:5.00:1.00."
        ) from None


def sale_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of sales."""
    return read_sheet(content, SaleRow(), unique=(), arguments=arguments)
