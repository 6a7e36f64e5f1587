"""Writes events beside the change that they tell of, as CloudEvents 1.0 envelopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from ..canonical import json_text
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
# The same for many. The sort sees every locked row before the first event takes its number.
_ADD_ALL = text(
    """
    WITH given AS MATERIALIZED (
      SELECT * FROM unnest(CAST(:ids AS text[]), CAST(:types AS text[]), CAST(:subjects AS text[]),
                           CAST(:envelopes AS text[])) WITH ORDINALITY AS g(id, type, subject, envelope, ordinal)
    ), locked AS (
      INSERT INTO outbox_subjects (subject, version)
      SELECT subject, count(*) FROM given GROUP BY subject ORDER BY subject
      ON CONFLICT (subject) DO UPDATE SET version = outbox_subjects.version + excluded.version RETURNING subject
    )
    INSERT INTO outbox (id, type, subject, envelope, recorded_at)
    SELECT g.id, g.type, g.subject, CAST(g.envelope AS jsonb), :now
      FROM given g JOIN locked ON locked.subject = g.subject ORDER BY g.ordinal
    """
).bindparams(bindparam("now", type_=TIMESTAMP(timezone=True)))

Told = tuple["EventType", str, Mapping[str, Any]] | tuple["EventType", str, Mapping[str, Any], str]


def write(unit: Unit, event: EventType, subject: str, data: Mapping[str, Any], to: str | None = None) -> str:
    """Add an event to the outbox in the unit's transaction and return its id; ``to`` is for addressed ones, and only.

    The subject's row is locked until commit, so that two changes of one subject are told in the order they happened.
    """
    envelope = _envelope(unit, event, subject, data, to)
    unit.session.execute(
        _ADD, {"id": envelope["id"], "type": event.type, "subject": subject, "envelope": envelope, "now": unit.now}
    )
    unit.session.info.setdefault("wakes", set()).add("relay")
    return str(envelope["id"])


def write_all(unit: Unit, told: Sequence[Told]) -> list[str]:
    """Add many events, in their order, in one round trip; return their ids."""
    if not told:
        return []
    envelopes = [_envelope(unit, *one) for one in told]
    unit.session.execute(_ADD_ALL, {
        "ids": [one["id"] for one in envelopes], "types": [one["type"] for one in envelopes],
        "subjects": [one["subject"] for one in envelopes], "envelopes": [json_text(one) for one in envelopes],
        "now": unit.now,
    })  # fmt: skip
    unit.session.info.setdefault("wakes", set()).add("relay")
    return [str(one["id"]) for one in envelopes]


def _envelope(
    unit: Unit, event: EventType, subject: str, data: Mapping[str, Any], to: str | None = None
) -> dict[str, Any]:
    assert event.service == unit.service, f"{unit.service} may not tell {event.type}"
    # Forgetting the addressee must not send to all what is for one.
    assert event.addressed == (to is not None), f"{event.type} {'needs' if event.addressed else 'takes no'} addressee"
    envelope = {
        "specversion": "1.0",
        "id": str(uuid7()),
        "source": f"/coops/{unit.coop}/{unit.service}",
        "type": event.type,
        "subject": subject,
        "time": unit.now.isoformat(),
        "datacontenttype": "application/json",
        "data": event.shape.dump(data),
    }
    if to is not None:
        envelope["addressee"] = to
    if unit.trace:
        envelope["traceparent"] = unit.trace
    if unit.cause:
        envelope["causationid"] = unit.cause
    return envelope
