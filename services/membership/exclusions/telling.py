"""What proposals to exclude a member tell of a member's life; the grounds are told nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.clock import legal_day
from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import Exclusion


@tells("exclusions")
def exclusions(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell that an exclusion was proposed and when the member is heard; what came of it the departure says."""
    for one in unit.session.scalars(select(Exclusion).where(Exclusion.member_id == member_id).order_by(Exclusion.id)):
        values, rows = {"proposal_id": one.proposal_id, "hearing_on": one.hearing_on}, (("exclusions", one.id),)
        yield Entry(legal_day(one.recorded_at), "exclusion_proposed", "An exclusion was proposed; to be heard on "
                    "{hearing_on}.", values, one.recorded_at, rows)  # fmt: skip
