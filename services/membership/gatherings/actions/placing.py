"""Places at a gathering: given in the order of arrival, given back, and who came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import is_linked
from services.membership.federation.participants import is_by_hand, names_of
from services.membership.federation.taking import Told, hears

from .. import contract
from ..contract.refusals import GatheringNotStarted, GatheringOver, NoConfirmedPlaces
from ..rules import Wish, promoted, state_shown
from ..tables import Gathering, GatheringSignUp

RUNNING = ("confirmed", "waiting")


@answers(contract.list_sign_ups)
def list_sign_ups(unit: Unit, gathering_id: str, limit: int, cursor: str | None) -> Listed:
    """List the sign-ups for a gathering in the order of arrival."""
    row = unit.session.get(Gathering, gathering_id)
    if row is None:
        raise NotFound(what="gathering", id=gathering_id[:60])
    rows = select(GatheringSignUp).where(GatheringSignUp.gathering_id == gathering_id)
    page = page_of(unit.session, rows, key=[GatheringSignUp.seq], limit=limit, cursor=cursor)
    return Listed(named(unit, row, page.data), page.next_cursor)


@answers(contract.record_attendance)
def record_attendance(unit: Unit, gathering_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Note how many came from each cooperative; noted again, the later note counts."""
    row = locked(unit, gathering_id)
    if row is None:
        raise NotFound(what="gathering", id=gathering_id[:60])
    if row.state == "cancelled":
        raise GatheringOver(gathering_id=gathering_id, state="cancelled")
    if row.starts_at > unit.now:
        raise GatheringNotStarted(gathering_id=gathering_id, starts_at=row.starts_at)
    found = select(GatheringSignUp).where(
        GatheringSignUp.gathering_id == gathering_id, GatheringSignUp.state == "confirmed"
    )
    signed_up = {one.cooperative: one for one in unit.session.scalars(found)}
    for mark in body["marks"]:
        if mark["cooperative"] not in signed_up:
            raise NoConfirmedPlaces(cooperative=mark["cooperative"], gathering_id=gathering_id)
        signed_up[mark["cooperative"]].attended = mark["attended"]
    unit.session.flush()
    return shown(unit, [row])[0]


@hears(contract.events.signed_up)
def take_sign_up(unit: Unit, coop: str, told: Told) -> str | None:
    """Give a member the places it asks for, let it wait, or tell it why not."""
    row = locked(unit, told["gathering_id"])
    if row is None:
        _tell(unit, coop, told["gathering_id"], told["sign_up_id"], 1, "refused", "unknown_gathering")
        return "unknown_gathering"
    if unit.session.get(GatheringSignUp, (coop, told["sign_up_id"])) is not None:
        return None
    # Who leaves before it begins has given its places back, and gets none anew.
    linked = is_linked(unit, coop) and is_linked(unit, coop, legal_day(row.starts_at))
    state, reason = verdict(unit, coop, row, told["places"]) if linked else ("refused", "not_linked")
    enter(unit, row, coop, told["sign_up_id"], told["places"], state, reason)
    _tell(unit, coop, row.id, told["sign_up_id"], 1, state, reason)
    return None


@hears(contract.events.withdrawn)
def take_withdrawal(unit: Unit, coop: str, told: Told) -> str | None:
    """Take places back and give them to those who wait; a withdrawal may overtake its sign-up."""
    row = locked(unit, told["gathering_id"])
    if row is None:
        return "unknown_gathering"
    found = unit.session.get(GatheringSignUp, (coop, told["sign_up_id"]))
    if found is not None and found.gathering_id != row.id:
        return "unknown_sign_up"
    if found is None:
        enter(unit, row, coop, told["sign_up_id"], 0, "withdrawn", None)
    elif found.state in RUNNING:
        give_back(unit, row, found, None)
    return None


def enter(
    unit: Unit, row: Gathering, coop: str, sign_up_id: str, places: int, state: str, reason: str | None
) -> GatheringSignUp:
    """Write a sign-up down."""
    made: GatheringSignUp = unit.session.execute(insert(GatheringSignUp).values(
        cooperative=coop, id=sign_up_id, gathering_id=row.id, places=places, state=state, reason=reason, version=1,
        attended=None, asked_at=unit.now,
    ).returning(GatheringSignUp)).scalar_one()  # fmt: skip
    return made


def give_back(unit: Unit, row: Gathering, found: GatheringSignUp, reason: str | None) -> None:
    """Take places back and give them to those who wait."""
    found.state, found.reason, found.version = "withdrawn", reason, found.version + 1
    unit.session.flush()
    _tell(unit, found.cooperative, row.id, found.id, found.version, "withdrawn", reason)
    promote(unit, row)


def promote(unit: Unit, row: Gathering) -> None:
    """Confirm those who wait and whom the free places now suffice, and tell them; once it has begun, nobody."""
    if row.state == "cancelled" or row.starts_at <= unit.now:
        return
    waiting = {one.id: one for one in _running(unit, row)}
    wishes = [Wish(one.id, one.places, one.state == "confirmed") for one in waiting.values()]
    for sign_up_id in promoted(row.capacity, wishes):
        one = waiting[sign_up_id]
        one.state, one.version = "confirmed", one.version + 1
        _tell(unit, one.cooperative, row.id, one.id, one.version, "confirmed", None)
    unit.session.flush()


def locked(unit: Unit, gathering_id: str) -> Gathering | None:
    """Return a gathering, held until the end of the transaction, so that no place is given twice."""
    row: Gathering | None = unit.session.get(Gathering, gathering_id, with_for_update=True, populate_existing=True)
    return row


def places_of(unit: Unit, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count, in one statement, the places of gatherings by state, the cooperatives confirmed, and who came."""
    counted = (
        select(GatheringSignUp.gathering_id, GatheringSignUp.state, func.sum(GatheringSignUp.places).label("places"),
               func.count().label("cooperatives"), func.coalesce(func.sum(GatheringSignUp.attended), 0).label("came"))
        .where(GatheringSignUp.gathering_id.in_(ids), GatheringSignUp.state.in_(RUNNING))
        .group_by(GatheringSignUp.gathering_id, GatheringSignUp.state)
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {}
    for one in unit.session.execute(counted):
        places = found.setdefault(one.gathering_id, {})
        places[one.state] = int(one.places)
        if one.state == "confirmed":
            places["cooperatives"], places["attended"] = int(one.cooperatives), int(one.came)
    return found


def shown(unit: Unit, rows: Sequence[Gathering]) -> list[dict[str, Any]]:
    """Return gatherings with their places."""
    places, found = places_of(unit, [row.id for row in rows]), []
    for row in rows:
        counts = {"confirmed": 0, "waiting": 0, "cooperatives": 0, "attended": 0, **places.get(row.id, {})}
        free = None if row.capacity is None else row.capacity - counts["confirmed"]
        state = "held" if row.state == "planned" and row.ends_at <= unit.now else row.state
        told = {name: value for name, value in vars(row).items() if not name.startswith("_")}
        found.append({**told, **counts, "free": free, "state": state})
    return found


def verdict(unit: Unit, coop: str, row: Gathering, places: int) -> tuple[str, str | None]:
    """Say what becomes of a sign-up, and why it is refused."""
    running = _running(unit, row)
    confirmed = sum(one.places for one in running if one.state == "confirmed")
    if row.state == "cancelled":
        return "refused", "cancelled"
    if unit.now > row.sign_up_until:
        return "refused", "too_late"
    if any(one.cooperative == coop for one in running):
        return "refused", "already_signed_up"
    if row.capacity is None or confirmed + places <= row.capacity:
        return "confirmed", None
    if places > row.capacity or not row.waiting_list:
        return "refused", "full"
    return "waiting", None


def _running(unit: Unit, row: Gathering) -> list[GatheringSignUp]:
    rows = select(GatheringSignUp).where(
        GatheringSignUp.gathering_id == row.id, GatheringSignUp.state.in_(RUNNING)
    )
    return list(unit.session.scalars(rows.order_by(GatheringSignUp.seq)))


def named(unit: Unit, row: Gathering, rows: Sequence[GatheringSignUp]) -> list[dict[str, Any]]:
    """Return sign-ups for a gathering with the name of their cooperative, and whether this office recorded them."""
    names, columns = names_of(unit, [one.cooperative for one in rows]), GatheringSignUp.__table__.columns.keys()
    return [{**{name: getattr(one, name) for name in columns}, "name": names.get(one.cooperative),
             "by_hand": is_by_hand(one.cooperative), "state": state_shown(one.state, row.state)}
            for one in rows]  # fmt: skip


def _tell(
    unit: Unit, coop: str, gathering_id: str, sign_up_id: str, version: int, state: str, reason: str | None
) -> None:
    """Tell a cooperative what became of its sign-up; whom this office signed up, it tells itself."""
    if is_by_hand(coop):
        return
    told = {"gathering_id": gathering_id, "sign_up_id": sign_up_id, "version": version, "state": state,
            "reason": reason}  # fmt: skip
    unit.emit(contract.events.settled, f"gatherings/{gathering_id}", told, to=coop)
