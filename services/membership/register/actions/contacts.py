"""Changes to who a person or organisation is and how it is reached."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit

from .. import contract, parties
from ..as_of import member_on
from ..changing import told_of_change, will_change


@answers(contract.create_person)
def create_person(unit: Unit, body: dict[str, Any]) -> dict[str, Any] | None:
    """Enter somebody who is no member; an application may follow under the same id."""
    person_id = parties.enter(unit, "per", body["kind"], body["external_id"], body)
    return member_on(unit.session, person_id, unit.today)


@answers(contract.update_member)
def update_member(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Change the details given and return the member as of today."""
    party = parties.locked(unit, member_id)
    parties.check_names(party.kind, {name: getattr(party, name) for name in parties.DETAILS} | body)
    will_change(unit, member_id, frozenset(body))
    parties.change(unit, member_id, body)
    told_of_change(unit, member_id)
    return member_on(unit.session, member_id, unit.today)
