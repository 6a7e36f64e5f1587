"""Members under age: without a vote unless the statutes give them one, and with it from their eighteenth birthday.

Civil Code, articles 388 and 414: majority is at eighteen years.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.clock import Clock
from services.commons.storage import Database, Moment, Unit, tables_of
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task

from .as_of import covering
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


def minors_without_vote(unit: Unit, member_ids: Collection[str]) -> frozenset[str]:
    """Return who of those who become members is under age and has no vote for that, and remember them."""
    if unit.rules.statutes("membership.minors_vote", False).value:
        return frozenset()
    table = Party.__table__.c
    # Nobody born so many years ago is under age, whatever the day of the year.
    young = select(table.id, table.birth_date).where(
        table.id.in_(member_ids), table.birth_date > date(unit.today.year - MAJORITY - 1, 12, 31)
    )
    found = {
        row.id: of_age_on for row in unit.session.execute(young)
        if (of_age_on := birthday(row.birth_date, MAJORITY)) > unit.today
    }  # fmt: skip
    if found:
        rows = [{"member_id": one, "of_age_on": of_age_on} for one, of_age_on in found.items()]
        unit.session.execute(insert(Minor).values(rows).on_conflict_do_nothing())
    return frozenset(found)


def votes(unit: Unit, member_id: str, category: str) -> bool:
    """Say whether a member of a category has its vote, as the statutes say: by the category and by age."""
    return has_vote(unit, category) and not minors_without_vote(unit, [member_id])


def tell_of_age(database: Database, clock: Clock) -> bool:
    """Give whoever came of age their vote, from the birthday on; told once, and there is never more to do."""
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        due = select(Minor).where(Minor.told_at.is_(None), Minor.of_age_on <= unit.today).order_by(Minor.member_id)
        for minor in session.scalars(due.with_for_update()).all():
            minor.told_at = unit.now
            covered = select(Membership).where(Membership.member_id == minor.member_id, covering(minor.of_age_on))
            membership = session.scalar(covered)
            if membership is not None and has_vote(unit, membership.category):
                unit.emit(member_moved, f"members/{minor.member_id}", {
                    "member_id": minor.member_id, "moved_on": minor.of_age_on, "category": membership.category,
                    "college": membership.college, "voting": True,
                })  # fmt: skip
    return False


coming_of_age = Task("coming-of-age", tell_of_age, sweep=21600.0)
