"""What ledger tests have in common: members and payroll told by membership, entries, votes told by voting."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from services.commons.events.received import Event, receive
from services.commons.refusals import Refusal
from tests.house import House

_numbers = itertools.count(1)


@contextmanager
def heard(engine: Engine, listener: Callable[..., None]) -> Iterator[None]:
    """Listen to the statements of an engine for a while: engines are lent to many tests."""
    event.listen(engine, "before_cursor_execute", listener)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", listener)


def tell(house: House, kind: str, subject: str, data: dict[str, Any], *, event_id: str | None = None) -> str:
    """Hand the ledger an event of another service; return what became of it."""
    service = kind.partition(".")[0]
    envelope = {
        "specversion": "1.0", "id": event_id or f"event-{next(_numbers)}", "type": kind, "subject": subject,
        "source": f"/coops/{house.coop}/{service}", "time": house.clock().isoformat(), "data": data,
    }  # fmt: skip
    return receive(house.ledger.database, house.clock, Event.opened(envelope))


def accept(house: House, member_id: str, category: str = "member") -> None:
    """Tell that an application was accepted."""
    data = {"application_id": f"app_{member_id}", "member_id": member_id, "kind": "natural_person",
            "category": category, "college": None}  # fmt: skip
    assert tell(house, "membership.application.accepted.v1", f"members/{member_id}", data) == "handled"


def admit(house: House, member_id: str, number: int, category: str = "member") -> None:
    """Tell that a member was admitted."""
    data = {"member_id": member_id, "number": number, "kind": "natural_person", "category": category, "college": None,
            "admitted_on": "2026-01-05", "voting": True}  # fmt: skip
    assert tell(house, "membership.member.admitted.v1", f"members/{member_id}", data) == "handled"


def members(house: House, count: int) -> list[str]:
    """Accept and admit members number 1 to ``count``."""
    names = [f"mbr_{number:03d}" for number in range(1, count + 1)]
    for number, name in enumerate(names, 1):
        accept(house, name)
        admit(house, name, number)
    return names


def pay_roll(
    house: House, person_id: str, wages: str, *, member: bool = True, year: int = 2025, months: int = 12,
    hours: int = 1600,
) -> None:  # fmt: skip
    """Tell what an employee earned in a year."""
    data = {"person_id": person_id, "member_id": person_id if member else None, "year": year,
            "wages": eur(wages), "hours": hours, "months_present": months, "seniority_months": months}  # fmt: skip
    assert tell(house, "membership.payroll.recorded.v1", f"persons/{person_id}", data) == "handled"


def adopt(house: House, proposal: dict[str, str], effect: str, resolution_id: str, *, on: str = "2026-03-01") -> str:
    """Tell that an assembly adopted a proposal."""
    data = {"resolution_id": resolution_id, "poll_id": "pol_1", "assembly_id": "asm_1", "adopted_on": on,
            "effect": effect, "proposal_id": proposal["id"], "digest": proposal["digest"], "outcome": None}  # fmt: skip
    return tell(house, "voting.resolution.adopted.v1", f"resolutions/{resolution_id}", data)


def settled(house: House) -> dict[str, Any]:
    """Return what the ledger told last of an effect."""
    return dict(house.ledger.told("ledger.effect.settled.v1")[-1]["data"])


def eur(amount: str) -> dict[str, str]:
    """Write an amount in euros."""
    return {"amount": amount, "currency": "EUR"}


def entry(
    debit: str, credit: str, amount: str, *, date: str = "2026-03-02", journal: str = "operations"
) -> dict[str, Any]:
    """Write a two-line entry."""
    return {"journal": journal, "date": date, "label": "Test entry", "lines": lines(debit, credit, amount)}


def lines(debit: str, credit: str, amount: str, credited: str | None = None, currency: str = "EUR", **axes: str) -> Any:
    """Write a debit line with its axes, and a credit line."""
    return [
        {"account": debit, "debit": {"amount": amount, "currency": currency}, **axes},
        {"account": credit, "credit": {"amount": credited or amount, "currency": currency}},
    ]


def refused(house: House, name: str, **asked: Any) -> Refusal:
    """Ask for something that must be refused, and return the refusal."""
    try:
        answered = house.ledger.do(name, **asked)
    except Refusal as refusal:
        return refusal
    raise AssertionError(f"{name} answered {answered}")


def balance(house: House, account: str, as_of: str = "2026-12-31") -> str:
    """Return an account's balance as the trial balance shows it (debit positive, "0.00" if it never moved)."""
    found = house.ledger.do("get_trial_balance", query={"as_of": as_of})["accounts"]
    return next((row["balance"]["amount"] for row in found if row["account"] == account), "0.00")


def annul(house: House, proposal: dict[str, str], effect: str, resolution_id: str, *, on: str = "2026-03-02") -> str:
    """Tell that the resolution that adopted a proposal was annulled."""
    data = {"resolution_id": resolution_id, "poll_id": "pol_1", "assembly_id": "asm_1", "annulled_on": on,
            "outcome": "adopted", "effect": effect, "proposal_id": proposal["id"], "code": "irregularity"}  # fmt: skip
    return tell(house, "voting.resolution.annulled.v1", f"resolutions/{resolution_id}", data)
