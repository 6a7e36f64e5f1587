"""Links between the federation and its unions, as each side keeps them; who belongs to which union, and when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class Agreement:
    """What both sides said: who proposed it by which decision, who accepted it, who ended it and why."""

    union: Mapped[str]
    kind: Mapped[str]
    proposed_on: Mapped[date]
    # The reference of the decision of each side, such as that of a board's minutes.
    decision: Mapped[str]
    accepted_on: Mapped[date | None]
    acceptance: Mapped[str | None]
    # The last day; both sides may end it.
    ended_on: Mapped[date | None]
    ended_by: Mapped[str | None]
    reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject="party_id")
class UnionLink(Agreement, Base):  # type: ignore[misc,valid-type]
    """A link at the federation; its union is a party in the register, and a ``tenant`` if it runs the suite."""

    __tablename__ = "union_links"
    __table_args__ = (
        CheckConstraint("kind IN ('regional', 'trade')", name="kind"),
        Index("uq_union_links_running", "union", unique=True, postgresql_where=text("ended_on IS NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    tenant: Mapped[str | None]


@audited()
class UnionInvitation(Agreement, Base):  # type: ignore[misc,valid-type]
    """A link at the union, which says yes or no."""

    __tablename__ = "union_invitations"

    federation: Mapped[str] = mapped_column(primary_key=True)
    link_id: Mapped[str] = mapped_column(primary_key=True)


@audited(subject="member_id")
class UnionMembership(Base):  # type: ignore[misc,valid-type]
    """A time in which a member of the federation belongs to a union; both days are inclusive."""

    __tablename__ = "union_memberships"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="forwards"),
        Index("uq_union_memberships_running", "union", "member_id", unique=True,
              postgresql_where=text("ends_on IS NULL")),
        Index("ix_union_memberships_member_id", "member_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    union: Mapped[str]
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # The trade by which it belongs to a trade federation.
    activity: Mapped[str | None]
    recorded_at: Mapped[Moment]
