"""Members as the register knows them, the shares they hold, and the register of movements.

Invariants, kept by constraints as well as by the code:
- nobody gives what is not held: what is left of a subscription never falls below nothing;
- a movement adds to shares, called capital, paid-up capital and sums to repay exactly what its kind says;
- a membership ends once, and no instalment is paid beyond its amount.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of
from services.ledger.journal.tables import never_changes

Base = tables_of("ledger")


class Member(Base):  # type: ignore[misc,valid-type]
    """A member or accepted applicant, as membership told; filled by its events alone."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str]
    category: Mapped[str]
    admitted_on: Mapped[date | None]
    left_on: Mapped[date | None]
    # Whom the register merged this one into; what was bought under this id is the survivor's.
    merged_into: Mapped[str | None]


class Employment(Base):  # type: ignore[misc,valid-type]
    """A contract of employment, as membership told; ``person_id`` is the member's id when the person is a member."""

    __tablename__ = "employments"
    __table_args__ = (Index("ix_employments_person", "person_id"), Index("ix_employments_member", "member_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    member_id: Mapped[str | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class Subscription(Base):  # type: ignore[misc,valid-type]
    """Shares that one member got at once: subscribed, by transfer or by conversion.

    ``count``, ``unit_price`` and ``amount`` are as they were got, ``paid`` all that was ever paid of ``amount``.
    ``held`` shares of it are left, which stand for ``called`` capital, of which ``paid_up`` is paid (minor units).
    """

    __tablename__ = "share_subscriptions"
    __table_args__ = (
        CheckConstraint("count > 0", name="count"),
        CheckConstraint("paid BETWEEN 0 AND amount", name="paid"),
        CheckConstraint("origin <> 'subscription' OR amount = count * unit_price", name="amount"),
        CheckConstraint("origin IN ('subscription', 'transfer', 'conversion')", name="origin"),
        CheckConstraint("held BETWEEN 0 AND count", name="held"),
        CheckConstraint("0 <= paid_up AND paid_up <= called AND called <= amount AND paid_up <= paid", name="called"),
        CheckConstraint("held > 0 OR called = 0", name="left"),
        Index("ix_share_subscriptions_member", "member_id"),
        Index("ux_share_subscriptions_external_id", "external_id", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    share_type: Mapped[str]
    origin: Mapped[str]
    count: Mapped[int]
    unit_price: Mapped[int]
    amount: Mapped[int]
    paid: Mapped[int]
    held: Mapped[int]
    called: Mapped[int]
    paid_up: Mapped[int]
    subscribed_on: Mapped[date]
    reason: Mapped[str]
    # None where imported books held it already.
    entry: Mapped[int | None]
    # Its name in the sheet that it came with, if it had one there.
    external_id: Mapped[str | None]

    @property
    def outstanding(self) -> int:
        """What is called and not paid, in minor units."""
        return self.called - self.paid_up


# What each kind of movement adds to shares, called capital, paid-up capital and sums to repay.
EFFECTS = """CASE kind
    WHEN 'subscription' THEN count > 0 AND amount = count * unit_price
         AND (shares, called, paid, owed) = (count, amount, 0, 0)
    WHEN 'payment' THEN count = 0 AND amount > 0 AND (shares, called, paid, owed) = (0, 0, amount, 0)
    WHEN 'payment_return' THEN count = 0 AND amount < 0 AND (shares, called, paid, owed) = (0, 0, amount, 0)
    WHEN 'transfer_out' THEN count < 0 AND (shares, called, paid, owed) = (count, amount, amount, 0)
    WHEN 'transfer_in' THEN count > 0 AND (shares, called, paid, owed) = (count, amount, amount, 0)
    WHEN 'conversion' THEN count <> 0 AND (shares, called, paid, owed) = (count, amount, amount, 0)
    WHEN 'redemption_request' THEN count > 0 AND (shares, called, paid, owed, amount) = (0, 0, 0, 0, 0)
    WHEN 'cancellation' THEN count < 0 AND (shares, called) = (count, amount) AND called <= paid AND owed = -paid
    WHEN 'cancellation_return' THEN count > 0 AND (shares, called) = (count, amount) AND called >= paid
         AND owed = -paid
    WHEN 'loss_restoration' THEN count = 0 AND shares = 0 AND amount > 0 AND (called, paid, owed) = (amount, amount, 0)
    WHEN 'loss_reduction' THEN count = 0 AND shares = 0 AND amount < 0
         AND ((called, paid, owed) = (amount, amount, 0) OR (called, paid, owed) = (0, 0, amount))
    WHEN 'redemption' THEN count = 0 AND amount < 0 AND (shares, called, paid, owed) = (0, 0, 0, amount)
    WHEN 'redemption_return' THEN count = 0 AND amount > 0 AND (shares, called, paid, owed) = (0, 0, 0, amount)
    ELSE false END"""


class Movement(Base):  # type: ignore[misc,valid-type]
    """A line of the share movement register: never changed, its number never given twice and without gaps.

    ``count`` and ``amount`` say what it is about, what comes above zero and what goes below; ``shares``, ``called``,
    ``paid`` and ``owed`` what it adds to the shares held, to accounts 1012 and 1013 together, to 1013, and to 4567.
    """

    __tablename__ = "share_movements"
    __table_args__ = (
        CheckConstraint(EFFECTS, name="effects"),
        CheckConstraint("signed_on <= effective_on OR kind <> 'redemption_request'", name="signed"),
        Index("ix_share_movements_member", "member_id"),
        Index("ix_share_movements_subscription", "subscription_id"),
        Index("ix_share_movements_effective_on", "effective_on"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str]
    kind: Mapped[str]
    member_id: Mapped[str]
    # The shares it moves, or the redemption that it pays; a cancellation names both.
    subscription_id: Mapped[str | None]
    redemption_id: Mapped[str | None]
    share_type: Mapped[str | None]
    count: Mapped[int]
    unit_price: Mapped[int]
    amount: Mapped[int]
    shares: Mapped[int]
    called: Mapped[int]
    paid: Mapped[int]
    owed: Mapped[int]
    signed_on: Mapped[date]
    effective_on: Mapped[date]
    reason: Mapped[str]
    reference: Mapped[str | None]
    # Who paid, where it was not the member.
    payer: Mapped[str | None]
    # A request books nothing; nor does what imported books held already.
    entry: Mapped[int | None]
    recorded_at: Mapped[Moment]


class MovementCounter(Base):  # type: ignore[misc,valid-type]
    """The last number of the movement register; its row lock makes the numbers gapless."""

    __tablename__ = "share_movement_counter"

    only: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Redemption(Base):  # type: ignore[misc,valid-type]
    """Shares to be repaid: requested → cancelled (owed on 4567) → valued at closing → scheduled → redeemed.

    Or ``annulled``: the membership runs on, since the vote that ended it was annulled.

    ``left_on`` is the last day of the membership that ended, None for a part that a member who stays asks back.
    ``nominal`` is what was paid up on the shares, ``loss`` their part of the losses of ``year``'s closing.
    """

    __tablename__ = "share_redemptions"
    __table_args__ = (
        CheckConstraint(
            "state IN ('requested', 'cancelled', 'valued', 'scheduled', 'redeemed', 'annulled')", name="state"
        ),
        CheckConstraint("state = 'annulled' OR (state = 'requested') = (cancelled_on IS NULL)", name="cancelled"),
        CheckConstraint("0 <= paid AND paid <= nominal - coalesce(loss, nominal)", name="paid"),
        CheckConstraint("loss BETWEEN 0 AND nominal", name="loss"),
        CheckConstraint("loss IS NOT NULL OR state IN ('requested', 'cancelled', 'annulled')", name="valued"),
        CheckConstraint("state <> 'redeemed' OR paid = nominal - loss", name="redeemed"),
        CheckConstraint("cancelled_on > left_on", name="after_membership"),
        # The same membership does not end twice.
        Index("uq_share_redemptions_member_id_left_on", "member_id", "left_on", unique=True,
              postgresql_where=text("state <> 'annulled'")),
        Index("uq_share_redemptions_leaving", "member_id", unique=True,
              postgresql_where=text("state = 'requested'")),
        Index("ix_share_redemptions_year", "year"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    count: Mapped[int]
    requested_on: Mapped[date]
    left_on: Mapped[date | None]
    # The first day on which the shares are no longer held; and the fiscal year at whose closing they are valued.
    cancelled_on: Mapped[date | None]
    year: Mapped[int]
    nominal: Mapped[int]
    unpaid: Mapped[int]
    loss: Mapped[int | None]
    valued_on: Mapped[date | None]
    paid: Mapped[int]

    @property
    def value(self) -> int:
        """What is to be repaid in all, in minor units; nothing before it is valued."""
        return 0 if self.loss is None else self.nominal - self.loss


class Instalment(Base):  # type: ignore[misc,valid-type]
    """A part of a redemption and the day on which it falls due."""

    __tablename__ = "share_instalments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("paid BETWEEN 0 AND amount", name="paid"),
        Index("ix_share_instalments_due", "due_on", postgresql_where=text("paid < amount")),
    )

    redemption_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    amount: Mapped[int]
    paid: Mapped[int]


never_changes(Movement.__table__)
