"""Activities, their owners, establishments and cooperation groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import all_lines, with_members

HEADER = "code,label,establishment,owner_external_ids,group,opened_on"


def take_in(office: Office, *rows: str) -> list[tuple[str, str | None]]:
    """Import activities and return (outcome, code) of each."""
    job = office.membership.run_job("import_activities", upload="\n".join([HEADER, *rows]).encode())
    assert job["state"] == "succeeded", job["problem"]
    return [(one["outcome"], (one["problem"] or {}).get("code")) for one in all_lines(office.membership, job)]


def open_one(office: Office, owner_ids: list[str], **body: Any) -> dict[str, Any]:
    """Open an activity."""
    asked = {"code": "joinery", "label": "Joinery", "establishment": "E1", "owner_ids": owner_ids, **body}
    activity: dict[str, Any] = office.membership.do("open_activity", body=asked)
    return activity


def test_an_activity_of_one_owner_is_told(office: Callable[..., Office]) -> None:
    """The establishments of the bylaws are there from the first day."""
    cae = office("coopaname")
    (owner_id,) = with_members(cae, 1)
    activity = open_one(cae, [owner_id])
    (told,) = cae.membership.told("membership.activity.opened.v1")
    assert told["subject"] == f"activities/{activity['id']}"
    assert told["data"] == {
        "activity_id": activity["id"], "code": "joinery", "establishment": "E1", "owner_ids": [owner_id],
        "group_id": None, "opened_on": "2026-03-02",
    }  # fmt: skip
    assert cae.membership.do("get_activity", activity_id=activity["id"]) == activity
    counts = {one["code"]: one["activities"] for one in cae.membership.do("list_establishments")["data"]}
    assert counts == {"E1": 1, "E2": 0, "E3": 0, "E4": 0, "E5": 0, "E6": 0}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"establishment": "E7"}, "unknown_establishment"),
        ({"owner_ids": ["mbr_x"]}, "unknown_owner"),
        ({"group": "Alone"}, "group_needs_owners"),
        ({"opened_on": "2003-12-31"}, "before_founding"),
        ({"code": "taken"}, "code_taken"),
        ({"opened_on": "2199-01-01"}, "opening_too_far_ahead"),
    ],
)
def test_refuses_what_cannot_be(office: Callable[..., Office], body: dict[str, Any], code: str) -> None:
    """Each has its own code, and nothing half done."""
    cae = office("coopaname")
    (owner_id,) = with_members(cae, 1)
    open_one(cae, [owner_id], code="taken")
    with pytest.raises(Refusal) as refused:
        open_one(cae, **{"owner_ids": [owner_id], **body})
    assert refused.value.code == code
    assert len(cae.membership.told("membership.activity.opened.v1")) == 1


def test_several_owners_are_a_group(office: Callable[..., Office]) -> None:
    """The group is made with its first activity and shared by the next; without a name it is refused by the bylaws."""
    cae = office("coopaname")
    owners = with_members(cae, 3)
    with pytest.raises(Refusal) as refused:
        open_one(cae, owners[:2])
    assert refused.value.code == "owners_need_group" and "rule 3" in str(refused.value.article)
    first = open_one(cae, owners[:2], group="Woodworkers")
    second = open_one(cae, owners[1:], group="Woodworkers", code="roofs")
    assert first["group_id"] == second["group_id"]
    (group,) = cae.membership.do("list_cooperation_groups")["data"]
    assert (group["name"], group["owner_ids"], group["activities"]) == ("Woodworkers", sorted(owners), 2)
    by_owner = cae.membership.do("list_activities", query={"owner_id": owners[0]})["data"]
    assert [one["code"] for one in by_owner] == ["joinery"]


def test_a_sheet_is_taken_in_once_and_follows_changes(office: Callable[..., Office]) -> None:
    """By code: created, skipped, updated with its owners, refused with its reason."""
    cae = office("coopaname")
    owners = with_members(cae, 3)
    rows = ["A-1,Joinery,E1,m1,,2020-01-01", "A-2,Roofs,E2,m2|m3,Roofers,2020-01-01", "A-3,Nothing,E9,m1,,"]
    assert take_in(cae, *rows) == [("created", None), ("created", None), ("refused", "unknown_establishment")]
    assert take_in(cae, *rows[:2]) == [("skipped", None), ("skipped", None)]
    assert take_in(cae, "A-2,Roofs,E2,m1|m2,Roofers,2020-01-01") == [("updated", None)]
    (changed,) = cae.membership.do("list_activities", query={"code": "A-2"})["data"]
    assert changed["owner_ids"] == sorted(owners[:2])
    assert take_in(cae, "A-2,Roofs,E2,m2|m3,Roofers,2020-01-01") == [("updated", None)]
    (back,) = cae.membership.do("list_activities", query={"code": "A-2"})["data"]
    assert back["owner_ids"] == sorted(owners[1:])
    assert take_in(cae, "A-4,Roofs,E2,m1|m9,Roofers,") == [("refused", "unknown_owner")]


def test_an_establishment_is_opened_once(office: Callable[..., Office]) -> None:
    """One more than the bylaws name can be opened, under a code that is free."""
    cae = office("coopaname")
    cae.membership.do("open_establishment", body={"code": "E7", "name": "Seventh"})
    with pytest.raises(Refusal) as refused:
        cae.membership.do("open_establishment", body={"code": "E7", "name": "Again"})
    assert refused.value.code == "code_taken"
    assert len(cae.membership.do("list_establishments")["data"]) == 7


def test_an_old_sheet_undoes_no_later_decision(office: Callable[..., Office]) -> None:
    """Who has left owns nothing again, and what moved away does not go back; the label is still the sheet's."""
    cae = office("coopaname")
    owners = with_members(cae, 3)
    rows = ["A-1,Joinery,E1,m1,,2020-01-01", "A-2,Roofs,E2,m1|m2,Roofers,2020-01-01"]
    assert take_in(cae, *rows) == [("created", None), ("created", None)]
    activities = {one["code"]: one["id"] for one in cae.membership.do("list_activities")["data"]}
    cae.membership.do("record_departure", member_id=owners[0], body={"reason": "death", "left_on": "2026-03-01"})
    cae.membership.do("change_owners", activity_id=activities["A-1"], body={"owner_ids": [owners[2]]})
    cae.membership.do("move_activity", activity_id=activities["A-1"], body={"establishment": "E3"})
    left = cae.membership.do("record_departure", member_id=owners[1], body={"reason": "resignation"})
    assert left["left_on"] > "2026-03-02"
    assert take_in(cae, *rows) == [("skipped", None), ("skipped", None)]
    assert take_in(cae, rows[0].replace("Joinery", "Fine joinery")) == [("updated", None)]
    shown = {one["code"]: one for one in cae.membership.do("list_activities")["data"]}
    assert (shown["A-1"]["owner_ids"], shown["A-1"]["establishment"]) == ([owners[2]], "E3")
    assert (shown["A-1"]["label"], shown["A-2"]["owner_ids"]) == ("Fine joinery", [owners[1]])
    told = cae.membership.told("membership.activity.opened.v1")[-1]["data"]
    assert (told["code"], told["owner_ids"]) == ("A-1", [owners[2]])
    assert take_in(cae, rows[0].replace("E1", "E4")) == [("updated", None)]


def test_a_closed_establishment_takes_nothing_new_and_keeps_what_is_known(office: Callable[..., Office]) -> None:
    """An unchanged line is skipped; one that opens after the end is refused, whatever else the batch opens."""
    cae = office("coopaname")
    with_members(cae, 1)
    row = "A-1,Joinery,E1,m1,,2020-01-01"
    assert take_in(cae, row) == [("created", None)]
    (activity,) = cae.membership.do("list_activities")["data"]
    cae.membership.do("close_activity", activity_id=activity["id"], body={"on": "2025-12-31"})
    cae.membership.do("close_establishment", establishment="E1", body={"closed_on": "2026-01-31"})
    assert take_in(cae, row, "A-2,Roofs,E1,m1,,2021-01-01", "A-3,Soap,E1,m1,,2026-02-02", "A-4,Tea,E2,m1,,") == [
        ("skipped", None), ("created", None), ("refused", "establishment_closed"), ("created", None)]  # fmt: skip
