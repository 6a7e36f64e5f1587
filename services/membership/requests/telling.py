"""What requests to the assembly tell of a member's life; their text stands with the request alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import MemberRequest


@tells("requests")
def requests(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell that a request was made, and whether it was granted."""
    mine = select(MemberRequest).where(MemberRequest.member_id == member_id).order_by(MemberRequest.id)
    for one in unit.session.scalars(mine):
        values, rows = {"request_id": one.id, "state": one.state}, (("member_requests", one.id),)
        yield Entry(one.submitted_on, "request_made", "Made a request to the assembly.", values, one.recorded_at, rows)
        if one.decided_on is not None:
            yield Entry(one.decided_on, f"request_{one.state}", "The request was {state}.", values, one.recorded_at,
                        rows)  # fmt: skip
