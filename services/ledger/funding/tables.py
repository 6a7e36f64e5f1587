"""Sources of funding; subsidies and what became of them; gifts and their receipts; loans and their schedules."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class FundingSource(Base):  # type: ignore[misc,valid-type]
    """A source of funding: a value of the analytic axis ``funding_source``, which expense lines may carry."""

    __tablename__ = "funding_sources"

    slug: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    label: Mapped[str]
    since: Mapped[date]


class Subsidy(Base):  # type: ignore[misc,valid-type]
    """A subsidy as agreed with a funder; each has a source of its own, by which its expenses are told apart.

    The sums are what its movements add up to, in minor units; the row is locked to change them.
    """

    __tablename__ = "subsidies"
    __table_args__ = (
        CheckConstraint("kind IN ('operating', 'investment')", name="kind"),
        CheckConstraint("received >= 0 AND reduced >= 0 AND received + reduced <= amount", name="received"),
        CheckConstraint("deferred >= 0 AND released >= 0", name="sums"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(unique=True)
    funder: Mapped[str]
    purpose: Mapped[str]
    conditions: Mapped[str | None]
    kind: Mapped[str]
    account: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    agreed_on: Mapped[date]
    period_from: Mapped[date]
    period_to: Mapped[date]
    # [[ISO day, minor units], …]: when the funder is expected to pay.
    instalments: Mapped[Any] = mapped_column(JSONB)
    # Of an investment subsidy: from when, and over how many months, it is released with the depreciation.
    release_from: Mapped[date | None]
    release_months: Mapped[int | None]
    received: Mapped[int]
    reduced: Mapped[int]
    # Of an operating subsidy: what waits in 487 for the next year. Of an investment subsidy: what was released (139).
    deferred: Mapped[int]
    released: Mapped[int]
    recorded_at: Mapped[Moment]


class SubsidyMovement(Base):  # type: ignore[misc,valid-type]
    """What happened to a subsidy: granted, received, reduced, deferred to the next year, released to income.

    A correction is a movement of the same kind below zero, linked to the one that it undoes, once.
    """

    __tablename__ = "subsidy_movements"
    __table_args__ = (
        CheckConstraint("kind IN ('grant', 'receipt', 'reduction', 'deferral', 'release')", name="kind"),
        CheckConstraint("(amount < 0) = (corrects IS NOT NULL) AND amount <> 0", name="amount"),
        Index("ix_subsidy_movements_subsidy", "subsidy_id"),
        Index("uq_subsidy_movements_corrects", "corrects", unique=True, postgresql_where=text("corrects IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    subsidy_id: Mapped[str]
    kind: Mapped[str]
    day: Mapped[date]
    amount: Mapped[int]
    reference: Mapped[str | None]
    entry: Mapped[int]
    corrects: Mapped[str | None]
    recorded_at: Mapped[Moment]


class Gift(Base):  # type: ignore[misc,valid-type]
    """Money given: a donation or sponsorship, by a known donor or by nobody who is named."""

    __tablename__ = "gifts"
    __table_args__ = (
        CheckConstraint("kind IN ('donation', 'sponsorship')", name="kind"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_gifts_received_on", "received_on"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    donor: Mapped[str | None]
    amount: Mapped[int]
    currency: Mapped[str]
    received_on: Mapped[date]
    reference: Mapped[str | None]
    entry: Mapped[int]
    # The entry that took it back, such as that of a cheque that was not honoured.
    reversed_by: Mapped[int | None]
    recorded_at: Mapped[Moment]


class GiftReceipt(Base):  # type: ignore[misc,valid-type]
    """A receipt for a gift; its number is never given twice and an annulled one stays in the register."""

    __tablename__ = "gift_receipts"
    __table_args__ = (
        CheckConstraint("kind IN ('plain', 'tax')", name="kind"),
        # One receipt in force for each gift.
        Index("uq_gift_receipts_gift_id", "gift_id", unique=True, postgresql_where=text("annulled_on IS NULL")),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gift_id: Mapped[str]
    kind: Mapped[str]
    issued_on: Mapped[date]
    annulled_on: Mapped[date | None]
    reason: Mapped[str | None]


class GiftReceiptCounter(Base):  # type: ignore[misc,valid-type]
    """The last number of the register of receipts; its row lock makes the numbers gapless."""

    __tablename__ = "gift_receipt_counter"

    only: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Loan(Base):  # type: ignore[misc,valid-type]
    """A loan of a member (455) or a bank (164); what it stands at is what its movements add up to.

    ``paid`` is the number of the last instalment paid, ``accrued`` the interest booked before it falls due.
    """

    __tablename__ = "loans"
    __table_args__ = (
        CheckConstraint("kind IN ('member', 'bank')", name="kind"),
        CheckConstraint("method IN ('constant_annuity', 'constant_capital', 'at_term')", name="method"),
        CheckConstraint("balance BETWEEN 0 AND amount", name="balance"),
        CheckConstraint("accrued >= 0 AND paid >= 0", name="sums"),
        Index("ix_loans_lender", "lender"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    lender: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    rate: Mapped[str]
    months: Mapped[int]
    every_months: Mapped[int]
    method: Mapped[str]
    drawn_on: Mapped[date]
    first_due_on: Mapped[date]
    locked_until: Mapped[date | None]
    reference: Mapped[str | None]
    state: Mapped[str]
    balance: Mapped[int]
    accrued: Mapped[int]
    paid: Mapped[int]
    # Which schedule is in force; an early repayment makes a new one.
    version: Mapped[int]
    recorded_at: Mapped[Moment]


class LoanInstalment(Base):  # type: ignore[misc,valid-type]
    """An instalment of one version of a loan's schedule."""

    __tablename__ = "loan_instalments"

    loan_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    principal: Mapped[int]
    interest: Mapped[int]


class LoanMovement(Base):  # type: ignore[misc,valid-type]
    """What happened to a loan, in order; ``principal`` is above zero when it is drawn, below when it is paid back.

    ``before`` is how the loan stood, so that the last movement can be undone by a correction, once.
    """

    __tablename__ = "loan_movements"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('draw_down', 'instalment', 'early_repayment', 'accrual', 'correction')", name="kind"
        ),
        Index("uq_loan_movements_corrects", "corrects", unique=True, postgresql_where=text("corrects IS NOT NULL")),
    )

    loan_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str]
    kind: Mapped[str]
    day: Mapped[date]
    principal: Mapped[int]
    interest: Mapped[int]
    penalty: Mapped[int]
    instalment: Mapped[int | None]
    reference: Mapped[str | None]
    entry: Mapped[int]
    corrects: Mapped[str | None]
    before: Mapped[Any] = mapped_column(JSONB)
    recorded_at: Mapped[Moment]


never_changes(SubsidyMovement.__table__)
never_changes(LoanInstalment.__table__)
never_changes(LoanMovement.__table__)
