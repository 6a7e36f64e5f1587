"""The lines of the balance sheet and the income statement, in their order, and the account that goes to each.

After the simplified statements of the French general chart (ANC regulation 2014-03, amended by 2022-06), with the lines
that a cooperative's readers look for: its reserves apart, and what is owed to members.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from services.commons.documents import Said, said


class Item(NamedTuple):
    """A line of a statement."""

    code: str
    heading: Said


class Group(NamedTuple):
    """Lines that are summed up together."""

    code: str
    heading: Said
    items: tuple[Item, ...]


ASSETS = (
    Group("fixed_assets", said("Fixed assets"), (
        Item("uncalled_capital", said("Capital subscribed, not called")),
        Item("intangible", said("Intangible assets")),
        Item("tangible", said("Tangible assets")),
        Item("financial", said("Financial assets")),
    )),
    Group("current_assets", said("Current assets"), (
        Item("stocks", said("Stocks and work in progress")),
        Item("advances_paid", said("Advances paid on orders")),
        Item("customers", said("Customers")),
        Item("called_capital", said("Members: capital called, not paid")),
        Item("other_receivables", said("Other receivables")),
        Item("securities", said("Marketable securities")),
        Item("cash", said("Banks and cash")),
        Item("prepaid", said("Charges paid in advance")),
        Item("deferred_charges", said("Deferred charges")),
    )),
)  # fmt: skip
LIABILITIES = (
    Group("equity", said("Equity"), (
        Item("capital", said("Share capital")),
        Item("premiums", said("Premiums")),
        Item("revaluation", said("Revaluation differences")),
        Item("legal_reserve", said("Legal reserve")),
        Item("statutory_reserves", said("Statutory reserves (development fund)")),
        Item("other_reserves", said("Other reserves")),
        Item("carried_forward", said("Carried forward")),
        Item("result", said("Result")),
        Item("investment_subsidies", said("Investment subsidies")),
        Item("regulated_provisions", said("Regulated provisions")),
    )),
    Group("provisions_group", said("Provisions"), (Item("provisions", said("Provisions for risks and charges")),)),
    Group("debts", said("Debts"), (
        Item("loans", said("Loans")),
        Item("overdrafts", said("Bank overdrafts")),
        Item("members_accounts", said("Members' loans and accounts")),
        Item("members_payable", said("Owed to members: capital, interest, refunds")),
        Item("advances_received", said("Advances received on orders")),
        Item("suppliers", said("Suppliers")),
        Item("tax_and_social", said("Staff, social bodies and the State")),
        Item("other_debts", said("Other debts")),
        Item("deferred_income", said("Income received in advance")),
        Item("internal_links", said("Internal links and special accounts")),
    )),
)  # fmt: skip
INCOME = (
    Group("operating_income", said("Operating income"), (
        Item("goods_sold", said("Sales of goods")),
        Item("services_sold", said("Products and services sold")),
        Item("stored", said("Stored production")),
        Item("capitalised", said("Capitalised production")),
        Item("subsidies", said("Subsidies")),
        Item("reversals", said("Reversals and transfers of charges")),
        Item("other_income", said("Other income")),
    )),
    Group("operating_charges", said("Operating charges"), (
        Item("goods", said("Purchases of goods")),
        Item("materials", said("Purchases of materials and supplies")),
        Item("stock_change", said("Change in stocks")),
        Item("external", said("Other purchases and external charges")),
        Item("taxes", said("Taxes and levies")),
        Item("wages", said("Wages")),
        Item("social", said("Social contributions")),
        Item("depreciation", said("Depreciation and provisions")),
        Item("other_charges", said("Other charges")),
    )),
    Group("financial_result", said("Financial result"), (
        Item("financial_income", said("Financial income")),
        Item("financial_charges", said("Financial charges")),
    )),
    Group("exceptional_result", said("Exceptional result"), (
        Item("exceptional_income", said("Exceptional income")),
        Item("exceptional_charges", said("Exceptional charges")),
    )),
    Group("shares_of_result", said("Participation and income tax"), (
        Item("participation", said("Employees' participation")),
        Item("income_tax", said("Income tax")),
    )),
)  # fmt: skip


class Place(NamedTuple):
    """Where a balance goes when it is a debit, and when it is a credit; ``-`` ends the line it is deducted from."""

    debit: str
    credit: str


@cache
def places() -> dict[str, Place]:
    """Return the place of each prefix of the chart; the longest one that fits counts."""
    with (Path(__file__).parent / "places.csv").open(encoding="utf-8", newline="") as file:
        return {row["prefix"]: Place(row["debit"], row["credit"]) for row in csv.DictReader(file)}


def place_of(account: str) -> Place:
    """Return where an account goes; every class of the chart has a place."""
    known = places()
    return next(known[account[:length]] for length in range(len(account), 0, -1) if account[:length] in known)
