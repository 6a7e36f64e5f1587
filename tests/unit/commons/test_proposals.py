"""An adopted proposal takes effect exactly once, exactly as it was made, or is refused with its reason."""

from __future__ import annotations

from typing import Any

from services.commons.events.received import Event, receive
from services.commons.ids import uuid7
from services.commons.proposals.tables import ProposalRow
from tests.fixtures.sample import Counter
from tests.house import NOON, Desk


def adopt(desk: Desk, proposal: dict[str, Any], resolution_id: str = "res_1", **other: Any) -> str:
    """Deliver the adoption of a proposal."""
    data = {
        "resolution_id": resolution_id,
        "effect": "count",
        "proposal_id": proposal["id"],
        "digest": proposal["digest"],
    }
    return receive(desk.database, desk.clock, Event.opened({
        "specversion": "1.0", "id": str(uuid7()), "source": "/coops/alpar/sample",
        "type": "sample.resolution.adopted.v1",
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
