"""Sign-ups of members that do not run the suite, as this office records them; and those of a member that leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.ids import new_id
from services.commons.refusals import NotFound, Refusal
from services.commons.storage import Unit
from services.membership.federation.participants import check_by_hand, is_by_hand, names_of_member
from services.membership.federation.refusals import SpeaksForItself
from services.membership.merges.joining import merges_column
from services.membership.register.as_of import check_is_member
from services.membership.register.leaving import clears

from .. import contract
from ..contract.refusals import AlreadySignedUp, GatheringFull, GatheringOver, SignUpClosed, SignUpOver
from ..tables import Gathering, GatheringSignUp
from .announcing import planned
from .placing import RUNNING, enter, give_back, locked, named, verdict

merges_column("gathering_sign_ups", "cooperative")


@answers(contract.record_sign_up)
def record_sign_up(unit: Unit, gathering_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give a member the places it asks for or let it wait, by the same rules as one that signs up at its own desk."""
    row = planned(unit, gathering_id)
    member = check_by_hand(unit, body["member_id"])
    check_is_member(unit, member.id, legal_day(row.starts_at))
    state, reason = verdict(unit, member.id, row, body["places"])
    if reason is not None:
        raise _refusal(row, reason, body["places"])
    return named(unit, row, [enter(unit, row, member.id, new_id("sup"), body["places"], state, None)])[0]


@answers(contract.record_withdrawal)
def record_withdrawal(unit: Unit, gathering_id: str, sign_up_id: str) -> dict[str, Any]:
    """Give places back that this office signed a member up for."""
    row = planned(unit, gathering_id)
    kept = select(GatheringSignUp).where(GatheringSignUp.id == sign_up_id, GatheringSignUp.gathering_id == row.id)
    found = unit.session.scalar(kept.with_for_update())
    if found is None:
        raise NotFound(what="sign-up", id=sign_up_id[:60])
    if not is_by_hand(found.cooperative):
        raise SpeaksForItself(cooperative=found.cooperative)
    if found.state not in RUNNING:
        raise SignUpOver(sign_up_id=sign_up_id, state=found.state)
    give_back(unit, row, found, None)
    return named(unit, row, [found])[0]


@clears("gathering_sign_ups")
def clear_sign_ups(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Give back the places of a member that leaves at what begins after its last day."""
    held = (
        select(GatheringSignUp.gathering_id)
        .join(Gathering, Gathering.id == GatheringSignUp.gathering_id)
        .where(GatheringSignUp.cooperative.in_(names_of_member(unit, member_id)), GatheringSignUp.state.in_(RUNNING),
               Gathering.starts_at > unit.now)
        .order_by(GatheringSignUp.gathering_id)
    )  # fmt: skip
    ended = 0
    for gathering_id in sorted(set(unit.session.scalars(held))):
        row = locked(unit, gathering_id)
        if row is not None and legal_day(row.starts_at) > left_on:
            ended += _give_all_back(unit, row, names_of_member(unit, member_id))
    return ended


def _give_all_back(unit: Unit, row: Gathering, names: list[str]) -> int:
    mine = select(GatheringSignUp).where(
        GatheringSignUp.gathering_id == row.id, GatheringSignUp.cooperative.in_(names),
        GatheringSignUp.state.in_(RUNNING),
    )  # fmt: skip
    rows = unit.session.scalars(mine.with_for_update()).all()
    for one in rows:
        give_back(unit, row, one, "left")
    return len(rows)


def _refusal(row: Gathering, reason: str, places: int) -> Refusal:
    """Return what says to an office what a desk is told by its reason."""
    if reason == "too_late":
        return SignUpClosed(gathering_id=row.id, sign_up_until=row.sign_up_until)
    if reason == "already_signed_up":
        return AlreadySignedUp(gathering_id=row.id)
    if reason == "full":
        return GatheringFull(gathering_id=row.id, places=places)
    return GatheringOver(gathering_id=row.id, state=reason)
