"""Support cases with their steps and documents, and the file of the cooperative that one may end in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, tables_of

from .checklists import KINDS

Base = tables_of("membership")


# Who reads the trail is not who handles the case: what a case is about is withheld from it.
@audited(withheld=("subject", "siren", "member_id", "contact", "workers", "summary", "outcome", "cooperative"))
class SupportCase(Base):  # type: ignore[misc,valid-type]
    """A case, read by nobody but who handles it: ``open → completed | abandoned``.

    ``handled_by`` is the union that leads it (None: this organisation itself); who asks for support need be no member.
    """

    __tablename__ = "support_cases"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("state IN ('open', 'completed', 'abandoned')", name="state"),
        CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="closed"),
        Index("ix_support_cases_handled_by", "handled_by", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    handled_by: Mapped[str | None]
    # Who is supported: an organisation or a project by its name, and the party when it stands in the register.
    subject: Mapped[str]
    siren: Mapped[str | None]
    member_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    contact: Mapped[str | None]
    workers: Mapped[int | None]
    summary: Mapped[str | None]
    state: Mapped[str]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    outcome: Mapped[str | None]
    # The slug of the cooperative that it ended in.
    cooperative: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(withheld=("reason",))
class CaseStep(Base):  # type: ignore[misc,valid-type]
    """A step of a case's checklist: ``to_do → done``, or ``not_applicable`` with its reason."""

    __tablename__ = "support_case_steps"
    __table_args__ = (
        CheckConstraint("state IN ('to_do', 'done', 'not_applicable')", name="state"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done"),
        CheckConstraint("(state = 'not_applicable') = (reason IS NOT NULL)", name="reason"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("support_cases.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    source: Mapped[str | None]
    # The kinds of documents that must be there before it is done.
    documents: Mapped[Json]
    due_on: Mapped[date]
    state: Mapped[str]
    done_on: Mapped[date | None]
    reason: Mapped[str | None]


@audited(withheld=("kind", "name", "sha256", "url", "void_reason"))
class CaseDocument(Base):  # type: ignore[misc,valid-type]
    """A document that a step rests on, by name and digest; it is kept where its address says.

    One that was added by mistake is taken back, never deleted.
    """

    __tablename__ = "support_case_documents"
    __table_args__ = (
        Index("uq_support_case_documents_sha256", "case_id", "step", "sha256", unique=True,
              postgresql_where=text("voided_on IS NULL")),
        Index("ix_support_case_documents_case_id", "case_id"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("support_cases.id"))
    step: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    dated_on: Mapped[date]
    sha256: Mapped[str]
    url: Mapped[str | None]
    voided_on: Mapped[date | None]
    void_reason: Mapped[str | None]
    recorded_at: Mapped[Moment]


@audited(withheld=("slug", "document"))
class CooperativeDraft(Base):  # type: ignore[misc,valid-type]
    """The file with which the cooperative of a case is to be founded on the platform; the last one drafted counts."""

    __tablename__ = "support_case_cooperatives"

    case_id: Mapped[str] = mapped_column(ForeignKey("support_cases.id"), primary_key=True)
    slug: Mapped[str]
    document: Mapped[Json]
    drafted_at: Mapped[Moment]
