"""Jobs, their verdicts, and uploads in parts, in the owning service's database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..storage.base import Json, Moment, tables_of

Base = tables_of("commons")


class Job(Base):  # type: ignore[misc,valid-type]
    """Long work: ``queued → running → succeeded | failed | cancelled``; ``checkpoint`` lines are settled for good."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_unfinished", "created_at", postgresql_where=text("state IN ('queued','running')")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str]
    state: Mapped[str]
    # The request as it came (path, query, body): validated when accepted, and read again when it runs.
    request: Mapped[Json]
    upload: Mapped[str | None]
    actor: Mapped[str]
    trace: Mapped[str]
    total: Mapped[int | None]
    checkpoint: Mapped[int]
    counts: Mapped[Json]
    result: Mapped[Any] = mapped_column(JSONB, nullable=True)
    problem: Mapped[Any] = mapped_column(JSONB, nullable=True)
    cancel_requested: Mapped[bool]
    created_at: Mapped[Moment]
    started_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]


class JobLine(Base):  # type: ignore[misc,valid-type]
    """The verdict on one line of a job."""

    __tablename__ = "job_lines"

    job_id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    subject: Mapped[str | None]
    problem: Mapped[Any] = mapped_column(JSONB, nullable=True)


class UploadPart(Base):  # type: ignore[misc,valid-type]
    """A part of a body too large for one bus message; ``last`` closes the upload."""

    __tablename__ = "upload_parts"

    upload_id: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[bool]
    owner: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[Moment]
