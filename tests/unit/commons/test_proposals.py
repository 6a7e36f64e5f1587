"""An adopted proposal takes effect exactly once, exactly as it was made, or is refused with its reason."""

from __future__ import annotations

from typing import Any

from services.commons.events.received import Event, receive
from services.commons.ids import uuid7
from services.commons.proposals import reconsidering
from services.commons.proposals.tables import ProposalRow
from tests.fixtures.sample import Counter
from tests.house import NOON, Desk


def adopt(
    desk: Desk, proposal: dict[str, Any], resolution_id: str = "res_1", what: str = "adopted", **other: Any
) -> str:
    """Deliver the adoption of a proposal, or the annulment of its resolution."""
    data = {
        "resolution_id": resolution_id,
        "effect": "count",
        "proposal_id": proposal["id"],
        "digest": proposal["digest"],
    }
    return receive(desk.database, desk.clock, Event.opened({
        "specversion": "1.0", "id": str(uuid7()), "source": "/coops/alpar/sample",
        "type": f"sample.resolution.{what}.v1",
        "subject": f"resolutions/{resolution_id}", "time": NOON.isoformat(), "data": data | other,
    }))  # fmt: skip


def settled(desk: Desk) -> list[dict[str, Any]]:
    """Return what was told of effects."""
    return [envelope["data"] for envelope in desk.told("sample.effect.settled.v1")]


def test_an_adopted_proposal_is_applied_and_linked(sample: Desk) -> None:
    """The effect runs, and what it made is told with the resolution."""
    adopt(sample, sample.do("suggest", body={"by": 7}))
    assert [(one["state"], one["links"]) for one in settled(sample)] == [("applied", {"value": 7})]


def test_a_second_adoption_of_the_same_resolution_changes_nothing(sample: Desk) -> None:
    """Even as another message, a resolution has its effect once."""
    proposal = sample.do("suggest", body={"by": 7})
    adopt(sample, proposal)
    adopt(sample, proposal)
    assert len(settled(sample)) == 1
    assert sample.do("show")["data"] == [{"name": "voted", "value": 7}]


def test_two_resolutions_cannot_spend_one_proposal(sample: Desk) -> None:
    """A proposal takes effect once, even where its ground would allow it again; one that was refused may come back."""
    sample.do("count", name="voted", body={"by": 60})
    refused = sample.do("suggest", body={"by": 50})
    adopt(sample, refused, "res_1")
    adopt(sample, refused, "res_2")
    assert [one["reason"]["code"] for one in settled(sample)] == ["sample_too_far", "sample_too_far"]
    proposal = sample.do("suggest", body={"by": 1})
    adopt(sample, proposal, "res_3")
    with sample.database.transaction() as session:
        session.get_one(Counter, "voted").value = 60
    adopt(sample, proposal, "res_4")
    assert [one["state"] for one in settled(sample)[2:]] == ["applied", "refused"]
    assert settled(sample)[3]["reason"]["code"] == "proposal_spent"
    assert sample.do("show")["data"] == [{"name": "voted", "value": 60}]


def test_a_proposal_that_was_tampered_with_has_no_effect(sample: Desk) -> None:
    """What takes effect is the text whose digest was voted, not what someone wrote into the table since."""
    proposal = sample.do("suggest", body={"by": 7})
    with sample.database.transaction() as session:
        session.get_one(ProposalRow, proposal["id"]).content = {"by": 70}
    adopt(sample, proposal)
    assert settled(sample)[0]["reason"]["code"] == "unknown_proposal"


def test_a_changed_ground_refuses_the_effect(sample: Desk) -> None:
    """When the state that the proposal rests on moved on, it is refused and never recomputed."""
    proposal = sample.do("suggest", body={"by": 7})
    sample.do("count", name="voted", body={"by": 1})
    adopt(sample, proposal)
    assert [(one["state"], one["reason"]["code"]) for one in settled(sample)] == [("refused", "ground_changed")]
    assert sample.do("show")["data"] == [{"name": "voted", "value": 1}]


def test_a_refusal_of_the_effect_is_told_with_its_article(sample: Desk) -> None:
    """What the owner refuses comes back as its problem, and nothing of it stays."""
    sample.do("count", name="voted", body={"by": 60})
    adopt(sample, sample.do("suggest", body={"by": 50}))
    assert settled(sample)[0]["reason"]["article"] == "the tests, article 1"
    assert sample.do("show")["data"] == [{"name": "voted", "value": 60}]


def test_another_digest_is_not_the_proposal(sample: Desk) -> None:
    """A resolution that names another text of the proposal has no effect."""
    adopt(sample, sample.do("suggest", body={"by": 7}), digest="0" * 64)
    assert settled(sample)[0]["reason"]["code"] == "unknown_proposal"


def test_an_effect_of_another_kind_is_left_alone(sample: Desk) -> None:
    """A service settles only the effects that it owns."""
    adopt(sample, sample.do("suggest", body={"by": 7}), effect="something_else")
    assert settled(sample) == []


def test_an_annulled_resolution_is_undone_once(sample: Desk) -> None:
    """The inverse runs once, however often it is told, with its links; the proposal may be adopted again."""
    proposal = sample.do("suggest", body={"by": 7})
    adopt(sample, proposal)
    for _ in range(2):
        adopt(sample, proposal, what="annulled")
    assert [(one["state"], one["links"]) for one in settled(sample)] == [
        ("applied", {"value": 7}), ("undone", {"value": 7, "undone": {"value": 0}})
    ]  # fmt: skip
    adopt(sample, proposal, "res_2")
    assert settled(sample)[-1]["state"] == "applied" and sample.do("show")["data"][0]["value"] == 7


def test_what_cannot_be_undone_is_kept_with_its_reason(sample: Desk) -> None:
    """It stands as it was, and the proposal is withdrawn: it took effect and cannot be adopted again."""
    proposal = sample.do("suggest", body={"by": 7})
    adopt(sample, proposal)
    sample.do("count", name="voted", body={"by": 1})
    adopt(sample, proposal, what="annulled")
    assert (settled(sample)[-1]["state"], settled(sample)[-1]["reason"]["code"]) == ("kept", "cannot_be_undone")
    assert sample.do("show")["data"] == [{"name": "voted", "value": 8}]
    (withdrawn,) = sample.told("sample.proposal.withdrawn.v1")
    assert withdrawn["data"]["reason"]["code"] == "proposal_spent"


def test_an_annulment_without_an_effect_leaves_none_to_come(sample: Desk) -> None:
    """An effect that was refused has nothing to undo; an adoption that was skipped never takes effect afterwards."""
    proposal = sample.do("suggest", body={"by": 7})
    adopt(sample, proposal, what="annulled")
    adopt(sample, proposal)
    assert [one["state"] for one in settled(sample)] == ["undone"] and sample.do("show")["data"] == []
    adopt(sample, proposal, "res_2", digest="0" * 64)
    adopt(sample, proposal, "res_2", what="annulled")
    assert [one["state"] for one in settled(sample)] == ["undone", "refused"]


def test_a_proposal_whose_ground_moved_is_withdrawn_for_good(sample: Desk) -> None:
    """It is told once with what has changed, and stays withdrawn although the ground comes back."""
    proposal = sample.do("suggest", body={"by": 7})
    assert sample.do("look_again") == {"withdrawn": 0}
    sample.do("count", name="voted", body={"by": 1})
    assert [sample.do("look_again")["withdrawn"] for _ in range(2)] == [1, 0]
    (told,) = sample.told("sample.proposal.withdrawn.v1")
    assert (told["data"]["proposal_id"], told["data"]["reason"]["code"]) == (proposal["id"], "ground_changed")
    with sample.database.transaction() as session:
        session.get_one(Counter, "voted").value = 0
    adopt(sample, proposal)
    assert settled(sample)[0]["reason"]["code"] in ("proposal_taken_back", "ground_changed")
    assert sample.do("show")["data"] == [{"name": "voted", "value": 0}]


def test_an_effect_withdraws_the_proposals_that_rested_on_what_it_changed(sample: Desk) -> None:
    """Of two suggestions on one value, the adoption of the first withdraws the second; the list shows both."""
    first, second = sample.do("suggest", body={"by": 7}), sample.do("suggest", body={"by": 8})
    adopt(sample, first)
    (told,) = sample.told("sample.proposal.withdrawn.v1")
    assert told["data"]["proposal_id"] == second["id"]
    listed = {state: [one["id"] for one in sample.do("list_sample_proposals", query={"state": state})["data"]]
              for state in ("standing", "applied", "withdrawn")}  # fmt: skip
    assert listed == {"standing": [], "applied": [first["id"]], "withdrawn": [second["id"]]}


def test_a_task_withdraws_what_nobody_looked_at(sample: Desk) -> None:
    """The ground may move in ways that no room knows of; the sweep finds it."""
    sample.do("suggest", body={"by": 7})
    sample.do("count", name="voted", body={"by": 1})
    assert reconsidering.run(sample.database, sample.clock) is False
    assert len(sample.told("sample.proposal.withdrawn.v1")) == 1
