"""Who is linked with this cooperative: its federations and unions above, and the members in its own register below.

A link takes two consents, each revocable: the cooperative names the federation in its bylaws or adheres to it by vote,
and the federation has it in its register. Broker and provisioning carry nothing between others (decision 0022).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select

from services.commons.storage import Unit
from services.membership.adhesions.tables import Adhesion
from services.membership.register.tables import Membership, Party

from .refusals import NoIntercooperation, NotLinked

PARTNERS = "intercooperation.partners"


def partners(unit: Unit) -> list[str]:
    """Return the federations and unions that this cooperative has agreed to exchange with, sorted."""
    named = set(unit.rules.bylaws(PARTNERS, []).value)
    named.update(unit.session.scalars(select(Adhesion.federation).where(Adhesion.left_on.is_(None))))
    return sorted(named - {unit.coop})


def partner(unit: Unit, slug: str | None) -> str:
    """Return the federation that is meant, the only one if none is named; refuse one without our consent."""
    known = partners(unit)
    if slug is None and len(known) == 1:
        return known[0]
    if slug is None or slug not in known:
        raise NotLinked(
            article=unit.rules.bylaws(PARTNERS, []).article, organisation=slug or "a federation that is not named",
            known=", ".join(known) or "nobody",
        )  # fmt: skip
    return slug


def linked_members(unit: Unit, day: date | None = None) -> dict[str, str]:
    """Return the cooperatives that this federation has in its register on a day (today), each with its member id."""
    on = day or unit.today
    running = (
        select(Party.cooperative, func.min(Party.id))
        .join(Membership, Membership.member_id == Party.id)
        .where(
            Party.cooperative.is_not(None), Membership.starts_on <= on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
        .group_by(Party.cooperative).order_by(Party.cooperative)
    )  # fmt: skip
    found = unit.session.execute(running).all()
    return {slug: member_id for slug, member_id in found if slug is not None and slug != unit.coop}


def is_linked(unit: Unit, slug: str, day: date | None = None) -> bool:
    """Say whether a cooperative stands in this register on a day (today)."""
    return slug in linked_members(unit, day)


def check_holds_intercooperation(unit: Unit) -> str:
    """Refuse in a cooperative whose statutes have no such feature; return the article that has it."""
    rule = unit.rules.statutes("identity.features", [])
    if "intercooperation" not in rule.value:
        raise NoIntercooperation(article=rule.article, cooperative=unit.coop)
    return rule.article
