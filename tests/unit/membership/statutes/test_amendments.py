"""An amendment on its way: drafted, adopted, in force on its day, in every service that follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.commons.clock import FixedClock
from services.commons.events.received import Event, receive
from services.commons.refusals import Invalid, NotFound, Refusal
from services.commons.rulebook import Rules, hold
from services.membership.statutes import contract
from tests.house import House
from tests.unit.membership.sheets import with_members

TWO_SHARES = {"layer": "statutes", "changes": {"shares.maximum": 2}, "effective_on": "2026-03-20"}


def adopt(house: House, drafted: dict[str, Any], *, on: str = "2026-03-10", resolution_id: str = "res_1",
          event_id: str = "evt_1", **changed: Any) -> str:  # fmt: skip
    """Hand membership the adoption of an amendment as voting would tell it; return what became of the message."""
    data = {
        "resolution_id": resolution_id, "poll_id": "pol_1", "assembly_id": "asm_1", "adopted_on": on,
        "effect": "amend_statutes", "proposal_id": drafted["proposal_id"], "digest": drafted["digest"], "outcome": None,
        **changed,
    }  # fmt: skip
    envelope = {
        "specversion": "1.0", "id": event_id, "source": f"/coops/{house.coop}/voting",
        "subject": f"resolutions/{resolution_id}", "type": "voting.resolution.adopted.v1",
        "time": "2026-03-10T11:00:00+00:00", "data": data,
    }  # fmt: skip
    return receive(house.membership.database, house.clock, Event.opened(envelope))


def maximum_on(house: House, day: str) -> Any:
    """Return the most shares a member may hold on a day, as a service's rules say."""
    database = house.membership.database
    with database.reading() as session:
        rules = Rules.in_force(session, house.coop, "membership", date.fromisoformat(day))
        return rules.statutes("shares.maximum").value


def settled(house: House) -> list[dict[str, Any]]:
    """Return what membership told of the effects that it settled."""
    return [envelope["data"] for envelope in house.membership.told("membership.effect.settled.v1")]


def test_the_text_in_force_is_read_with_its_version_and_digest(house: Callable[..., House]) -> None:
    """Version 1 is the founding text; before the founding there is none."""
    desk = house("alpar").membership
    read = desk.do("get_statutes")
    assert (read["layer"], read["version"], read["effective_on"]) == ("statutes", 1, "2018-06-08")
    assert read["document"]["shares"]["maximum"] == 1 and len(read["digest"]) == 64
    assert desk.do("get_statutes", query={"layer": "bylaws"})["document"]["shifts"]["cycle_days"] == 28
    assert desk.do("get_statutes", query={"layer": "law"})["document"]["country"] == "FR"
    with pytest.raises(NotFound):
        desk.do("get_statutes", query={"as_of": "2018-06-07"})
    with pytest.raises(Invalid):
        desk.do("get_statutes", query={"layer": "customs"})


def test_an_amendment_is_drafted_as_a_proposal_with_its_differences(house: Callable[..., House]) -> None:
    """It names the base, each rule before and after with its article, and the assembly that may adopt it."""
    desk = house("alpar").membership
    drafted = desk.do("draft_amendment", body=TWO_SHARES)
    assert (drafted["base_version"], drafted["assembly"], drafted["state"]) == (1, "extraordinary", "proposed")
    assert drafted["differences"] == [
        {"path": "shares.maximum", "before": 1, "after": 2, "article": "Statutes of alpar, article 8 (shares.maximum)"}
    ]
    [made] = [envelope["data"] for envelope in desk.told("membership.proposal.made.v1")]
    assert (made["effect"], made["assembly"], made["digest"]) == ("amend_statutes", "extraordinary", drafted["digest"])
    assert desk.do("get_amendment", proposal_id=drafted["proposal_id"]) == drafted


def test_bylaws_are_changed_by_the_assembly_that_the_statutes_name(house: Callable[..., House]) -> None:
    """An ordinary assembly by default, an extraordinary one where the statutes say so."""
    body = {"layer": "bylaws", "changes": {"shifts.cycle_days": 30}}
    assert house("alpar").membership.do("draft_amendment", body=body)["assembly"] == "ordinary"
    strict = house("alpar", overrides={"statutes.amendments.bylaws": "extraordinary"})
    assert strict.membership.do("draft_amendment", body=body)["assembly"] == "extraordinary"


def test_an_adopted_amendment_is_in_force_from_its_day_on_and_not_before(house: Callable[..., House]) -> None:
    """The new version is held and told at once, but rules are read by their day."""
    alpar = house("alpar")
    drafted = alpar.membership.do("draft_amendment", body=TWO_SHARES)
    assert adopt(alpar, drafted) == "handled"
    assert (maximum_on(alpar, "2026-03-19"), maximum_on(alpar, "2026-03-20")) == (1, 2)
    [told] = [envelope["data"] for envelope in alpar.membership.told("membership.statutes.adopted.v1")]
    assert (told["layer"], told["version"], told["effective_on"], told["resolution_id"]) == (
        "statutes",
        2,
        "2026-03-20",
        "res_1",
    )
    assert told["document"]["shares"]["maximum"] == 2
    assert settled(alpar)[0]["links"] == {"layer": "statutes", "version": 2, "effective_on": "2026-03-20"}
    assert alpar.membership.do("get_amendment", proposal_id=drafted["proposal_id"])["state"] == "applied"
    versions = alpar.membership.do("list_statutes_versions", query={"layer": "statutes"})["data"]
    assert [(one["version"], one["resolution_id"]) for one in versions] == [(1, None), (2, "res_1")]


def test_the_other_services_hold_the_version_that_was_adopted(house: Callable[..., House]) -> None:
    """Ledger and voting apply the same text from the same day on."""
    alpar = house("alpar")
    adopt(alpar, alpar.membership.do("draft_amendment", body=TWO_SHARES))
    alpar.pump()
    for service in ("ledger", "voting"):
        with alpar.databases[service].reading() as session:
            for day, maximum in ((19, 1), (20, 2)):
                rules = Rules.in_force(session, "alpar", service, date(2026, 3, day))
                assert rules.statutes("shares.maximum").value == maximum


def test_without_a_day_an_amendment_is_in_force_from_its_adoption(house: Callable[..., House]) -> None:
    """The assembly's day is the first day of the new text."""
    alpar = house("alpar")
    drafted = alpar.membership.do("draft_amendment", body={"layer": "statutes", "changes": {"shares.maximum": 3}})
    adopt(alpar, drafted, on="2026-04-01")
    assert (maximum_on(alpar, "2026-03-31"), maximum_on(alpar, "2026-04-01")) == (1, 3)


def test_a_resolution_takes_effect_once_however_often_it_is_told(house: Callable[..., House]) -> None:
    """The same event twice, or the same resolution in another event, makes one version."""
    alpar = house("alpar")
    drafted = alpar.membership.do("draft_amendment", body=TWO_SHARES)
    assert [adopt(alpar, drafted), adopt(alpar, drafted), adopt(alpar, drafted, event_id="evt_2")] == [
        "handled",
        "known",
        "handled",
    ]
    assert len(alpar.membership.told("membership.statutes.adopted.v1")) == 1


def test_of_two_amendments_of_one_text_the_second_is_refused_not_merged(house: Callable[..., House]) -> None:
    """The ground of the second has gone; nothing is recomputed silently, and what was voted is not altered."""
    alpar = house("alpar")
    first = alpar.membership.do("draft_amendment", body=TWO_SHARES)
    second = alpar.membership.do(
        "draft_amendment", body={**TWO_SHARES, "changes": {"shares.minimum": 1, "shares.maximum": 5}}
    )
    adopt(alpar, first)
    adopt(alpar, second, resolution_id="res_2", event_id="evt_2")
    assert [(one["state"], (one["reason"] or {}).get("code")) for one in settled(alpar)] == [
        ("applied", None), ("refused", "ground_changed"),
    ]  # fmt: skip
    assert maximum_on(alpar, "2026-12-31") == 2
    assert alpar.membership.do("get_amendment", proposal_id=second["proposal_id"])["state"] == "refused"


def test_another_text_than_the_one_proposed_is_refused(house: Callable[..., House]) -> None:
    """A resolution names the digest of what was voted on."""
    alpar = house("alpar")
    adopt(alpar, alpar.membership.do("draft_amendment", body=TWO_SHARES), digest="0" * 64)
    assert settled(alpar)[0]["reason"]["code"] == "unknown_proposal"
    assert maximum_on(alpar, "2026-12-31") == 1


def test_an_amendment_adopted_after_its_day_is_refused(house: Callable[..., House]) -> None:
    """A text is never in force before the members adopted it."""
    alpar = house("alpar")
    adopt(alpar, alpar.membership.do("draft_amendment", body=TWO_SHARES), on="2026-03-21")
    assert settled(alpar)[0]["reason"]["code"] == "effective_too_early"
    assert settled(alpar)[0]["reason"]["values"]["earliest"] == "2026-03-21"


def test_a_later_amendment_may_not_slip_in_before_one_that_is_to_come(house: Callable[..., House]) -> None:
    """Versions follow each other in time, so that a pending text is never overtaken."""
    alpar = house("alpar")
    adopt(alpar, alpar.membership.do("draft_amendment", body=TWO_SHARES))
    with pytest.raises(contract.EffectiveTooEarly) as caught:
        alpar.membership.do(
            "draft_amendment", body={**TWO_SHARES, "changes": {"shares.maximum": 4}, "effective_on": "2026-03-19"}
        )
    assert caught.value.values["earliest"] == "2026-03-20"
    drafted = alpar.membership.do("draft_amendment", body={**TWO_SHARES, "changes": {"shares.maximum": 4}})
    assert drafted["base_version"] == 2 and drafted["differences"][0]["before"] == 2


def test_a_law_that_changes_before_the_adoption_refuses_the_effect(
    house: Callable[..., House], clock: FixedClock
) -> None:
    """What was lawful when drafted is checked again when it is to take effect."""
    alpine = house("alpine-aluminium")
    drafted = alpine.membership.do(
        "draft_amendment", body={"layer": "statutes", "changes": {"membership.withdrawal.notice_days": 60}}
    )
    with alpine.membership.database.transaction() as session:
        law = {
            "country": "FR",
            "rules": [{"path": "mandates.maximum_years", "value": 2, "from": "2026-01-01", "source": "Law X"}],
        }
        hold(session, "law", 2, law, date(2026, 1, 1), clock())
    adopt(alpine, drafted)
    reason = settled(alpine)[0]["reason"]
    assert (reason["code"], reason["article"]) == ("amendment_unlawful", "Law X")


@pytest.mark.parametrize(
    ("changes", "article"),
    [
        ({"economy.surplus.labour_share": "1/5", "economy.surplus.reserves": "7/15"}, "Law 78-763, article 33, 3°"),
        ({"economy.surplus.interest": "2/5", "economy.surplus.labour_share": "4/15"}, "Law 78-763, article 33, 4°"),
        ({"assemblies.ordinary.quorum": None}, "Commercial Code, article L225-98"),
    ],
)
def test_an_unlawful_amendment_is_refused_when_it_is_drafted(
    house: Callable[..., House], changes: dict[str, Any], article: str
) -> None:
    """The refusal names the law, and no proposal is made."""
    desk = house("alpine-aluminium").membership
    with pytest.raises(contract.AmendmentUnlawful) as caught:
        desk.do("draft_amendment", body={"layer": "statutes", "changes": changes})
    assert caught.value.article == article and article in [one.get("article") for one in caught.value.errors]
    assert desk.told() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"changes": {"shares.maximun": 2}}, "amendment_unsound"),
        ({"changes": {"shares.maximum": 0.5}}, "amendment_unsound"),
        ({"changes": {"shares.maximum.more": 2}}, "amendment_unsound"),
        ({"changes": {"": 2}}, "invalid_request"),
        ({"changes": {"shares.nominal": "100.00\u0000"}}, "amendment_unsound"),
        ({"changes": {"shares.nominal": "0.00"}}, "amendment_unsound"),
        ({"changes": {"identity.slug": "other"}}, "amendment_unsound"),
        ({"changes": {"identity": {"slug": "alpar"}}}, "amendment_unsound"),
        ({"changes": {"articles.shares": "x" * 300}}, "amendment_unsound"),
        ({"changes": {"shares.maximum": 1}}, "amendment_changes_nothing"),
        ({}, "amendment_changes_nothing"),
        ({"removals": ["shares.maximun"]}, "amendment_unsound"),
        ({"removals": ["shares"]}, "amendment_unsound"),
        ({"layer": "bylaws", "removals": ["shifts", "articles.shifts"]}, "amendment_unsound"),
        ({"layer": "law", "changes": {"country": "DE"}}, "invalid_request"),
        ({"changes": {"shares.maximum": 2}, "effective_on": "2026-03-01"}, "effective_too_early"),
        ({"changes": {"shares.maximum": 2}, "because": "x"}, "invalid_request"),
        ({"changes": {"disclosures": ["members.count"] * 501}}, "amendment_unsound"),
    ],
)
def test_an_unsound_amendment_is_refused_with_its_article(
    house: Callable[..., House], body: dict[str, Any], code: str
) -> None:
    """Each has its code; those that apply the statutes name the article on amendments; nothing is changed."""
    desk = house("alpar").membership
    with pytest.raises(Refusal) as caught:
        desk.do("draft_amendment", body={"layer": "statutes", **body})
    assert caught.value.code == code
    assert code == "invalid_request" or "amendments." in (caught.value.article or "")
    assert desk.told() == []


def test_a_text_too_long_for_the_bus_is_refused(house: Callable[..., House]) -> None:
    """The whole text travels in one event."""
    groups = [{"slug": f"group-{number}", "name": "n" * 200} for number in range(500)]
    labels = {f"articles.x{number}": "a" * 200 for number in range(198)}
    changes = {"governance.working_groups.groups": groups, "membership.stages": groups, **labels}
    with pytest.raises(contract.AmendmentUnsound, match="bytes long"):
        house("alpar").membership.do("draft_amendment", body={"layer": "statutes", "changes": changes})


def test_an_unknown_amendment_is_not_found(house: Callable[..., House]) -> None:
    """Neither an id that was never given nor another kind of proposal is shown."""
    with pytest.raises(NotFound):
        house("alpar").membership.do("get_amendment", proposal_id="prp_none")


def test_every_service_enforces_an_adopted_text_from_its_day_and_not_before(house: Callable[..., House]) -> None:
    """Members, shares and assemblies follow the old text until the eve, and the new one from the day on."""
    alpar = house("alpar")
    (member_id,) = with_members(alpar, 1)
    alpar.pump()
    changes = {
        "shares.maximum": 2, "assemblies.ordinary.notice_days": 30,
        "membership.categories": [{"slug": "member", "name": "Cooperator", "votes": True},
                                  {"slug": "user", "name": "User", "votes": False}],
    }  # fmt: skip
    body = {"layer": "statutes", "changes": changes, "effective_on": "2026-03-20"}
    assert adopt(alpar, alpar.membership.do("draft_amendment", body=body)) == "handled"
    alpar.pump()

    def enforced() -> tuple[Any, ...]:
        body = {"kind": "ordinary", "title": "Assembly", "held_on": alpar.clock().date().isoformat()}
        drafted = alpar.voting.do("create_assembly", body=body)
        days = alpar.voting.do("get_calendar_days", assembly_id=drafted["id"])
        sheet = b"external_id,first_name,last_name,category,joined_on\nu1,Ann,User,user,2026-03-01\n"
        job = alpar.membership.run_job("import_members", upload=sheet, query={"dry_run": "true"})
        try:
            alpar.ledger.do("subscribe_shares", member_id=member_id, body={"count": 2})
            shares = "subscribed"
        except Refusal as refusal:
            shares = refusal.code
        return days["notice_days"], job["counts"], shares

    alpar.clock.advance(days=17)  # the eve, 19 March
    assert enforced() == (15, {"refused": 1}, "share_limit_exceeded")
    alpar.clock.advance(days=1)
    assert enforced() == (30, {"created": 1}, "subscribed")
