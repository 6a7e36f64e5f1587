"""Adhesion to a charter: the act of a cooperative at its own desk, revocable at any time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import partner, partners
from services.membership.federation.taking import Told, hears
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.refusals import AdhesionOver, AlreadyAdherent, CharterOutdated, CommitteeEnded
from ..tables import OwnAdhesion, PublishedCommittee

RUNNING = ("declared", "taken")


@hears(contract.events.published)
def take_published(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep a committee and its charter; the newest edition counts."""
    if coop not in partners(unit):
        return "not_linked"
    row = insert(PublishedCommittee).values(organiser=coop, received_at=unit.now, **told)
    unit.session.execute(row.on_conflict_do_update(
        index_elements=["organiser", "committee_id"],
        set_={name: row.excluded[name] for name in (*told, "received_at")},
        where=PublishedCommittee.edition < row.excluded.edition,
    ))  # fmt: skip
    return None


@answers(contract.list_published)
def list_published(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List what others published."""
    key = [PublishedCommittee.organiser, PublishedCommittee.committee_id]
    return page_of(unit.session, select(PublishedCommittee), key=key, limit=limit, cursor=cursor)


@answers(contract.adhere)
def adhere(unit: Unit, organiser: str, committee_id: str, body: dict[str, Any]) -> OwnAdhesion:
    """Adhere to the charter as it stands; an adhesion to an older version is replaced by it."""
    known: PublishedCommittee | None = unit.session.get(
        PublishedCommittee, (organiser, committee_id), with_for_update=True
    )
    if known is None:
        raise NotFound(what="committee", id=committee_id[:60])
    partner(unit, organiser)
    if known.ended_on is not None:
        raise CommitteeEnded(committee_id=committee_id, ended_on=known.ended_on)
    if body["charter_version"] != known.charter_version:
        raise CharterOutdated(current=known.charter_version, version=body["charter_version"])
    adhered_on = body["adhered_on"] or unit.today
    check_not_in_the_future(unit, adhered_on)
    held = select(OwnAdhesion).where(
        OwnAdhesion.organiser == organiser, OwnAdhesion.committee_id == committee_id, OwnAdhesion.state.in_(RUNNING)
    )
    former = unit.session.scalar(held)
    if former is not None:
        if former.charter_version == known.charter_version:
            raise AlreadyAdherent(version=known.charter_version)
        former.state, former.ended_on = "replaced", unit.today
        unit.session.flush()
    row = OwnAdhesion(
        id=new_id("adc"), organiser=organiser, committee_id=committee_id, charter_version=known.charter_version,
        decision=body["decision"], state="declared", reason=None, adhered_on=adhered_on, ended_on=None,
        recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    told = {"committee_id": committee_id, "adhesion_id": row.id, "charter_version": row.charter_version,
            "decision": row.decision, "adhered_on": row.adhered_on}  # fmt: skip
    unit.emit(contract.events.adhered, f"committees/{committee_id}", told, to=organiser)
    return row


@answers(contract.list_own)
def list_own(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List this cooperative's adhesions, the oldest first."""
    return page_of(unit.session, select(OwnAdhesion), key=[OwnAdhesion.id], limit=limit, cursor=cursor)


@answers(contract.revoke)
def revoke(unit: Unit, adhesion_id: str) -> OwnAdhesion:
    """Take an adhesion back with today; it needs nobody's leave.

    While the organiser has not taken it, the one that it replaces still runs there, and is taken back with it.
    """
    row: OwnAdhesion | None = unit.session.get(OwnAdhesion, adhesion_id, with_for_update=True)
    if row is None:
        raise NotFound(what="adhesion", id=adhesion_id[:60])
    if row.state not in RUNNING:
        raise AdhesionOver(adhesion_id=adhesion_id, state=row.state)
    former = _replaced_by(unit, row) if row.state == "declared" else None
    row.state, row.ended_on = "revoked", unit.today
    for one in (row, former):
        if one is not None:
            told = {"committee_id": one.committee_id, "adhesion_id": one.id, "ended_on": unit.today}
            unit.emit(contract.events.adhesion_revoked, f"committees/{one.committee_id}", told, to=one.organiser)
    return row


@hears(contract.events.adhesion_settled)
def take_verdict(unit: Unit, coop: str, told: Told) -> str | None:
    """Note what the organiser said; what was revoked meanwhile stays revoked.

    Of an adhesion that is not taken, the one that it was to replace runs on, as it does at the organiser.
    """
    row = unit.session.get(OwnAdhesion, told["adhesion_id"], with_for_update=True)
    if row is None or (row.organiser, row.committee_id) != (coop, told["committee_id"]):
        return "unknown_adhesion"
    if told["state"] == "taken":
        row.state = "taken" if row.state == "declared" else row.state
    elif row.state in (*RUNNING, "replaced"):
        ran, row.state, row.reason, row.ended_on = row.state in RUNNING, "refused", told["reason"], unit.today
        unit.session.flush()
        if ran and (former := _replaced_by(unit, row)) is not None:
            former.state, former.ended_on = "taken", None
    return None


def _replaced_by(unit: Unit, row: OwnAdhesion) -> OwnAdhesion | None:
    """Return the adhesion that another was to replace: the one before it, refused ones aside, which never ran."""
    before = select(OwnAdhesion).where(
        OwnAdhesion.organiser == row.organiser, OwnAdhesion.committee_id == row.committee_id,
        OwnAdhesion.id < row.id, OwnAdhesion.state != "refused",
    )  # fmt: skip
    former: OwnAdhesion | None = unit.session.scalar(before.order_by(OwnAdhesion.id.desc()).limit(1).with_for_update())
    return former if former is not None and former.state == "replaced" else None
