"""Somebody dies once: of two entries that are one person, the death that stands counts."""

from __future__ import annotations

from services.commons.storage import Unit
from services.membership.register.deaths import Death

from .joining import merges


@merges("deaths")
def merge_deaths(unit: Unit, survivor_id: str, merged_id: str) -> int:
    """Write the death of the one who is merged to the survivor, unless one of theirs stands or it is void itself.

    The row of the one who is merged stays as it was written, but for a survivor who has none at all.
    """
    held, other = unit.session.get(Death, survivor_id), unit.session.get(Death, merged_id)
    if other is None or (held is not None and (held.voided_at is None or other.voided_at is not None)):
        return 0
    if held is None:
        other.party_id = survivor_id
    else:
        held.died_on, held.recorded_at, held.cleared = other.died_on, other.recorded_at, other.cleared
        held.voided_at = None
    unit.session.flush()
    return 1
