"""Takes loans of members and banks, pays them back, and shows how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.calendar import months_later
from services.commons.documents import written
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit, page_of
from services.ledger.capital.contract import UnknownMember
from services.ledger.capital.tables import Member
from services.ledger.funding import lending
from services.ledger.funding.actions.sources import source_of
from services.ledger.funding.contract import loans as contract
from services.ledger.funding.loan_views import shown, shown_line, standing
from services.ledger.funding.rules import Terms
from services.ledger.funding.sheets import loan_sheet
from services.ledger.funding.tables import Loan
from services.ledger.journal.posting import share_the_book


@answers(contract.lend_as_member)
def lend_as_member(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take a member's loan within what the statutes allow; it is money, not a share, and carries no vote."""
    share_the_book(unit)
    member = unit.session.scalar(select(Member).where(Member.id == member_id).with_for_update())
    if member is None:
        raise UnknownMember(member_id=member_id)
    drawn_on = body["drawn_on"] or unit.today
    if member.left_on is not None and member.left_on <= drawn_on:
        raise contract.MemberLoanNeedsMember(member_id=member_id, left_on=member.left_on)
    _check_statutes(unit, member_id, body, drawn_on)
    lock_up = body["lock_up_months"]
    least = unit.rules_on(drawn_on).statutes("economy.member_loans.lock_up_months", 0).value
    months = least if lock_up is None else max(lock_up, least)
    locked_until = months_later(drawn_on, months) if months else None
    return _drawn(unit, "member", source_of(unit, body["source"], ["member_loan"]).slug, member_id, body, locked_until)


@answers(contract.draw_loan)
def draw_loan(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Draw a bank loan."""
    share_the_book(unit)
    return _drawn(unit, "bank", source_of(unit, body["source"], ["bank_loan"]).slug, body["lender"], body, None)


def _check_statutes(unit: Unit, member_id: str, body: dict[str, Any], day: date) -> None:
    rules = unit.rules_on(day)
    ceiling = rules.statutes("economy.member_loans.rate_maximum", None)
    if ceiling.value is not None and body["rate"] > ceiling.fraction:
        raise contract.LoanRateAboveCeiling(article=ceiling.article, maximum=ceiling.fraction, rate=body["rate"])
    most = rules.statutes("economy.member_loans.amount_maximum", None)
    if most.value is None or body["amount"].currency != unit.currency:
        return
    balances = select(func.coalesce(func.sum(Loan.balance), 0)).where(Loan.kind == "member", Loan.lender == member_id)
    held = Money(int(unit.session.scalar(balances) or 0), unit.currency)
    if held + body["amount"] > most.money(unit.currency):
        raise contract.MemberLoansAboveCeiling(
            article=most.article, member_id=member_id, held=held, amount=body["amount"],
            maximum=most.money(unit.currency),
        )  # fmt: skip


def _drawn(
    unit: Unit, kind: str, source: str, lender: str, body: dict[str, Any], locked_until: date | None
) -> dict[str, Any]:
    amount: Money = body["amount"]
    terms = Terms(body["rate"], body["months"], body["every_months"], body["method"])
    if amount.minor < terms.periods:
        raise contract.LoanTooSmall(amount=amount, periods=terms.periods)
    drawn_on = body["drawn_on"] or unit.today
    if body["first_due_on"] <= drawn_on:
        raise contract.FirstInstalmentTooEarly(first_due_on=body["first_due_on"], drawn_on=drawn_on)
    loan = Loan(
        id=new_id("loa"), kind=kind, source=source, lender=lender, amount=amount.minor, currency=amount.currency,
        rate=str(body["rate"]), months=terms.months, every_months=terms.every_months, method=terms.method,
        drawn_on=drawn_on, first_due_on=body["first_due_on"], locked_until=locked_until, reference=body["reference"],
        state="open", balance=amount.minor, accrued=0, paid=0, version=1, recorded_at=unit.now,
    )  # fmt: skip
    lending.check_lender(unit, lender)
    lending.draw(unit, loan, lending.Paid(drawn_on, body["account"], body["reference"]))
    return shown(unit, loan)


@answers(contract.pay_loan)
def pay_loan(unit: Unit, loan_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Pay the next instalment."""
    loan = lending.locked_loan(unit, loan_id)
    lending.pay(unit, loan, body["number"], _paid(unit, body))
    return shown(unit, loan)


@answers(contract.repay_loan_early)
def repay_loan_early(unit: Unit, loan_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Pay principal back before it is due."""
    loan = lending.locked_loan(unit, loan_id)
    lending.check_open(loan)
    paid = _paid(unit, body)
    if loan.locked_until is not None and paid.on < loan.locked_until:
        raise contract.LoanLockedUp(loan_id=loan_id, locked_until=loan.locked_until)
    amount = body["amount"] or Money(loan.balance, loan.currency)
    lending.repay(unit, loan, amount, body["penalty"] or Money(0, loan.currency), paid)
    return shown(unit, loan)


@answers(contract.accrue_loan_interest)
def accrue_loan_interest(unit: Unit, loan_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Book the interest that has run."""
    loan = lending.locked_loan(unit, loan_id)
    lending.accrue(unit, loan, body["until"])
    return shown(unit, loan)


@answers(contract.correct_loan)
def correct_loan(unit: Unit, loan_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Undo what happened last."""
    loan = lending.locked_loan(unit, loan_id)
    lending.correct(unit, loan, body["movement"], body["day"])
    return shown(unit, loan)


def _paid(unit: Unit, body: dict[str, Any]) -> lending.Paid:
    return lending.Paid(body["paid_on"] or unit.today, body["account"], body["reference"])


@answers(contract.get_loan)
def get_loan(unit: Unit, loan_id: str, as_of: date | None) -> dict[str, Any]:
    """Show a loan as it stood on a day."""
    return shown(unit, _held(unit, loan_id), as_of or unit.today)


@answers(contract.list_loans)
def list_loans(
    unit: Unit, kind: str | None, lender: str | None, as_of: date | None, limit: int, cursor: str | None
) -> Listed:
    """List loans in the order they were recorded."""
    found = select(Loan)
    for column, value in ((Loan.kind, kind), (Loan.lender, lender)):
        found = found if value is None else found.where(column == value)
    page = page_of(unit.session, found, key=[Loan.id], limit=limit, cursor=cursor)
    day = as_of or unit.today
    rows: Sequence[Loan] = page.data
    stood = standing(unit, rows, day)
    return Listed([shown_line(row, stood[row.id], day) for row in rows], page.next_cursor)


@answers(contract.get_loan_document)
def get_loan_document(
    unit: Unit, loan_id: str, as_of: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write a loan's statement."""
    day = as_of or unit.today
    sheet = loan_sheet(unit, shown(unit, _held(unit, loan_id), day))
    return written(unit, sheet, format, language, cursor, name=f"loan-{loan_id}-{day.isoformat()}")


def _held(unit: Unit, loan_id: str) -> Loan:
    row = unit.session.get(Loan, loan_id)
    if row is None:
        raise contract.UnknownLoan(loan_id=loan_id)
    return row

