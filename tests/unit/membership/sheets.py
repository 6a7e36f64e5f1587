"""Synthetic sheets and short ways into a house for the tests of membership."""

from __future__ import annotations

from typing import Any

from services.commons.events.received import Event, receive
from services.commons.ids import uuid7
from tests.house import Desk, House


def members_sheet(count: int, *, category: str = "member", linked: str = "2026-12-31", first: int = 1) -> bytes:
    """Return a sheet of synthetic members m1, m2, … who joined on 1 March 2020."""
    header = "external_id,kind,first_name,last_name,email,phone,category,joined_on,linked_organisation_until"
    rows = [
        f"m{n},natural_person,Given{n},Family{n},m{n}@example.org,+33 4 50 00 {n // 100 % 100:02d} {n % 100:02d},"
        f"{category},2020-03-01,{linked}"
        for n in range(first, first + count)
    ]
    return "\n".join([header, *rows, ""]).encode()


def with_members(house: House, count: int, **options: Any) -> list[str]:
    """Import members and return their ids in the order of the sheet."""
    job = house.membership.run_job("import_members", upload=members_sheet(count, **options))
    assert job["counts"] == {"created": count}, job
    return [line["subject"] for line in all_lines(house.membership, job)]


def all_lines(desk: Desk, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every verdict of a job."""
    lines: list[dict[str, Any]] = []
    cursor = ""
    while True:
        query = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
        page = desk.do("list_job_lines", job_id=job["id"], query=query)
        lines += page["data"]
        if not page["next_cursor"]:
            return lines
        cursor = page["next_cursor"]


def told_by(house: House, service: str, kind: str, subject: str, data: dict[str, Any], event_id: str = "") -> Event:
    """Return an event as another service would tell it, at the house's present moment."""
    return Event.opened({
        "specversion": "1.0", "id": event_id or str(uuid7()), "source": f"/coops/{house.coop}/{service}", "type": kind,
        "subject": subject, "time": house.clock().isoformat(), "datacontenttype": "application/json", "data": data,
    })  # fmt: skip


def hand_on(house: House, event: Event) -> str:
    """Let membership receive an event; return what became of it."""
    return receive(house.membership.database, house.clock, event)


def paid_up(house: House, member_id: str, paid: str, *, subscription: str = "sub_1", amount: str = "100.00") -> Event:
    """Return the ledger's event that so much of a subscription is paid."""
    return told_by(house, "ledger", "ledger.shares.paid_up.v1", f"members/{member_id}", {
        "member_id": member_id, "subscription_id": subscription, "paid": {"amount": paid, "currency": "EUR"},
        "amount": {"amount": amount, "currency": "EUR"}, "shares_held": 1, "fully_paid": paid == amount,
    })  # fmt: skip


def adopted(house: House, election: dict[str, Any], elected: list[str], resolution_id: str = "res_1",
            adopted_on: str = "2026-03-02") -> Event:  # fmt: skip
    """Return voting's event that an election's resolution was adopted."""
    return told_by(house, "voting", "voting.resolution.adopted.v1", f"resolutions/{resolution_id}", {
        "resolution_id": resolution_id, "poll_id": "pol_1", "assembly_id": "asm_1", "adopted_on": adopted_on,
        "effect": election["effect"], "proposal_id": election["proposal_id"], "digest": election["digest"],
        "outcome": {"elected": elected},
    })  # fmt: skip
