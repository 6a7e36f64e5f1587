"""Documents of this room: a report on a subsidy, a loan's statement, a gift's receipt, the table of funding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.commons.documents import Bars, Column, Curve, Said, Sheet, Table, said
from services.commons.documents.sheet import Value
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.accounts.names import names_of
from services.ledger.journal.tables import Entry, EntryLine

from .tables import Gift, GiftReceipt

MOVEMENTS = {
    "grant": said("Granted"), "receipt": said("Received"), "reduction": said("Reduced"),
    "deferral": said("Deferred to the next year"), "release": said("Released to income"),
    "draw_down": said("Drawn"), "instalment": said("Instalment paid"), "early_repayment": said("Repaid early"),
    "accrual": said("Interest accrued"), "correction": said("Corrected"),
}  # fmt: skip
KINDS = {
    "subsidy_local": said("Local subsidies"), "subsidy_regional": said("Regional subsidies"),
    "subsidy_state": said("State subsidies"), "subsidy_european": said("European subsidies"),
    "sponsorship": said("Sponsorship"), "donation": said("Donations"), "member_loan": said("Members' loans"),
    "bank_loan": said("Bank loans"), "share_capital": said("Share capital"), "contributions": said("Contributions"),
    "dues": said("Dues"),
}  # fmt: skip


def name_of_coop(unit: Unit) -> str:
    """Return the name that stands in the head of every document."""
    return str(unit.rules.statutes("identity.name").value)


def subsidy_sheet(unit: Unit, told: dict[str, Any], lines: Sequence[tuple[date, Entry, EntryLine]]) -> Sheet:
    """Return the report on a subsidy: where it stands, what came, and every expense charged to it."""
    funder = names_of(unit.session, [told["funder"]]).get(told["funder"], told["funder"])
    spent: list[list[Value]] = [
        [day, line.account, entry.label, Money(line.amount, entry.currency), _within(told, day)]
        for day, entry, line in lines
    ]
    return Sheet(
        title=said("Report on a subsidy"), subtitle=said("On {day}", day=told["as_of"]), coop=name_of_coop(unit),
        facts=[
            (said("Funder"), funder), (said("Purpose"), told["purpose"]),
            *([(said("Conditions"), told["conditions"])] if told["conditions"] else []),
            (said("Agreed on"), told["agreed_on"]),
            (said("Eligible period"), said("{since} to {until}", since=told["period_from"], until=told["period_to"])),
            (said("Amount"), told["amount"]), (said("Received"), told["received"]), (said("Reduced"), told["reduced"]),
            (said("Still to be received"), told["outstanding"]), (said("Spent"), told["spent"]),
            (said("Spent outside the period"), told["spent_outside_period"]), (said("Remaining"), told["remaining"]),
            (said("Deferred to the next year"), told["deferred"]), (said("Released to income"), told["released"]),
        ],
        tables=[
            Table(
                [Column(said("Date"), "day"), Column(said("What")), Column(said("Amount"), "amount"),
                 Column(said("Reference"))],
                [[one["date"], MOVEMENTS[one["kind"]], one["amount"], one["reference"]] for one in told["movements"]],
                title=said("What happened"),
            ),
            Table(
                [Column(said("Date"), "day"), Column(said("Account"), share=10), Column(said("Label"), share=50),
                 Column(said("Amount"), "amount"), Column(said("Eligible"), share=12)],
                spent, title=said("Expenses charged to it"),
                totals=[said("Total"), None, None, told["spent"] + told["spent_outside_period"], None],
            ),
        ],
        charts=[Bars(said("Where it stands"), labels=[said("Amount"), said("Received"), said("Spent")],
                     values=[told["amount"], told["received"], told["spent"]])],
        signatures=[said("For the cooperative")],
    )  # fmt: skip


def _within(told: dict[str, Any], day: date) -> Said:
    return said("yes") if told["period_from"] <= day <= told["period_to"] else said("no")


def loan_sheet(unit: Unit, told: dict[str, Any]) -> Sheet:
    """Return a loan's statement: its terms, its schedule and what happened to it."""
    lender = names_of(unit.session, [told["lender"]]).get(told["lender"], told["lender"])
    schedule = told["schedule"]
    return Sheet(
        title=said("Member's loan") if told["kind"] == "member" else said("Bank loan"),
        subtitle=said("On {day}", day=told["as_of"]), coop=name_of_coop(unit),
        facts=[
            (said("Lender"), lender), (said("Amount"), told["amount"]), (said("Yearly rate"), told["rate"]),
            (said("Months"), told["months"]), (said("Drawn on"), told["drawn_on"]),
            *([(said("Left in until"), told["locked_until"])] if told["locked_until"] else []),
            (said("Owed"), told["balance"]),
            (said("Interest accrued"), told["accrued"]), (said("Interest to come"), told["interest_to_come"]),
        ],
        tables=[
            Table(
                [Column(said("Number"), "count"), Column(said("Due on"), "day"), Column(said("Principal"), "amount"),
                 Column(said("Interest"), "amount"), Column(said("Total"), "amount"),
                 Column(said("Owed after it"), "amount"), Column(said("Paid on"), "day")],
                [[one[name] for name in ("number", "due_on", "principal", "interest", "total", "balance", "paid_on")]
                 for one in schedule],
                title=said("Schedule"),
            ),
            Table(
                [Column(said("Date"), "day", 16), Column(said("What")), Column(said("Principal"), "amount"),
                 Column(said("Interest"), "amount"), Column(said("Reference"))],
                [[one["date"], MOVEMENTS[one["kind"]], one["principal"], one["interest"], one["reference"]]
                 for one in told["movements"]],
                title=said("What happened"),
            ),
        ],
        charts=[Curve(said("Owed over time"), days=[told["drawn_on"], *(one["due_on"] for one in schedule)],
                      values=[told["amount"], *(one["balance"] for one in schedule)])],
        notes=[said("A member's loan is money beyond the shares: it carries no vote.")]
        if told["kind"] == "member" else [],
    )  # fmt: skip


def receipt_sheet(unit: Unit, receipt: GiftReceipt, gift: Gift) -> Sheet:
    """Return a gift's receipt: plain, or for the tax administration."""
    donor: Said | str = said("A donor who is not named")
    if gift.donor is not None:
        donor = names_of(unit.session, [gift.donor]).get(gift.donor, gift.donor)
    notes = [said("This receipt gives no right to a tax reduction.")]
    if receipt.kind == "tax":
        law = unit.rules.law("gifts.tax_receipt_issuer").article
        notes = [said("The association certifies that the gift gives right to the tax reduction of: {law}.", law=law)]
    if receipt.annulled_on is not None:
        notes.insert(0, said("Annulled on {day}: {reason}", day=receipt.annulled_on, reason=receipt.reason))
    return Sheet(
        title=said("Tax receipt") if receipt.kind == "tax" else said("Receipt for a gift"),
        subtitle=said("Number {number}, issued on {day}", number=receipt.number, day=receipt.issued_on),
        coop=name_of_coop(unit),
        facts=[
            (said("Donor"), donor), (said("Amount"), Money(gift.amount, gift.currency)),
            (said("Received on"), gift.received_on),
            (said("Kind"), said("Sponsorship, in money") if gift.kind == "sponsorship" else said("Donation, in money")),
            (said("SIREN"), str(unit.rules.statutes("identity.siren", "").value)),
        ],
        notes=notes, signatures=[said("For the cooperative")],
    )  # fmt: skip


def funding_sheet(unit: Unit, table: dict[str, Any]) -> Sheet:
    """Return the table of funding by period, with a bar for each source's kind."""
    zero = Money(0, unit.currency)
    kinds = list(dict.fromkeys(row["kind"] for row in table["rows"]))
    series = [
        [sum((row["amounts"][place] for row in table["rows"] if row["kind"] == kind), zero)
         for place in range(len(table["columns"]))]
        for kind in kinds
    ]  # fmt: skip
    title = said("Money received")
    chart = Bars(title, labels=table["columns"], values=table["totals"])
    if kinds:
        chart = Bars(title, labels=table["columns"], series=series, names=[KINDS[one] for one in kinds])
    return Sheet(
        title=said("Funding"), coop=name_of_coop(unit),
        subtitle=said("From {since} to {until}", since=table["since"], until=table["until"]),
        tables=[
            Table(
                [Column(said("Source")), Column(said("Kind")),
                 *(Column(column, "amount") for column in table["columns"]), Column(said("Total"), "amount"),
                 Column(said("Owed"), "amount"), Column(said("Awaited"), "amount")],
                [[row["label"] if row["source"] else KINDS[row["kind"]], KINDS[row["kind"]], *row["amounts"],
                  row["total"], row["owed"], row["awaited"]] for row in table["rows"]],
                title=said("Money received by source"),
                totals=[said("Total"), None, *table["totals"], table["total"],
                        sum((row["owed"] for row in table["rows"]), zero),
                        sum((row["awaited"] for row in table["rows"]), zero)],
            ),
            Table(
                [Column(said("Level")), Column(said("Granted in three years"), "amount")],
                [[KINDS[one["kind"]], one["granted"]] for one in table["subsidies_over_three_years"]],
                title=said("Subsidies granted over three years"),
            ),
        ],
        charts=[chart],
    )  # fmt: skip
