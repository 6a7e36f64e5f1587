"""The timeline of one member: every room's part in the order of the days, with who wrote it down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import InvalidCursor
from services.membership.register.contract.refusals import NotInRegister
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members

OpenOffice = Callable[..., Office]


def life(office: Office, member_id: str, **query: str) -> list[dict[str, Any]]:
    """Return a timeline."""
    return list(office.membership.do("get_timeline", member_id=member_id, query=query)["data"])


def one_life(office: Office) -> str:
    """Let a member join a group, serve a shift, and leave; return their id."""
    [member_id, *_] = with_members(office, 1)
    desk = office.membership
    desk.do("join_working_group", slug="supply", body={"member_ids": [member_id]})
    shift = desk.do("create_shift", body={"starts_at": "2026-03-02T15:00:00+01:00", "places": {"member": 1},
                                          "ends_at": "2026-03-02T18:00:00+01:00"})  # fmt: skip
    desk.do("enrol_in_shift", shift_id=shift["id"], body={"member_id": member_id, "role": "member"})
    office.clock.advance(days=1)
    desk.do("record_attendances", shift_id=shift["id"],
            body={"marks": [{"member_id": member_id, "attendance": "attended"}]})  # fmt: skip
    desk.do("record_departure", member_id=member_id, body={"reason": "resignation", "left_on": "2026-05-01"})
    return str(member_id)


def test_every_room_tells_its_part_in_the_order_of_the_days(office: OpenOffice) -> None:
    """Joined, group, shifts in a sum, leaving announced, and what ends with the membership."""
    here = office("alpar")
    told = life(here, one_life(here))
    kinds = [one["kind"] for one in told]
    assert [one["on"] for one in told] == sorted(one["on"] for one in told)
    assert kinds[:4] == ["joined", "group_joined", "shifts_counted", "leaving_announced"]
    assert set(kinds[4:]) == {"group_left", "left"}
    shifts = next(one for one in told if one["kind"] == "shifts_counted")
    assert shifts["what"] == "Shifts in 2026: 1 attended, 0 missed, 0 excused."


def test_an_entry_names_who_wrote_it_and_the_lines_of_the_trail(office: OpenOffice) -> None:
    """The changes named are those of the entry's rows, made by that actor."""
    here = office("alpar")
    member_id = one_life(here)
    left = next(one for one in life(here, member_id) if one["kind"] == "left")
    asked = {"member_id": member_id, "table": "departures", "order": "oldest"}
    trail = here.membership.do("list_changes", query=asked)["data"]
    assert left["changes"] == [one["seq"] for one in trail]
    assert left["by"] == trail[0]["actor"] == {"kind": "key", "id": "key_test"}


def test_a_life_is_read_as_of_a_day_in_pages_and_in_french(office: OpenOffice) -> None:
    """The day is inclusive; pages follow each other; sentences are the language's."""
    here = office("alpar")
    member_id = one_life(here)
    whole = life(here, member_id)
    assert [one["kind"] for one in life(here, member_id, as_of="2026-03-02")][-1] == "shifts_counted"
    assert len(life(here, member_id, as_of="2020-03-01")) == 1
    page = here.membership.do("get_timeline", member_id=member_id, query={"limit": "2"})
    rest = here.membership.do("get_timeline", member_id=member_id, query={"cursor": page["next_cursor"]})
    assert page["data"] + rest["data"] == whole and rest["next_cursor"] is None
    assert life(here, member_id, language="fr")[0]["what"] == "Devient membre (member), sous le numéro 1."
    with pytest.raises(InvalidCursor):
        life(here, member_id, cursor="nowhere")


def test_nobody_has_the_life_of_somebody_unknown(office: OpenOffice) -> None:
    """An id of nobody is refused."""
    with pytest.raises(NotInRegister):
        life(office("alpar"), "mbr_nobody")
