"""While a poll runs and after it: interruptions with their reasons, objections in words, the time of contest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.unit.voting.hall import Hall, refused


def test_a_suspension_and_its_end_stay_on_record_with_their_reasons(hall: Callable[..., Hall]) -> None:
    """Nothing is voted meanwhile; both reasons stand in the poll, in their order, and none in an event."""
    it = hall()
    members = it.admit(5)
    _, poll_id = it.sit(members)
    it.do("suspend_poll", poll_id=poll_id, body={"reason": "the fire alarm of Mrs Martin"})
    hands = {"tellers": members[:2], "for": 1, "against": 0}
    assert refused(it.do, "count_hands", poll_id=poll_id, body=hands) == "poll_suspended"
    assert refused(it.do, "suspend_poll", poll_id=poll_id) == "wrong_poll_state"
    it.clock.advance(minutes=10)
    resumed = it.do("resume_poll", poll_id=poll_id, body={"reason": "all are back"})
    assert [(one["kind"], one["reason"]) for one in resumed["interruptions"]] == [
        ("suspended", "the fire alarm of Mrs Martin"), ("resumed", "all are back"),
    ]  # fmt: skip
    it.do("suspend_poll", poll_id=poll_id)
    assert len(it.do("resume_poll", poll_id=poll_id)["interruptions"]) == 4
    told = [*it.told("voting.poll.suspended.v1"), *it.told("voting.poll.resumed.v1")]
    assert len(told) == 4 and "Martin" not in str(told)


def consent(it: Hall, ballot: str) -> tuple[list[str], str]:
    """Open a poll that asks for consent among five."""
    members = it.admit(5)
    return members, it.sit(members, method="consent", ballot=ballot)[1]


def test_objections_are_taken_down_apart_from_the_ballots(hall: Callable[..., Hall]) -> None:
    """By name once each, or through the chair; never more than votes, never by strangers, and they are no votes."""
    it = hall()
    members, poll_id = consent(it, "named")

    def object_(text: str, member_id: str | None = None) -> dict[str, Any]:
        return dict(it.do("record_objection", poll_id=poll_id, body={"text": text, "member_id": member_id}))

    assert object_("The rent is too high", members[0])["number"] == 1
    assert refused(object_, "Again", members[0]) == "objection_entered"
    assert refused(object_, "Me too", "mbr_stranger") == "objector_not_on_roll"
    for number in range(2, 6):
        assert object_("Handed in")["number"] == number
    assert refused(object_, "One more than there are votes") == "too_many_objections"
    listed = it.do("list_objections", poll_id=poll_id)["data"]
    assert [(one["member_id"], one["text"]) for one in listed][:2] == [
        (members[0], "The rent is too high"), (None, "Handed in"),
    ]  # fmt: skip
    assert it.do("get_poll", poll_id=poll_id)["objections"] == 5
    ballots = [{"member_id": member, "choice": "consent"} for member in members]
    it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})
    assert it.proclaim(poll_id)["outcome"] == "adopted"
    assert refused(object_, "Too late") == "poll_closed"


def test_one_objection_bars_a_proposal_under_consent(hall: Callable[..., Hall]) -> None:
    """Four consent and one objects: rejected; the same with an abstention instead: adopted."""
    for word, outcome in (("object", "rejected"), ("abstain", "adopted")):
        it = hall()
        members, poll_id = consent(it, "named")
        choices = ["consent", "consent", "consent", "consent", word]
        ballots = [{"member_id": one, "choice": choice} for one, choice in zip(members, choices, strict=True)]
        it.do("record_named_ballots", poll_id=poll_id, body={"ballots": ballots})
        assert it.proclaim(poll_id)["outcome"] == outcome


def test_a_secret_poll_takes_no_name_beside_an_objection(hall: Callable[..., Hall]) -> None:
    """The chair brings it in; before the poll opens, and where no consent is asked, none is taken."""
    it = hall()
    members, poll_id = consent(it, "secret")
    body = {"text": "No", "member_id": members[0]}
    assert refused(it.do, "record_objection", poll_id=poll_id, body=body) == "objection_named"
    assert it.do("record_objection", poll_id=poll_id, body={"text": "No"})["member_id"] is None
    draft = it.poll(it.draft(), method="consent")
    assert refused(it.do, "record_objection", poll_id=draft, body={"text": "No"}) == "poll_not_open"
    _, resolution = it.sit(it.admit(5))
    assert refused(it.do, "record_objection", poll_id=resolution, body={"text": "No"}) == "objections_not_taken"


def test_the_time_of_contest_is_the_one_fixed_at_sealing(hall: Callable[..., Hall]) -> None:
    """Ten days by these statutes: contested on the tenth, final on the eleventh; the day is shown."""
    it = hall("alpar", {"ballots.contest_days": 10})
    members = it.admit(5)
    polls = []
    for _ in range(2):
        _, poll_id = it.sit(members)
        it.do("count_hands", poll_id=poll_id, body={"tellers": members[:2], "for": 5, "against": 0})
        polls.append(it.proclaim(poll_id))
    assert polls[0]["contestable_until"] == (it.today + timedelta(days=10)).isoformat()
    it.clock.advance(days=10)
    assert refused(it.do, "finalise_poll", poll_id=polls[0]["id"]) == "contest_window"
    body = {"reason": "two tellers counted apart"}
    assert it.do("contest_poll", poll_id=polls[0]["id"], body=body)["state"] == "contested"
    it.clock.advance(days=1)
    assert refused(it.do, "contest_poll", poll_id=polls[1]["id"], body=body) == "contest_window"
    assert it.do("finalise_poll", poll_id=polls[1]["id"])["state"] == "final"
    assert it.do("finalise_poll", poll_id=polls[0]["id"])["state"] == "final"


def test_a_member_who_faces_exclusion_votes_on_it(hall: Callable[..., Hall]) -> None:
    """A poll about a person is secret and takes nobody off the roll: the member gets a credential and votes."""
    it = hall()
    members = it.admit(6)
    _, poll_id = it.sit(members, about_person=True, title="Exclusion of a member")
    [credential] = it.credentials(poll_id, members[:1])
    assert it.cast(poll_id, credential, choice="against")["state"] == "accepted"
