"""The unions that the bylaws name, and how each stands on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.commons.storage import Unit

from .contract.refusals import UnionNotLinked, UnionNotNamed
from .rules import state_on
from .tables import UnionLink, UnionMembership

SECTIONS = {"regional": "regional_unions", "trade": "trade_federations"}
LINK = ("party_id", "tenant", "proposed_on", "decision", "accepted_on", "acceptance", "ended_on", "ended_by", "reason")


def named(unit: Unit) -> dict[str, dict[str, Any]]:
    """Return the unions of the bylaws by their slug, each with its kind, areas and rule."""
    found = {}
    for kind, section in SECTIONS.items():
        rule = unit.rules.bylaws(section, [])
        for one in rule.value or []:
            found[one["slug"]] = {"union": one["slug"], "name": one["name"], "kind": kind,
                                  "areas": one.get("areas", []), "article": rule.article}  # fmt: skip
    return found


def check_named(unit: Unit, union: str) -> dict[str, Any]:
    """Return what the bylaws say of a union; refuse one that they do not name."""
    known = named(unit)
    if union not in known:
        raise UnionNotNamed(article=unit.rules.bylaws("regional_unions", None).article, union=union[:60])
    return known[union]


def links(unit: Unit, unions: Sequence[str], day: date) -> dict[str, UnionLink]:
    """Return, for each union, the latest link that was proposed by a day."""
    latest = (
        select(UnionLink).where(UnionLink.union.in_(unions), UnionLink.proposed_on <= day)
        .ext(distinct_on(UnionLink.union)).order_by(UnionLink.union, UnionLink.id.desc())
    )  # fmt: skip
    return {one.union: one for one in unit.session.scalars(latest)}


def state_of(link: UnionLink | None, day: date) -> str:
    """Return how a union's link stands on a day."""
    if link is None:
        return "unlinked"
    return state_on(day, link.proposed_on, link.accepted_on, link.ended_on)


def check_linked(unit: Unit, union: str, day: date) -> UnionLink:
    """Return the link to a union, held until the end of the transaction; refuse one that does not hold on a day."""
    rows = select(UnionLink).where(UnionLink.union == union, UnionLink.proposed_on <= day)
    link: UnionLink | None = unit.session.scalar(rows.order_by(UnionLink.id.desc()).limit(1).with_for_update())
    if link is None or (state := state_of(link, day)) != "linked":
        raise UnionNotLinked(article=check_named(unit, union)["article"], union=union, on=day,
                             state="unlinked" if link is None else state)  # fmt: skip
    return link


def shown(unit: Unit, unions: Sequence[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """Return unions as of a day, with their links and how many belong to them."""
    slugs = [one["union"] for one in unions]
    found = links(unit, slugs, day)
    counts = dict(
        unit.session.execute(
            select(UnionMembership.union, func.count())
            .where(UnionMembership.union.in_(slugs), UnionMembership.starts_on <= day,
                   or_(UnionMembership.ends_on.is_(None), UnionMembership.ends_on >= day))
            .group_by(UnionMembership.union)
        ).all()
    )  # fmt: skip
    told = []
    for one in unions:
        link = found.get(one["union"])
        said = {name: getattr(link, name, None) for name in LINK}
        told.append({**one, **said, "state": state_of(link, day), "members": counts.get(one["union"], 0),
                     "as_of": day})  # fmt: skip
    return told
