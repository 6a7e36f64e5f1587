"""What leaves a cooperative, and what a federation takes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.commons.events.received import Event, receive
from services.commons.refusals import Invalid
from services.membership.federation import FIGURES, figure
from tests.house import House

TYPE = "membership.disclosure.published.v1"


@pytest.fixture
def counted() -> Iterator[dict[str, int]]:
    """Register two figures of the test's own beside those of the rooms, and note how often each is counted."""
    calls = {"kept.count": 0, "secret.count": 0}

    def register(name: str) -> None:
        @figure(name)
        def count(unit: Any) -> int:
            calls[name] += 1
            return 42

    for name in calls:
        register(name)
    yield calls
    for name in calls:
        del FIGURES[name]


def tell(house: House, number: int, *, provenance: str = "alpar", source: str | None = None, type: str = TYPE,
         **data: Any) -> str:  # fmt: skip
    """Hand a federation what the shovel of a cooperative would bring it."""
    service = type.partition(".")[0]
    envelope = {
        "specversion": "1.0", "id": f"evt_{number}", "source": source or f"/coops/{provenance}/{service}", "type": type,
        "subject": "disclosures/members.count", "time": "2026-03-02T11:00:00+00:00",
        "data": {"figure": "members.count", "value": "430", "unit": "members", "as_of": "2026-03-01", **data},
    }  # fmt: skip
    return receive(house.membership.database, house.clock, Event.opened(envelope, provenance))


def test_only_what_the_statutes_disclose_is_told_or_even_counted(
    house: Callable[..., House], counted: dict[str, int]
) -> None:
    """A figure outside the list stays inside the cooperative."""
    desk = house("alpar", overrides={"statutes.disclosures": ["kept.count"]}).membership
    answer = desk.do("publish_disclosures")
    assert answer["published"] == [{"figure": "kept.count", "value": "42", "unit": "kept", "as_of": "2026-03-02"}]
    assert "secret.count" in answer["withheld"] and counted["secret.count"] == 0
    [told] = desk.told()
    assert (told["type"], told["data"]) == (TYPE, answer["published"][0])


def test_a_cooperative_that_discloses_nothing_tells_nothing(
    house: Callable[..., House], counted: dict[str, int]
) -> None:
    """Autonomy: an empty list is obeyed."""
    desk = house("alpar", overrides={"statutes.disclosures": []}).membership
    assert desk.do("publish_disclosures")["published"] == [] and desk.told() == []


def test_a_disclosed_figure_reaches_the_federation_with_its_provenance(house: Callable[..., House]) -> None:
    """Figures of membership and of the ledger are kept by cooperative, service and day."""
    federation = house("cg-scop")
    tell(federation, 1)
    tell(federation, 2, type="ledger.disclosure.published.v1", figure="capital.total", value="43000.00", unit="EUR")
    tell(federation, 3, provenance="coopaname", value="650")
    found = federation.membership.do("list_disclosed_figures")["data"]
    assert [(one["coop"], one["service"], one["figure"], one["value"]) for one in found] == [
        ("alpar", "ledger", "capital.total", "43000.00"),
        ("alpar", "membership", "members.count", "430"),
        ("coopaname", "membership", "members.count", "650"),
    ]
    assert [
        one["value"] for one in federation.membership.do("list_disclosed_figures", query={"coop": "coopaname"})["data"]
    ] == ["650"]


def test_the_latest_day_counts_whatever_the_order_of_arrival(house: Callable[..., House]) -> None:
    """An older figure that arrives late is history; told twice for one day, the later telling counts."""
    federation = house("cg-scop")
    tell(federation, 9, value="430", as_of="2026-03-01")
    tell(federation, 1, value="410", as_of="2026-01-01")
    assert [one["value"] for one in federation.membership.do("list_disclosed_figures")["data"]] == ["430"]
    tell(federation, 2, value="431", as_of="2026-03-01")
    assert [one["value"] for one in federation.membership.do("list_disclosed_figures")["data"]] == ["431"]
    history = federation.membership.do("list_figures_history", query={"figure": "members.count"})["data"]
    assert [one["value"] for one in history] == ["410", "430", "431"]


def test_a_figure_is_kept_once(house: Callable[..., House]) -> None:
    """The same event, carried twice by the shovel, is one row."""
    federation = house("cg-scop")
    assert [tell(federation, 1), tell(federation, 1)] == ["handled", "known"]
    assert len(federation.membership.do("list_figures_history")["data"]) == 1


@pytest.mark.parametrize(
    "source",
    ["/coops/coopaname/membership", "/coops/alpar-two/membership", "/coops/alpar/ledger", "/coops/alpar/", "alpar"],
)
def test_a_figure_that_claims_another_name_is_counted_and_left_aside(house: Callable[..., House], source: str) -> None:
    """Provenance is the exchange it came through; what it says of itself must agree, down to the service."""
    federation = house("cg-scop")
    assert tell(federation, 1, source=source) == "handled"
    tell(federation, 2, source=source)
    assert federation.membership.do("list_disclosed_figures")["data"] == []
    [refused] = federation.membership.do("list_refused_disclosures")["data"]
    assert (refused["coop"], refused["reason"], refused["count"]) == ("alpar", "foreign_source", 2)


@pytest.mark.parametrize(
    "data",
    [
        {"figure": "Members"},
        {"value": 430},
        {"as_of": "yesterday"},
        {"extra": "x"},
        {"value": "9" * 101},
        {"unit": None},
    ],
)
def test_a_malformed_figure_is_counted_and_holds_nothing_up(house: Callable[..., House], data: dict[str, Any]) -> None:
    """Another cooperative's mistake makes no dead letter here, so that its next figure arrives."""
    federation = house("cg-scop")
    assert tell(federation, 1, **data) == "handled"
    assert tell(federation, 2) == "handled"
    assert [one["reason"] for one in federation.membership.do("list_refused_disclosures")["data"]] == ["malformed"]
    assert len(federation.membership.do("list_disclosed_figures")["data"]) == 1


def test_a_cooperative_does_not_take_its_own_disclosure_for_anothers(house: Callable[..., House]) -> None:
    """Only what came through a link is a figure of the federation."""
    alpar = house("alpar")
    alpar.membership.do("publish_disclosures")
    alpar.pump()
    assert alpar.membership.do("list_disclosed_figures")["data"] == []


def test_the_list_of_figures_goes_on_by_cursor(house: Callable[..., House]) -> None:
    """Pages join without a gap or a double, in both lists."""
    federation = house("cg-scop")
    for number in range(5):
        tell(federation, number, figure=f"figure.n{'abcde'[number]}")
    for operation in ("list_disclosed_figures", "list_figures_history"):
        seen: list[str] = []
        cursor = None
        while True:
            page = federation.membership.do(operation, query={"limit": "2", **({"cursor": cursor} if cursor else {})})
            seen += [one["figure"] for one in page["data"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == [f"figure.n{letter}" for letter in "abcde"]
    with pytest.raises(Invalid):
        federation.membership.do("list_disclosed_figures", query={"coop": "Not a slug"})
