"""What becomes of activities: they pause, close, move and pass into other hands, and each day is as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.membership.activities.test_activities import open_one, take_in
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of
from tests.unit.membership.sheets import with_members


def joinery(office: Office, **body: Any) -> tuple[str, str]:
    """Open an activity of one member; return the activity and the owner."""
    (owner_id,) = with_members(office, 1)
    return str(open_one(office, [owner_id], opened_on="2025-01-01", **body)["id"]), owner_id


def on(office: Office, activity_id: str, day: str | None = None) -> dict[str, Any]:
    """Look at an activity as of a day."""
    query = {"as_of": day} if day else {}
    shown: dict[str, Any] = office.membership.do("get_activity", activity_id=activity_id, query=query)
    return shown


def test_an_activity_pauses_resumes_closes_and_opens_again(office: Callable[..., Office]) -> None:
    """Each state holds from its day on, is told, and every day shows what it was."""
    cae = office("coopaname")
    activity_id, _ = joinery(cae)
    for operation, day in (("pause_activity", "2025-03-01"), ("resume_activity", "2025-04-01"),
                           ("close_activity", "2025-06-30"), ("resume_activity", "2025-09-01")):  # fmt: skip
        cae.membership.do(operation, activity_id=activity_id, body={"on": day, "reason": "as agreed"})
    states = [on(cae, activity_id, day)["state"] for day in
              ("2025-01-01", "2025-03-01", "2025-04-01", "2025-06-30", "2025-09-01")]  # fmt: skip
    assert states == ["open", "paused", "open", "closed", "open"]
    assert on(cae, activity_id, "2025-03-15")["state_since"] == "2025-03-01"
    kinds = [one["type"].split(".")[2] for one in cae.membership.told() if ".activity." in one["type"]]
    assert kinds == ["opened", "paused", "resumed", "closed", "resumed"]
    history = cae.membership.do("get_activity_history", activity_id=activity_id)
    assert [one["state"] for one in history["states"]] == ["open", "paused", "open", "closed", "open"]
    listed = [len(cae.membership.do("list_activities", query={"as_of": day, "state": "closed"})["data"])
              for day in ("2025-06-29", "2025-07-01", "2025-09-01")]  # fmt: skip
    assert listed == [0, 1, 0]


def test_refuses_states_that_do_not_follow(office: Callable[..., Office]) -> None:
    """An open one is not resumed, a closed one neither paused, moved nor handed on; days go forwards, not ahead."""
    cae = office("coopaname")
    activity_id, owner_id = joinery(cae)

    def refused(operation: str, **body: Any) -> str:
        return code_of(lambda: cae.membership.do(operation, activity_id=activity_id, body=body))[0]

    assert refused("resume_activity") == "activity_in_state"
    assert refused("pause_activity", on="2024-12-31") == "activity_change_out_of_order"
    assert refused("pause_activity", on="2026-03-03") == "in_the_future"
    cae.membership.do("close_activity", activity_id=activity_id, body={"on": "2025-06-30"})
    assert refused("pause_activity") == "activity_in_state"
    assert refused("move_activity", establishment="E2") == "activity_in_state"
    assert refused("change_owners", owner_ids=[owner_id]) == "activity_in_state"
    assert refused("resume_activity", on="2025-06-29") == "activity_change_out_of_order"


def test_an_activity_moves_from_a_day_on(office: Callable[..., Office]) -> None:
    """Before that day it is where it was, in lists and counts too; the move is told with both places."""
    cae = office("coopaname")
    activity_id, _ = joinery(cae)
    cae.membership.do("move_activity", activity_id=activity_id, body={"establishment": "E2", "on": "2025-05-01"})
    cae.membership.do("move_activity", activity_id=activity_id, body={"establishment": "E3", "on": "2025-07-01"})
    assert [on(cae, activity_id, day)["establishment"] for day in ("2025-04-30", "2025-05-01", "2025-07-01")] == [
        "E1", "E2", "E3"]  # fmt: skip
    query = {"as_of": "2025-06-01", "establishment": "E2"}
    assert len(cae.membership.do("list_activities", query=query)["data"]) == 1
    counts = {one["code"]: one["activities"]
              for one in cae.membership.do("list_establishments", query={"as_of": "2025-06-01"})["data"]}  # fmt: skip
    assert (counts["E1"], counts["E2"], counts["E3"]) == (0, 1, 0)
    told = [one["data"] for one in cae.membership.told("membership.activity.moved.v1")]
    assert [(one["former"], one["establishment"], one["moved_on"]) for one in told] == [
        ("E1", "E2", "2025-05-01"), ("E2", "E3", "2025-07-01")]  # fmt: skip
    away = {"establishment": "E9"}
    assert code_of(lambda: cae.membership.do("move_activity", activity_id=activity_id, body=away))[0] == (
        "unknown_establishment"
    )


def test_an_establishment_closes_once_nothing_works_in_it(office: Callable[..., Office]) -> None:
    """Neither while it houses an activity, nor twice; nothing is opened there or moved there afterwards."""
    cae = office("coopaname")
    activity_id, owner_id = joinery(cae)

    def close() -> dict[str, Any]:
        closed: dict[str, Any] = cae.membership.do("close_establishment", establishment="E1", body={})
        return closed

    assert code_of(close)[0] == "establishment_in_use"
    cae.membership.do("move_activity", activity_id=activity_id, body={"establishment": "E2"})
    early = {"establishment": "E1", "body": {"closed_on": "2026-02-01"}}
    assert code_of(lambda: cae.membership.do("close_establishment", **early))[0] == "establishment_in_use"
    assert close()["closed_on"] == "2026-03-02"
    assert code_of(close)[0] == "establishment_closed"
    cae.clock.advance(days=1)
    assert code_of(lambda: open_one(cae, [owner_id], code="x"))[0] == "establishment_closed"
    back = {"establishment": "E1"}
    assert code_of(lambda: cae.membership.do("move_activity", activity_id=activity_id, body=back))[0] == (
        "establishment_closed"
    )


def test_owners_have_exact_parts(office: Callable[..., Office]) -> None:
    """Parts are everyone's or nobody's and sum to one; without them each has the same."""
    cae = office("coopaname")
    owners = with_members(cae, 3)
    whole = dict(zip(owners, ["1/3", "1/2", "1/6"], strict=True))
    opened = open_one(cae, owners, group="Woodworkers", parts=whole)
    assert {one["party_id"]: one["part"] for one in opened["owners"]} == whole
    for parts in ({**whole, owners[0]: "1/4"}, {owners[0]: "1"}, {**whole, owners[0]: "0"}):
        code, article = code_of(lambda parts=parts: open_one(cae, owners, group="G", code="other", parts=parts))
        assert (code, "rule 3" in article) == ("parts_not_whole", True)
    other = open_one(cae, owners[:2], group="Roofers", code="roofs")
    assert [one["part"] for one in other["owners"]] == ["1/2", "1/2"]


def test_an_activity_is_handed_on_from_a_day(office: Callable[..., Office]) -> None:
    """Every day has its owners; whoever keeps the same part keeps one period, and the change is told."""
    cae = office("coopaname")
    owners = with_members(cae, 3)
    activity_id = open_one(cae, owners[:2], group="Woodworkers", opened_on="2025-01-01")["id"]
    body = {"owner_ids": owners, "group": "Woodworkers", "since": "2025-06-01",
            "parts": dict(zip(owners, ["1/2", "1/4", "1/4"], strict=True))}  # fmt: skip
    changed = cae.membership.do("change_owners", activity_id=activity_id, body=body)
    assert [one["part"] for one in sorted(changed["owners"], key=lambda one: owners.index(one["party_id"]))] == [
        "1/2", "1/4", "1/4"]  # fmt: skip
    assert on(cae, activity_id, "2025-05-31")["owner_ids"] == sorted(owners[:2])
    assert cae.membership.told("membership.activity.opened.v1")[-1]["data"]["owner_ids"] == sorted(owners)
    early = {"owner_ids": owners[:1], "since": "2025-05-31"}
    assert code_of(lambda: cae.membership.do("change_owners", activity_id=activity_id, body=early))[0] == (
        "activity_change_out_of_order"
    )
    alone = cae.membership.do("change_owners", activity_id=activity_id, body={"owner_ids": owners[2:]})
    assert (alone["owner_ids"], alone["group_id"]) == (owners[2:], None)
    periods = cae.membership.do("get_activity_history", activity_id=activity_id)["owners"]
    assert all(one["until"] is None or one["since"] <= one["until"] for one in periods)


def test_who_leaves_owns_nothing_any_more_and_it_shows(office: Callable[..., Office]) -> None:
    """The others' parts grow in proportion; what nobody owns is listed until it is handed on."""
    cae = office("coopaname")
    owners = with_members(cae, 3)
    parts = dict(zip(owners, ["1/2", "1/4", "1/4"], strict=True))
    shared = open_one(cae, owners, group="Woodworkers", opened_on="2025-01-01", parts=parts)["id"]
    alone = open_one(cae, owners[:1], code="roofs", opened_on="2025-01-01")["id"]
    left = cae.membership.do("record_departure", member_id=owners[0], body={"reason": "death", "left_on": "2026-03-01"})
    assert left["cleared"]["activities"] == 2
    assert {one["part"] for one in on(cae, shared)["owners"]} == {"1/2"}
    assert on(cae, shared, "2026-03-01")["owner_ids"] == sorted(owners)
    assert on(cae, alone)["owners_missing"] is True
    query = {"owners_missing": "true"}
    assert [one["id"] for one in cae.membership.do("list_activities", query=query)["data"]] == [alone]
    cae.membership.do("change_owners", activity_id=alone, body={"owner_ids": owners[1:2]})
    assert cae.membership.do("list_activities", query=query)["data"] == []


def test_whoever_still_works_here_keeps_the_activity(office: Callable[..., Office]) -> None:
    """A member who stays under contract leaves the membership, not the trade."""
    cae = office("coopaname")
    activity_id, owner_id = joinery(cae)
    cae.membership.do("record_engagement", body={
        "person_id": owner_id, "kind": "employment", "form": "CESA", "started_on": "2025-01-01"})  # fmt: skip
    body = {"reason": "loss_of_quality", "left_on": "2026-03-01"}
    assert cae.membership.do("record_departure", member_id=owner_id, body=body)["cleared"]["activities"] == 0
    assert on(cae, activity_id)["owner_ids"] == [owner_id]


def test_trades_are_those_of_the_bylaws_and_those_added(office: Callable[..., Office]) -> None:
    """An activity names one of them, which may be corrected; another is refused."""
    cae = office("coopaname")
    activity_id, _ = joinery(cae, trade="crafts")
    bees = {"trade": "bees"}
    assert code_of(lambda: cae.membership.do("update_activity", activity_id=activity_id, body=bees))[0] == (
        "unknown_trade"
    )
    cae.membership.do("add_trade", body={"code": "bees", "name": "Beekeeping"})
    for taken in ("bees", "crafts"):
        body = {"code": taken, "name": "Again"}
        assert code_of(lambda body=body: cae.membership.do("add_trade", body=body))[0] == "code_taken"
    changed = cae.membership.do("update_activity", activity_id=activity_id, body={"trade": "bees", "label": "Honey"})
    assert (changed["trade"], changed["label"]) == ("bees", "Honey")
    assert "bees" in [one["code"] for one in cae.membership.do("list_trades")["data"]]
    assert len(cae.membership.do("list_activities", query={"trade": "bees"})["data"]) == 1


def test_a_sheet_moves_an_activity_and_hands_it_on(office: Callable[..., Office]) -> None:
    """What a sheet tells differently holds from today on; the days before stay as they were."""
    cae = office("coopaname")
    owners = with_members(cae, 2)
    take_in(cae, "A-1,Joinery,E1,m1,,2020-01-01")
    assert take_in(cae, "A-1,Joinery,E2,m2,,2020-01-01") == [("updated", None)]
    (now,) = cae.membership.do("list_activities")["data"]
    assert (now["establishment"], now["owner_ids"]) == ("E2", [owners[1]])
    before = on(cae, now["id"], "2026-03-01")
    assert (before["establishment"], before["owner_ids"]) == ("E1", [owners[0]])
    assert len(cae.membership.told("membership.activity.moved.v1")) == 1


@pytest.mark.parametrize("operation", ["pause_activity", "resume_activity", "close_activity"])
def test_there_is_nothing_to_do_with_what_is_not_there(office: Callable[..., Office], operation: str) -> None:
    """An unknown activity is not found."""
    cae = office("coopaname")
    assert code_of(lambda: cae.membership.do(operation, activity_id="act_x", body={}))[0] == "not_found"
