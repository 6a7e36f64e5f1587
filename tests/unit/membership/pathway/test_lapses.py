"""A contract whose day has passed: told once, shown until somebody records its end, or that it goes on and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.membership.pathway.warning import warn_of_deadlines
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of, salaried, stage, tutored

# Salaried since 5 January 2026, after 336 days of support: three years less those.
DUE = "2028-02-03"


def lapsed(office: Office) -> list[dict[str, Any]]:
    """Let the warnings run twice, and return what was told of contracts that lapsed."""
    for _ in range(2):
        warn_of_deadlines(office.databases["membership"], office.clock)
    return [one["data"] for one in office.membership.told("membership.pathway.contract_lapsed.v1")]


def figures(office: Office, figure: str) -> tuple[int, int]:
    """Return a figure of the board, and how many people it lists by name when asked for alone."""
    board = office.membership.do("get_pathway_board", query={"figure": figure})
    return office.membership.do("get_pathway_board")[figure], board["people_count"]


def test_who_is_no_associate_in_time_is_a_step_for_the_office(office: Callable[..., Office]) -> None:
    """On the day nothing lapsed; on the day after it is told once, by law, and the contract still runs in the books."""
    cae = office("coopaname")
    pathway, tutor_id = salaried(cae)
    way = pathway["pathway_id"]
    cae.clock.advance(days=703)
    assert lapsed(cae) == [] and figures(cae, "contracts_lapsed") == (0, 0)
    cae.clock.advance(days=1)
    (told,) = lapsed(cae)
    assert (told["kind"], told["lapsed_on"], told["tutor_id"]) == ("associate", DUE, tutor_id)
    assert told["engagement_id"] == pathway["contract"]["engagement_id"] and "L7331-3" in told["article"]
    shown = cae.membership.do("get_pathway", pathway_id=way)
    assert (shown["contract_lapsed"]["due_on"], shown["contract"]["ended_on"]) == (DUE, None)
    assert figures(cae, "contracts_lapsed") == (1, 1) == figures(cae, "deadlines_passed")
    assert figures(cae, "tutors_missing") == (0, 0)
    left = stage(cae, way, "left", DUE, reason="not_associate_in_time", contract_end_reason="end_of_term")
    assert left["contracts"][-1]["ended_on"] == DUE
    assert figures(cae, "contracts_lapsed") == (0, 0) and len(lapsed(cae)) == 1


def test_the_day_to_be_an_associate_is_put_off_with_a_reason(office: Callable[..., Office]) -> None:
    """A decision moves the day, shows what it was before, and lapses in its turn; a slip of the pen is refused."""
    cae = office("coopaname")
    pathway, _ = salaried(cae)
    way = pathway["pathway_id"]
    cae.clock.advance(days=710)

    def put_off(until: str) -> Any:
        body = {"until": until, "reason": "contract_suspended", "reference": "leave-7"}
        return cae.membership.do("put_off_associate_deadline", pathway_id=way, body=body)

    assert len(lapsed(cae)) == 1
    for day in (DUE, "2028-02-09", "2031-02-04", "2200-01-01"):
        code, article = code_of(lambda day=day: put_off(day))
        assert (code, "L7331-3" in article) == ("postponement_out_of_bounds", True), day
    shown = put_off("2028-03-31")
    assert shown["contract_lapsed"] is None
    assert [one["due_on"] for one in shown["deadlines"] if one["kind"] == "associate"] == ["2028-03-31"]
    (made,) = shown["postponements"]
    assert (made["due_on"], made["until"], made["reference"]) == (DUE, "2028-03-31", "leave-7")
    life = cae.membership.do("get_timeline", member_id=pathway["person_id"])["data"]
    assert [one["on"] for one in life if one["kind"] == "deadline_put_off"] == ["2028-02-10"]
    before = cae.membership.do("get_pathway", pathway_id=way, query={"as_of": "2028-02-09"})
    assert (before["contract_lapsed"]["due_on"], before["postponements"]) == (DUE, [])
    cae.clock.advance(days=60)
    assert [one["lapsed_on"] for one in lapsed(cae)] == [DUE, "2028-03-31"]


def test_nothing_is_put_off_for_who_owes_nothing(office: Callable[..., Office]) -> None:
    """Support ends with its term, which a renewal moves: there is no day to be an associate yet."""
    cae = office("coopaname")
    pathway, _ = tutored(cae)
    stage(cae, pathway["pathway_id"], "supported", "2025-02-03", contract={})
    body = {"until": "2027-01-01", "reason": "other", "reference": "x"}
    assert code_of(lambda: cae.membership.do(
        "put_off_associate_deadline", pathway_id=pathway["pathway_id"], body=body
    ))[0] == "nothing_to_put_off"  # fmt: skip


def test_support_that_ran_out_does_not_run_on_until_the_next_contract(office: Callable[..., Office]) -> None:
    """Its term passed without a renewal: it is told, and employment later ends it with the term, not the day before."""
    cae = office("coopaname", {"statutes.membership.stages": [
        {"slug": "prospect", "name": "Prospect"},
        {"slug": "supported", "name": "Supported", "contract": "CAPE", "conditions": []},
        {"slug": "salaried_entrepreneur", "name": "Salaried", "contract": "CESA", "conditions": []},
    ]})  # fmt: skip
    pathway, _ = tutored(cae)
    way = pathway["pathway_id"]
    supported = stage(cae, way, "supported", "2025-02-03", contract={})
    (told,) = lapsed(cae)
    assert (told["kind"], told["lapsed_on"], "L127-2" in told["article"]) == ("contract_term", "2026-02-02", True)
    assert told["engagement_id"] == supported["contract"]["engagement_id"]
    reached = stage(cae, way, "salaried_entrepreneur", "2026-02-20", contract={})
    assert [(one["form"], one["ended_on"]) for one in reached["contracts"]] == [("CAPE", "2026-02-02"), ("CESA", None)]
    (ended, _) = cae.membership.do("list_engagements", query={"person_id": pathway["person_id"]})["data"]
    assert ended["end_reason"] == "end_of_term"
