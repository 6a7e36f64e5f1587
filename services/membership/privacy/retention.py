"""When personal data fall due: each person's latest tie, and how long after it the rules let data be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.membership.admissions.tables import OPEN, Application
from services.membership.departures.tables import LeaverRedemption
from services.membership.engagements.tables import Engagement
from services.membership.pathway.tables import Pathway
from services.membership.register.tables import Member, Membership, Party, Representative
from services.membership.statutes.tables import ShareHolding

from .tables import Pseudonymisation

# States of a leaver's redemption in which something is, or may be, still owed.
OWED = ("requested", "cancelled", "valued")


@dataclass(frozen=True)
class Keeping:
    """How many months something is kept, and where that is written."""

    months: int
    article: str


def keepings(unit: Unit) -> dict[str, Keeping]:
    """Return how long data are kept after each kind of tie: by the bylaws, and never shorter than the law asks."""

    def years(name: str, law: Rule) -> Keeping:
        written = unit.rules.bylaws(f"retention.{name}_years", None)
        if written.value is None or int(written.value) < int(law.value):
            return Keeping(12 * int(law.value), law.article)
        return Keeping(12 * int(written.value), written.article)

    def months(name: str, default: int) -> Keeping:
        rule = unit.rules.bylaws(f"retention.{name}_months", default)
        return Keeping(int(rule.value), rule.article)

    employee = years("former_employee", unit.rules.law("retention.payroll_years"))
    return {
        "former_member": years("former_member", unit.rules.law("retention.personal_actions_years")),
        "former_employee": employee,
        "pathway_left": employee,
        "applicant": months("applicant", 24),
        "contact": months("contact", 36),
    }


def falling_due(unit: Unit) -> tuple[Select[Any], Any]:
    """Return the statement of who is tied by nothing and when they fall due, and its subquery.

    Of several ties the one that keeps longest counts; who never had any is a contact since being entered. A person who
    was merged away is erased with who they turned out to be.
    """
    rules = keepings(unit)
    member, employee = Membership.__table__.c, Engagement.__table__.c
    since = {
        "former_member": _latest(func.max(member.ends_on), member.member_id),
        "former_employee": _latest(func.max(employee.ended_on), employee.person_id),
        "pathway_left": _latest(func.max(Pathway.left_on), Pathway.person_id),
        "applicant": _latest(func.max(func.coalesce(Application.decided_on, Application.submitted_on)),
                             Application.member_id),
        "contact": cast(Party.recorded_at, Date),
    }  # fmt: skip
    days = select(Party.id.label("member_id"), *(one.label(rule) for rule, one in since.items())).where(
        Party.kind == "natural_person", Party.merged_into.is_(None), ~tied(unit.today),
        ~exists().where(Pseudonymisation.party_id == Party.id),
    ).subquery()  # fmt: skip
    dues = {rule: cast(days.c[rule] + func.make_interval(0, kept.months), Date) for rule, kept in rules.items()}
    # A contact's own day counts only where there was nothing else.
    ties = [dues[rule] for rule in rules if rule != "contact"]
    due = func.coalesce(func.greatest(*ties), dues["contact"])
    rule = case(*((dues[name] == due, literal(name)) for name in rules if name != "contact"), else_=literal("contact"))
    told = select(days, due.label("due_on"), rule.label("rule")).subquery()
    statement = select(told, Member.number).join(Member, Member.id == told.c.member_id, isouter=True)
    return statement, told


def tied(day: date) -> Any:
    """Return the condition that a party has something that runs on a day or is to begin: what keeps it by name."""
    return or_(*_ties(Party.id, day).values())


def ties_of(unit: Unit, party_id: str) -> list[str]:
    """Name what ties somebody to the cooperative today or later."""
    found = select(*(tie.label(name) for name, tie in _ties(literal(party_id), unit.today).items()))
    row = unit.session.execute(found).one()
    return [name for name, ties in row._mapping.items() if ties]


def _ties(party_id: Any, day: date) -> dict[str, Any]:
    """Return what may tie a party to the cooperative on a day or later, each as a condition.

    Shares and what is still owed for them are claims (GDPR, article 17, 3, e): who is erased cannot be paid any more.
    What the ledger told stays with the entry of which it told it, so that whoever turned out to be the party counts.
    """
    same = aliased(Party)
    is_same = func.coalesce(same.merged_into, same.id) == party_id
    return {
        "membership": exists().where(Membership.member_id == party_id, _open(Membership.ends_on, day)),
        "engagement": exists().where(Engagement.person_id == party_id, _open(Engagement.ended_on, day)),
        "pathway": exists().where(Pathway.person_id == party_id, _open(Pathway.left_on, day)),
        "application": exists().where(Application.member_id == party_id, Application.state.in_(OPEN)),
        "representation": exists().where(Representative.person_id == party_id, _open(Representative.until, day)),
        "shares": exists().where(is_same, ShareHolding.member_id == same.id, ShareHolding.held > 0),
        "repayment": exists().where(
            is_same, LeaverRedemption.member_id == same.id, LeaverRedemption.state.in_(OWED)
        ),
    }


def due_of(unit: Unit, party_id: str) -> tuple[date, str] | None:
    """Return the day on which somebody falls due and the article, or None for who is no person of the register."""
    statement, told = falling_due(unit)
    row = unit.session.execute(statement.where(told.c.member_id == party_id)).first()
    return None if row is None else (row.due_on, keepings(unit)[row.rule].article)


def _latest(day: Any, owner: Any) -> Any:
    return select(day).where(owner == Party.id).correlate(Party).scalar_subquery()


def _open(last: Any, day: date) -> Any:
    return or_(last.is_(None), last >= day)
