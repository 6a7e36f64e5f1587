"""The register read as of a day, changed, and left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members


def leave(office: Office, member_id: str, **body: Any) -> dict[str, Any]:
    """Record a departure."""
    departure: dict[str, Any] = office.membership.do("record_departure", member_id=member_id, body=body)
    return departure


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


def test_pages_follow_the_numbers(office: Callable[..., Office]) -> None:
    """Every member stands on exactly one page."""
    alpar = office("alpar")
    with_members(alpar, 5)
    numbers, query = [], {"limit": "2"}
    while True:
        page = alpar.membership.do("list_members", query=query)
        numbers += [member["number"] for member in page["data"]]
        if page["next_cursor"] is None:
            break
        query = {"limit": "2", "cursor": page["next_cursor"]}
    assert numbers == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("q", ["family3", "GIVEN3 fam", "3", "m3"])
def test_finds_by_the_beginning_of_a_name_by_number_and_external_id(office: Callable[..., Office], q: str) -> None:
    """One box finds all of them; a wildcard is a letter like any other."""
    alpar = office("alpar")
    with_members(alpar, 4)
    assert [one["external_id"] for one in alpar.membership.do("list_members", query={"q": q})["data"]] == ["m3"]
    assert alpar.membership.do("list_members", query={"q": "%"})["data"] == []


def test_resignation_takes_the_notice_of_the_statutes(office: Callable[..., Office]) -> None:
    """Until the last day the member is leaving, the day after a former one; the event says the last day at once."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert leave(alpar, member_id, reason="resignation")["left_on"] == "2026-04-01"
    states = {}
    for day in ("2020-02-29", "2026-03-01", "2026-03-02", "2026-04-01", "2026-04-02"):
        states[day] = alpar.membership.do("get_member", member_id=member_id, query={"as_of": day})["state"]
    assert states == {
        "2020-02-29": None, "2026-03-01": "active", "2026-03-02": "leaving", "2026-04-01": "leaving",
        "2026-04-02": "former",
    }  # fmt: skip
    (told,) = alpar.membership.told("membership.member.left.v1")
    assert told["data"] == {"member_id": member_id, "left_on": "2026-04-01", "reason": "resignation"}
    assert [one["id"] for one in alpar.membership.do("list_members", query={"state": "leaving"})["data"]] == [member_id]
    later = {"state": "former", "as_of": "2026-04-02"}
    assert [one["id"] for one in alpar.membership.do("list_members", query=later)["data"]] == [member_id]
    assert alpar.membership.do("list_members", query={"as_of": "2026-04-02"})["data"] == []


def test_a_notice_that_is_too_short_names_the_article(office: Callable[..., Office]) -> None:
    """Who wants to resign tomorrow is told the earliest day."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    with pytest.raises(Refusal) as refused:
        leave(alpar, member_id, reason="resignation", left_on="2026-03-31")
    assert refused.value.code == "withdrawal_notice_too_short"
    assert "article 7" in str(refused.value.article)
    assert refused.value.values["earliest"] == "2026-04-01"


def test_leaves_once_and_comes_back_with_the_same_number(office: Callable[..., Office]) -> None:
    """A second departure is refused; a new application starts a second membership."""
    alpar = office("alpar", {"statutes.shares": None})
    member_id, other = with_members(alpar, 2)
    leave(alpar, member_id, reason="loss_of_quality", left_on="2026-03-01")
    assert code_of(lambda: leave(alpar, member_id, reason="resignation")) == "already_leaving"
    body = {"kind": "natural_person", "category": "member", "member_id": member_id}
    application = alpar.membership.do("submit_application", body=body)
    assert (application["state"], application["member_id"]) == ("admitted", member_id)
    assert alpar.membership.do("get_member", member_id=member_id)["number"] == 1
    assert alpar.membership.do("get_member", member_id=other)["number"] == 2


def test_exclusion_needs_a_resolution(office: Callable[..., Office]) -> None:
    """Nobody is excluded by a mere request, whatever resolution it names."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert code_of(lambda: leave(alpar, member_id, reason="exclusion")) == "exclusion_needs_resolution"
    said = code_of(lambda: leave(alpar, member_id, reason="exclusion", resolution_id="res_9"))
    assert said == "exclusion_needs_resolution"


def test_news_do_not_come_from_the_future(office: Callable[..., Office]) -> None:
    """A notice is dated today at the latest; its last day may lie ahead."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert code_of(lambda: leave(alpar, member_id, reason="resignation", noticed_on="2026-03-03")) == "in_the_future"


def test_no_event_holds_personal_data(office: Callable[..., Office]) -> None:
    """Other services learn ids, numbers and days, never a name, an address or a birthday."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    leave(alpar, member_id, reason="death")
    told = str(alpar.membership.told())
    assert not any(word in told for word in ("Given1", "Family1", "example.org", "+33"))


def test_contact_details_change_and_the_rest_stays(office: Callable[..., Office]) -> None:
    """A field left out keeps its value; a person gets no legal name."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    changed = alpar.membership.do("update_member", member_id=member_id, body={"email": "new@example.org"})
    assert (changed["email"], changed["last_name"], changed["state"]) == ("new@example.org", "Family1", "active")
    named = {"name": "Company"}
    assert code_of(lambda: alpar.membership.do("update_member", member_id=member_id, body=named)) == "invalid_request"


def test_a_person_is_entered_once_and_is_no_member(office: Callable[..., Office]) -> None:
    """An employee has an id, but neither number nor state; the external id is taken from then on."""
    works = office("alpine-aluminium")
    body = {"external_id": "e1", "first_name": "Eve", "last_name": "Employee"}
    person = works.membership.do("create_person", body=body)
    assert (person["id"][:4], person["number"], person["state"]) == ("per_", None, None)
    assert code_of(lambda: works.membership.do("create_person", body=body)) == "external_id_taken"
    assert works.membership.do("list_members")["data"] == []


def test_a_suspension_shows_and_ends(office: Callable[..., Office]) -> None:
    """It lasts for its days, both inclusive, and tells the voting service nothing."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    told = len(alpar.membership.told())
    body = {"starts_on": "2026-03-02", "ends_on": "2026-03-10", "reason": "unpaid-dues"}
    alpar.membership.do("suspend_member", member_id=member_id, body=body)
    states = [alpar.membership.do("get_member", member_id=member_id, query={"as_of": day})["state"]
              for day in ("2026-03-01", "2026-03-02", "2026-03-10", "2026-03-11")]  # fmt: skip
    assert states == ["active", "suspended", "suspended", "active"]
    assert len(alpar.membership.do("list_members", query={"state": "suspended"})["data"]) == 1
    assert len(alpar.membership.told()) == told


def test_a_suspension_is_lifted(office: Callable[..., Office]) -> None:
    """One until further notice ends on its day, once; not before it began, and not after it was over."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    asked = {"starts_on": "2026-02-10", "ends_on": None, "reason": "unpaid-dues"}
    made = alpar.membership.do("suspend_member", member_id=member_id, body=asked)

    def end(suspension_id: str, **body: str) -> dict[str, Any]:
        ended: dict[str, Any] = alpar.membership.do("end_suspension", suspension_id=suspension_id, body=body)
        return ended

    assert code_of(lambda: end(made["id"], ended_on="2026-02-09")) == "suspension_backwards"
    assert end(made["id"], ended_on="2026-03-10")["ends_on"] == "2026-03-10"
    assert code_of(lambda: end(made["id"], ended_on="2026-03-11")) == "suspension_over"
    assert end(made["id"])["ends_on"] == "2026-03-02"
    alpar.clock.advance(days=1)
    with pytest.raises(Refusal) as refused:
        end(made["id"])
    assert (refused.value.code, "article 5" in str(refused.value.article)) == ("suspension_over", True)
    assert code_of(lambda: end("sus_x")) == "not_found"
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"
    (listed,) = alpar.membership.do("list_suspensions", member_id=member_id)["data"]
    assert (listed["id"], listed["ends_on"]) == (made["id"], "2026-03-02")
    assert alpar.membership.do("list_suspensions", member_id=member_id, query={"as_of": "2026-03-03"})["data"] == []
    backwards = {**asked, "starts_on": "2026-03-03", "ends_on": "2026-03-02"}
    with pytest.raises(Refusal) as refused:
        alpar.membership.do("suspend_member", member_id=member_id, body=backwards)
    assert (refused.value.code, "article 5" in str(refused.value.article)) == ("membership_backwards", True)


def test_a_suspension_ends_with_the_membership(office: Callable[..., Office]) -> None:
    """Who comes back is not suspended; a suspension that was to begin after the last day never runs."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    for day in ("2026-02-10", "2026-03-20"):
        asked = {"starts_on": day, "ends_on": None, "reason": "unpaid-dues"}
        alpar.membership.do("suspend_member", member_id=member_id, body=asked)
    assert leave(alpar, member_id, reason="loss_of_quality", left_on="2026-03-02")["cleared"]["suspensions"] == 2
    alpar.clock.advance(days=60)
    sheet = b"external_id,first_name,last_name,category,joined_on\nm1,Given1,Family1,member,2026-03-10"
    assert alpar.membership.run_job("import_members", upload=sheet)["counts"] == {"updated": 1}
    assert alpar.membership.do("get_member", member_id=member_id)["state"] == "active"
    life = alpar.membership.do("get_timeline", member_id=member_id)["data"]
    assert [one["on"] for one in life if one["kind"].startswith("susp")] == ["2026-02-10", "2026-03-02"]


def test_an_unknown_member_is_refused_everywhere(office: Callable[..., Office]) -> None:
    """Reading, changing and leaving all say the same."""
    desk = office("alpar").membership
    assert code_of(lambda: desk.do("get_member", member_id="mbr_x")) == "not_in_register"
    other = {"phone": "+33450000001"}
    assert code_of(lambda: desk.do("update_member", member_id="mbr_x", body=other)) == "not_in_register"
    asked = {"reason": "death"}
    assert code_of(lambda: desk.do("record_departure", member_id="mbr_x", body=asked)) == "not_in_register"


@pytest.mark.parametrize("wrong", [
    {"first_name": "Ada\x07"}, {"phone": "call my sister"}, {"phone": "+"},
    {"phone": "06 12 34 56 78 / 06 12 34 56 79"},
    {"phone": "+33 6 12\n34"},
])  # fmt: skip
def test_a_name_is_one_line_and_a_telephone_number_one_number(office: Callable[..., Office], wrong: Any) -> None:
    """What no label could show is refused; a line break in a pasted name becomes a space, an emoji is somebody's."""
    desk = office("alpar").membership
    whole = {"first_name": "Zoé 👩‍🌾", "last_name": "d'Arc\n  de Brie\t", "phone": "+33 (0)6 12 34 56 78"}
    entered = desk.do("create_person", body=whole)
    assert (entered["first_name"], entered["last_name"]) == ("Zoé 👩‍🌾", "d'Arc de Brie")
    assert code_of(lambda: desk.do("create_person", body={**whole, **wrong})) == "invalid_request"
    assert code_of(lambda: desk.do("update_member", member_id=entered["id"], body=wrong)) == "invalid_request"
