"""Standing never touches the electoral roll: whom the shop does not serve votes like everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.commons.clock import legal_day
from tests.house import House
from tests.unit.membership.sheets import with_members
from tests.unit.membership.shifts.staffing import shift_on


def test_a_member_who_is_not_served_is_on_the_roll(house: Callable[..., House]) -> None:
    """Four cycles without a shift: not served at the till, entitled on the final roll, and able to vote by hand."""
    it = house("alpar")
    ids = with_members(it, 3)
    shift_on(it, "2026-03-03")
    it.clock.advance(days=120)
    standings = {one["member_id"]: one["standing"] for one in it.membership.do("list_standings")["data"]}
    assert set(standings.values()) == {"not_served"}
    it.pump()
    held_on = legal_day(it.clock()) + timedelta(days=15)
    body = {"kind": "ordinary", "title": "Assembly", "held_on": held_on.isoformat()}
    assembly_id = it.voting.do("create_assembly", body=body)["id"]
    it.voting.do("convene_assembly", assembly_id=assembly_id, body={})
    it.clock.advance(days=15)
    it.voting.do("finalise_roll", assembly_id=assembly_id)
    roll = it.voting.do("list_roll", assembly_id=assembly_id, query={"kind": "final"})["data"]
    assert {one["member_id"] for one in roll} == set(ids)
