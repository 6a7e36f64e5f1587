"""What polls came to, and the seeds of their lots."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("voting")
_NULLABLE = JSONB(none_as_null=True)


class Tally(Base):  # type: ignore[misc,valid-type]
    """The count of a closed poll and the verdict drawn from it, made once; ``outcome`` is adopted or rejected.

    What is published of it is in ``tally/actions/publishing.py``: figures of small cells stay here.
    """

    __tablename__ = "tallies"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    counts: Mapped[Any] = mapped_column(JSONB)
    # Each college with its weight, its electorate and its counts; empty without colleges.
    colleges: Mapped[Any] = mapped_column(JSONB)
    # Candidates by rank, as {"member_id", "rank", "approvals", "share", "elected"}; empty for a resolution.
    ranking: Mapped[Any] = mapped_column(JSONB)
    elected: Mapped[Any] = mapped_column(JSONB)
    # Those who would be next, in the order of the ranking: they fill vacancies where the statutes say so.
    runners_up: Mapped[Any] = mapped_column(JSONB)
    # {"seats", "candidates"} where the majority asked for left seats empty.
    second_round: Mapped[Any] = mapped_column(_NULLABLE, nullable=True)
    # The log of the method: its figures, its rounds, the ties that a rule settled.
    figures: Mapped[Any] = mapped_column(JSONB)
    rounds: Mapped[Any] = mapped_column(JSONB)
    ties: Mapped[Any] = mapped_column(JSONB)
    # With colleges, how many units of the figures and rounds are the whole of the vote.
    scale: Mapped[str | None]
    outcome: Mapped[str]
    # Each step as {"kind", "statement", "numbers", "shares", "words", "article"}.
    reasoning: Mapped[Any] = mapped_column(JSONB)
    # So few voted in secret that figures would show who voted what: only the outcome is published …
    withheld: Mapped[bool]
    # … or so few of one college: then nothing that tells the colleges apart is.
    withheld_by_college: Mapped[bool]
    tallied_at: Mapped[Moment]


class TieSeed(Base):  # type: ignore[misc,valid-type]
    """The seed of a lot: drawn when the poll is sealed, committed to in its terms, and revealed with the tally."""

    __tablename__ = "tie_seeds"

    poll_id: Mapped[str] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    seed: Mapped[str]
