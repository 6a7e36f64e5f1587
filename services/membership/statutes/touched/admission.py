"""Applications that wait for a decision which would be somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.admissions.tables import OPEN, Application
from services.membership.register.tables import Party

from ..touching import Concerned, Proposed, touches
from .governance import years_before


@touches("membership.admission.decided_by")
def applications_that_wait(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Applications under review, which somebody else would decide."""
    whom = proposed.would_be("membership.admission.decided_by")
    ids = select(Application.id).where(Application.state == "under_review")
    said = f"applications wait for a decision, which would be taken by {whom}"
    yield Concerned("membership.admission.decided_by", said, "applications", ids)


@touches("membership.admission.minimum_age")
def applications_of_minors(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Open applications of persons who would not have the age."""
    age = proposed.would_be("membership.admission.minimum_age")
    if age is not None:
        ids = (
            select(Application.id).join(Party, Party.id == Application.member_id)
            .where(Application.state.in_(OPEN), Party.birth_date > years_before(proposed.on, age))
        )  # fmt: skip
        yield Concerned("membership.admission.minimum_age", f"applicants are below {age}", "applications", ids)


@touches("membership.admission.linked_organisation")
def applications_without_the_linked_organisation(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Open applications of persons who do not belong to the organisation that would be asked for."""
    whom = proposed.would_be("membership.admission.linked_organisation")
    if whom is not None:
        ids = (
            select(Application.id).join(Party, Party.id == Application.member_id)
            .where(Application.state.in_(OPEN), Party.linked_organisation_until.is_(None))
        )  # fmt: skip
        said = f"applicants do not belong to {whom}"
        yield Concerned("membership.admission.linked_organisation", said, "applications", ids)
