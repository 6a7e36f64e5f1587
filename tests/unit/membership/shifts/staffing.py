"""Short ways to staff a shop in tests: shifts, places, marks, teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.house import FULL, House

# The clock of tests stands at noon in Paris of Monday, 2 March 2026.
TEAM = {"name": "Tuesday A", "weekday": "tuesday", "starts_at": "09:00", "ends_at": "12:00",
        "places": {"member": 2, "leader": 1}, "valid_from": "2026-03-01"}  # fmt: skip


def shift_on(office: House, day: str, *, hour: int = 9, afterwards: bool = False, **places: int) -> str:
    """Add a shift of three hours and return its id."""
    offset = "+01:00" if day < "2026-03-29" else "+02:00"
    shift: dict[str, str] = office.membership.do("create_shift", body={
        "starts_at": f"{day}T{hour:02d}:00:00{offset}", "ends_at": f"{day}T{hour + 3:02d}:00:00{offset}",
        "places": places or {"member": 2}, "afterwards": afterwards,
    })  # fmt: skip
    return shift["id"]


def enrol(office: House, shift_id: str, member_id: str, role: str = "member", **also: Any) -> Any:
    """Enrol a member."""
    return office.membership.do("enrol_in_shift", shift_id=shift_id,
                                body={"member_id": member_id, "role": role, **also})  # fmt: skip


def mark(office: House, shift_id: str, leader_id: str | None = None, **marks: Any) -> Any:
    """Record attendances: ``mark(office, shift, mbr_x="attended")`` or with ``{"attendance": …, "replaced_by": …}``."""
    given = [{"member_id": member_id, **({"attendance": one} if isinstance(one, str) else one)}
             for member_id, one in marks.items()]  # fmt: skip
    body = {"marks": given, "leader_id": leader_id}
    return office.membership.do("record_attendances", shift_id=shift_id, body=body)


def refusal_of(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value


def team(office: House, members: list[str], **template: Any) -> str:
    """Enter a slot with a standing team from 1 March 2026 on, and return its id."""
    made = office.membership.do("create_shift_templates", body={"templates": [{**TEAM, **template}]})
    template_id: str = made["templates"][0]["id"]
    if members:
        body = {"standings": [{"template_id": template_id, "member_id": one, "starts_on": "2026-03-01"}
                              for one in members]}  # fmt: skip
        assert office.membership.do("enrol_for_good", body=body)["refused"] == 0
    return template_id


def places_of(office: House, shift_id: str) -> dict[str, str]:
    """Return who stands in a shift, and how."""
    shift = office.membership.do("get_shift", shift_id=shift_id)
    return {one["member_id"]: one["attendance"] for one in shift["enrolments"]}


def balance_of(office: House, member_id: str) -> int:
    """Return a member's counter."""
    balance: int = office.membership.do("get_standing", member_id=member_id)["balance"]
    return balance


__all__ = ["FULL", "TEAM", "balance_of", "enrol", "mark", "places_of", "refusal_of", "shift_on", "team"]
