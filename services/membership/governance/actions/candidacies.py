"""Says of candidates what membership alone knows: their age, where the statutes ask for one."""

from __future__ import annotations

from datetime import date

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.membership.register.tables import Party
from services.voting.elections.contract import candidacy_submitted

from ..bodies import BodyOfStatutes, bodies
from ..contract import candidacy_examined
from ..rules import years_between


@follows(candidacy_submitted)
def examine_candidacy(unit: Unit, event: Event) -> None:
    """Look at a candidate and tell what stands in the way, as a code; the birth date stays here."""
    told = event.data
    body = next((one for one in bodies(unit) if one.slug == told["body"]), None)
    code = _obstacle(unit, body, told["member_id"]) if body is not None else None
    unit.emit(candidacy_examined, f"elections/{told['election_id']}", {
        "election_id": told["election_id"], "body": told["body"], "member_id": told["member_id"], "code": code,
        "article": body.article if code and body else None,
    })  # fmt: skip


def _obstacle(unit: Unit, body: BodyOfStatutes, member_id: str) -> str | None:
    party = unit.session.get(Party, member_id)
    if party is None:
        return "not_in_register"
    if body.minimum_age is None or party.kind != "natural_person":
        return None
    born: date | None = party.birth_date
    if born is None:
        return "age_unknown"
    return "under_age" if years_between(born, unit.today) < body.minimum_age else None
