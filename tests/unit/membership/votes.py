"""What voting tells membership: a proposal adopted or rejected, and its resolution annulled."""

from __future__ import annotations

from typing import Any

from tests.house import House
from tests.unit.membership.sheets import hand_on, told_by


def made(house: House, proposal_id: str) -> dict[str, Any]:
    """Return what membership told of a proposal when it made it."""
    told = house.membership.told("membership.proposal.made.v1")
    return next(dict(one["data"]) for one in told if one["data"]["proposal_id"] == proposal_id)


def decide(
    house: House, proposal_id: str, outcome: str = "adopted", *, on: str = "2026-03-02", resolution_id: str = "res_1",
    elected: list[str] | None = None, event_id: str = "",
) -> str:  # fmt: skip
    """Tell that an assembly decided on a proposal; return what became of the event."""
    proposal = made(house, proposal_id)
    data = {
        "resolution_id": resolution_id, "poll_id": "pol_1", "assembly_id": "asm_1", f"{outcome}_on": on,
        "effect": proposal["effect"], "proposal_id": proposal_id, "digest": proposal["digest"],
    }  # fmt: skip
    if outcome == "adopted":
        data["outcome"] = {"elected": elected} if elected else None
    kind = f"voting.resolution.{outcome}.v1"
    return hand_on(house, told_by(house, "voting", kind, f"resolutions/{resolution_id}", data, event_id))


def annul(
    house: House, proposal_id: str, outcome: str = "adopted", *, on: str = "2026-03-02", resolution_id: str = "res_1"
) -> str:
    """Tell that a resolution was annulled."""
    data = {
        "resolution_id": resolution_id, "poll_id": "pol_1", "assembly_id": "asm_1", "annulled_on": on,
        "outcome": outcome, "effect": made(house, proposal_id)["effect"], "proposal_id": proposal_id,
        "code": "irregularity",
    }  # fmt: skip
    return hand_on(
        house, told_by(house, "voting", "voting.resolution.annulled.v1", f"resolutions/{resolution_id}", data)
    )


def settled(house: House) -> dict[str, Any]:
    """Return what membership told last of an effect."""
    return dict(house.membership.told("membership.effect.settled.v1")[-1]["data"])


def withdrawn(house: House) -> dict[str, str]:
    """Return the code with which each proposal was withdrawn, by its id."""
    told = [one["data"] for one in house.membership.told("membership.proposal.withdrawn.v1")]
    return {one["proposal_id"]: one["reason"]["code"] for one in told}
