"""Proxies: who may hold how many, and what a proxy counts for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.commons.refusals import Refusal
from services.voting.assemblies.contract.refusals import ProxyLimitReached
from tests.unit.voting.hall import Hall, refused


def gathered(it: Hall, electors: int) -> tuple[str, list[str]]:
    """Convene an assembly of so many members."""
    members = it.admit(electors)
    assembly_id = it.draft()
    it.convene(assembly_id)
    return assembly_id, members


def give(it: Hall, assembly_id: str, giver: str, holder: str | None) -> str:
    """Record a proxy; return its id."""
    body = {"giver_id": giver, "holder_id": holder}
    return str(it.do("give_proxy", assembly_id=assembly_id, body=body)["id"])


@pytest.mark.parametrize(("electors", "limit"), [(19, 1), (20, 1), (21, 1), (40, 2)])
def test_a_holder_never_gets_more_proxies_than_law_and_statutes_allow(
    hall: Callable[..., Hall], electors: int, limit: int
) -> None:
    """The one beyond the limit is refused with the numbers and the article."""
    it = hall("alpine-aluminium")
    assembly_id, members = gathered(it, electors)
    for giver in members[1 : limit + 1]:
        give(it, assembly_id, giver, members[0])
    with pytest.raises(ProxyLimitReached) as caught:
        give(it, assembly_id, members[limit + 1], members[0])
    assert caught.value.values == {"holder_id": members[0], "held": limit, "electorate": electors, "limit": limit}
    assert "article 25" in (caught.value.article or "")


def test_statutes_cannot_allow_a_worker_cooperative_more_than_the_law(hall: Callable[..., Hall]) -> None:
    """Statutes that allow three in a small cooperative meet the law's one; elsewhere they are followed."""
    scop = hall("alpine-aluminium", {"proxies.maximum": 3})
    assembly_id, members = gathered(scop, 19)
    give(scop, assembly_id, members[1], members[0])
    with pytest.raises(ProxyLimitReached) as caught:
        give(scop, assembly_id, members[2], members[0])
    assert "78-763" in (caught.value.article or "")
    consumer = hall("alpar", {"proxies.maximum": 3})
    assembly_id, members = gathered(consumer, 19)
    for giver in members[1:4]:
        give(consumer, assembly_id, giver, members[0])
    assert refused(give, consumer, assembly_id, members[4], members[0]) == "proxy_limit_reached"


def test_proxies_are_not_chained_nor_given_twice_nor_to_oneself(hall: Callable[..., Hall]) -> None:
    """A giver holds none, a holder gives none, and each gives one."""
    it = hall()
    assembly_id, members = gathered(it, 20)
    a, b, c, d = members[:4]
    proxy_id = give(it, assembly_id, a, b)
    assert refused(give, it, assembly_id, b, c) == "proxy_chain"
    assert refused(give, it, assembly_id, c, a) == "proxy_chain"
    assert refused(give, it, assembly_id, a, d) == "proxy_given_already"
    assert refused(give, it, assembly_id, c, c) == "proxy_to_self"
    assert refused(give, it, assembly_id, c, "mbr_stranger") == "not_on_roll"
    it.do("revoke_proxy", assembly_id=assembly_id, proxy_id=proxy_id)
    assert refused(it.do, "revoke_proxy", assembly_id=assembly_id, proxy_id=proxy_id) == "proxy_revoked"
    give(it, assembly_id, a, d)


def test_blank_proxies_go_to_the_chair_where_the_statutes_say_so(hall: Callable[..., Hall]) -> None:
    """Refused at alpar; at alpine-aluminium they count once the chair is there."""
    refusing = hall("alpar")
    assembly_id, members = gathered(refusing, 5)
    assert refused(give, refusing, assembly_id, members[0], None) == "blank_proxy_refused"
    it = hall("alpine-aluminium")
    assembly_id, members = gathered(it, 10)
    for giver in members[1:4]:
        give(it, assembly_id, giver, None)
    it.do("open_assembly", assembly_id=assembly_id, body={"chair_id": members[0]})
    assert it.do("get_attendance", assembly_id=assembly_id)["votes"] == 0
    assert it.arrive(assembly_id, members[:1])["votes"] == 4


def test_a_represented_member_counts_while_the_holder_is_there_and_votes_in_person_on_arrival(
    hall: Callable[..., Hall],
) -> None:
    """Votes follow the holder through the door; the giver's arrival changes the way and not the number."""
    it = hall()
    assembly_id, members = gathered(it, 20)
    give(it, assembly_id, members[1], members[0])
    assert it.arrive(assembly_id, members[:1])["votes"] == 2
    assert it.arrive(assembly_id, members[:1], "leave")["votes"] == 0
    assert it.arrive(assembly_id, members[:1])["represented"] == 1
    counted = it.arrive(assembly_id, members[1:2])
    assert (counted["votes"], counted["represented"], counted["in_room"]) == (2, 0, 2)


def test_two_proxies_at_once_do_not_pass_the_limit(hall: Callable[..., Hall]) -> None:
    """Two proxies to the same holder, both held up before they are written: one is refused."""
    it = hall()
    assembly_id, members = gathered(it, 20)

    def try_to_give(giver: str) -> str:
        try:
            give(it, assembly_id, giver, members[0])
            return "given"
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as threads:
        with it.unwritable("proxies", until=2):
            given = [threads.submit(try_to_give, giver) for giver in members[1:3]]
        assert sorted(one.result() for one in given) == ["given", "proxy_limit_reached"]


def test_what_was_recorded_of_an_assembly_is_listed(hall: Callable[..., Hall]) -> None:
    """Assemblies by state, the journal of presence in its order, and proxies with those revoked."""
    it = hall()
    assembly_id, members = gathered(it, 20)
    draft = it.draft(days=30)
    it.arrive(assembly_id, members[:2])
    first, second = give(it, assembly_id, members[2], members[0]), give(it, assembly_id, members[3], members[1])
    it.do("revoke_proxy", assembly_id=assembly_id, proxy_id=first)

    def listed(state: str) -> list[str]:
        return [one["id"] for one in it.do("list_assemblies", query={"state": state})["data"]]

    assert (listed("convened"), listed("draft")) == ([assembly_id], [draft])
    assert len(it.do("list_assemblies")["data"]) == 2
    journal = it.do("list_presences", assembly_id=assembly_id)["data"]
    assert [(one["member_id"], one["kind"]) for one in journal] == [(one, "arrive") for one in members[:2]]
    proxies = {one["id"]: one["state"] for one in it.do("list_proxies", assembly_id=assembly_id)["data"]}
    assert proxies == {first: "revoked", second: "given"}


@pytest.mark.parametrize(("electors", "limit"), [(19, 2), (20, 1), (39, 1), (40, 2), (59, 2), (60, 3)])
def test_the_limit_of_statutes_steps_at_its_own_boundaries(
    hall: Callable[..., Hall], electors: int, limit: int
) -> None:
    """Statutes of a consumer cooperative: two below 20 members, then one twentieth, rounded down."""
    it = hall("alpar", {"proxies.maximum": 2})
    assembly_id, members = gathered(it, electors)
    for giver in members[1 : limit + 1]:
        give(it, assembly_id, giver, members[0])
    assert refused(give, it, assembly_id, members[limit + 1], members[0]) == "proxy_limit_reached"
    assert it.arrive(assembly_id, members[:1])["votes"] == limit + 1


def test_a_revoked_proxy_makes_room_for_another(hall: Callable[..., Hall]) -> None:
    """The limit counts proxies in force: what was revoked no longer represents anyone."""
    it = hall()
    assembly_id, members = gathered(it, 20)
    proxy_id = give(it, assembly_id, members[1], members[0])
    it.arrive(assembly_id, members[:1])
    it.do("revoke_proxy", assembly_id=assembly_id, proxy_id=proxy_id)
    assert it.do("get_attendance", assembly_id=assembly_id)["votes"] == 1
    give(it, assembly_id, members[2], members[0])
    assert it.do("get_attendance", assembly_id=assembly_id)["represented"] == 1


def test_a_proxy_sleeps_while_its_giver_is_there_and_wakes_when_the_giver_leaves(hall: Callable[..., Hall]) -> None:
    """Arriving after giving a proxy is voting in person; leaving early, the holder votes again."""
    it = hall()
    assembly_id, members = gathered(it, 20)
    holder, giver = members[:2]
    give(it, assembly_id, giver, holder)
    it.arrive(assembly_id, [holder, giver])
    assert it.arrive(assembly_id, [giver], "leave")["represented"] == 1
    it.arrive(assembly_id, [giver], "postal")
    assert it.do("get_attendance", assembly_id=assembly_id)["represented"] == 0


def test_a_holder_who_votes_by_post_represents_nobody(hall: Callable[..., Hall]) -> None:
    """A ballot by post was cast before the debate; only who follows it votes for another."""
    it = hall()
    assembly_id, members = gathered(it, 20)
    give(it, assembly_id, members[1], members[0])
    counted = it.arrive(assembly_id, members[:1], "postal")
    assert (counted["postal"], counted["represented"], counted["votes"]) == (1, 0, 1)


def test_a_proxy_is_given_for_one_assembly(hall: Callable[..., Hall]) -> None:
    """In another assembly of the same members nobody is represented by it, and it can be given to another holder."""
    it = hall()
    assembly_id, members = gathered(it, 20)
    give(it, assembly_id, members[1], members[0])
    other = it.draft(days=1)
    it.convene(other)
    assert it.arrive(other, members[:1])["represented"] == 0
    give(it, other, members[1], members[2])
    assert it.do("list_proxies", assembly_id=assembly_id)["data"][0]["state"] == "given"


def test_who_has_no_vote_gives_and_holds_no_proxy(hall: Callable[..., Hall]) -> None:
    """A partner is on no roll: it is neither represented nor does it represent a member."""
    it = hall("cg-scop")
    [partner] = it.admit(1, voting=False)
    assembly_id, members = gathered(it, 5)
    assert refused(give, it, assembly_id, partner, members[0]) == "not_on_roll"
    assert refused(give, it, assembly_id, members[0], partner) == "not_on_roll"
