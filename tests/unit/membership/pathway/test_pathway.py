"""The pathway: stages on their conditions and contracts, tutors, what is planned, and what ends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership import votes
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of, confirm, enter, salaried, stage, tutored
from tests.unit.membership.sheets import with_members


def test_a_prospect_need_be_nobodys_member(office: Callable[..., Office]) -> None:
    """A new person enters at the first stage of the statutes and stands in no register of members."""
    cae = office("coopaname")
    pathway = enter(cae)
    assert (pathway["stage"], pathway["since"], pathway["tutor_id"]) == ("prospect", "2025-01-06", None)
    assert cae.membership.do("list_members")["data"] == []
    (told,) = cae.membership.told("membership.pathway.stage_reached.v1")
    assert told["data"] == {"pathway_id": pathway["pathway_id"], "person_id": pathway["person_id"],
                            "stage": "prospect", "since": "2025-01-06"}  # fmt: skip
    assert code_of(lambda: enter(cae, person_id=pathway["person_id"]))[0] == "pathway_runs"
    assert code_of(lambda: enter(cae, "2003-12-31"))[0] == "before_founding"
    assert code_of(lambda: enter(cae, "2026-03-03"))[0] == "in_the_future"


def test_a_cooperative_without_stages_has_no_pathway(office: Callable[..., Office]) -> None:
    """Where the statutes say nothing of stages, nothing is made up."""
    assert code_of(lambda: enter(office("alpar"), "2026-01-05"))[0] == "statutes_silent"


def test_a_stage_needs_its_contract_and_opens_it(office: Callable[..., Office]) -> None:
    """Support rests on a support contract: without one it is refused by the statutes, with one it begins that day."""
    cae = office("coopaname")
    pathway, _ = tutored(cae)
    code, article = code_of(lambda: stage(cae, pathway["pathway_id"], "supported", "2025-02-03"))
    assert (code, "article 12" in article) == ("stage_needs_contract", True)
    supported = stage(cae, pathway["pathway_id"], "supported", "2025-02-03", contract={})
    assert supported["contract"]["form"] == "CAPE" and supported["contract"]["term_on"] == "2026-02-02"
    assert supported["stages"][0]["until"] == "2025-02-02"
    assert cae.membership.told("membership.engagement.recorded.v1")[0]["data"]["form"] == "CAPE"


def test_a_stage_names_the_conditions_that_are_missing(office: Callable[..., Office]) -> None:
    """The refusal lists each of them, and the article that asks for them."""
    cae = office("coopaname")
    pathway, tutor_id = tutored(cae)
    stage(cae, pathway["pathway_id"], "supported", "2025-02-03", contract={})
    confirm(cae, pathway["pathway_id"], "tutor_validation", tutor_id, "2025-06-02")
    code, article = code_of(
        lambda: stage(cae, pathway["pathway_id"], "salaried_entrepreneur", "2025-07-01", contract={})
    )
    assert (code, "article 12" in article) == ("conditions_missing", True)
    shown = cae.membership.do("get_pathway", pathway_id=pathway["pathway_id"])
    assert (shown["next_stage"], shown["missing_conditions"]) == ("salaried_entrepreneur", ["regular_activity"])
    assert shown["stage"] == "supported"


def test_conditions_are_who_they_must_be(office: Callable[..., Office]) -> None:
    """The tutor's word is the tutor's of that day, an activity is one that is there, admission is the register's."""
    cae = office("coopaname")
    pathway, tutor_id = tutored(cae)
    way = pathway["pathway_id"]
    assert code_of(lambda: confirm(cae, way, "tutor_validation", pathway["person_id"], "2025-02-03"))[0] == (
        "not_the_tutor"
    )
    assert code_of(lambda: confirm(cae, way, "regular_activity", tutor_id, "2025-02-03"))[0] == "no_regular_activity"
    assert code_of(lambda: confirm(cae, way, "admission", tutor_id, "2025-02-03"))[0] == "condition_not_by_hand"
    assert code_of(lambda: confirm(cae, way, "good_looks", tutor_id, "2025-02-03"))[0] == "unknown_condition"
    assert code_of(lambda: confirm(cae, way, "tutor_validation", tutor_id, "2025-01-05"))[0] == "before_pathway"
    row = confirm(cae, way, "tutor_validation", tutor_id, "2025-02-03")
    assert (row["by_id"], row["evidence"], row["met_on"]) == (tutor_id, "doc-1", "2025-02-03")
    assert code_of(lambda: confirm(cae, way, "tutor_validation", tutor_id, "2025-03-03"))[0] == "condition_stands"
    withdrawn = cae.membership.do("withdraw_condition", pathway_id=way, condition_id=row["id"], body={})
    assert withdrawn["withdrawn_on"] == "2026-03-02"
    confirm(cae, way, "tutor_validation", tutor_id, "2026-03-02")


def test_support_becomes_employment(office: Callable[..., Office]) -> None:
    """The salaried stage ends the support contract the day before and begins the contract of employment."""
    cae = office("coopaname")
    pathway, _ = salaried(cae)
    assert (pathway["stage"], pathway["contract"]["form"]) == ("salaried_entrepreneur", "CESA")
    forms = [
        (one["form"], one["ended_on"], one["end_reason"])
        for one in cae.membership.do("list_engagements", query={"person_id": pathway["person_id"]})["data"]
    ]
    assert forms == [("CAPE", "2026-01-04", "mutual"), ("CESA", None, None)]
    as_of = cae.membership.do("get_pathway", pathway_id=pathway["pathway_id"], query={"as_of": "2025-12-31"})
    assert (as_of["stage"], as_of["contract"]["form"]) == ("supported", "CAPE")


def test_whoever_is_admitted_reaches_the_stage_of_associates(office: Callable[..., Office]) -> None:
    """The normal admission, decided by the assembly, is what makes an associate of the salaried entrepreneur."""
    cae = office("coopaname", {"statutes.shares": None})
    pathway, _ = salaried(cae)
    assert code_of(lambda: stage(cae, pathway["pathway_id"], "associate", "2026-03-02"))[0] == "conditions_missing"
    body = {"kind": "natural_person", "category": "member", "member_id": pathway["person_id"]}
    application = cae.membership.do("submit_application", body=body)
    votes.decide(cae, application["proposal_id"])
    shown = cae.membership.do("get_pathway", pathway_id=pathway["pathway_id"])
    assert (shown["stage"], shown["since"], shown["contract"]["form"]) == ("associate", "2026-03-02", "CESA")
    assert [one["stage"] for one in shown["stages"]] == [
        "prospect", "supported", "salaried_entrepreneur", "associate"]  # fmt: skip
    assert "associate" not in [one["kind"] for one in shown["deadlines"]]


def test_a_member_who_is_not_salaried_yet_stays_where_the_pathway_stands(office: Callable[..., Office]) -> None:
    """Admission alone does not jump over a stage."""
    cae = office("coopaname", {"statutes.shares": None})
    pathway = enter(cae)
    body = {"kind": "natural_person", "category": "member", "member_id": pathway["person_id"]}
    application = cae.membership.do("submit_application", body=body)
    votes.decide(cae, application["proposal_id"])
    assert cae.membership.do("get_pathway", pathway_id=pathway["pathway_id"])["stage"] == "prospect"


@pytest.mark.parametrize(("name", "since"), [("prospect", "2026-03-02"), ("supported", "2026-03-02"),
                                             ("associate", "2025-12-01")])  # fmt: skip
def test_stages_go_forwards_only(office: Callable[..., Office], name: str, since: str) -> None:
    """Neither to an earlier stage, nor on a day before the present one."""
    cae = office("coopaname")
    pathway, _ = salaried(cae)
    assert code_of(lambda: stage(cae, pathway["pathway_id"], name, since))[0] == "stage_out_of_order"
    assert code_of(lambda: stage(cae, pathway["pathway_id"], "emperor", "2026-03-02"))[0] == "unknown_stage"


def test_tutors_succeed_one_another(office: Callable[..., Office]) -> None:
    """The one ends the day before the other begins; a stranger, the person and an earlier day are refused."""
    cae = office("coopaname")
    one, other = with_members(cae, 2)
    pathway = enter(cae, tutor_id=one)
    way = pathway["pathway_id"]
    stranger = cae.membership.do("create_person", body={"first_name": "S", "last_name": "T"})["id"]
    for tutor_id in (stranger, pathway["person_id"]):
        asked = {"pathway_id": way, "body": {"tutor_id": tutor_id}}
        assert code_of(lambda asked=asked: cae.membership.do("name_tutor", **asked))[0] == "cannot_tutor"
    shown = cae.membership.do("name_tutor", pathway_id=way, body={"tutor_id": other, "since": "2025-09-01"})
    assert [(row["tutor_id"], row["until"], row["end_reason"]) for row in shown["tutors"]] == [
        (one, "2025-08-31", "succeeded"), (other, None, None)]  # fmt: skip
    again = cae.membership.do("name_tutor", pathway_id=way, body={"tutor_id": other})
    assert again["tutors"] == shown["tutors"]
    early = {"tutor_id": one, "since": "2025-08-01"}
    assert code_of(lambda: cae.membership.do("name_tutor", pathway_id=way, body=early))[0] == "tutor_out_of_order"
    assert cae.membership.do("get_pathway", pathway_id=way, query={"as_of": "2025-08-31"})["tutor_id"] == one


def test_a_tutor_who_leaves_leaves_people_without_one_and_it_shows(office: Callable[..., Office]) -> None:
    """The departure ends the tutorship on its day; the board counts who has nobody."""
    cae = office("coopaname")
    pathway, tutor_id = tutored(cae)
    left = cae.membership.do("record_departure", member_id=tutor_id, body={"reason": "death", "left_on": "2026-03-01"})
    assert left["cleared"]["tutoring"] == 1
    board = cae.membership.do("get_pathway_board")
    assert board["tutors_missing"] == 1 and board["people"][0]["tutor_id"] is None
    shown = cae.membership.do("get_pathway", pathway_id=pathway["pathway_id"])
    assert shown["tutors"][0]["end_reason"] == "left_cooperative"


def test_leaving_states_its_reason_and_ends_what_hangs_on_it(office: Callable[..., Office]) -> None:
    """The contract, the tutor, what was planned and what the person owned end with the last day."""
    cae = office("coopaname")
    pathway, tutor_id = salaried(cae)
    way = pathway["pathway_id"]
    planned = cae.membership.do("make_appointment", pathway_id=way, body={
        "kind": "interview", "with_id": tutor_id, "on": "2026-06-01"})  # fmt: skip
    assert code_of(lambda: stage(cae, way, "left", "2026-02-27"))[0] == "leaving_needs_reason"
    assert code_of(lambda: stage(cae, way, "left", "2026-02-27", reason="own_business"))[0] == "contract_runs"
    left = stage(cae, way, "left", "2026-02-27", reason="own_business", contract_end_reason="mutual")
    assert (left["left_on"], left["left_reason"], left["tutor_id"]) == ("2026-02-27", "own_business", None)
    assert [one["state"] for one in left["appointments"] if one["id"] == planned["id"]] == ["cancelled"]
    (soap,) = cae.membership.do("list_activities", query={"owners_missing": "true"})["data"]
    assert soap["code"] == "soap" and soap["owner_ids"] == []
    assert cae.membership.do("get_pathway_board")["people"] == []
    last_day = cae.membership.do("get_pathway_board", query={"as_of": "2026-02-27"})
    assert [one["stage"] for one in last_day["people"]] == ["salaried_entrepreneur"]
    assert code_of(lambda: stage(cae, way, "associate", "2026-03-02"))[0] == "pathway_left"
    (told,) = cae.membership.told("membership.pathway.left.v1")
    assert told["data"]["reason"] == "own_business"
    enter(cae, "2026-03-01", person_id=pathway["person_id"])


def test_objectives_and_appointments_have_an_outcome(office: Callable[..., Office]) -> None:
    """Each is settled once; what is still to come cannot have been kept."""
    cae = office("coopaname")
    pathway, tutor_id = tutored(cae)
    way = pathway["pathway_id"]
    objective = cae.membership.do("set_objective", pathway_id=way, body={
        "text": "Three customers", "due_on": "2026-06-30", "set_on": "2026-01-05"})  # fmt: skip
    done = cae.membership.do("settle_objective", pathway_id=way, objective_id=objective["id"],
                             body={"outcome": "reached"})  # fmt: skip
    assert (done["outcome"], done["settled_on"]) == ("reached", "2026-03-02")
    backwards = {"text": "Late", "due_on": "2026-01-04", "set_on": "2026-01-05"}
    assert code_of(lambda: cae.membership.do("set_objective", pathway_id=way, body=backwards))[0] == (
        "objective_backwards"
    )
    assert code_of(lambda: cae.membership.do(
        "settle_objective", pathway_id=way, objective_id=objective["id"], body={"outcome": "dropped"}
    ))[0] == "pathway_item_settled"  # fmt: skip
    later = cae.membership.do("make_appointment", pathway_id=way, body={
        "kind": "follow_up", "with_id": tutor_id, "on": "2026-03-03"})  # fmt: skip
    assert code_of(lambda: cae.membership.do(
        "settle_appointment", pathway_id=way, appointment_id=later["id"], body={"outcome": "kept"}
    ))[0] == "in_the_future"  # fmt: skip
    for with_id, code in ((tutor_id, "appointment_stands"), (pathway["person_id"], "invalid_request")):
        again = {"kind": "follow_up", "with_id": with_id, "on": "2026-03-03"}
        assert code_of(lambda again=again: cae.membership.do("make_appointment", pathway_id=way, body=again))[0] == code


def test_a_life_tells_stages_contracts_tutors_and_activities(office: Callable[..., Office]) -> None:
    """What happened on the way stands in the timeline on its day, and no note of anybody's."""
    cae = office("coopaname")
    pathway, tutor_id = salaried(cae)
    stage(cae, pathway["pathway_id"], "left", "2026-02-27", reason="retirement", contract_end_reason="retirement")
    life = cae.membership.do("get_timeline", member_id=pathway["person_id"])["data"]
    told = [(one["on"], one["kind"]) for one in life]
    for expected in (("2025-01-06", "stage_reached"), ("2025-02-03", "engagement_started"),
                     ("2025-03-03", "activity_begun"), ("2026-01-05", "condition_met"),
                     ("2026-02-27", "pathway_left"), ("2026-02-27", "engagement_ended")):  # fmt: skip
        assert expected in told, told
    assert told == sorted(told, key=lambda one: one[0])
    other = cae.membership.do("get_timeline", member_id=tutor_id)["data"]
    assert ("2025-01-06", "tutor_named") in [(one["on"], one["kind"]) for one in other]


def test_a_stage_is_not_reached_over_the_conditions_before_it(office: Callable[..., Office]) -> None:
    """Whoever jumps owes what every stage on the way asks for: a member without the tutor's word is no associate."""
    cae = office("coopaname")
    tutor_id, member_id = with_members(cae, 2)
    way = enter(cae, person_id=member_id, tutor_id=tutor_id)["pathway_id"]
    with pytest.raises(Refusal) as refused:
        stage(cae, way, "associate", "2026-03-02", contract={})
    assert (refused.value.code, "article 12" in str(refused.value.article)) == ("conditions_missing", True)
    assert refused.value.values["conditions"] == ["tutor_validation", "regular_activity"]
    assert cae.membership.do("list_engagements")["data"] == []


def test_the_way_of_who_dies_ends_there(office: Callable[..., Office]) -> None:
    """Of somebody who is no member, too: the contract, the pathway, what was owned, and what was accompanied."""
    cae = office("coopaname")
    pathway, _ = salaried(cae)
    person_id, way = pathway["person_id"], pathway["pathway_id"]
    other = enter(cae, "2026-02-02", tutor_id=person_id)["pathway_id"]
    body = {"reason": "death", "left_on": "2026-02-27"}
    cleared = cae.membership.do("record_departure", member_id=person_id, body=body)["cleared"]
    assert {what: cleared[what] for what in ("activities", "engagements", "pathway", "tutoring")} == {
        "activities": 1, "engagements": 1, "pathway": 1, "tutoring": 1}  # fmt: skip
    shown = cae.membership.do("get_pathway", pathway_id=way)
    assert (shown["left_on"], shown["left_reason"], shown["contracts"][-1]["ended_on"]) == (
        "2026-02-27", "death", "2026-02-27")  # fmt: skip
    assert cae.membership.told("membership.engagement.recorded.v1")[-1]["data"]["end_reason"] == "death"
    assert cae.membership.do("get_pathway", pathway_id=other)["tutor_missing"] is True
    assert cae.membership.do("list_activities", query={"owners_missing": "true"})["data"][0]["code"] == "soap"
