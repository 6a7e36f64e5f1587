"""Writes events beside the change that they tell of, as CloudEvents 1.0 envelopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import insert

from ..ids import uuid7
from .tables import OutboxEvent, Subject

if TYPE_CHECKING:
    from ..contract.operation import EventType
    from ..storage.unit import Unit


def write(unit: Unit, event: EventType, subject: str, data: Mapping[str, Any]) -> str:
    """Add an event to the outbox in the unit's transaction and return its id.

    The subject's row is locked until commit, so that two changes of one subject are told in the order they happened.
    """
    assert event.service == unit.service, f"{unit.service} may not tell {event.type}"
    now, event_id = unit.now, str(uuid7())
    envelope = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/coops/{unit.coop}/{unit.service}",
        "type": event.type,
        "subject": subject,
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "data": event.schema().dump(data),
    }
    if unit.trace:
        envelope["traceparent"] = unit.trace
    if unit.cause:
        envelope["causationid"] = unit.cause
    locked = insert(Subject).values(subject=subject, version=1)
    unit.session.execute(
        locked.on_conflict_do_update(index_elements=["subject"], set_={"version": Subject.version + 1})
    )
    unit.session.execute(
        insert(OutboxEvent).values(
            id=event_id, type=event.type, subject=subject, envelope=envelope, recorded_at=now, published_at=None
        )
    )
    unit.session.info.setdefault("wakes", set()).add("relay")
    return event_id
