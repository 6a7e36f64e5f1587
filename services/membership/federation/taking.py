"""Takes in what other cooperatives tell: whose it is says the exchange it came through, and what is unsound is counted.

Invariant: another's mistake, forgery or lateness makes no dead letter here and holds nothing up behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, ValidationError
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.contract import EventType
from services.commons.events.received import Event
from services.commons.storage import Unit

from .tables import RefusedDisclosure

Told = dict[str, Any]
# (unit, the cooperative that told it, what it told) → None when it was taken, else why it was left aside
Hearing = Callable[[Unit, str, Told], str | None]


def hears(event: EventType) -> Callable[[Hearing], Hearing]:
    """Bind a function to what other cooperatives tell; it may say why it did not take it, which is counted."""

    def bind(hear: Hearing) -> Hearing:
        @follows(event, by=event.service, foreign=True)
        def take(unit: Unit, told: Event) -> None:
            read = read_foreign(unit, event.shape, told)
            if read is not None and (reason := hear(unit, coop_of(told), read)) is not None:
                leave_aside(unit, coop_of(told), reason)

        return hear

    return bind


def read_foreign(unit: Unit, form: Schema, told: Event) -> Told | None:
    """Return the data of another cooperative's event; None, counted, when it is malformed or claims another's name."""
    coop = coop_of(told)
    if told.source != f"/coops/{coop}/{told.type.partition('.')[0]}":
        leave_aside(unit, coop, "foreign_source")
        return None
    try:
        read: Told = form.load(told.data)
    except ValidationError:
        leave_aside(unit, coop, "malformed")
        return None
    return read


def coop_of(told: Event) -> str:
    """Return the cooperative through whose exchange an event came."""
    assert told.provenance is not None
    return told.provenance


def leave_aside(unit: Unit, coop: str, reason: str) -> None:
    """Count what was not taken."""
    counted = insert(RefusedDisclosure).values(coop=coop, reason=reason, count=1, last_at=unit.now)
    unit.session.execute(
        counted.on_conflict_do_update(
            index_elements=["coop", "reason"],
            set_={"count": RefusedDisclosure.count + 1, "last_at": counted.excluded.last_at},
        )
    )
