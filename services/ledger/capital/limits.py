"""The limits on parts of the capital and of the votes, by law and statutes.

When they bind: an operation that would break a limit which held before is refused (``rules.breaks``), but only
- once the register has as many holders as ``shares.parts_bind_from`` says (7 if the statutes are silent): the first
  holders of a cooperative necessarily own large parts of it;
- from the year after the one in which the cooperative was founded;
- for what takes effect on the day of arrival on this register or later: older movements are facts to be taken in.
Until then, and after events that nobody can refuse, such as a death, limits are shown (``get_capital_limits``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from services.commons.clock import legal_day
from services.commons.rulebook import Rule
from services.commons.rulebook.founding import founded_on
from services.commons.rulebook.versions import RulebookVersion
from services.commons.storage import Unit
from services.ledger.capital import contract, rules
from services.ledger.capital.members import is_member
from services.ledger.capital.tables import Employment, Member, Subscription
from services.ledger.journal.rules import year_span

FEWEST_HOLDERS = 7  # as many as founded a société anonyme until 2015


def largest_part(unit: Unit, on: date, category: str | None) -> Rule | None:
    """Return the part of the capital that one member may hold at most: the stricter of law and statutes."""
    read = unit.rules_on(on)
    own = f"shares.by_category.{category}.maximum_capital_fraction"
    rule = read.statutes(own, None)
    if rule.value is None:
        rule = read.statutes("shares.maximum_capital_fraction", None)
    if read.statutes("identity.regime").value != "scop":
        return None if rule.value is None else rule
    law = read.law("capital.scop.maximum_fraction_of_one_member")
    return law if rule.value is None or law.fraction < rule.fraction else rule


def employees_least(unit: Unit, on: date, of: str) -> Rule | None:
    """Return the part of ``capital`` or ``votes`` that employees keep at least; None where nobody asks for it."""
    read = unit.rules_on(on)
    rule = read.statutes(f"employees.{of}_minimum", None)
    if read.statutes("identity.regime").value != "scop":
        return None if rule.value is None else rule
    law = read.law(f"employees.{of}_minimum")
    return law if rule.value is None or law.fraction > rule.fraction else rule


def limits_parts(unit: Unit) -> bool:
    """Say whether any limit on parts applies here: who checks one has to hold the book."""
    today = unit.today
    return any((largest_part(unit, today, None), employees_least(unit, today, "capital"),
                "maximum_capital_fraction" in str(unit.rules.statutes("shares.by_category", {}).value)))  # fmt: skip


def is_employee(unit: Unit, on: date) -> ColumnElement[bool]:
    """Return the condition that a member works for the cooperative on a day.

    Contracts of employment decide where membership told any; otherwise the category of the statutes does.
    """
    categories = _categories(unit, on, "employee")
    of_member = or_(Employment.person_id == Member.id, Employment.member_id == Member.id)
    running = and_(Employment.started_on <= on, or_(Employment.ended_on.is_(None), Employment.ended_on >= on))
    return case(
        (exists().where(of_member), exists().where(of_member, running)), else_=Member.category.in_(categories)
    )


def has_vote(unit: Unit, on: date) -> ColumnElement[bool]:
    """Return the condition that a member has a vote on a day: a member of a category that the statutes give one."""
    categories = _categories(unit, on, "votes")
    return and_(Member.category.in_(categories), Member.admitted_on <= on,
                or_(Member.left_on.is_(None), Member.left_on >= on))  # fmt: skip


def _categories(unit: Unit, on: date, quality: str) -> list[str]:
    """Return the categories of members that the statutes give a quality."""
    listed = unit.rules_on(on).statutes("membership.categories").value
    return [str(one["slug"]) for one in listed if one.get(quality)]


def votes_on(unit: Unit, on: date) -> tuple[int, int]:
    """Return how many of the votes are employees', and how many there are: one per member."""
    row = unit.session.execute(
        select(func.count().filter(is_employee(unit, on)), func.count()).select_from(Member).where(has_vote(unit, on))
    ).one()
    return int(row[0]), int(row[1])


def binding_since(unit: Unit) -> date:
    """Return the first day on which movements are held to the limits: see the head of this file."""
    first = select(func.min(RulebookVersion.recorded_at)).where(RulebookVersion.layer == "statutes")
    recorded, founded = unit.session.scalar(first), founded_on(unit.session)
    days = [legal_day(recorded)] if recorded is not None else []
    if founded is not None:
        year_end = str(unit.rules.statutes("identity.fiscal_year_end", "12-31").value)
        days.append(date.fromordinal(year_span(year_end, founded).ends_on.toordinal() + 1))
    return max(days, default=date.min)


def fewest_holders(unit: Unit, on: date) -> int:
    """Return how many holders the register needs before the limits on parts bind."""
    return int(unit.rules_on(on).statutes("shares.parts_bind_from", FEWEST_HOLDERS).value)


class Parts:
    """The parts of the capital while some members' shares move; what one move changes, the next one sees."""

    def __init__(self, unit: Unit, members: Iterable[Member], on: date) -> None:
        self.unit, self.limited = unit, limits_parts(unit)
        if not self.limited:
            return
        ids = {member.id for member in members}
        held = Subscription.held > 0
        total, holders = unit.session.execute(
            select(func.coalesce(func.sum(Subscription.called), 0), func.count(func.distinct(Subscription.member_id)))
            .where(held)
        ).one()  # fmt: skip
        self.total, self.holders = int(total), int(holders)
        of_members = (
            select(Subscription.member_id, func.sum(Subscription.called)).where(Subscription.member_id.in_(ids), held)
            .group_by(Subscription.member_id)
        )  # fmt: skip
        self.called: dict[str, int] = {one: int(amount) for one, amount in unit.session.execute(of_members)}
        working = select(Member.id).where(Member.id.in_(ids), is_employee(unit, on))
        self.employees = set(unit.session.scalars(working))
        of_employees = (
            select(func.coalesce(func.sum(Subscription.called), 0)).join(Member, Member.id == Subscription.member_id)
            .where(held, is_employee(unit, on))
        )  # fmt: skip
        self.by_employees = int(unit.session.scalar(of_employees) or 0)
        self.since = binding_since(unit)

    def move(self, on: date, changes: Mapping[str, int], members: Mapping[str, Member]) -> None:
        """Take note of what members' called capital changes by, in minor units; refuse what would break a limit."""
        if not self.limited:
            return
        total = self.total + sum(changes.values())
        called = {one: self.called.get(one, 0) + change for one, change in changes.items()}
        by_employees = self.by_employees + sum(change for one, change in changes.items() if one in self.employees)
        if on >= self.since and self.holders >= fewest_holders(self.unit, on):
            for one, amount in called.items():
                self._check_member(on, members[one], rules.part(self.called.get(one, 0), self.total),
                                   rules.part(amount, total))  # fmt: skip
            if total < self.total and (other := self._largest_other(set(changes))):
                self._check_member(on, other[0], rules.part(other[1], self.total), rules.part(other[1], total))
            self._check_employees(on, rules.part(self.by_employees, self.total), rules.part(by_employees, total))
            for one, change in changes.items():
                if change > 0 and one not in self.called:
                    self._check_vote(on, members[one])
        self.holders += sum(1 for one in called if one not in self.called)
        self.total, self.by_employees = total, by_employees
        self.called.update(called)

    def _check_member(self, on: date, member: Member, before: Fraction, after: Fraction) -> None:
        rule = largest_part(self.unit, on, member.category)
        if rule and rules.breaks(before, after, most=rule.fraction):
            raise contract.CapitalFractionExceeded(
                article=rule.article, member_id=member.id, value=str(after), limit=str(rule.value)
            )

    def _largest_other(self, moving: set[str]) -> tuple[Member, int] | None:
        """Return whose part grows most when others take shares out of the capital."""
        largest = (
            select(Member, func.sum(Subscription.called).label("called"))
            .join(Subscription, Subscription.member_id == Member.id)
            .where(Subscription.held > 0, Member.id.not_in(moving))
            .group_by(Member.id).order_by(func.sum(Subscription.called).desc(), Member.id).limit(1)
        )  # fmt: skip
        row = self.unit.session.execute(largest).first()
        return None if row is None else (row[0], int(row[1]))

    def _check_employees(self, on: date, before: Fraction, after: Fraction) -> None:
        rule = employees_least(self.unit, on, "capital")
        if rule and rules.breaks(before, after, least=rule.fraction):
            raise contract.EmployeesCapitalTooLow(article=rule.article, value=str(after), limit=str(rule.value))

    def _check_vote(self, on: date, member: Member) -> None:
        """Refuse the first shares of somebody whose admission would take the employees' votes below their part."""
        rule = employees_least(self.unit, on, "votes")
        if rule is None or member.id in self.employees or is_member(member, on):
            return
        if member.category not in _categories(self.unit, on, "votes"):
            return
        employees, votes = votes_on(self.unit, on)
        after = rules.part(employees, votes + 1)
        if rules.breaks(rules.part(employees, votes), after, least=rule.fraction):
            raise contract.EmployeesVotesTooLow(
                article=rule.article, member_id=member.id, value=str(after), limit=str(rule.value)
            )
