"""Whatever happens between an adoption and its effect, the effect comes once, and its annulment undoes it once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.events.received import Event, receive
from services.commons.ids import uuid7
from services.commons.storage.unit import Unit
from tests.house import House
from tests.unit.voting.effects import CASES, Case, with_members


class Killed(BaseException):
    """The process ends here."""


def told(house: House, kind: str, data: dict[str, Any]) -> Event:
    """Return an event of voting on resolution res_1, under an id of its own."""
    return Event.opened({
        "specversion": "1.0", "id": str(uuid7()), "source": f"/coops/{house.coop}/voting", "type": kind,
        "subject": "resolutions/res_1", "time": house.clock().isoformat(), "data": data,
    })  # fmt: skip


def decided(house: House, case: Case, proposal_id: str, members: list[str]) -> tuple[Event, Event]:
    """Return the events of a decision and of its annulment."""
    owner = getattr(house, case.service)
    made = next(one["data"] for one in owner.told(f"{case.service}.proposal.made.v1")
                if one["data"]["proposal_id"] == proposal_id)  # fmt: skip
    fact = {"resolution_id": "res_1", "poll_id": "pol_1", "assembly_id": "asm_1", "effect": case.effect,
            "proposal_id": proposal_id}  # fmt: skip
    outcome = {"elected": members[: case.elects]} if case.elects else None
    resolved = {**fact, f"{case.outcome}_on": "2026-03-02", "digest": made["digest"], "outcome": outcome}
    annulled = {**fact, "annulled_on": "2026-03-02", "outcome": case.outcome, "code": "irregularity"}
    return (told(house, f"voting.resolution.{case.outcome}.v1", resolved),
            told(house, "voting.resolution.annulled.v1", annulled))  # fmt: skip


def killed_at_the_end(monkeypatch: pytest.MonkeyPatch, house: House, case: Case, event: Event) -> None:
    """Deliver an event to a process that is killed when all is done but the commit."""
    emit = Unit.emit

    def emits(unit: Unit, kind: Any, subject: str, data: Any) -> str:
        event_id = emit(unit, kind, subject, data)
        if kind.name == "effect.settled":
            raise Killed
        return event_id

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Unit, "emit", emits)
        receive(house.databases[case.service], house.clock, event)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_effect_comes_once_through_a_kill_and_repeated_messages(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    """Killed before the commit nothing is there; delivered again it is applied; as another message, left alone.

    The same holds for the annulment, and an adoption that arrives once more after it does nothing.
    """
    coop = house(case.coop, overrides=case.overrides)
    coop.open()
    members = with_members(coop, 12 if case.elects else 4)
    proposal_id = case.propose(coop, members)
    database = coop.databases[case.service]
    adopted, annulled = decided(coop, case, proposal_id, members)
    settled = f"{case.service}.effect.settled.v1"
    before = len(getattr(coop, case.service).told())

    def states() -> list[str]:
        rows = [one["data"] for one in getattr(coop, case.service).told(settled)]
        return [row["state"] for row in rows if row["resolution_id"] == "res_1"]

    killed_at_the_end(monkeypatch, coop, case, adopted)
    assert len(getattr(coop, case.service).told()) == before
    outcomes = [receive(database, coop.clock, event) for event in (adopted, adopted, _again(adopted))]
    assert (outcomes, states()) == (["handled", "known", "handled"], ["applied"])
    killed_at_the_end(monkeypatch, coop, case, annulled)
    assert states() == ["applied"]
    for event in (annulled, annulled, _again(annulled), _again(adopted)):
        assert receive(database, coop.clock, event) in ("handled", "known")
    assert states() == ["applied", "undone"]


def _again(event: Event) -> Event:
    return Event.opened({**event.envelope, "id": str(uuid7())})
