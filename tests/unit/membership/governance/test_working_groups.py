"""Working groups and their referents."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members


def join(office: Office, slug: str, *member_ids: str) -> dict[str, Any]:
    """Let members join."""
    group: dict[str, Any] = office.membership.do("join_working_group", slug=slug, body={"member_ids": list(member_ids)})
    return group


def name(office: Office, slug: str, member_id: str) -> dict[str, Any]:
    """Name a referent."""
    group: dict[str, Any] = office.membership.do("name_referent", slug=slug, body={"member_id": member_id})
    return group


def refusal_of(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value


def test_alpar_has_seven_groups_that_each_miss_two_referents(office: Callable[..., Office]) -> None:
    """Those that the statutes name are there from the first day, and what is missing shows."""
    groups = office("alpar").membership.do("list_working_groups")["data"]
    assert len(groups) == 7
    assert {(one["members"], one["referents_missing"]) for one in groups} == {(0, 2)}
    assert all("article 14" in one["article"] for one in groups)


def test_a_third_referent_is_refused(office: Callable[..., Office]) -> None:
    """Two are named; a third only after one steps down, unless it is asked for beyond the statutes."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    join(alpar, "supply", *ids)
    assert name(alpar, "supply", ids[0])["referents_missing"] == 1
    assert name(alpar, "supply", ids[1])["referents_missing"] == 0
    refused = refusal_of(lambda: name(alpar, "supply", ids[2]))
    assert refused.code == "too_many_referents" and "article 14" in str(refused.article)
    alpar.membership.do("end_referent", slug="supply", member_id=ids[0])
    assert name(alpar, "supply", ids[2])["referent_ids"] == sorted(ids[1:])
    assert alpar.membership.do("get_working_group", slug="supply")["members"] == 3


def test_the_last_place_of_a_referent_is_given_once(office: Callable[..., Office]) -> None:
    """Two named at the same moment beside one: one of them is."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    join(alpar, "supply", *ids)
    name(alpar, "supply", ids[0])
    refused: list[str] = []

    def try_to(member_id: str) -> None:
        try:
            name(alpar, "supply", member_id)
        except Refusal as refusal:
            refused.append(refusal.code)

    threads = [threading.Thread(target=try_to, args=(member_id,)) for member_id in ids[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["too_many_referents"]
    assert len(alpar.membership.do("get_working_group", slug="supply")["referent_ids"]) == 2


def test_only_members_of_the_group_speak_for_it(office: Callable[..., Office]) -> None:
    """Who has not joined is no referent; who is no member cannot join."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert refusal_of(lambda: name(alpar, "supply", member_id)).code == "not_in_group"
    assert refusal_of(lambda: join(alpar, "supply", "mbr_x")).code == "not_in_register"
    assert refusal_of(lambda: join(alpar, "dance", member_id)).code == "unknown_working_group"


def test_leaving_the_cooperative_leaves_the_groups(office: Callable[..., Office]) -> None:
    """On the last day the leaver is still in the group, the day after a referent is missing."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    join(alpar, "supply", member_id)
    name(alpar, "supply", member_id)
    left = alpar.membership.do("record_departure", member_id=member_id, body={"reason": "resignation"})
    assert left["cleared"]["working_groups"] == 2
    missing = [alpar.membership.do("get_working_group", slug="supply", query={"as_of": day})["referents_missing"]
               for day in ("2026-04-01", "2026-04-02")]  # fmt: skip
    assert missing == [1, 2]


def test_joining_twice_is_joining_once(office: Callable[..., Office]) -> None:
    """Members who are in the group already stay in it; who leaves it can come back."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    join(alpar, "supply", ids[0])
    assert join(alpar, "supply", *ids)["members"] == 2
    assert alpar.membership.do("leave_working_group", slug="supply", member_id=ids[0])["members"] == 1
    assert join(alpar, "supply", ids[0])["members"] == 2
    alpar.membership.do("leave_working_group", slug="supply", member_id=ids[1])
    again = refusal_of(lambda: alpar.membership.do("leave_working_group", slug="supply", member_id=ids[1]))
    assert again.code == "not_in_group"


def test_a_group_is_opened_once(office: Callable[..., Office]) -> None:
    """One more than the statutes name can be opened, under a slug that is free."""
    alpar = office("alpar")
    body = {"slug": "garden", "name": "Garden"}
    assert alpar.membership.do("open_working_group", body=body)["referents_missing"] == 2
    assert refusal_of(lambda: alpar.membership.do("open_working_group", body=body)).code == "group_name_taken"
    assert len(alpar.membership.do("list_working_groups")["data"]) == 8


def test_a_third_referent_beyond_the_statutes_is_flagged(office: Callable[..., Office]) -> None:
    """Asked for in so many words it is done, and shows in group and list, with the article, until one steps down."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    join(alpar, "supply", *ids)
    assert name(alpar, "supply", ids[0])["flags"] == ["referents_missing"]
    assert name(alpar, "supply", ids[1])["flags"] == []
    group = alpar.membership.do("name_referent", slug="supply", body={"member_id": ids[2], "beyond_statutes": True})
    assert (group["flags"], group["referents_in_excess"]) == (["too_many_referents"], 1)
    assert "article 14" in group["article"]
    listed = {one["slug"]: one["flags"] for one in alpar.membership.do("list_working_groups")["data"]}
    assert listed["supply"] == ["too_many_referents"] and listed["communication"] == ["referents_missing"]
    ended = alpar.membership.do("end_referent", slug="supply", member_id=ids[0])
    assert (ended["flags"], ended["referents_in_excess"]) == ([], 0)


def test_referents_are_named_for_the_term_of_the_statutes(office: Callable[..., Office]) -> None:
    """Where the statutes give them a term they are missing again the day after."""
    alpar = office("alpar", {"statutes.governance.working_groups.referent_months": 12})
    (member_id,) = with_members(alpar, 1)
    join(alpar, "supply", member_id)
    name(alpar, "supply", member_id)
    missing = [alpar.membership.do("get_working_group", slug="supply", query={"as_of": day})["referents_missing"]
               for day in ("2027-03-01", "2027-03-02")]  # fmt: skip
    assert missing == [1, 2]


def test_a_group_has_a_purpose_and_is_closed_with_everybody_in_it(office: Callable[..., Office]) -> None:
    """It is there from its first to its last day; its slug is never given again; those of the statutes stay."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    ask = alpar.membership.do
    opened = ask("open_working_group", body={"slug": "garden", "name": "Garden", "purpose": "Plant what we sell."})
    assert (opened["purpose"], opened["opened_on"]) == ("Plant what we sell.", "2026-03-02")
    assert not opened["in_statutes"]
    before = refusal_of(lambda: ask("get_working_group", slug="garden", query={"as_of": "2026-03-01"}))
    assert before.code == "unknown_working_group"
    patch = {"name": "Gardens", "purpose": None}
    assert ask("change_working_group", slug="garden", body=patch)["name"] == "Gardens"
    assert ask("change_working_group", slug="supply", body={"purpose": "Find growers."})["purpose"] == "Find growers."
    join(alpar, "garden", member_id)
    early = refusal_of(lambda: ask("close_working_group", slug="garden", body={
        "closed_on": "2026-03-01", "reason": "Winter.",
    }))  # fmt: skip
    assert early.code == "group_closed"
    closed = ask("close_working_group", slug="garden", body={"reason": "Winter."})
    assert (closed["closed_on"], closed["members"]) == ("2026-03-02", 1)
    after = refusal_of(lambda: ask("get_working_group", slug="garden", query={"as_of": "2026-03-03"}))
    assert after.code == "unknown_working_group"
    assert refusal_of(lambda: join(alpar, "garden", member_id)).code == "unknown_working_group"
    again = refusal_of(lambda: ask("open_working_group", body={"slug": "garden", "name": "Garden"}))
    assert again.code == "group_name_taken"
    named = refusal_of(lambda: ask("change_working_group", slug="supply", body={"name": "Purchases"}))
    assert named.code == "group_in_statutes" and "article 14" in str(named.article)
    stays = refusal_of(lambda: ask("close_working_group", slug="supply", body={"reason": "No."}))
    assert stays.code == "group_in_statutes"
