"""What merges tell of a life: that two rows of the register turned out to be one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Merge


@tells("merges")
def merges(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell who was merged into whom, on the day on which it was done."""
    mine = select(Merge).where(or_(Merge.survivor_id == member_id, Merge.merged_id == member_id))
    for one in unit.session.scalars(mine.order_by(Merge.id)):
        values = {"merged_id": one.merged_id, "survivor_id": one.survivor_id, "merged_number": one.merged_number}
        yield Entry(one.merged_on, "merged", "{merged_id} turned out to be {survivor_id}, and was merged.", values,
                    one.recorded_at, (("merges", one.id),))  # fmt: skip
