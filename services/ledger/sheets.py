"""Cells that the ledger's sheets have in common, and what people call their columns in French and English."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

import marshmallow as ma
from marshmallow import fields

from services.commons.money import Money
from services.commons.refusals import Invalid
from services.commons.sheets import DecimalCell

EXTERNAL_ID = ("Identifiant", "Identifiant externe", "ID", "N° de pièce", "N° pièce", "Pièce", "N° de facture",
               "N° de ticket", "Ticket", "Reference", "Document number")  # fmt: skip
MEMBER = ("N° adhérent", "N° d'adhérent", "Adhérent", "Membre", "Sociétaire", "Associé", "N° associé",
          "N° de sociétaire", "Member number", "Member ID")  # fmt: skip
DAY = ("Date", "Jour", "Date de facture", "Date d'opération", "Date de pièce", "Day")
AMOUNT = ("Montant HT", "Montant", "HT", "Total HT", "Net amount")
VAT = ("TVA", "Montant TVA", "VAT amount")
ACTIVITY = ("Activité", "Code activité", "Code de l'activité", "N° d'activité", "Activity code")


class AmountCell(DecimalCell):
    """An amount as a plain decimal, in the cooperative's currency; other than zero unless ``zero``."""

    def __init__(self, *, zero: bool = False, **options: Any) -> None:
        self.zero = zero
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = super()._deserialize(value, attr, data, **kwargs)
        if not self.zero and not Decimal(found):
            raise ma.ValidationError(f"is zero; write an amount {'other than' if self.signed else 'above'} zero.")
        return found


class MonthCell(fields.Field[date]):
    """A month, as its last day: ``2026-02`` and ``02/2026`` are 28 February 2026."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        text = str(value)
        found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", text) or re.fullmatch(r"([0-9]{1,2})/([0-9]{4})", text)
        year, month = sorted(map(int, found.groups()), reverse=True) if found else (0, 0)
        if not (1800 <= year <= 2200 and 1 <= month <= 12):
            raise ma.ValidationError("is no month; write it such as 2026-02 or 02/2026.")
        return date(year, month, monthrange(year, month)[1])


def money_of(cell: str, currency: str) -> Money:
    """Return an amount that was read as a decimal, in the cooperative's currency."""
    try:
        return Money.parse(cell, currency)
    except ValueError as error:
        raise Invalid(errors=[{"in": "body", "pointer": "", "message": f"{error}."}]) from None


def is_number(text: str) -> bool:
    """Say whether a text is a plain whole number, such as a member's."""
    return text.isascii() and text.isdigit() and len(text) <= 15
