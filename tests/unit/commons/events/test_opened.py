"""Events as they come off the bus: the exchange decides who told them."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from services.commons.events.consumer import opened

KEY = "ledger.shares.paid_up.v1"


def message(
    exchange: str = "events", key: str = KEY, content_type: str = "application/cloudevents+json", **changed: Any
) -> Any:
    """A delivery of alpar's own event, changed as told."""
    envelope = {"specversion": "1.0", "id": "e1", "type": KEY, "subject": "members/1", "source": "/coops/alpar/ledger",
                "time": "2026-03-02T11:00:00Z", "data": {}, **changed}  # fmt: skip
    info = {"exchange": exchange, "routing_key": key}
    return SimpleNamespace(broken=False, properties={"content_type": content_type}, body=json.dumps(envelope).encode(),
                           delivery_info=info)  # fmt: skip


def test_an_own_event_has_no_provenance() -> None:
    """What came through ``events`` was told by a service of this cooperative."""
    assert opened(message(), "alpar").provenance is None


def test_a_foreign_event_is_whose_exchange_it_came_through() -> None:
    """Only that cooperative's shovel may write there."""
    assert opened(message("import.alpar"), "cg-scop").provenance == "alpar"


def test_what_a_foreign_event_claims_is_left_to_its_followers_and_holds_up_nobody() -> None:
    """coopaname speaks as alpar: it stays coopaname's, in a stream of its own, for the follower to refuse."""
    claimed = opened(message("import.coopaname"), "cg-scop")
    assert claimed.provenance == "coopaname"
    assert claimed.stream != opened(message("import.alpar"), "cg-scop").stream


def test_what_is_addressed_to_this_cooperative_comes_under_its_name() -> None:
    """The key of the link, the addressee of the envelope and the cooperative are one."""
    told = opened(message("import.alpar", key=f"to.cg-scop.{KEY}", addressee="cg-scop"), "cg-scop")
    assert (told.type, told.provenance, told.addressee) == (KEY, "alpar", "cg-scop")


@pytest.mark.parametrize(
    "stray",
    [
        message("import.alpar", key=f"to.coopaname.{KEY}", addressee="coopaname"),
        message("import.alpar", key=f"to.cg-scop.{KEY}", addressee="coopaname"),
        message("import.alpar", key=f"to.cg-scop.{KEY}"),
        message("import.alpar", addressee="cg-scop"),
        message("import.alpar", key=f"to.cg-scop.{KEY}", addressee=7),
    ],
)
def test_what_is_for_another_cooperative_is_refused(stray: Any) -> None:
    """A letter that went astray is not read."""
    with pytest.raises(ValueError, match="."):
        opened(stray, "cg-scop")


@pytest.mark.parametrize(
    "odd",
    [
        message(source="/coops/coopaname/ledger"),
        message(source="/coops/alpar/voting"),
        message(key="ledger.other.v1"),
        message(content_type="application/json"),
        message(specversion="0.3"),
        message(data=[]),
        message(id=7),
    ],
)
def test_an_envelope_that_is_not_its_senders_is_refused(odd: Any) -> None:
    """A cooperative cannot speak as another, nor a service as another."""
    with pytest.raises(ValueError, match="."):
        opened(odd, "alpar")
