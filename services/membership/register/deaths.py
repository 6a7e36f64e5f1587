"""Deaths: recorded once, with their day; who died is no member, applicant or candidate any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Json, Moment, Unit, tables_of

from .admitting import Admission, after_admission
from .contract.refusals import DeathRecorded

Base = tables_of("membership")
Following = Callable[[Unit, str, date], int]
_FOLLOWING: dict[str, Following] = {}
_TAKING_BACK: dict[str, Following] = {}


@audited(subject="party_id")
class Death(Base):  # type: ignore[misc,valid-type]
    """The day on which somebody died; voided, when it was somebody else who died."""

    __tablename__ = "deaths"

    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    died_on: Mapped[date]
    recorded_at: Mapped[Moment]
    voided_at: Mapped[Moment | None]
    # How many contracts, activities, applications … ended with it beside a membership, by what they are called.
    cleared: Mapped[Json | None]


def after_death(what: str) -> Callable[[Following], Following]:
    """Register ``(unit, party_id, died_on) -> how many`` to end what somebody had without being a member."""

    def bind(following: Following) -> Following:
        assert what not in _FOLLOWING, what
        _FOLLOWING[what] = following
        return following

    return bind


def after_voiding(what: str) -> Callable[[Following], Following]:
    """Register ``(unit, party_id, died_on) -> how many`` to take back what a death ended that was somebody else's."""

    def bind(taking_back: Following) -> Following:
        assert what not in _TAKING_BACK, what
        _TAKING_BACK[what] = taking_back
        return taking_back

    return bind


def died_on(unit: Unit, party_id: str) -> date | None:
    """Return the day on which somebody died, if that is recorded."""
    return unit.session.scalar(select(Death.died_on).where(Death.party_id == party_id, Death.voided_at.is_(None)))


def enter_death(unit: Unit, party_id: str, day: date) -> dict[str, int]:
    """Write a death and end what does not hang on a membership; return how many of each. The caller holds the party."""
    death = unit.session.merge(Death(party_id=party_id, died_on=day, recorded_at=unit.now, voided_at=None))
    unit.session.flush()
    cleared = {what: _FOLLOWING[what](unit, party_id, day) for what in sorted(_FOLLOWING)}
    death.cleared = cleared
    unit.session.flush()
    return cleared


def void_death(unit: Unit, party_id: str) -> dict[str, int] | None:
    """Take back that somebody died, and the end of a contract with it; None if no death stands.

    Returns how many of each that ended with the death stay ended. The caller holds the party.
    """
    death = unit.session.get(Death, party_id)
    if death is None or death.voided_at is not None:
        return None
    death.voided_at = unit.now
    unit.session.flush()
    ended = {what: int(count) for what, count in (death.cleared or {}).items()}
    for what in sorted(_TAKING_BACK):
        ended[what] = max(0, ended.get(what, 0) - _TAKING_BACK[what](unit, party_id, death.died_on))
    return {what: count for what, count in ended.items() if count}


@after_admission
def follow_death(unit: Unit, admissions: Sequence[Admission]) -> None:
    """Write the death by which a sheet says that a membership ended; refuse a membership that outlives its member."""
    ids = [one.member_id for one in admissions]
    known = select(Death.party_id, Death.died_on).where(Death.party_id.in_(ids), Death.voided_at.is_(None))
    died = {row.party_id: row.died_on for row in unit.session.execute(known)}
    for one in admissions:
        ends_on, known_day = one.period.ends_on, died.get(one.member_id)
        if known_day is not None and (ends_on is None or ends_on > known_day):
            raise DeathRecorded(member_id=one.member_id, died_on=known_day)
        if known_day is None and ends_on is not None and one.reason == "death":
            enter_death(unit, one.member_id, ends_on)
