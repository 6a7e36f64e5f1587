"""What a cooperative's books know besides the general chart: own accounts and policies, auxiliaries, names, axes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("ledger")


class OwnAccount(Base):  # type: ignore[misc,valid-type]
    """An account that refines one of the general chart; it takes auxiliaries if that one does."""

    __tablename__ = "own_accounts"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    third_party: Mapped[bool]
    since: Mapped[date]


class Auxiliary(Base):  # type: ignore[misc,valid-type]
    """Who or what may stand behind a line, by id alone; its name, if told, stands in ``auxiliary_names``."""

    __tablename__ = "auxiliaries"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    since: Mapped[date]


class AuxiliaryName(Base):  # type: ignore[misc,valid-type]
    """Who an auxiliary is, by name: joined on output only, corrected by a new word, kept as long as the books.

    ``words`` are a person's name as labels are searched for it (``names.words_of``); an organisation has none.
    """

    __tablename__ = "auxiliary_names"
    __table_args__ = (
        CheckConstraint("party IN ('person', 'organisation')", name="party"),
        Index("ix_auxiliary_names_words", "words", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    party: Mapped[str]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recorded_at: Mapped[Moment]


class AxisValue(Base):  # type: ignore[misc,valid-type]
    """A value that lines may carry on an analytic axis; ``label`` is for readers, and never a person's name."""

    __tablename__ = "axis_values"
    __table_args__ = (
        CheckConstraint("axis IN ('activity', 'establishment', 'working_group', 'funding_source')", name="axis"),
    )

    axis: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class AccountPolicy(Base):  # type: ignore[misc,valid-type]
    """What a cooperative forbids on an account beyond what the chart does.

    ``floor_side`` is the side on which the balance must stay, ``debit`` or ``credit`` (None: either); the balance is
    that of the account, or with ``each_auxiliary`` of each auxiliary in it.
    """

    __tablename__ = "account_policies"
    __table_args__ = (CheckConstraint("floor_side IN ('debit', 'credit')", name="floor_side"),)

    account: Mapped[str] = mapped_column(primary_key=True)
    floor_side: Mapped[str | None]
    each_auxiliary: Mapped[bool]
    requires_auxiliary: Mapped[bool]
    set_by: Mapped[str]
    set_at: Mapped[Moment]
