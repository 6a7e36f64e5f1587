"""The use cases of departures: seen before they are recorded, seen afterwards, taken back, voided."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.proposals import CannotBeUndone, reconsider
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.register import parties
from services.membership.register.actions.departures import (
    annul,
    check_befalls,
    depart,
    latest_membership,
    standing_departure,
)
from services.membership.register.deaths import void_death
from services.membership.register.rules import BY_VOTE
from services.membership.register.tables import Departure, Member, Membership

from . import contract, employment, money, telling
from .contract import DepartureStands, ResignationFinal
from .money import shares_of

__all__ = [
    "employment", "get_departure", "money", "preview_departure", "telling", "void_departure", "withdraw_resignation",
]  # fmt: skip
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
    check_befalls(member_id, party.kind, reason)
    rule, excluded = unit.rules.statutes("membership.withdrawal.notice_days", 0), reason == "exclusion"
    article = unit.rules.statutes("membership.exclusion", {}).article if excluded else rule.article
    unit.session.autoflush = True
    foreseen = depart(unit, party, reason, noticed_on, left_on, None)
    unit.session.rollback()
    clears = foreseen.pop("cleared")
    return {
        "member_id": member_id, "reason": reason, **foreseen, "clears": clears, "needs_vote": excluded,
        "notice_days": int(rule.value) if reason == "resignation" else 0, "article": article,
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
    try:
        return _taken_back(unit, membership, departure)
    except CannotBeUndone:
        raise ResignationFinal(
            article=rule.article, member_id=member_id, reason=departure.reason, left_on=departure.left_on, why=""
        ) from None


@answers(contract.void_departure)
def void_departure(unit: Unit, member_id: str) -> dict[str, Any]:
    """Correct an error of the office: the membership, and the contract that a death ended, run on.

    What else was cleared is not restored, and is named. Of who is said to have died after leaving, the death alone is
    void.
    """
    parties.locked(unit, member_id)
    membership = latest_membership(unit, member_id)
    departure = membership and standing_departure(unit, membership)
    ended = void_death(unit, member_id)
    if ended is not None and (departure is None or departure.reason != "death"):
        number = unit.session.scalar(select(Member.number).where(Member.id == member_id))
        return {"member_id": member_id, "number": number, "not_restored": ended}
    if membership is None or departure is None:
        raise NotFound(what="departure of", id=member_id)
    article = unit.rules.statutes("membership").article
    why = "it was voted, and is taken back with that vote alone"
    if departure.reason not in BY_VOTE:
        with suppress(CannotBeUndone):
            return _taken_back(unit, membership, departure, ended)
        why = "the member has joined anew since"
    raise DepartureStands(
        article=article, member_id=member_id, reason=departure.reason, left_on=departure.left_on, why=why
    )


def _taken_back(
    unit: Unit, membership: Membership, departure: Departure, ended: dict[str, int] | None = None
) -> dict[str, Any]:  # fmt: skip
    """Annul a departure; ``ended`` is what ended with a death and not with the membership."""
    cleared = dict(departure.cleared or {})
    for what, count in (ended or {}).items():
        cleared[what] = cleared.get(what, 0) + count
    number = annul(unit, membership, departure, unit.today)
    reconsider(unit, "seat_mandates")
    not_restored = {what: count for what, count in cleared.items() if count}
    return {"member_id": membership.member_id, "number": number, "not_restored": not_restored}


def _latest(unit: Unit, member_id: str) -> tuple[Membership, Departure]:
    membership = latest_membership(unit, member_id)
    departure = membership and standing_departure(unit, membership)
    if membership is None or departure is None:
        raise NotFound(what="departure of", id=member_id)
    return membership, departure
