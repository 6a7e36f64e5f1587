"""Agreements of cooperation groups with the parts of each person, version by version."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


@audited()
class GroupAgreement(Base):  # type: ignore[misc,valid-type]
    """What the people of a group agreed upon, from a day on until the next version that all have signed.

    Invariant: the parts of one version sum to one exactly, and never change; another split is another version.
    """

    __tablename__ = "group_agreements"

    group_id: Mapped[str] = mapped_column(ForeignKey("cooperation_groups.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    effective_on: Mapped[date]
    # Where the text that was signed is kept.
    reference: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(subject="party_id")
class AgreementPart(Base):  # type: ignore[misc,valid-type]
    """A person's part of the pay in an agreement, an exact fraction such as ``1/3``, and when it was signed."""

    __tablename__ = "group_agreement_parts"

    group_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    part: Mapped[str]
    signed_on: Mapped[date | None]
