"""What somebody who signed in sees of a pathway, and the tutor's word given in person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.commons.storage import Actor
from tests.house import FULL
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of, confirm, enter, salaried, tutored
from tests.unit.membership.sheets import with_members
from tests.unit.membership.tutoring.test_notes import person


def say(office: Office, way: str, actor: Actor, **body: Any) -> Any:
    """Give the tutor's word."""
    return office.membership.do("give_validation", pathway_id=way, actor=actor, body=body)


def test_a_person_sees_the_own_pathway(office: Callable[..., Office]) -> None:
    """Signed in: the stage, what is missing, contracts, deadlines; not by a key, and not somebody else's."""
    cae = office("coopaname")
    pathway, tutor_id = salaried(cae)
    own = cae.membership.do("get_own_pathway", actor=person(pathway["person_id"]))
    assert own["pathway_id"] == pathway["pathway_id"] and own["missing_conditions"] == ["admission"]
    assert [(one["form"], one["ended_on"]) for one in own["contracts"]] == [("CAPE", "2026-01-04"), ("CESA", None)]
    assert "associate" in [one["kind"] for one in own["deadlines"]]
    assert code_of(lambda: cae.membership.do("get_own_pathway", actor=person(tutor_id)))[0] == "not_found"
    assert code_of(lambda: cae.membership.do("get_own_pathway", actor=FULL))[0] == "personal_sign_in_needed"


def test_a_tutor_sees_whom_he_accompanies_and_nobody_else(office: Callable[..., Office]) -> None:
    """The present tutor sees the pathway, a former one is told so, and to a stranger there is none."""
    cae = office("coopaname")
    one, other, stranger = with_members(cae, 3)
    way = enter(cae, tutor_id=one)["pathway_id"]

    def look(who: str) -> Any:
        return cae.membership.do("get_accompanied_pathway", pathway_id=way, actor=person(who))

    assert look(one)["pathway_id"] == way
    cae.membership.do("name_tutor", pathway_id=way, body={"tutor_id": other, "since": "2026-02-02"})
    assert look(other)["tutor_id"] == other
    assert (code_of(lambda: look(one))[0], code_of(lambda: look(stranger))[0]) == ("tutor_no_more", "not_found")


def test_the_tutor_gives_the_word_in_person(office: Callable[..., Office]) -> None:
    """Signed in, the tutor alone says that somebody is ready; what a key recorded from paper shows as such."""
    cae = office("coopaname")
    pathway, tutor_id = tutored(cae)
    way, tutor = pathway["pathway_id"], person(tutor_id)
    for actor, code in ((person(pathway["person_id"]), "validation_is_the_tutors"), (person("per_x"), "not_found"),
                        (FULL, "personal_sign_in_needed")):  # fmt: skip
        assert code_of(lambda actor=actor: say(cae, way, actor))[0] == code
    given = say(cae, way, tutor)
    assert (given["by_id"], given["in_person"], given["evidence"], given["met_on"]) == (
        tutor_id, True, None, "2026-03-02")  # fmt: skip
    with pytest.raises(Refusal) as refused:
        say(cae, way, tutor)
    assert refused.value.code == "condition_stands"
    withdrawn = cae.membership.do("withdraw_validation", pathway_id=way, actor=tutor)
    assert (withdrawn["id"], withdrawn["withdrawn_on"]) == (given["id"], "2026-03-02")
    assert code_of(lambda: cae.membership.do("withdraw_validation", pathway_id=way, actor=tutor))[0] == "not_found"
    paper = confirm(cae, way, "tutor_validation", tutor_id, "2026-03-02", "review-2")
    assert (paper["in_person"], paper["evidence"]) == (False, "review-2")
    shown = cae.membership.do("get_pathway", pathway_id=way)
    assert [one["in_person"] for one in shown["conditions"]] == [True, False]


def test_a_former_tutor_gives_no_word(office: Callable[..., Office]) -> None:
    """The successor does, and may withdraw what the predecessor said."""
    cae = office("coopaname")
    one, other = with_members(cae, 2)
    way = enter(cae, tutor_id=one)["pathway_id"]
    say(cae, way, person(one), evidence="review-1")
    cae.membership.do("name_tutor", pathway_id=way, body={"tutor_id": other, "since": "2026-03-02"})
    assert code_of(lambda: say(cae, way, person(one)))[0] == "tutor_no_more"
    cae.membership.do("withdraw_validation", pathway_id=way, actor=person(other))
    assert say(cae, way, person(other))["by_id"] == other
