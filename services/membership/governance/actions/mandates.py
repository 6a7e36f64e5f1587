"""Bodies shown as of a day, and mandates that end before their term."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit
from services.membership.register.leaving import clears

from .. import contract
from ..bodies import bodies, body_named, shown, term_of
from ..contract import mandate_ended
from ..contract.refusals import MandateBackwards, MandateEnded, RevocationWithoutDecision, UnknownMandate
from ..tables import Mandate


@answers(contract.list_bodies)
def list_bodies(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return every body of the statutes; there are few."""
    return Listed([shown(unit, body, as_of or unit.today) for body in bodies(unit)])


@answers(contract.get_body)
def get_body(unit: Unit, slug: str, as_of: date | None) -> dict[str, Any]:
    """Return one body as of a day."""
    return shown(unit, body_named(unit, slug), as_of or unit.today)


@answers(contract.end_mandate)
def end_mandate(unit: Unit, mandate_id: str, body: dict[str, Any]) -> Mandate:
    """End a mandate by resignation or revocation; its seat is vacant from the day after."""
    mandate = unit.session.get(Mandate, mandate_id, with_for_update=True)
    if mandate is None:
        raise UnknownMandate(mandate_id=mandate_id)
    ended_on = body["ended_on"] or unit.today
    if ended_on < mandate.started_on:
        raise MandateBackwards(article=mandate.article, started_on=mandate.started_on, ended_on=ended_on)
    if mandate.ended_on is not None or mandate.ends_on < ended_on:
        raise MandateEnded(mandate_id=mandate_id, ended_on=term_of(mandate).ends_on, article=mandate.article)
    if body["reason"] == "revoked" and body["reference"] is None:
        elected_by = next((one.elected_by for one in bodies(unit) if one.slug == mandate.body), "general_assembly")
        raise RevocationWithoutDecision(article=mandate.article, body=mandate.body, elected_by=elected_by)
    mandate.end_reference = body["reference"]
    end(unit, mandate, ended_on, body["reason"])
    return mandate


@clears("mandates")
def clear_mandates(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """End every mandate of a leaver with the last day of the membership, also where a later one was known before."""
    running = Mandate.member_id == member_id, func.coalesce(Mandate.ended_on, Mandate.ends_on) > left_on
    mandates = unit.session.scalars(
        select(Mandate).where(*running).order_by(Mandate.body, Mandate.id).with_for_update()
    ).all()
    for mandate in mandates:
        end(unit, mandate, left_on, "deceased" if reason == "death" else "left")
    return len(mandates)


def end(unit: Unit, mandate: Mandate, ended_on: date, reason: str) -> None:
    """End a mandate with its last day, and tell it; the caller holds its row."""
    mandate.ended_on, mandate.end_reason = ended_on, reason
    unit.session.flush()
    unit.emit(mandate_ended, f"bodies/{mandate.body}", {
        "mandate_id": mandate.id, "body": mandate.body, "member_id": mandate.member_id, "ended_on": ended_on,
        "reason": reason,
    })  # fmt: skip
