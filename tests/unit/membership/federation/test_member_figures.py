"""Figures of members that a federation may weigh votes by."""

from __future__ import annotations

from collections.abc import Callable

from services.commons.events.received import Event, receive
from tests.house import House


def hear(federation: House, number: int, coop: str, source: str) -> None:
    """Hand the federation a figure that came through a cooperative's exchange."""
    envelope = {
        "specversion": "1.0", "id": f"evt_{number}", "source": f"/coops/{source}/membership",
        "type": "membership.disclosure.published.v1", "subject": "disclosures/members.count",
        "time": "2026-03-02T11:00:00+00:00",
        "data": {"figure": "members.count", "value": "430", "unit": "members", "as_of": "2026-03-01"},
    }  # fmt: skip
    assert receive(federation.membership.database, federation.clock, Event.opened(envelope, coop)) == "handled"


def test_a_figure_of_a_member_is_told_under_its_member_id(house: Callable[..., House]) -> None:
    """By the exchange it came through: strangers and those who claim another's name weigh nothing."""
    federation = house("cg-scop")
    body = {"kind": "organisation", "name": "Coopaname", "category": "member", "cooperative": "coopaname"}
    member_id = federation.membership.do("submit_application", body=body)["member_id"]
    hear(federation, 1, "coopaname", "coopaname")
    hear(federation, 2, "alpar", "alpar")
    hear(federation, 3, "alpar", "coopaname")
    [told] = [one["data"] for one in federation.membership.told("membership.member_figure.received.v1")]
    assert told == {"member_id": member_id, "figure": "members.count", "value": "430", "unit": "members",
                    "as_of": "2026-03-01"}  # fmt: skip
