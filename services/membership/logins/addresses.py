"""The addresses of the register: whose one is, and what follows when somebody's changes."""

from __future__ import annotations

from sqlalchemy import case, exists, func, or_, select

from services.commons.ids import new_id
from services.commons.storage import Unit
from services.membership.admissions.tables import Application
from services.membership.engagements.tables import Engagement
from services.membership.pathway.tables import Pathway
from services.membership.register.changing import after_new_address
from services.membership.register.deaths import Death
from services.membership.register.tables import Member, Party

from .ending import end_logins
from .rules import normal
from .tables import FormerAddress


def address_of(unit: Unit, person_id: str) -> str | None:
    """Return the address at which the register reaches a person, or None."""
    held = unit.session.scalar(select(Party.email).where(Party.id == person_id, Party.merged_into.is_(None)))
    return normal(held) if held else None


def persons_at(unit: Unit, address: str) -> list[str]:
    """Return the living whom the register reaches at an address; two at most, since more mean the same.

    Whoever wrote an address into a form has not shown that it is theirs: those with a tie to the cooperative come
    before all others, and those who have nothing but an application count only where there is nobody else.
    """
    tied = or_(
        exists().where(Member.id == Party.id), exists().where(Engagement.person_id == Party.id),
        exists().where(Pathway.person_id == Party.id),
    )  # fmt: skip
    applied = exists().where(Application.member_id == Party.id)
    rank = case((tied, 0), (applied, 2), else_=1)
    found = select(Party.id, rank.label("rank")).where(
        func.lower(Party.email) == address, Party.kind == "natural_person", Party.merged_into.is_(None),
        ~exists().where(Death.party_id == Party.id, Death.voided_at.is_(None)),
    )  # fmt: skip
    rows = unit.session.execute(found.order_by("rank", Party.id).limit(2)).all()
    return [row.id for row in rows if row.rank == rows[0].rank]


@after_new_address
def tell_the_former(unit: Unit, person_id: str, former: str) -> None:
    """End the person's tokens, and write to the address that was theirs."""
    end_logins(unit, person_id, "address_changed")
    unit.session.add(
        FormerAddress(id=new_id("fad"), person_id=person_id, address=normal(former), changed_at=unit.now,
                      due_at=unit.now, settled_at=None, outcome=None)
    )  # fmt: skip
    unit.session.info.setdefault("wakes", set()).add("sign-ins")
