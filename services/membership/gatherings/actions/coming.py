"""What others announce to this cooperative, and its own sign-ups."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, select, text
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.requests.request import Chunk
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import partner, partners
from services.membership.federation.taking import Told, hears

from .. import contract
from ..calendar import written
from ..contract.refusals import AlreadySignedUp, GatheringOver, SignUpClosed, SignUpOver
from ..rules import state_shown
from ..tables import RUNNING, AnnouncedGathering, OwnSignUp
from .announcing import chosen

OPEN = ("asked", "confirmed", "waiting")


@hears(contract.events.announced)
def take_announcement(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep what a federation or union of ours announces; the newest version counts."""
    if coop not in partners(unit):
        return "not_linked"
    row = insert(AnnouncedGathering).values(organiser=coop, received_at=unit.now, **told)
    newer = {name: row.excluded[name] for name in (*told, "received_at")}
    unit.session.execute(row.on_conflict_do_update(
        index_elements=["organiser", "gathering_id"], set_=newer,
        where=AnnouncedGathering.version < row.excluded.version,
    ))  # fmt: skip
    return None


@hears(contract.events.settled)
def take_verdict(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep what became of a sign-up; the newest version counts, and what was given back stays given back."""
    row = unit.session.get(OwnSignUp, told["sign_up_id"], with_for_update=True)
    if row is None or row.organiser != coop or row.gathering_id != told["gathering_id"]:
        return "unknown_sign_up"
    if told["version"] > row.version:
        row.version = told["version"]
        if row.state in OPEN:
            row.state, row.reason = told["state"], told["reason"]
    return None


@answers(contract.list_announced)
def list_announced(
    unit: Unit, from_: date | None, to: date | None, kind: str | None, series: str | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """Return a page of others' gatherings by time."""
    found = chosen(select(AnnouncedGathering), AnnouncedGathering, from_, to, kind, series)
    key = [AnnouncedGathering.starts_at, AnnouncedGathering.organiser, AnnouncedGathering.gathering_id]
    page = page_of(unit.session, found, key=key, limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


@answers(contract.announced_calendar)
def announced_calendar(unit: Unit, organiser: str, gathering_id: str, cursor: str | None) -> Chunk:
    """Return another's gathering as iCalendar."""
    return written(_announced(unit, organiser, gathering_id), gathering_id, organiser, unit.now)


@answers(contract.sign_up)
def sign_up(unit: Unit, organiser: str, gathering_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask for places; whether there are any, the organiser says."""
    row = _announced(unit, organiser, gathering_id)
    partner(unit, organiser)
    _check_ahead(unit, row)
    if unit.now > row.sign_up_until:
        raise SignUpClosed(gathering_id=gathering_id, sign_up_until=row.sign_up_until)
    made = insert(OwnSignUp).values(
        id=new_id("sup"), organiser=organiser, gathering_id=gathering_id, places=body["places"], state="asked",
        reason=None, version=0, asked_at=unit.now,
    )  # fmt: skip
    made = made.on_conflict_do_nothing(index_elements=["organiser", "gathering_id"], index_where=text(RUNNING))
    own: OwnSignUp | None = unit.session.scalar(made.returning(OwnSignUp))
    if own is None:
        raise AlreadySignedUp(gathering_id=gathering_id)
    told = {"gathering_id": gathering_id, "sign_up_id": own.id, "places": own.places}
    unit.emit(contract.events.signed_up, f"gatherings/{gathering_id}", told, to=organiser)
    return _own(own, row)


@answers(contract.list_own_sign_ups)
def list_own_sign_ups(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List this cooperative's sign-ups, the oldest first."""
    same = (AnnouncedGathering.organiser == OwnSignUp.organiser,
            AnnouncedGathering.gathering_id == OwnSignUp.gathering_id)  # fmt: skip
    rows: Any = select(OwnSignUp, AnnouncedGathering, OwnSignUp.id).join(AnnouncedGathering, and_(*same))
    page = page_of(unit.session, rows, key=[OwnSignUp.id], limit=limit, cursor=cursor, scalars=False)
    return Listed([_own(row[0], row[1]) for row in page.data], page.next_cursor)


@answers(contract.withdraw)
def withdraw(unit: Unit, sign_up_id: str) -> dict[str, Any]:
    """Give places back before the gathering begins."""
    row: OwnSignUp | None = unit.session.get(OwnSignUp, sign_up_id, with_for_update=True)
    if row is None:
        raise NotFound(what="sign-up", id=sign_up_id[:60])
    if row.state not in OPEN:
        raise SignUpOver(sign_up_id=sign_up_id, state=row.state)
    gathering = _announced(unit, row.organiser, row.gathering_id)
    _check_ahead(unit, gathering)
    row.state = "withdrawn"
    told = {"gathering_id": row.gathering_id, "sign_up_id": row.id}
    unit.emit(contract.events.withdrawn, f"gatherings/{row.gathering_id}", told, to=row.organiser)
    return _own(row, gathering)


def _own(row: OwnSignUp, gathering: AnnouncedGathering) -> dict[str, Any]:
    """Return a sign-up as this cooperative sees it."""
    told = {name: getattr(row, name) for name in ("id", "organiser", "gathering_id", "places", "reason", "asked_at")}
    return {**told, "state": state_shown(row.state, gathering.state), "title": gathering.title,
            "starts_at": gathering.starts_at}  # fmt: skip




def _check_ahead(unit: Unit, row: AnnouncedGathering) -> None:
    if row.state == "cancelled" or row.starts_at <= unit.now:
        state = "cancelled" if row.state == "cancelled" else "under way or over"
        raise GatheringOver(gathering_id=row.gathering_id, state=state)


def _announced(unit: Unit, organiser: str, gathering_id: str) -> AnnouncedGathering:
    row: AnnouncedGathering | None = unit.session.get(AnnouncedGathering, (organiser, gathering_id))
    if row is None:
        raise NotFound(what="gathering", id=gathering_id[:60])
    return row


def _shown(unit: Unit, row: AnnouncedGathering) -> dict[str, Any]:
    told = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    state = "held" if row.state == "planned" and row.ends_at <= unit.now else row.state
    return {**told, "state": state}
