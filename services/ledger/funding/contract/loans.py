"""Loans of members and banks: drawn, accrued, paid by instalments or early; their schedules and balances."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, QuerySchema, Rate, Schema, Slug, Text
from services.commons.documents import PRODUCES, DocumentQuery
from services.ledger.capital.contract import UnknownMember
from services.ledger.contract import ledger
from services.ledger.funding.rules import METHODS
from services.ledger.journal.contract import POSTING_REFUSALS

from .loan_refusals import (
    FirstInstalmentTooEarly,
    InstalmentOutOfTurn,
    LoanEnded,
    LoanLockedUp,
    LoanRateAboveCeiling,
    LoanTooSmall,
    MemberLoanNeedsMember,
    MemberLoansAboveCeiling,
    NothingAccrued,
    NotLastMovement,
    RepaymentAboveBalance,
    UnknownLender,
    UnknownLoan,
)
from .shapes import AsOf, treasury_account
from .sources import FundingSourceOfOtherKind, UnknownFundingSource

MOST_MONTHS = 480
FINEST = 10**6  # a rate has at most six decimals, so that schedules stay quick to compute


class LoanTerms(Schema):
    """What is lent, at which nominal yearly rate, for how many months, paid back how.

    A period's interest is rate × months of the period / 12 on the balance, rounded half up; the last instalment takes
    the rest. ``at_term`` pays interest each period and the principal at the end.
    """

    amount = Amount(required=True)
    rate = Rate(required=True)
    months = Count(least=1, most=MOST_MONTHS, required=True)
    every_months = Count(load_default=1, least=1, most=12)
    method = fields.String(load_default="constant_annuity", validate=validate.OneOf(METHODS))
    drawn_on = Day(load_default=None, allow_none=True)
    first_due_on = Day(required=True)
    account = treasury_account()
    reference = Text(most=80, load_default=None, allow_none=True)

    @ma.validates_schema
    def _fits(self, data: dict[str, Any], **options: Any) -> None:
        rate: Fraction = data["rate"]
        if not 0 <= rate <= Fraction(1, 2) or rate.denominator > FINEST:
            raise ma.ValidationError("Write a rate from 0 to 0.5 with at most six decimals.", "rate")
        if data["months"] % data["every_months"]:
            raise ma.ValidationError("The months are not a whole number of periods.", "every_months")
        latest = max(data["first_due_on"], data["drawn_on"] or data["first_due_on"])
        if latest.year + data["months"] // 12 > 9900:
            raise ma.ValidationError("This lies too far ahead.", "first_due_on")


class NewMemberLoan(LoanTerms):
    """Money that a member lends beyond the shares: it has no vote. ``source`` is one of the kind member_loan."""

    source = Slug(required=True)
    lock_up_months = Count(least=0, most=120, load_default=None, allow_none=True)


class NewLoan(LoanTerms):
    """A loan of a bank, or of another lender that is an auxiliary of the books."""

    source = Slug(required=True)
    lender = Text(most=60, required=True)


class NewLoanPayment(Schema):
    """The payment of the next instalment; its number may be said, so that none is paid twice."""

    number = Count(least=1, most=10_000, load_default=None, allow_none=True)
    paid_on = Day(load_default=None, allow_none=True)
    account = treasury_account()
    reference = Text(most=80, load_default=None, allow_none=True)


class NewEarlyRepayment(Schema):
    """Principal paid back before it is due, with the interest that has run on it; all that is owed if not said."""

    amount = Amount(load_default=None, allow_none=True)
    penalty = Amount(zero=True, load_default=None, allow_none=True)
    paid_on = Day(load_default=None, allow_none=True)
    account = treasury_account()
    reference = Text(most=80, load_default=None, allow_none=True)


class NewAccrual(Schema):
    """The day until which interest is booked, such as the end of a fiscal year."""

    until = Day(required=True)


class NewCorrection(Schema):
    """Undoes what happened last to a loan; dated as it was if no day is given."""

    movement = Text(most=60, required=True)
    day = Day(load_default=None, allow_none=True)


class Instalment(Schema):
    """An instalment: what it is made of, what is owed after it, and whether it was paid."""

    number = fields.Integer()
    due_on = fields.Date()
    principal = Amount(zero=True)
    interest = Amount(zero=True)
    total = Amount(zero=True)
    balance = Amount(zero=True)
    paid_on = fields.Date(allow_none=True)


class LoanMovement(Schema):
    """What happened to a loan, with the entry that booked it; principal is below zero when it is paid back."""

    id = fields.String()
    kind = fields.String(
        validate=validate.OneOf(["draw_down", "instalment", "early_repayment", "accrual", "correction"])
    )
    date = fields.Date()
    principal = Amount(signed=True)
    interest = Amount(signed=True)
    penalty = Amount(signed=True)
    instalment = fields.Integer(allow_none=True)
    reference = fields.String(allow_none=True)
    corrects = fields.String(allow_none=True)
    entry = fields.String()


class LoanLine(Schema):
    """A loan on a day: its terms and its balance."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(["member", "bank"]))
    source = fields.String()
    lender = fields.String()
    amount = Amount()
    rate = Rate()
    months = fields.Integer()
    every_months = fields.Integer()
    method = fields.String()
    drawn_on = fields.Date()
    first_due_on = fields.Date()
    locked_until = fields.Date(allow_none=True)
    reference = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(["open", "paid_back", "cancelled"]))
    as_of = fields.Date()
    balance = Amount(zero=True)
    accrued = Amount(zero=True)


class Loan(LoanLine):
    """A loan on a day with its schedule, the instalments paid and to come, and what happened to it."""

    interest_to_come = Amount(zero=True)
    schedule = fields.List(fields.Nested(Instalment))
    movements = fields.List(fields.Nested(LoanMovement))


class LoansQuery(QuerySchema):
    """Which loans: of members or banks, of one lender."""

    kind = fields.String(load_default=None, validate=validate.OneOf(["member", "bank"]))
    lender = Text(most=60, load_default=None)
    as_of = Day(load_default=None)


class LoanDocumentQuery(DocumentQuery, AsOf):
    """The day of the statement, and how it is written."""


DRAWING = (
    UnknownFundingSource, FundingSourceOfOtherKind, LoanTooSmall, FirstInstalmentTooEarly, UnknownLender,
    *POSTING_REFUSALS,
)  # fmt: skip
lend_as_member = ledger.command(
    "lend_as_member", "POST /members/{member_id}/loans", body=NewMemberLoan, returns=Loan, scope="funding:write",
    refuses=[UnknownMember, MemberLoanNeedsMember, LoanRateAboveCeiling, MemberLoansAboveCeiling, *DRAWING],
    summary="Take a loan of a member: D 512 / C 4551; it carries no vote",
)  # fmt: skip
draw_loan = ledger.command(
    "draw_loan", "POST /loans", body=NewLoan, returns=Loan, scope="funding:write", refuses=DRAWING,
    summary="Draw a bank loan: D 512 / C 164, with its exact schedule",
)  # fmt: skip
pay_loan = ledger.command(
    "pay_loan", "POST /loans/{loan_id}/payments", body=NewLoanPayment, returns=Loan, scope="funding:write",
    refuses=[UnknownLoan, LoanEnded, InstalmentOutOfTurn, *POSTING_REFUSALS],
    summary="Pay the next instalment: D 164 or 4551 and D 6611 or 6615 / C 512",
)  # fmt: skip
repay_loan_early = ledger.command(
    "repay_loan_early", "POST /loans/{loan_id}/early-repayments", body=NewEarlyRepayment, returns=Loan,
    scope="funding:write", refuses=[UnknownLoan, LoanEnded, LoanLockedUp, RepaymentAboveBalance, *POSTING_REFUSALS],
    summary="Pay principal back early, in part or whole; the schedule is made anew over the instalments left",
)  # fmt: skip
accrue_loan_interest = ledger.command(
    "accrue_loan_interest", "POST /loans/{loan_id}/accruals", body=NewAccrual, returns=Loan, scope="funding:write",
    refuses=[UnknownLoan, LoanEnded, NothingAccrued, *POSTING_REFUSALS],
    summary="Book the interest that has run until a day: D 6611 / C 1688, or D 6615 / C 4558",
)  # fmt: skip
correct_loan = ledger.command(
    "correct_loan", "POST /loans/{loan_id}/corrections", body=NewCorrection, returns=Loan, scope="funding:write",
    refuses=[UnknownLoan, NotLastMovement, *POSTING_REFUSALS],
    summary="Undo what happened last to a loan, by a linked counter-entry",
)  # fmt: skip
get_loan = ledger.query(
    "get_loan", "GET /loans/{loan_id}", returns=Loan, query=AsOf, scope="funding:read", refuses=[UnknownLoan],
    summary="Look at a loan: balance on a day, schedule and movements",
)  # fmt: skip
list_loans = ledger.query(
    "list_loans", "GET /loans", returns=LoanLine, query=LoansQuery, paged=True, scope="funding:read",
    summary="List the loans of members and banks",
)  # fmt: skip
get_loan_document = ledger.download(
    "get_loan_document", "GET /loans/{loan_id}/statement", produces=PRODUCES, query=LoanDocumentQuery,
    scope="funding:read", refuses=[UnknownLoan], summary="Write a loan's statement with its schedule",
)  # fmt: skip
