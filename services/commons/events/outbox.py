"""Writes events beside the change that they tell of, as CloudEvents 1.0 envelopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from ..ids import uuid7

if TYPE_CHECKING:
    from ..contract.operation import EventType
    from ..storage.unit import Unit


# One round trip. The event takes its number only from the row that the lock gives back: were the two independent, the
# number could be drawn before the wait for the lock, and a later change be told first.
_ADD = text(
    """
    WITH locked AS (
      INSERT INTO outbox_subjects (subject, version) VALUES (:subject, 1)
      ON CONFLICT (subject) DO UPDATE SET version = outbox_subjects.version + 1 RETURNING subject
    )
    INSERT INTO outbox (id, type, subject, envelope, recorded_at)
    SELECT :id, :type, locked.subject, :envelope, :now FROM locked
    """
).bindparams(bindparam("envelope", type_=JSONB), bindparam("now", type_=TIMESTAMP(timezone=True)))


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
        "data": event.shape.dump(data),
    }
    if unit.trace:
        envelope["traceparent"] = unit.trace
    if unit.cause:
        envelope["causationid"] = unit.cause
    unit.session.execute(
        _ADD, {"id": event_id, "type": event.type, "subject": subject, "envelope": envelope, "now": now}
    )
    unit.session.info.setdefault("wakes", set()).add("relay")
    return event_id
