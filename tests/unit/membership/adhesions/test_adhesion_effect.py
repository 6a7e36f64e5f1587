"""The cooperative joins and leaves a federation by its own vote, recorded and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.votes import annul, decide, made, settled, withdrawn


def adhesions(alpar: Office) -> list[tuple[str, str | None]]:
    """Return first and last days of the adhesions."""
    rows = alpar.membership.do("list_adhesions", query={"federation": "cg-scop"})["data"]
    return [(row["joined_on"], row["left_on"]) for row in rows]


def join(alpar: Office) -> dict[str, Any]:
    """Propose to join the federation as a partner."""
    body = {"federation": "cg-scop", "quality": "partner"}
    return dict(alpar.membership.do("propose_adhesion", body=body))


def test_joining_and_leaving_by_vote(office: Callable[..., Office]) -> None:
    """Each adoption counts once and is told; nobody joins twice, nor leaves what was not joined."""
    alpar = office("alpar")
    with pytest.raises(Refusal, match="no adhesion"):
        alpar.membership.do("propose_leaving", federation="cg-scop")
    proposed = join(alpar)
    for _ in range(2):
        decide(alpar, proposed["proposal_id"], on="2026-02-20")
    assert adhesions(alpar) == [("2026-02-20", None)]
    with pytest.raises(Refusal, match="since 2026-02-20"):
        join(alpar)
    leaving = alpar.membership.do("propose_leaving", federation="cg-scop")
    decide(alpar, leaving["proposal_id"], resolution_id="res_2")
    assert adhesions(alpar) == [("2026-02-20", "2026-03-02")]
    kinds = [one["type"] for one in alpar.membership.told() if ".federation." in one["type"]]
    assert kinds == ["membership.federation.joined.v1", "membership.federation.left.v1"]


def test_the_statutes_say_which_assembly_decides(office: Callable[..., Office]) -> None:
    """An ordinary one, unless they ask for more; nobody joins itself."""
    alpar, strict = office("alpar"), office("alpar", {"statutes.adhesion": {"assembly": "extraordinary"}})
    assert made(alpar, join(alpar)["proposal_id"])["assembly"] == "ordinary"
    assert made(strict, join(strict)["proposal_id"])["assembly"] == "extraordinary"
    with pytest.raises(Refusal, match="itself"):
        alpar.membership.do("propose_adhesion", body={"federation": "alpar"})


def test_annulled_votes_on_adhesion_are_undone(office: Callable[..., Office]) -> None:
    """An annulled joining ends before the annulment, an annulled leaving runs on, a second proposal is withdrawn."""
    alpar = office("alpar")
    first, second = join(alpar), join(alpar)
    decide(alpar, first["proposal_id"], on="2026-02-20")
    assert withdrawn(alpar) == {second["proposal_id"]: "ground_changed"}
    leaving = alpar.membership.do("propose_leaving", federation="cg-scop")
    decide(alpar, leaving["proposal_id"], on="2026-02-25", resolution_id="res_2")
    annul(alpar, first["proposal_id"])
    assert settled(alpar)["state"] == "kept" and "has left" in settled(alpar)["reason"]["detail"]
    annul(alpar, leaving["proposal_id"], resolution_id="res_2")
    assert (settled(alpar)["state"], adhesions(alpar)) == ("undone", [("2026-02-20", None)])


def test_an_annulled_joining_ends_the_adhesion(office: Callable[..., Office]) -> None:
    """What was done until the day before the annulment stands."""
    alpar = office("alpar")
    proposed = join(alpar)
    decide(alpar, proposed["proposal_id"], on="2026-02-20")
    annul(alpar, proposed["proposal_id"], on="2026-03-02")
    assert (settled(alpar)["state"], adhesions(alpar)) == ("undone", [("2026-02-20", "2026-03-01")])
