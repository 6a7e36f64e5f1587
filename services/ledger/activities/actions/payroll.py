"""Books the pay of people on the activities that bear it, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.storage import Listed, Unit
from services.ledger.activities import contract
from services.ledger.activities.actions.revenues import told_page
from services.ledger.activities.contract import refusals
from services.ledger.activities.recording import Place, cancel, gross, held, places_named, record, shown
from services.ledger.activities.sheets import AMOUNTS, PayLine, payroll_lines
from services.ledger.activities.tables import PayrollEntry
from services.ledger.journal.posting import hold_the_book
from services.ledger.journal.rules import Draft, DraftLine
from services.ledger.sheets import money_of

WAGES, EMPLOYER_CHARGES = "641", "645"
PAY_DUE, SOCIAL_BODIES, INCOME_TAX = "421", "431", "4421"


@dataclass(frozen=True)
class Pay:
    """A person's pay of a month that an activity bears; ``day`` is the month's last."""

    prefix: ClassVar[str] = "prl"
    place: Place
    day: date
    person_id: str
    gross: Money
    employer_charges: Money
    employee_charges: Money
    income_tax: Money
    net: Money

    @property
    def external_id(self) -> str:
        """What names it everywhere: month, person, activity."""
        return f"{self.day:%Y-%m}|{self.person_id}|{self.place.id}"

    def columns(self) -> dict[str, Any]:
        """Return what the row says."""
        return {
            "activity_id": self.place.id, "day": self.day, "person_id": self.person_id,
            **{name: getattr(self, name).minor for name in AMOUNTS},
        }  # fmt: skip

    def draft(self, identifier: str) -> Draft:
        """Return the entry: D 641 gross, D 645 / C 421 net of the person, C 431 all charges, C 4421 income tax."""
        parts = self.employee_charges + self.income_tax + self.net
        if parts != self.gross:
            raise refusals.PayrollUnbalanced(gross=str(self.gross), parts=str(parts))
        axes, currency = self.place.axes_on(self.day), self.gross.currency
        charges = gross(self.employer_charges, self.employee_charges).minor
        lines = [
            DraftLine(WAGES, self.gross.minor, currency, **axes),
            DraftLine(EMPLOYER_CHARGES, self.employer_charges.minor, currency, **axes),
            DraftLine(PAY_DUE, -self.net.minor, currency, auxiliary=self.person_id, **axes),
            DraftLine(SOCIAL_BODIES, -charges, currency, **axes),
            DraftLine(INCOME_TAX, -self.income_tax.minor, currency, **axes),
        ]
        month = f"{self.day:%Y-%m}"
        return Draft("payroll", self.day, f"Pay {month} of {self.person_id}, activity {self.place.code}",
                     tuple(line for line in lines if line.amount), month, {"source": identifier})  # fmt: skip

    def differs(self) -> refusals.PayrollEntryDiffers:
        """Return the refusal of the same month, person and activity with other values."""
        return refusals.PayrollEntryDiffers(
            month=f"{self.day:%Y-%m}", person=self.person_id, activity=self.place.code
        )


def import_lines(unit: Unit, values: Sequence[PayLine], dry_run: bool) -> list[Verdict]:
    """Book the pay of many lines, and skip what was booked before."""
    hold_the_book(unit)
    places = places_named(unit, [value.activity for value in values])
    paid = [
        Pay(places[value.activity], value.month, value.person, *(money_of(one, unit.currency) for one in value.amounts))
        for value in values
    ]
    recorded = record(unit, PayrollEntry, paid, recorded_at=unit.now)
    return [Verdict("created" if new else "skipped", row.id) for row, new in recorded]


@answers(contract.import_payroll_entries, items=payroll_lines, together=import_lines)
def import_line(unit: Unit, value: PayLine, dry_run: bool) -> Verdict:
    """Book one line's pay, or skip it when it was booked before."""
    return import_lines(unit, [value], dry_run)[0]


@answers(contract.cancel_payroll_entry)
def cancel_payroll_entry(unit: Unit, payroll_entry_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Cancel a pay; the same month, person and activity may then be imported anew."""
    row = held(unit, PayrollEntry, payroll_entry_id, "payroll entry")
    cancel(unit, row, body["date"], [row.entry])
    return _shown(unit, row)


@answers(contract.list_payroll_entries)
def list_payroll_entries(
    unit: Unit, activity_id: str | None, since: date | None, until: date | None, limit: int, cursor: str | None
) -> Listed:
    """List pay in the order of booking."""
    return told_page(unit, PayrollEntry, activity_id, since, until, limit, cursor, _shown)


def _shown(unit: Unit, row: PayrollEntry) -> dict[str, Any]:
    return shown(unit, row, *AMOUNTS, month=f"{row.day:%Y-%m}")
