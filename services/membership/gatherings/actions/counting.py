"""Counts the gatherings of a time: set-based, cancelled ones apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.membership.federation.participants import is_by_hand, names_of

from .. import contract
from ..tables import Gathering, GatheringSignUp
from .announcing import chosen


@answers(contract.figures)
def figures(unit: Unit, from_: date, to: date) -> dict[str, Any]:
    """Count what took place by now: gatherings by kind, and by cooperative who signed up and who came."""
    def of_time(found: Any) -> Any:
        return chosen(found, Gathering, from_, to, None, None)

    held = and_(Gathering.state == "planned", Gathering.starts_at <= unit.now)
    confirmed = and_(GatheringSignUp.gathering_id == Gathering.id, GatheringSignUp.state == "confirmed")
    places = func.coalesce(func.sum(GatheringSignUp.places), 0)
    came = func.coalesce(func.sum(GatheringSignUp.attended), 0)
    kinds = of_time(
        select(Gathering.kind, func.count(Gathering.id.distinct()), places, came)
        .outerjoin(GatheringSignUp, confirmed).where(held).group_by(Gathering.kind).order_by(Gathering.kind)
    )  # fmt: skip
    cooperatives = of_time(
        select(GatheringSignUp.cooperative, func.count(), places, came)
        .join(Gathering, confirmed).where(held)
        .group_by(GatheringSignUp.cooperative).order_by(GatheringSignUp.cooperative)
    )  # fmt: skip
    cancelled = of_time(select(func.count()).select_from(Gathering).where(Gathering.state == "cancelled"))
    by_kind = [dict(zip(("kind", "gatherings", "places", "attended"), row, strict=True))
               for row in unit.session.execute(kinds)]  # fmt: skip
    return {
        "from_": from_, "to": to, "gatherings": sum(one["gatherings"] for one in by_kind),
        "cancelled": unit.session.scalar(cancelled), "kinds": by_kind,
        "cooperatives": _named(unit, [dict(zip(("cooperative", "sign_ups", "places", "attended"), row, strict=True))
                                      for row in unit.session.execute(cooperatives)]),
    }  # fmt: skip


def _named(unit: Unit, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = names_of(unit, [row["cooperative"] for row in rows])
    return [{**row, "name": names.get(row["cooperative"]), "by_hand": is_by_hand(row["cooperative"])} for row in rows]
