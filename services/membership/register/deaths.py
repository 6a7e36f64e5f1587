"""Deaths: recorded once, with their day; who died is no member, applicant or candidate any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, Unit, tables_of

Base = tables_of("membership")
Following = Callable[[Unit, str, date], int]
_FOLLOWING: dict[str, Following] = {}


@audited(subject="party_id")
class Death(Base):  # type: ignore[misc,valid-type]
    """The day on which somebody died."""

    __tablename__ = "deaths"

    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    died_on: Mapped[date]
    recorded_at: Mapped[Moment]


def after_death(what: str) -> Callable[[Following], Following]:
    """Register ``(unit, party_id, died_on) -> how many`` to end what somebody had without being a member."""

    def bind(following: Following) -> Following:
        assert what not in _FOLLOWING, what
        _FOLLOWING[what] = following
        return following

    return bind


def died_on(unit: Unit, party_id: str) -> date | None:
    """Return the day on which somebody died, if that is recorded."""
    return unit.session.scalar(select(Death.died_on).where(Death.party_id == party_id))


def enter_death(unit: Unit, party_id: str, day: date) -> dict[str, int]:
    """Write a death and end what does not hang on a membership; return how many of each. The caller holds the party."""
    unit.session.add(Death(party_id=party_id, died_on=day, recorded_at=unit.now))
    unit.session.flush()
    return {what: _FOLLOWING[what](unit, party_id, day) for what in sorted(_FOLLOWING)}
