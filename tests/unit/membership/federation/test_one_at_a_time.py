"""Two who do the same thing at the same time: one does it, the other is told so or adds to it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office

GATHERING = {"kind": "visit", "title": "Visit", "place": "Annecy", "starts_at": "2026-03-12T17:00:00+01:00",
             "ends_at": "2026-03-12T19:00:00+01:00"}  # fmt: skip
TWICE: list[tuple[str, dict[str, Any], list[str]]] = [
    ("propose_union_link", {"union": "union-01", "decision": "Board"}, ["done", "union_linked"]),
    ("announce_gathering_series", {"series": "visits", "first": GATHERING, "times": 2}, ["done", "series_taken"]),
    ("write_committee_charter", {"title": "Charter", "text": "We meet."}, ["done", "done"]),
    ("open_support_case", {"kind": "creation", "subject": "Les Ateliers", "siren": "000000067"},
     ["case_already_open", "done"]),
]  # fmt: skip


@pytest.fixture
def federation(office: Callable[..., Office]) -> Office:
    """The membership service of the federation."""
    return office("cg-scop")


def test_the_same_done_twice_at_once_is_done_in_turn(federation: Office) -> None:
    """Neither fails by a fault of ours; what may be there once is there once."""
    for operation, body, expected in TWICE:
        at_once = Barrier(2)

        def act(operation: str = operation, body: dict[str, Any] = body, at_once: Barrier = at_once) -> str:
            at_once.wait()
            try:
                federation.membership.do(operation, body=body)
            except Refusal as refusal:
                return refusal.code
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(one.result() for one in [pool.submit(act), pool.submit(act)]) == expected, operation
    charters = federation.membership.do("list_committee_charters")["data"]
    assert [one["version"] for one in charters] == [1, 2]
