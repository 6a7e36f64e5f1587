"""An election from its proposal to its effect, within voting."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.voting.hall import Hall


def test_an_election_fills_its_seats_by_secret_approval_and_shows_the_effect(hall: Callable[..., Hall]) -> None:
    """A proposal of seats, candidates, credentials, ballots, the count, the proclamation and the settled effect."""
    it = hall("alpar")
    members = it.admit(30)
    proposal_id = it.propose("seat_mandates", "membership", seats=3)
    candidates = members[:5]
    assembly_id, poll_id = it.sit(
        members[:20], method="approval", proposal_id=proposal_id, candidates=[{"member_id": one} for one in candidates]
    )
    poll = it.do("get_poll", poll_id=poll_id)
    assert (poll["state"], poll["ballot"], poll["seats"], poll["maximum_choices"]) == ("open", "secret", 3, 3)
    assert (poll["quorum"]["counted"], poll["quorum"]["required"], poll["entitled"]) == (20, 6, 30)
    credentials = it.credentials(poll_id)
    for at, credential in enumerate(credentials):
        it.cast(poll_id, credential, choices=[] if at == 0 else candidates[:2] if at % 2 else candidates[1:4])
    proclaimed = it.proclaim(poll_id)
    assert proclaimed["outcome"] == "adopted" and proclaimed["effect"]["state"] == "pending"
    result = it.do("get_result", poll_id=poll_id)
    assert result["counts"] == {"cast": 20, "blank": 1, "expressed": 19}
    assert result["elected"] == [candidates[1], candidates[0], candidates[2]]
    [adopted] = [one["data"] for one in it.told("voting.resolution.adopted.v1")]
    assert adopted == {
        "resolution_id": proclaimed["resolution_id"], "poll_id": poll_id, "assembly_id": assembly_id,
        "adopted_on": "2026-03-02", "effect": "seat_mandates", "proposal_id": proposal_id,
        "digest": f"digest of {proposal_id}", "outcome": {"elected": result["elected"]},
    }  # fmt: skip
    links = {"mandates": ["mdt_1", "mdt_2", "mdt_3"]}
    it.hear("membership.effect.settled.v1", f"resolutions/{adopted['resolution_id']}", {
        "resolution_id": adopted["resolution_id"], "effect": "seat_mandates", "proposal_id": proposal_id,
        "state": "applied", "reason": None, "links": links,
    })  # fmt: skip
    effect = it.do("get_poll", poll_id=poll_id)["effect"]
    assert (effect["state"], effect["links"]) == ("applied", links)
    it.do("close_assembly", assembly_id=assembly_id)
    assert it.do("get_assembly", assembly_id=assembly_id)["state"] == "closed"
