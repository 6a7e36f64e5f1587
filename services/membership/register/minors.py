"""Members under age: without a vote unless the statutes give them one, and with it from their eighteenth birthday.

Civil Code, articles 388 and 414: majority is at eighteen years.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ForeignKey, Index, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.clock import Clock
from services.commons.storage import Database, Moment, Unit, tables_of
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from .as_of import covering
from .changing import after_change
from .contract import member_moved
from .membership_categories import has_vote
from .rules import birthday
from .tables import Membership, Party

Base = tables_of("membership")
MAJORITY = 18


@audited(subject="member_id")
class Minor(Base):  # type: ignore[misc,valid-type]
    """A member who was told to have no vote because of their age, until it is told that they are of age."""

    __tablename__ = "minors"
    __table_args__ = (Index("ix_minors_of_age_on", "of_age_on", postgresql_where=text("told_at IS NULL")),)

    member_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), primary_key=True)
    of_age_on: Mapped[date]
    told_at: Mapped[Moment | None]


def minors_without_vote(unit: Unit, since: Mapping[str, date]) -> frozenset[str]:
    """Return who of those who become members is under age on their day and has no vote for that; remember them."""
    if not since or unit.rules.statutes("membership.minors_vote", False).value:
        return frozenset()
    table = Party.__table__.c
    # Nobody born so many years ago is under age, whatever the day of the year.
    young = select(table.id, table.birth_date).where(
        table.id.in_(since), table.birth_date > date(min(since.values()).year - MAJORITY - 1, 12, 31)
    )
    found = {
        row.id: of_age_on for row in unit.session.execute(young)
        if (of_age_on := birthday(row.birth_date, MAJORITY)) > since[row.id]
    }  # fmt: skip
    if found:
        rows = [{"member_id": one, "of_age_on": of_age_on} for one, of_age_on in found.items()]
        row = insert(Minor).values(rows)
        renewed = {"of_age_on": row.excluded.of_age_on, "told_at": None}
        unit.session.execute(row.on_conflict_do_update(index_elements=["member_id"], set_=renewed))
    return frozenset(found)


def votes(unit: Unit, member_id: str, category: str) -> bool:
    """Say whether a member of a category has its vote, as the statutes say: by the category and by age."""
    return has_vote(unit, category) and not minors_without_vote(unit, {member_id: unit.today})


def tell_of_age(database: Database, clock: Clock) -> bool:
    """Give whoever came of age their vote, from the birthday on; told once, and there is never more to do."""
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        give_vote(unit)
    return False


def give_vote(unit: Unit, member_ids: Collection[str] | None = None) -> None:
    """Tell the vote of whoever, or who of these, came of age, from the birthday on."""
    due = select(Minor).where(Minor.told_at.is_(None), Minor.of_age_on <= unit.today).order_by(Minor.member_id)
    if member_ids is not None:
        due = due.where(Minor.member_id.in_(member_ids))
    for minor in unit.session.scalars(due.with_for_update()).all():
        minor.told_at = unit.now
        _tell_vote(unit, minor.member_id, minor.of_age_on, True)


@after_change
def follow_birth_date(unit: Unit, party_id: str) -> None:
    """Let the vote follow a birth date that was corrected.

    Who turns out to be of age has the vote since the birthday, or since joining; who turns out to be a minor loses it
    today: what was voted until now stands.
    """
    known = select(Party.birth_date, Minor.told_at, Minor.of_age_on).join(
        Minor, Minor.member_id == Party.id, isouter=True
    )  # fmt: skip
    row = unit.session.execute(known.where(Party.id == party_id)).one()
    of_age_on = None if row.birth_date is None else birthday(row.birth_date, MAJORITY)
    waits = row.of_age_on is not None and row.told_at is None
    if of_age_on is not None and of_age_on > unit.today:
        if not waits and _joined_on(unit, party_id) is not None and minors_without_vote(unit, {party_id: unit.today}):
            _tell_vote(unit, party_id, unit.today, False)
        elif waits:
            unit.session.execute(update(Minor).where(Minor.member_id == party_id).values(of_age_on=of_age_on))
    elif waits:
        reached_on = row.of_age_on if of_age_on is None else of_age_on
        told = update(Minor).where(Minor.member_id == party_id)
        unit.session.execute(told.values(of_age_on=reached_on, told_at=unit.now))
        joined_on = _joined_on(unit, party_id)
        if joined_on is not None:
            _tell_vote(unit, party_id, joined_on if of_age_on is None else max(of_age_on, joined_on), True)


def _joined_on(unit: Unit, member_id: str) -> date | None:
    """Return the first day of the membership that runs today."""
    joined_on = func.coalesce(Membership.joined_on, Membership.starts_on)
    return unit.session.scalar(select(joined_on).where(Membership.member_id == member_id, covering(unit.today)))


def _tell_vote(unit: Unit, member_id: str, since: date, of_age: bool) -> None:
    """Tell from when on the membership that covers a day has its vote or has not, category by category since then."""
    moved_later = (Membership.starts_on > since) & (Membership.joined_on <= since)
    periods = unit.session.scalars(
        select(Membership).where(Membership.member_id == member_id, covering(since) | moved_later)
        .order_by(Membership.starts_on)
    ).all()  # fmt: skip
    if not any(has_vote(unit, period.category) for period in periods):
        return
    for period in periods:
        unit.emit(member_moved, f"members/{member_id}", {
            "member_id": member_id, "moved_on": max(since, period.starts_on), "category": period.category,
            "college": period.college, "voting": of_age and has_vote(unit, period.category),
        })  # fmt: skip


coming_of_age = Task("coming-of-age", tell_of_age, sweep=21600.0)
