"""Unions: linked to the federation by consent of both, with cooperatives that belong to several of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from services.commons.storage.unit import OPERATOR, Unit
from services.membership.register.leaving import clear_all
from services.membership.unions.rules import outside_area, state_on
from tests.unit.membership.neighbours import CENTRE, Neighbours

Opened = Callable[..., Neighbours]
DECISION = {"decision": "National board of 1 March 2026, item 4"}


def linked(found: Neighbours, union: str) -> None:
    """Link a union that does not run the suite."""
    found.centre.do("propose_union_link", body={"union": union, **DECISION})
    found.centre.do("accept_union_link", union=union, body={"decision": "Board of the union, 2 March 2026"})


def refused(code: str, action: Callable[[], Any]) -> Refusal:
    """Do what must be refused."""
    with pytest.raises(Refusal) as told:
        action()
    assert told.value.code == code, told.value.code
    return told.value


def test_the_bylaws_name_thirteen_regional_unions_and_three_trade_federations(neighbours: Opened) -> None:
    """Each is an organisation of its own, and is linked once both sides have agreed."""
    found = neighbours()
    unions = found.centre.do("list_unions")["data"]
    assert [sum(one["kind"] == kind for one in unions) for kind in ("regional", "trade")] == [13, 3]
    assert {one["state"] for one in unions} == {"unlinked"}
    made = found.centre.do("propose_union_link", body={"union": "union-01", **DECISION})
    assert (made["state"], made["decision"]) == ("proposed", DECISION["decision"])
    party = found.centre.do("get_member", member_id=made["party_id"])
    assert (party["kind"], party["name"]) == ("organisation", "Regional union 1")
    refused("union_linked", lambda: found.centre.do("propose_union_link", body={"union": "union-01", **DECISION}))
    body = {"decision": "Board of the union", "accepted_on": "2026-03-03"}
    refused("in_the_future", lambda: found.centre.do("accept_union_link", union="union-01", body=body))
    done = found.centre.do("accept_union_link", union="union-01", body={"decision": "Board of the union"})
    assert (done["state"], done["acceptance"]) == ("linked", "Board of the union")
    assert refused("union_not_named", lambda: found.centre.do("get_union", union="union-14")).article
    refused("union_not_named", lambda: found.centre.do("propose_union_link", body={"union": "other", **DECISION}))


def test_the_regional_union_of_an_area_is_found(neighbours: Opened) -> None:
    """Annecy lies in the area of one regional union."""
    found = neighbours()
    for area, union in (("department:74", 1), ("postal:74000", 1), ("insee:74010", 1), ("insee:2A004", 13)):
        unions = found.centre.do("list_unions", query={"area": area})["data"]
        assert [one["union"] for one in unions] == [f"union-{union:02}"]


def test_a_union_that_runs_the_suite_says_yes_at_its_own_desk(neighbours: Opened) -> None:
    """Nobody says it in its place; the yes of another tenant, or a second one, changes nothing."""
    found = neighbours("coopaname", "alpar")
    body = {"union": "union-07", "tenant": "coopaname", **DECISION}
    link_id = None
    found.centre.do("propose_union_link", body=body)
    found.carry()
    refused("union_speaks_for_itself", lambda: found.centre.do("accept_union_link", union="union-07", body=DECISION))
    [invited] = found["coopaname"].do("list_union_invitations")["data"]
    link_id = invited["link_id"]
    assert (invited["union"], invited["state"]) == ("union-07", "proposed")
    yes = {"link_id": link_id, "accepted_on": "2026-03-02", "decision": "forged"}
    found.forge("alpar", "union.link_accepted", yes)
    assert found.refused() == {("alpar", "unknown_link"): 1}
    path = {"federation": CENTRE, "link_id": link_id}
    found["coopaname"].do("accept_union_invitation", body={"decision": "Our assembly"}, **path)
    found.carry()
    found.tell_again(list(reversed(found.crossed)), anew=True)
    shown = found.centre.do("get_union", union="union-07")
    assert (shown["state"], shown["acceptance"], shown["tenant"]) == ("linked", "Our assembly", "coopaname")
    refused("invitation_settled", lambda: found["coopaname"].do("accept_union_invitation", body=DECISION, **path))


def test_a_link_proposed_before_the_union_named_the_federation_shows_once_it_has(neighbours: Opened) -> None:
    """Until then it is shown to nobody, and nobody says yes to it."""
    found = neighbours("coopaname")
    data = {"link_id": "unl_x", "union": "union-07", "kind": "regional", "proposed_on": "2026-03-01", "decision": "B"}
    found.forge("elsewhere", "union.link_proposed", data, to="coopaname")
    desk, path = found["coopaname"], {"federation": "elsewhere", "link_id": "unl_x"}
    assert desk.do("list_union_invitations")["data"] == []
    refused("not_linked", lambda: desk.do("accept_union_invitation", body=DECISION, **path))
    found.name("coopaname", "elsewhere")
    assert [one["state"] for one in desk.do("list_union_invitations")["data"]] == ["proposed"]
    assert desk.do("accept_union_invitation", body=DECISION, **path)["state"] == "linked"


def test_a_link_holds_from_today_however_late_a_day_the_union_tells(neighbours: Opened) -> None:
    """Neither its yes nor its end lies in a far future, which would leave the link neither here nor there."""
    found = neighbours("coopaname")
    found.centre.do("propose_union_link", body={"union": "union-07", "tenant": "coopaname", **DECISION})
    link_id = found.centre.told("membership.union.link_proposed.v1")[0]["data"]["link_id"]
    yes = {"link_id": link_id, "accepted_on": "2200-01-01", "decision": "Ours"}
    found.forge("coopaname", "union.link_accepted", yes)
    shown = found.centre.do("get_union", union="union-07")
    assert (shown["state"], shown["accepted_on"]) == ("linked", "2026-03-02")
    found.forge("coopaname", "union.link_ended", {"link_id": link_id, "ended_on": "2200-01-01", "reason": "None"})
    assert found.centre.do("get_union", union="union-07")["ended_on"] == "2026-03-02"


@pytest.mark.parametrize("side", [CENTRE, "coopaname"])
def test_either_side_ends_the_link_and_it_can_be_made_anew(neighbours: Opened, clock: FixedClock, side: str) -> None:
    """The last day is still linked; memberships that were recorded end with it."""
    found = neighbours("coopaname")
    found.centre.do("propose_union_link", body={"union": "union-07", "tenant": "coopaname", **DECISION})
    found.carry()
    path = {"federation": CENTRE, "link_id": found["coopaname"].do("list_union_invitations")["data"][0]["link_id"]}
    found["coopaname"].do("accept_union_invitation", body=DECISION, **path)
    found.carry()
    member = {"member_id": found.members["coopaname"], "starts_on": "2026-03-02"}
    found.centre.do("join_union", union="union-07", body=member)
    clock.advance(days=10)
    reason = {"reason": "They went their own way"}
    if side == CENTRE:
        found.centre.do("end_union_link", union="union-07", body=reason)
    else:
        found["coopaname"].do("end_union_invitation", body=reason, **path)
    found.carry()
    assert found["coopaname"].do("list_union_invitations")["data"][0]["ended_by"] == side
    shown = found.centre.do("get_union", union="union-07")
    assert (shown["state"], shown["ended_by"], shown["members"]) == ("linked", side, 1)
    clock.advance(days=1)
    shown = found.centre.do("get_union", union="union-07")
    assert (shown["state"], shown["members"]) == ("ended", 0)
    refused("union_not_linked", lambda: found.centre.do("join_union", union="union-07", body=member))
    refused("union_not_linked", lambda: found.centre.do("end_union_link", union="union-07", body=reason))
    refused("invitation_settled", lambda: found["coopaname"].do("end_union_invitation", body=reason, **path))
    again = {"union": "union-07", "tenant": "coopaname", **DECISION}
    assert found.centre.do("propose_union_link", body=again)["state"] == "proposed"
    assert found.centre.do("get_union", union="union-07", query={"as_of": "2026-03-05"})["state"] == "linked"


def test_a_cooperative_belongs_to_several_unions_each_for_a_time(neighbours: Opened, clock: FixedClock) -> None:
    """A regional one by its area and a trade one by its activity; lists are as of a day."""
    found = neighbours("alpine-aluminium")
    for union in ("union-01", "union-02", "industry"):
        linked(found, union)
    member_id = found.members["alpine-aluminium"]
    found["alpine-aluminium"].do("put_intercooperation_profile", body={"themes": ["premises"]})
    found.carry()

    def join(union: str, **more: Any) -> dict[str, Any]:
        body = {"member_id": member_id, "starts_on": "2026-03-02", **more}
        return dict(found.centre.do("join_union", union=union, body=body))

    assert join("union-01")["outside_area"] is False
    assert join("union-02")["outside_area"] is True
    assert join("industry", activity="Aluminium foundry")["outside_area"] is None
    refused("already_in_union", lambda: join("union-01"))
    clock.advance(days=5)
    body = {"ends_on": "2026-03-06"}
    found.centre.do("leave_union", union="union-02", member_id=member_id, body=body)

    def unions(as_of: str) -> list[str]:
        rows = found.centre.do("list_unions_of_member", member_id=member_id, query={"as_of": as_of})["data"]
        return sorted(one["union"] for one in rows)

    assert unions("2026-03-01") == []
    assert unions("2026-03-06") == ["industry", "union-01", "union-02"]
    assert unions("2026-03-07") == ["industry", "union-01"]
    told = found.centre.do("get_timeline", member_id=member_id)["data"]
    assert [(one["kind"], one["on"]) for one in told if one["kind"] == "union_left"] == [("union_left", "2026-03-06")]
    [member] = found.centre.do("list_union_members", union="industry")["data"]
    assert (member["cooperative"], member["activity"]) == ("alpine-aluminium", "Aluminium foundry")
    assert found.centre.do("get_union", union="industry")["members"] == 1
    refused("not_in_union", lambda: found.centre.do("leave_union", union="union-02", member_id=member_id,
                                                    body={"ends_on": "2026-03-07"}))  # fmt: skip
    refused("union_not_linked", lambda: join("communication"))
    refused("not_in_register", lambda: join("union-01", member_id="mbr_nobody"))
    refused("in_the_future", lambda: join("union-01", starts_on="2027-03-02"))


def test_leaving_the_federation_ends_what_is_recorded_of_unions(neighbours: Opened) -> None:
    """Nobody is left behind."""
    found = neighbours("alpar")
    linked(found, "union-01")
    member_id = found.members["alpar"]
    found.centre.do("join_union", union="union-01", body={"member_id": member_id, "starts_on": "2026-03-02"})
    with found.centre.database.transaction() as session:
        unit = Unit(CENTRE, "membership", session, found.centre.clock, OPERATOR)
        assert clear_all(unit, member_id, date(2026, 3, 2), "resignation")["union_memberships"] == 1
    later = {"as_of": "2026-03-03"}
    assert found.centre.do("list_union_members", union="union-01", query=later)["data"] == []


@pytest.mark.parametrize(
    ("day", "accepted", "ended", "state"),
    [
        (1, None, None, "unlinked"), (2, None, None, "proposed"), (3, 4, None, "proposed"), (4, 4, None, "linked"),
        (6, 4, 6, "linked"), (7, 4, 6, "ended"), (5, None, 5, "ended"), (4, None, 5, "proposed"),
    ],
)  # fmt: skip
def test_the_state_of_a_link_follows_from_its_days(
    day: int, accepted: int | None, ended: int | None, state: str
) -> None:
    """Proposed on the second."""
    on = {number: date(2026, 3, number) for number in range(1, 10)}
    assert state_on(on[day], on[2], on.get(accepted or 0), on.get(ended or 0)) == state


def test_outside_the_area_is_known_only_where_both_areas_are() -> None:
    """Nobody is flagged for what nobody said."""
    assert outside_area([], ["department:74"]) is None and outside_area(["department:74"], []) is None
    assert outside_area(["department:74"], ["insee:74010"]) is False
    assert outside_area(["department:74"], ["department:75"]) is True
