"""What contracts tell of a person's life."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.timeline.telling import Entry, tells

from .tables import ContractAmendment, Engagement


@tells("engagements")
def engagements(unit: Unit, member_id: str) -> Iterator[Entry]:
    """Tell when each contract began, was amended and ended; what payroll said stays in payroll."""
    own = select(Engagement).where(Engagement.person_id == member_id).order_by(Engagement.id)
    for one in unit.session.scalars(own):
        values, rows = {"form": one.form, "kind": one.kind}, (("engagements", one.id),)
        yield Entry(one.started_on, "engagement_started", "A contract began: {form}.", values, one.recorded_at, rows)
        if one.ended_on is not None:
            yield Entry(one.ended_on, "engagement_ended", "Last day of a contract: {form}.", values, one.recorded_at,
                        rows)  # fmt: skip
    amended = select(ContractAmendment, Engagement.form).join(
        Engagement, Engagement.id == ContractAmendment.engagement_id
    )
    for change, form in unit.session.execute(
        amended.where(Engagement.person_id == member_id).order_by(ContractAmendment.number)
    ):
        said: dict[str, Any] = {"form": form, "kind": change.kind, "before": change.before, "after": change.after}
        rows = (("contract_amendments", f"{change.engagement_id}/{change.number}"),)
        yield Entry(change.effective_on, "engagement_amended", "A contract was amended ({kind}): {form}.", said,
                    change.recorded_at, rows)  # fmt: skip
