"""What polls came to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")


class Tally(Base):  # type: ignore[misc,valid-type]
    """The count of a closed poll and the verdict drawn from it, made once; ``outcome`` is adopted or rejected."""

    __tablename__ = "tallies"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    counts: Mapped[Any] = mapped_column(JSONB)
    # Approvals by rank, as {"member_id", "approvals", "elected"}; empty for a resolution.
    ranking: Mapped[Any] = mapped_column(JSONB)
    elected: Mapped[Any] = mapped_column(JSONB)
    outcome: Mapped[str]
    # Each step as {"statement", "numbers", "article"}.
    reasoning: Mapped[Any] = mapped_column(JSONB)
    # So few voted in secret that figures would show who voted what: only the outcome is published.
    withheld: Mapped[bool]
    tallied_at: Mapped[Moment]
