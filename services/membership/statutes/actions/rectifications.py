"""Puts errors of transcription right: one person proposes, another confirms, a version follows from the same day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.proposals import reconsider
from services.commons.refusals import NotFound
from services.commons.rulebook import RulebookVersion, hold
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..rules import amended, in_a_line, readable_differences
from ..tables import Rectification
from ..versions import latest
from .amendments import amended_text


@answers(contract.propose_rectification)
def propose_rectification(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Write down what is to be put right, if the text that results is lawful and sound; nothing changes yet."""
    base = _arrived(unit, body["layer"])
    amended_text(unit, base, body, base.effective_on)
    row = Rectification(
        id=new_id("rct"), layer=base.layer, base_version=base.version, changes=body["changes"],
        removals=body["removals"], reason=body["reason"], proposed_by=_who(unit), proposed_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    return _shown(unit, row)


@answers(contract.confirm_rectification)
def confirm_rectification(unit: Unit, rectification_id: str) -> dict[str, Any]:
    """Hold the right text as the next version, in force from the day of the arrival, and tell it to the others."""
    row = unit.session.get(Rectification, rectification_id, with_for_update=True)
    if row is None:
        raise NotFound(what="rectification", id=rectification_id)
    base = _arrived(unit, row.layer)
    if row.version is not None or base.version != row.base_version:
        raise contract.RectificationOvertaken(
            id=row.id, base=row.base_version, layer=row.layer, version=base.version
        )  # fmt: skip
    if row.proposed_by == _who(unit):
        raise contract.AnotherPersonConfirms(actor=row.proposed_by)
    told = {"layer": row.layer, "changes": row.changes, "removals": row.removals}
    document = amended_text(unit, base, told, base.effective_on)
    row.version, row.effective_on = base.version + 1, base.effective_on
    row.confirmed_by, row.confirmed_at = _who(unit), unit.now
    hold(unit.session, row.layer, row.version, document, base.effective_on, unit.now, None)
    unit.emit(contract.statutes_adopted, f"statutes/{row.layer}", {
        "layer": row.layer, "version": row.version, "document": document, "effective_on": base.effective_on,
        "resolution_id": None,
    })  # fmt: skip
    unit.session.flush()
    unit.rules_changed()
    reconsider(unit)
    return _shown(unit, row)


@answers(contract.list_rectifications)
def list_rectifications(unit: Unit, layer: str | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of rectifications, in the order in which they were proposed."""
    rows = select(Rectification)
    if layer is not None:
        rows = rows.where(Rectification.layer == layer)
    page = page_of(unit.session, rows, key=[Rectification.id], limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


def _arrived(unit: Unit, layer: str) -> RulebookVersion:
    """Return the text in force on arrival, rectified or not; refuse where the members have adopted one since.

    The version is locked, so that two confirmations cannot both find it the last.
    """
    last = latest(unit, layer)
    if last.resolution_id is not None:
        raise contract.TextWasAdopted(version=last.version, layer=layer)
    unit.session.refresh(last, with_for_update=True)
    return latest(unit, layer)


def _who(unit: Unit) -> str:
    return f"{unit.actor.kind}:{unit.actor.id}"


def _shown(unit: Unit, row: Rectification) -> dict[str, Any]:
    base = unit.session.get_one(RulebookVersion, (row.layer, row.base_version))
    document = amended(base.document, row.changes, row.removals)
    return {
        **{name: getattr(row, name) for name in Rectification.__table__.columns.keys()},  # noqa: SIM118 – no mapping
        "state": "confirmed" if row.version else "proposed",
        "differences": [in_a_line(one) for one in readable_differences(base.document, document)],
    }  # fmt: skip
