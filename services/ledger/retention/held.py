"""What the ledger holds about a person: in which tables, why, and which tables hold nothing of anybody.

A new table stands in one of the two lists; an architecture test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, cast, select, tuple_

from services.commons.access import CONTRACT, INTEREST, LAW, Holding, Kept
from services.commons.access.kept import Subject, Trim, in_words
from services.commons.documents.said import said
from services.commons.storage import tables_of
from services.ledger.banking.tables import BankLine, BankMatch
from services.ledger.sales.tables import Household, Sale

from .bank import entries_of, own_part
from .terms import lines_of

_HERE, _BANK = said("The cooperative's books"), said("The bank, by its statements")
_PERSON = said("The person, by an application, a request or at the office")
BOOKS = Holding(said("To keep books, and vouchers for them, as the law asks"), LAW, _HERE)
STATEMENTS = Holding(said("To match payments with the bank's statements"), LAW, _BANK)
PAYING = Holding(said("To pay and to collect"), CONTRACT, _PERSON)
SHARES = Holding(said("To keep the register of shares and what is owed for them"), LAW, _PERSON)
DUES = Holding(said("To call dues"), CONTRACT, _HERE)
SALES = Holding(said("To share refunds in proportion to purchases"), CONTRACT, said("The shop's tills"))
WORK = Holding(said("To pay wages and share the labour's part of the surplus"), LAW, said("Payroll"))
ACTIVITIES = Holding(said("To account for an activity and what it contributes"), CONTRACT, _HERE)
FUNDING = Holding(said("To account for gifts and loans, and issue receipts"), LAW, _PERSON)
ERASED = Holding(said("To prove that data were erased, and know when the rest is"), LAW, said("The register"))
KNOWN = Holding(said("To know whom the books and shares speak of"), INTEREST, said("The register"))


def _owned(column: str, table: str = "activities") -> Any:
    """Return the condition that an activity (or what belongs to one) is somebody's, alone or with others."""

    def condition(ids: Sequence[str]) -> ColumnElement[bool]:
        tables = tables_of("ledger").metadata.tables
        activities = tables["activities"]
        mine = activities.c.owners.has_any(cast(list(ids), ARRAY(Text)))
        return tables[table].c[column].in_(select(activities.c.id).where(mine))

    return condition


def _in_household(ids: Sequence[str]) -> ColumnElement[bool]:
    return Household.members.overlap(list(ids))


def _bought_in_household(ids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a household bought while somebody was of it."""
    mine = select(Household.id, Household.version).where(_in_household(ids))
    return tuple_(Sale.household, Sale.household_version).in_(mine)


HELD: dict[str, tuple[Holding, tuple[Subject, ...]]] = {
    "members": (KNOWN, ("id", "merged_into")),
    "auxiliaries": (KNOWN, ("id",)),
    "auxiliary_names": (KNOWN, ("id",)),
    "employments": (KNOWN, ("person_id", "member_id")),
    "households": (SALES, (_in_household,)),
    "sales": (SALES, ("member_id", "buyer", _bought_in_household)),
    "share_subscriptions": (SHARES, ("member_id",)),
    "share_movements": (SHARES, ("member_id", "payer")),
    "share_redemptions": (SHARES, ("member_id",)),
    "share_instalments": (SHARES, ("redemption_id>share_redemptions.member_id",)),
    "share_history": (
        SHARES,
        (
            "subject",
            "subject>share_subscriptions.id.member_id",
            "subject>share_movements.id.member_id",
            "subject>share_redemptions.id.member_id",
        ),
    ),
    "dues": (DUES, ("member_id",)),
    "dues_movements": (DUES, ("dues_id>dues.member_id",)),
    "payrolls": (WORK, ("person_id", "member_id")),
    "payroll_entries": (WORK, ("person_id",)),
    "entries": (BOOKS, ("seq>lines.entry.auxiliary",)),
    "lines": (BOOKS, ("auxiliary",)),
    "attachments": (BOOKS, ("entry>lines.entry.auxiliary",)),
    "balances": (BOOKS, ("auxiliary",)),
    "carried_balances": (BOOKS, ("auxiliary",)),
    "pending_entries": (BOOKS, ("id>pending_lines.pending.auxiliary",)),
    "pending_lines": (BOOKS, ("auxiliary",)),
    "invoices": (BOOKS, ("customer",)),
    "invoice_payments": (BOOKS, ("invoice_id>invoices.customer",)),
    "payment_details": (PAYING, ("auxiliary",)),
    "mandates": (PAYING, ("auxiliary",)),
    "payment_order_items": (PAYING, ("auxiliary",)),
    "known_payers": (STATEMENTS, ("auxiliary",)),
    "bank_lines": (STATEMENTS, (lambda ids: BankLine.id.in_(lines_of(ids)),)),
    "bank_matches": (STATEMENTS, (lambda ids: BankMatch.entry.in_(entries_of(ids)),)),
    "bank_rules": (STATEMENTS, ("auxiliary",)),
    "activities": (ACTIVITIES, (_owned("id"),)),
    "activity_closings": (ACTIVITIES, (_owned("activity_id", "activity_closings"),)),
    "activity_moves": (ACTIVITIES, (_owned("activity_id", "activity_moves"),)),
    "activity_receipts": (ACTIVITIES, (_owned("activity_id", "activity_receipts"),)),
    "activity_expenses": (ACTIVITIES, (_owned("activity_id", "activity_expenses"), "supplier")),
    "revenues": (ACTIVITIES, (_owned("activity_id", "revenues"),)),
    "contributions": (ACTIVITIES, (_owned("activity_id", "contributions"),)),
    "gifts": (FUNDING, ("donor",)),
    "gift_receipts": (FUNDING, ("gift_id>gifts.donor",)),
    "loans": (FUNDING, ("lender",)),
    "loan_instalments": (FUNDING, ("loan_id>loans.lender",)),
    "loan_movements": (FUNDING, ("loan_id>loans.lender",)),
    "subsidies": (FUNDING, ("funder",)),
    "subsidy_movements": (FUNDING, ("subsidy_id>subsidies.funder",)),
    "kept_names": (ERASED, ("auxiliary",)),
}
# Why nothing in these tables is about a person.
OF_NOBODY = {
    "account_policies": "settings of accounts", "own_accounts": "accounts", "axis_values": "analytic axes",
    "funding_sources": "axis values", "arrival_codes": "codes of another system's accounts", "arrivals": "sums",
    "bank_accounts": "the cooperative's own accounts", "bank_statements": "the frame of statements",
    "bank_statement_lines": "that a statement shows a line; the line is held",
    "bank_line_standings": "how much of a line is matched; line and matches are held",
    "payment_orders": "orders of many payments; each payment is held",
    "carry_overs": "sums of a year", "chain": "digests", "chain_floor": "a counter", "months": "periods",
    "fiscal_years": "periods", "reopenings": "periods", "journal_counters": "counters", "invoice_series": "counters",
    "gift_receipt_counter": "a counter", "share_movement_counter": "a counter", "dues_calls": "sums of a call",
    "participation_provisions": "sums of a year", "surplus_allocations": "sums of a year; entries are held",
    "surplus_allocation_reversals": "sums of a year", "till_closings": "sums of a day",
}  # fmt: skip
# What a row says of others too is taken out of it.
TRIMMED: dict[str, Trim] = {"bank_lines": own_part}
# Minor units of the currency, written as amounts.
AMOUNTS = frozenset({
    "amount", "vat", "paid", "waived", "owed", "called", "unit_price", "nominal", "unpaid", "loss", "principal",
    "interest", "penalty", "balance", "accrued", "wages", "gross", "employer_charges", "employee_charges",
    "income_tax", "net", "total", "set_off", "credited", "debit", "credit", "base", "received", "reduced", "deferred",
    "released", "takings", "turnover", "at_most",
})  # fmt: skip


def kept_tables() -> Iterator[tuple[Kept, Holding]]:
    """List the tables that may hold rows about a person, each with why."""
    base = tables_of("ledger")
    words = {mapper.class_.__tablename__: mapper.class_.__name__ for mapper in base.registry.mappers}
    for name, (holding, subjects) in HELD.items():
        yield Kept(base.metadata.tables[name], holding.purpose.text, in_words(words[name]), subjects,
                   trim=TRIMMED.get(name)), holding  # fmt: skip
