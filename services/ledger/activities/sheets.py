"""The sheets of what activities earn and spend, and of the pay that they bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import ValidationError, post_load, validates

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import DayCell, Row, read_sheet
from services.ledger.sheets import ACTIVITY, AMOUNT, DAY, EXTERNAL_ID, VAT, AmountCell, MonthCell

AMOUNTS = ("gross", "employer_charges", "employee_charges", "income_tax", "net")


@dataclass(frozen=True)
class RevenueLine:
    """One line of a sheet of revenue; amounts are decimals in the cooperative's currency."""

    activity: str
    day: date
    amount: str
    external_id: str
    vat: str | None = None
    received_on: date | None = None


@dataclass(frozen=True)
class ExpenseLine:
    """One line of a sheet of expenses; amounts are decimals in the cooperative's currency."""

    activity: str
    day: date
    amount: str
    account: str
    external_id: str
    vat: str | None = None
    supplier: str | None = None
    paid_from: str | None = None


@dataclass(frozen=True)
class PayLine:
    """One line of a payroll journal; amounts are decimals in the cooperative's currency."""

    month: date
    activity: str
    person: str
    amounts: tuple[str, ...]


class RevenueRow(Row):
    """What an activity sold, net of VAT, and when it was received."""

    names = {"activity": ACTIVITY, "date": DAY, "amount": AMOUNT, "vat": VAT, "external_id": EXTERNAL_ID,
             "received_on": ("Encaissé le", "Date d'encaissement", "Réglé le", "Paid on")}  # fmt: skip

    activity = Text(most=60, required=True)
    date = DayCell(required=True, attribute="day")
    amount = AmountCell(required=True)
    external_id = Text(most=80, required=True)
    vat = AmountCell(zero=True)
    received_on = DayCell()

    @post_load
    def _made(self, data: dict[str, Any], **kwargs: Any) -> RevenueLine:
        return RevenueLine(**data)


class ExpenseRow(Row):
    """What an activity spent, net of VAT: owed to a supplier, or paid from an account of money."""

    names = {"activity": ACTIVITY, "date": DAY, "amount": AMOUNT, "vat": VAT, "external_id": EXTERNAL_ID,
             "account": ("Compte", "Compte de charge", "N° de compte", "Account number"),
             "supplier": ("Fournisseur", "Code fournisseur", "Tiers"),
             "paid_from": ("Payé depuis", "Compte de paiement", "Réglé par")}  # fmt: skip

    activity = Text(most=60, required=True)
    date = DayCell(required=True, attribute="day")
    amount = AmountCell(required=True)
    account = Text(most=12, required=True)
    external_id = Text(most=80, required=True)
    vat = AmountCell(zero=True)
    supplier = Text(most=60)
    paid_from = Text(most=12)

    @validates("account")
    def _cost(self, value: str, **kwargs: Any) -> None:
        _check_account(value, "6")

    @validates("paid_from")
    def _money(self, value: str, **kwargs: Any) -> None:
        _check_account(value, "51", "53")

    @post_load
    def _made(self, data: dict[str, Any], **kwargs: Any) -> ExpenseLine:
        return ExpenseLine(**data)


class PayRow(Row):
    """A person's pay of a month that an activity bears."""

    names = {
        "month": ("Mois", "Période", "Period"), "activity": ACTIVITY,
        "person": ("Salarié", "Salariée", "Personne", "Matricule", "N° adhérent", "Identifiant", "Employee"),
        "gross": ("Brut", "Salaire brut", "Gross pay"),
        "employer_charges": ("Charges patronales", "Cotisations patronales", "Part patronale"),
        "employee_charges": ("Charges salariales", "Cotisations salariales", "Part salariale"),
        "income_tax": ("Impôt", "Prélèvement à la source", "PAS", "Impôt sur le revenu"),
        "net": ("Net", "Net à payer", "Net payé", "Net pay"),
    }  # fmt: skip
    needed = ("employer_charges", "employee_charges", "net")

    month = MonthCell(required=True)
    activity = Text(most=60, required=True)
    person = Text(most=60, required=True)
    gross = AmountCell(required=True)
    employer_charges = AmountCell(zero=True)
    employee_charges = AmountCell(zero=True)
    income_tax = AmountCell(zero=True)
    net = AmountCell(zero=True)

    @post_load
    def _made(self, data: dict[str, Any], **kwargs: Any) -> PayLine:
        return PayLine(data["month"], data["activity"], data["person"],
                       tuple(data.get(name, "0") for name in AMOUNTS))  # fmt: skip


def _check_account(value: str, *beginnings: str) -> None:
    if not (value.isascii() and value.isdigit() and len(value) >= 2 and value.startswith(beginnings)):
        raise ValidationError(f"is no account that begins with {' or '.join(beginnings)}.")


def revenue_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of revenue; what was told already is seen by its external id."""
    return read_sheet(content, RevenueRow(), unique=(), arguments=arguments)


def expense_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of expenses; what was told already is seen by its external id."""
    return read_sheet(content, ExpenseRow(), unique=(), arguments=arguments)


def payroll_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a payroll journal; what was booked already is seen by month, person and activity."""
    return read_sheet(content, PayRow(), unique=(), arguments=arguments)
