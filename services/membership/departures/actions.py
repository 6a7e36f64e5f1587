"""The use cases of departures: seen before they are recorded, seen afterwards, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.proposals import CannotBeUndone, reconsider
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.actions.departures import (
    annul,
    last_day,
    latest_membership,
    running_membership,
    standing_departure,
)
from services.membership.register.contract.refusals import ReasonDoesNotFit
from services.membership.register.leaving import clear_all
from services.membership.register.rules import REASONS_OF_KIND
from services.membership.register.tables import Departure, Membership

from . import contract, employment, money, telling
from .contract import ResignationFinal
from .money import shares_of

__all__ = ["employment", "get_departure", "money", "preview_departure", "telling", "withdraw_resignation"]
UNSETTLED = ("requested", "cancelled", "valued")


@answers(contract.get_departure)
def get_departure(unit: Unit, member_id: str) -> dict[str, Any]:
    """Return the departure that ends or ended the latest membership."""
    _, departure = _latest(unit, member_id)
    shares = shares_of(unit, member_id)
    columns = {column.key: getattr(departure, column.key) for column in Departure.__table__.columns}
    return {
        **columns, "member_id": member_id, "ended": departure.left_on < unit.today, "shares": shares,
        "settled": not any(one["state"] in UNSETTLED for one in shares),
    }  # fmt: skip


@answers(contract.preview_departure)
def preview_departure(
    unit: Unit, member_id: str, reason: str, noticed_on: date | None, left_on: date | None
) -> dict[str, Any]:
    """Say what a departure would come to: it is done, counted and rolled back, so it counts what would be cleared.

    The session is a snapshot's, which commits nothing.
    """
    party = parties.locked(unit, member_id)
    kind = REASONS_OF_KIND.get(reason)
    if kind is not None and party.kind != kind:
        raise ReasonDoesNotFit(member_id=member_id, reason=reason, kind=kind)
    running_membership(unit, member_id)
    noticed_on = noticed_on or unit.today
    left_on = last_day(unit, reason, noticed_on, left_on)
    rule = unit.rules.statutes("membership.withdrawal.notice_days", 0)
    unit.session.autoflush = True
    cleared = clear_all(unit, member_id, left_on, reason)
    unit.session.rollback()
    excluded = reason == "exclusion"
    return {
        "member_id": member_id, "reason": reason, "noticed_on": noticed_on, "left_on": left_on, "clears": cleared,
        "notice_days": int(rule.value) if reason == "resignation" else 0, "needs_vote": excluded,
        "article": unit.rules.statutes("membership.exclusion", {}).article if excluded else rule.article,
    }  # fmt: skip


@answers(contract.withdraw_resignation)
def withdraw_resignation(unit: Unit, member_id: str) -> dict[str, Any]:
    """Let the membership run on whose end somebody asked for, up to its last day."""
    parties.locked(unit, member_id)
    membership, departure = _latest(unit, member_id)
    rule = unit.rules.statutes("membership.withdrawal.revocable", False)
    over = departure.left_on < unit.today
    if not rule.value or departure.reason != "resignation" or over:
        raise ResignationFinal(
            article=rule.article, member_id=member_id, reason=departure.reason, left_on=departure.left_on,
            why=" any more" if over else "",
        )  # fmt: skip
    cleared = departure.cleared or {}
    try:
        number = annul(unit, membership, departure, unit.today)
    except CannotBeUndone:
        raise ResignationFinal(
            article=rule.article, member_id=member_id, reason=departure.reason, left_on=departure.left_on, why=""
        ) from None
    reconsider(unit, "seat_mandates")
    return {"member_id": member_id, "number": number, "not_restored": {k: n for k, n in cleared.items() if n}}


def _latest(unit: Unit, member_id: str) -> tuple[Membership, Departure]:
    membership = latest_membership(unit, member_id)
    departure = membership and standing_departure(unit, membership)
    if membership is None or departure is None:
        raise NotFound(what="departure of", id=member_id)
    return membership, departure
