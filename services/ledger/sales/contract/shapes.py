"""Turnover by rate of VAT, as sales and tills tell it."""

from __future__ import annotations

from services.commons.contract import Amount, Rate, Schema


class VatLine(Schema):
    """What falls under one rate of VAT: the amount without VAT, and the VAT."""

    rate = Rate(required=True)
    net = Amount(signed=True, required=True)
    vat = Amount(signed=True, required=True)
