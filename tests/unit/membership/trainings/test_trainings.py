"""Trainings: places, attendance, hours, certificates and roles."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from services.commons.storage import PERSON, Actor, Unit
from services.commons.storage.unit import OPERATOR
from services.membership.trainings.roles import holders_of, holds_role
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members


def plan(office: Office, **more: Any) -> str:
    """Plan a training of three hours on 10 March 2026; return its id."""
    body = {"title": "Leading a shift", "theme": "shifts", "starts_at": "2026-03-10T18:00:00+01:00",
            "ends_at": "2026-03-10T21:00:00+01:00", **more}  # fmt: skip
    return str(office.membership.do("plan_training", body=body)["id"])


def sign_up(office: Office, training: str, member: str, **more: Any) -> dict[str, Any]:
    """Sign a member up."""
    body = {"member_id": member, **more}
    place: dict[str, Any] = office.membership.do("sign_up_for_training", training_id=training, body=body)
    return place


def mark(office: Office, training: str, **came: Any) -> dict[str, Any]:
    """Record who attended: True, False, or the minutes."""
    marks = [{"member_id": member, "attended": bool(here), **({} if isinstance(here, bool) else {"minutes": here})}
             for member, here in came.items()]  # fmt: skip
    seen: dict[str, Any] = office.membership.do(
        "record_training_attendances", training_id=training, body={"marks": marks}
    )
    return seen


def refused(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as caught:
        action()
    return caught.value


def holds(office: Office, member: str, day: str) -> bool:
    """Ask, as the room of shifts would, whether somebody may lead one on a day."""
    with office.databases["membership"].transaction() as session:
        unit = Unit(office.coop, "membership", session, office.clock, OPERATOR)
        held = holds_role(unit, member, "leader", date.fromisoformat(day))
        assert (member in holders_of(unit, "leader", date.fromisoformat(day), [member])) == held
        return held


def test_a_full_session_refuses_or_keeps_a_queue(office: Callable[..., Office]) -> None:
    """The third of two is refused, or waits when asked to; a place given up goes to the first who waits."""
    alpar = office("alpar")
    ids = with_members(alpar, 4)
    training = plan(alpar, capacity=2)
    assert [sign_up(alpar, training, one)["state"] for one in ids[:2]] == ["enrolled", "enrolled"]
    full = refused(lambda: sign_up(alpar, training, ids[2]))
    assert full.code == "training_full" and full.values["capacity"] == 2
    assert [sign_up(alpar, training, one, or_wait=True)["position"] for one in ids[2:]] == [1, 2]
    assert refused(lambda: sign_up(alpar, training, ids[3])).code == "signed_up_already"
    alpar.membership.do("withdraw_from_training", training_id=training, member_id=ids[0])
    seen = alpar.membership.do("get_training", training_id=training)
    assert {one["member_id"]: one["state"] for one in seen["places"]} == {
        ids[0]: "withdrawn", ids[1]: "enrolled", ids[2]: "enrolled", ids[3]: "waiting",
    }  # fmt: skip
    assert (seen["enrolled"], seen["free"], seen["waiting"]) == (2, 0, 1)
    gone = refused(lambda: alpar.membership.do("withdraw_from_training", training_id=training, member_id=ids[0]))
    assert gone.code == "not_signed_up"


def test_somebody_signs_up_in_their_own_name(office: Callable[..., Office], clock: FixedClock) -> None:
    """By the same rules and in the same queue; hours, roles and the certificate are one's own to see, and no key's."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    training, gone = plan(alpar, capacity=1, grants=["leader"]), plan(alpar)
    alpar.membership.do("cancel_training", training_id=gone, body={"reason": "Nobody"})

    def do(member: str, operation: str, **said: Any) -> Any:
        return alpar.membership.do(operation, actor=Actor(PERSON, member), **said)

    assert [one["id"] for one in do(ids[0], "list_open_trainings")["data"]] == [training]
    asked = {"training_id": training, "body": {"or_wait": True}}
    assert do(ids[0], "sign_oneself_up_for_training", **asked)["state"] == "enrolled"
    full = refused(lambda: do(ids[1], "sign_oneself_up_for_training", training_id=training, body={}))
    assert full.code == "training_full"
    assert do(ids[1], "sign_oneself_up_for_training", **asked)["position"] == 1
    assert do(ids[0], "withdraw_oneself_from_training", training_id=training)["state"] == "withdrawn"
    again = refused(lambda: do(ids[0], "withdraw_oneself_from_training", training_id=training))
    assert again.code == "not_signed_up"
    assert do(ids[1], "get_own_trainings")["trainings"][0]["state"] == "enrolled"
    clock.advance(days=9)
    mark(alpar, training, **{ids[1]: True})
    assert do(ids[1], "get_own_trainings")["minutes"] == 180
    assert [one["role"] for one in do(ids[1], "list_own_roles")["data"]] == ["leader"]
    printed = alpar.membership.download("get_own_training_certificate", actor=Actor(PERSON, ids[1]),
                                        training_id=training)  # fmt: skip
    assert printed.startswith(b"%PDF-")
    key = refused(lambda: alpar.membership.do("sign_oneself_up_for_training", **asked))
    assert key.code == "personal_sign_in_needed"


def test_the_last_place_is_given_once(office: Callable[..., Office]) -> None:
    """Two who ask at the same moment for the last place: one has it."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    training, states = plan(alpar, capacity=1), []

    def ask(member: str) -> None:
        try:
            states.append(sign_up(alpar, training, member)["state"])
        except Refusal as refusal:
            states.append(refusal.code)

    threads = [threading.Thread(target=ask, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["enrolled", "training_full"]


def test_who_is_neither_member_nor_employee_is_refused(office: Callable[..., Office]) -> None:
    """Trainings are for members and for those who work here; an employee who is no member may come."""
    coopaname = office("coopaname")
    person = coopaname.membership.do("create_person", body={"first_name": "A", "last_name": "B"})["id"]
    training = plan(coopaname)
    assert refused(lambda: sign_up(coopaname, training, person)).code == "not_concerned"
    assert refused(lambda: sign_up(coopaname, training, "per_nobody")).code == "not_in_register"
    coopaname.membership.do("record_engagement", body={
        "person_id": person, "kind": "employment", "form": "CDI", "started_on": "2026-01-05",
    })  # fmt: skip
    assert sign_up(coopaname, training, person)["state"] == "enrolled"


def test_attendance_gives_hours_a_number_and_a_role(office: Callable[..., Office], clock: FixedClock) -> None:
    """Not before it begins; then minutes count, a certificate has its number, and the role is held for its months."""
    alpar = office("alpar")
    ids = with_members(alpar, 4)
    training = plan(alpar, grants=["leader"], valid_months=24, trainer_id=ids[3])
    for one in ids[:2]:
        sign_up(alpar, training, one)
    assert refused(lambda: mark(alpar, training, **{ids[0]: True})).code == "training_not_begun"
    clock.advance(days=9)
    assert refused(lambda: sign_up(alpar, training, ids[2])).code == "training_over"
    assert refused(lambda: mark(alpar, training, **{ids[0]: 181})).code == "too_many_minutes"
    seen = mark(alpar, training, **{ids[0]: True, ids[1]: False, ids[2]: 90})  # the third came without a place
    assert [(one["state"], one["minutes"], one["certificate"]) for one in seen["places"]] == [
        ("attended", 180, "2026-00001"), ("absent", None, None), ("attended", 90, "2026-00002"),
    ]  # fmt: skip
    assert [holds(alpar, ids[0], day) for day in ("2026-03-09", "2026-03-10", "2028-03-09", "2028-03-10")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not holds(alpar, ids[1], "2026-03-10")
    pdf = alpar.membership.download("get_training_certificate", training_id=training, member_id=ids[0])
    assert pdf.startswith(b"%PDF-")
    none = refused(lambda: alpar.membership.download("get_training_certificate", training_id=training,
                                                     member_id=ids[1]))  # fmt: skip
    assert none.code == "not_trained"


def test_a_correction_takes_the_role_back_and_keeps_the_number(
    office: Callable[..., Office], clock: FixedClock
) -> None:
    """Who did not come after all never held the role; told the other way once more, the same number counts again."""
    alpar = office("alpar")
    member = with_members(alpar, 1)[0]
    training = plan(alpar, grants=["leader"])
    clock.advance(days=9)
    mark(alpar, training, **{member: True})
    mark(alpar, training, **{member: True})
    assert len(alpar.membership.told("membership.role.granted.v1")) == 1
    seen = mark(alpar, training, **{member: False})
    assert seen["places"][0]["certificate"] == "2026-00001" and seen["attended"] == 0
    assert not holds(alpar, member, "2026-03-10")
    assert mark(alpar, training, **{member: True})["places"][0]["certificate"] == "2026-00001"
    assert holds(alpar, member, "2026-03-10")


def test_hours_by_person_and_year_and_the_figure(office: Callable[..., Office], clock: FixedClock) -> None:
    """Minutes are summed by year; the figure says how many members they reached, and is disclosed where asked for."""
    alpar = office("alpar", {"statutes.disclosures": ["education.hours"]})
    ids = with_members(alpar, 4)
    last_year = plan(alpar, starts_at="2025-11-04T09:00:00+01:00", ends_at="2025-11-04T10:30:00+01:00", theme="history")
    this_year = plan(alpar)
    clock.advance(days=9)
    mark(alpar, last_year, **{ids[0]: True})
    mark(alpar, this_year, **{ids[0]: 150, ids[1]: True})
    mine = alpar.membership.do("get_member_trainings", member_id=ids[0])
    assert mine["minutes"] == 240
    assert [(one["year"], one["minutes"]) for one in mine["years"]] == [(2026, 150), (2025, 90)]
    hours = alpar.membership.do("list_training_hours", query={"year": "2026"})["data"]
    assert {one["member_id"]: one["minutes"] for one in hours} == {ids[0]: 150, ids[1]: 180}
    figures = alpar.membership.do("show_education", query={"year": "2026"})
    assert (figures["sessions"], figures["minutes"], figures["hours"], figures["people"]) == (1, 330, 5, 2)
    assert (figures["members_trained"], figures["members"], figures["share"]) == (2, 4, "1/2")
    assert [one["theme"] for one in figures["themes"]] == ["shifts"]
    disclosed = alpar.membership.do("publish_disclosures")["published"]
    assert [(one["figure"], one["value"], one["unit"]) for one in disclosed] == [("education.hours", "5", "hours")]


def test_a_leaver_gives_up_places_and_roles(office: Callable[..., Office], clock: FixedClock) -> None:
    """What comes after the last day is cleared, and those who wait move up."""
    alpar = office("alpar", {"statutes.membership.withdrawal.notice_days": 0})
    ids = with_members(alpar, 2)
    training = plan(alpar, capacity=1)
    sign_up(alpar, training, ids[0])
    sign_up(alpar, training, ids[1], or_wait=True)
    alpar.membership.do("grant_role", member_id=ids[0], body={"role": "leader", "reference": "committee 2026-02"})
    left = alpar.membership.do("record_departure", member_id=ids[0], body={
        "reason": "resignation", "left_on": "2026-03-05",
    })  # fmt: skip
    assert (left["cleared"]["training_places"], left["cleared"]["granted_roles"]) == (1, 1)
    places = alpar.membership.do("get_training", training_id=training)["places"]
    assert {one["member_id"]: one["state"] for one in places} == {ids[0]: "withdrawn", ids[1]: "enrolled"}
    assert [holds(alpar, ids[0], day) for day in ("2026-03-05", "2026-03-06")] == [True, False]


def test_a_role_given_by_hand_ends_by_hand(office: Callable[..., Office]) -> None:
    """It names the decision; it ends once, within its days, and the list tells the past when asked."""
    alpar = office("alpar")
    member = with_members(alpar, 1)[0]
    role = alpar.membership.do("grant_role", member_id=member, body={
        "role": "leader", "since": "2026-02-01", "reference": "committee 2026-02",
    })  # fmt: skip
    assert role["held"]
    end = {"member_id": member, "role_id": role["id"]}
    assert not alpar.membership.do("end_role", **end, body={"ended_on": "2026-02-20"})["held"]
    again = refused(lambda: alpar.membership.do("end_role", **end, body={"ended_on": "2026-02-25"}))
    assert again.code == "role_backwards"
    assert alpar.membership.do("list_member_roles", member_id=member)["data"] == []
    past = alpar.membership.do("list_member_roles", member_id=member, query={"past": "true"})["data"]
    assert [one["ended_on"] for one in past] == ["2026-02-20"]
    unknown = refused(lambda: alpar.membership.do("end_role", member_id=member, role_id="rol_x", body={}))
    assert unknown.code == "unknown_granted_role"


def test_a_role_is_not_held_beyond_the_membership(office: Callable[..., Office], clock: FixedClock) -> None:
    """Recorded or granted when the last day is known, it ends on it; corrected twice as well; a move is no end."""
    alpar = office("alpar", {"statutes.membership.withdrawal.notice_days": 0})
    ids = with_members(alpar, 2)
    training = plan(alpar, grants=["leader"], valid_months=24)
    clock.advance(days=9)
    alpar.membership.do("record_departure", member_id=ids[0], body={"reason": "resignation", "left_on": "2026-03-20"})
    for came in (True, False, True):
        mark(alpar, training, **{ids[0]: came, ids[1]: came})
    assert [holds(alpar, ids[0], day) for day in ("2026-03-20", "2026-03-21")] == [True, False]
    by_hand = {"role": "till", "reference": "committee 2026-03", "until": "2026-04-30"}
    role = alpar.membership.do("grant_role", member_id=ids[0], body=by_hand)
    assert (role["held"], role["ended_on"]) == (True, "2026-03-20")
    assert holds(alpar, ids[1], "2028-03-09") and not holds(alpar, ids[1], "2028-03-10")
    short = alpar.membership.do("grant_role", member_id=ids[0], body={**by_hand, "until": "2026-03-15"})
    assert (short["until"], short["ended_on"]) == ("2026-03-15", None)
    alpar.membership.do("record_departure", member_id=ids[1], body={
        "reason": "resignation", "noticed_on": "2026-03-01", "left_on": "2026-03-09",
    })  # fmt: skip
    mark(alpar, training, **{ids[1]: True})
    assert not holds(alpar, ids[1], "2026-03-10")


def test_a_role_is_for_members(office: Callable[..., Office], clock: FixedClock) -> None:
    """An employee who is no member keeps the hours, and neither a training nor a decision gives a role."""
    coopaname = office("coopaname")
    person = coopaname.membership.do("create_person", body={"first_name": "A", "last_name": "B"})["id"]
    coopaname.membership.do("record_engagement", body={
        "person_id": person, "kind": "employment", "form": "CDI", "started_on": "2026-01-05",
    })  # fmt: skip
    training = plan(coopaname, grants=["leader"])
    clock.advance(days=9)
    assert mark(coopaname, training, **{person: True})["places"][0]["minutes"] == 180
    assert not holds(coopaname, person, "2026-03-11")
    told = refused(lambda: coopaname.membership.do("grant_role", member_id=person, body={
        "role": "leader", "reference": "committee 2026-03"}))  # fmt: skip
    assert told.code == "not_a_member" and told.article


def test_a_move_to_another_category_ends_no_role(office: Callable[..., Office], clock: FixedClock) -> None:
    """Attendance recorded after the move grants a role that runs on."""
    coopaname = office("coopaname")
    member = with_members(coopaname, 1)[0]
    training = plan(coopaname, grants=["leader"])
    clock.advance(days=14)
    moved = {"moved_on": "2026-03-12", "category": "external_member"}
    coopaname.membership.do("move_member", member_id=member, body=moved)
    mark(coopaname, training, **{member: True})
    assert holds(coopaname, member, "2027-01-01")


def test_a_session_is_planned_in_order_and_cancelled_once(office: Callable[..., Office]) -> None:
    """It lasts, has one trainer, and once cancelled takes nobody; the list finds it by state."""
    alpar = office("alpar")
    member = with_members(alpar, 1)[0]
    assert refused(lambda: plan(alpar, ends_at="2026-03-10T17:00:00+01:00")).code == "training_backwards"
    assert refused(lambda: plan(alpar, minutes=181)).code == "training_backwards"
    assert refused(lambda: plan(alpar, trainer_id=member, trainer="Somebody")).code == "one_trainer"
    founding = refused(lambda: plan(alpar, starts_at="2018-06-07T18:00:00+02:00", ends_at="2018-06-07T19:00:00+02:00"))
    assert founding.code == "before_founding" and "article 1" in str(founding.article)
    training = plan(alpar)
    alpar.membership.do("cancel_training", training_id=training, body={"reason": "The room is flooded."})
    again = refused(lambda: alpar.membership.do("cancel_training", training_id=training, body={"reason": "Again."}))
    assert again.code == "training_state"
    assert refused(lambda: sign_up(alpar, training, member)).code == "training_state"
    found = alpar.membership.do("list_trainings", query={"state": "cancelled"})["data"]
    assert [one["cancelled_for"] for one in found] == ["The room is flooded."]
    assert refused(lambda: alpar.membership.do("get_training", training_id="trn_x")).code == "unknown_training"


def test_a_life_tells_trainings_and_roles(office: Callable[..., Office], clock: FixedClock) -> None:
    """Attended or missed, and the role with its last day, in the reader's language."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    training = plan(alpar, grants=["leader"], valid_months=12)
    clock.advance(days=9)
    mark(alpar, training, **{ids[0]: True, ids[1]: False})
    life = alpar.membership.do("get_timeline", member_id=ids[0], query={"language": "fr"})["data"]
    told = {one["kind"]: (one["on"], one["what"]) for one in life}
    day, attended = told["training_attended"]
    assert day == "2026-03-10" and attended.startswith("A suivi la formation « Leading a shift » : 180 minutes")
    assert told["role_granted"][0] == "2026-03-10" and told["role_ended"][0] == "2027-03-09"
    kinds = [one["kind"] for one in alpar.membership.do("get_timeline", member_id=ids[1])["data"]]
    assert "training_missed" in kinds and "role_granted" not in kinds
