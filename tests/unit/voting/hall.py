"""A hall: the voting service of one cooperative alone, with what the other services would have told it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from deploy.cooperatives import load_cooperative, load_law
from services.commons.clock import FixedClock, legal_day
from services.commons.events.received import Event, receive
from services.commons.refusals import Refusal
from services.commons.rulebook import hold
from services.commons.storage import Unit
from tests.house import FULL, Desk, fresh_database

_numbers = itertools.count(1)


def refused(call: Callable[..., Any], *given: Any, **named: Any) -> str:
    """Return the code with which a call is refused."""
    with pytest.raises(Refusal) as caught:
        call(*given, **named)
    assert not any("credential" == name for name in caught.value.values)
    return caught.value.code


class Hall(Desk):
    """The voting desk, and short ways to fill a hall and to hold an assembly in it."""

    def __init__(self, coop: str, admin: str, clock: FixedClock, overrides: dict[str, Any] | None = None) -> None:
        super().__init__("voting", coop, fresh_database(admin, "voting", coop), clock)
        cooperative = load_cooperative(coop)
        for path, value in (overrides or {}).items():
            *steps, last = path.split(".")
            place = cooperative.statutes
            for step in steps:
                place = place.setdefault(step, {})
            place[last] = value
        with self.database.transaction() as session:
            hold(session, "law", 1, load_law(), date(1800, 1, 1), clock())
            hold(session, "statutes", 1, cooperative.statutes, cooperative.founded_on, clock())

    @property
    def today(self) -> date:
        """The legal day."""
        return legal_day(self.clock())

    def hear(self, kind: str, subject: str, data: dict[str, Any], event_id: str | None = None) -> str:
        """Receive an event of another service, as the bus would hand it on; return what became of it."""
        service = kind.partition(".")[0]
        return receive(self.database, self.clock, Event.opened({
            "specversion": "1.0", "id": event_id or str(uuid.uuid4()), "source": f"/coops/{self.coop}/{service}",
            "type": kind, "subject": subject, "time": self.clock().isoformat(),
            "datacontenttype": "application/json", "data": data,
        }))  # fmt: skip

    def admit(self, count: int, admitted_on: str = "2020-01-01", voting: bool = True,
              college: str | None = None) -> list[str]:  # fmt: skip
        """Let membership tell of new members; return their ids."""
        members = []
        for _ in range(count):
            number = next(_numbers)
            members.append(f"mbr_{number:06}")
            outcome = self.hear("membership.member.admitted.v1", f"members/{members[-1]}", {
                "member_id": members[-1], "number": number, "kind": "natural_person", "category": "member",
                "college": college, "admitted_on": admitted_on, "voting": voting,
            })  # fmt: skip
            assert outcome == "handled"
        return members

    def leave(self, member_id: str, left_on: str) -> None:
        """Let membership tell that a member left."""
        data = {"member_id": member_id, "left_on": left_on, "reason": "resignation"}
        assert self.hear("membership.member.left.v1", f"members/{member_id}", data) == "handled"

    def propose(self, effect: str = "allocate_surplus", service: str = "ledger", assembly: str = "ordinary",
                seats: int | None = None) -> str:  # fmt: skip
        """Let a service tell of a proposal; return its id."""
        proposal_id = f"prp_{next(_numbers):06}"
        assert self.hear(f"{service}.proposal.made.v1", f"proposals/{proposal_id}", {
            "proposal_id": proposal_id, "effect": effect, "digest": f"digest of {proposal_id}", "summary": "A proposal",
            "assembly": assembly, "seats": seats, "made_at": self.clock().isoformat(),
        }) == "handled"  # fmt: skip
        return proposal_id

    def settle(self, adopted: dict[str, Any], state: str = "applied", **more: Any) -> str:
        """Let the owning service tell that an effect was settled."""
        data = {"resolution_id": adopted["resolution_id"], "effect": adopted["effect"],
                "proposal_id": adopted["proposal_id"], "state": state, "reason": None, "links": {}, **more}  # fmt: skip
        return self.hear("ledger.effect.settled.v1", f"resolutions/{adopted['resolution_id']}", data)

    def draft(self, kind: str = "ordinary", days: int = 0, **more: Any) -> str:
        """Prepare an assembly that sits in so many days; return its id."""
        held_on = (self.today + timedelta(days=days)).isoformat()
        body = {"kind": kind, "title": "Assembly", "held_on": held_on, **more}
        return str(self.do("create_assembly", body=body)["id"])

    def convene(self, assembly_id: str, days_ago: int = 20) -> dict[str, Any]:
        """Record that the notice went out so many days ago."""
        convened_on = (self.today - timedelta(days=days_ago)).isoformat()
        return dict(self.do("convene_assembly", assembly_id=assembly_id, body={"convened_on": convened_on}))

    def poll(self, assembly_id: str, **asked: Any) -> str:
        """Draft a poll; return its id."""
        return str(self.do("create_poll", body={"assembly_id": assembly_id, "title": "A question", **asked})["id"])

    def arrive(self, assembly_id: str, members: list[str], kind: str = "arrive") -> dict[str, Any]:
        """Record members as present."""
        entries = [{"member_id": member, "kind": kind} for member in members]
        return dict(self.do("record_presences", assembly_id=assembly_id, body={"entries": entries}))

    def sit(self, present: list[str], kind: str = "ordinary", **asked: Any) -> tuple[str, str]:
        """Hold an assembly today with one open poll; return the assembly's id and the poll's."""
        assembly_id = self.draft(kind)
        poll_id = self.poll(assembly_id, **asked)
        self.convene(assembly_id)
        self.do("open_assembly", assembly_id=assembly_id, body={})
        self.arrive(assembly_id, present)
        self.do("open_poll", poll_id=poll_id)
        return assembly_id, poll_id

    def credentials(self, poll_id: str, members: list[str] | None = None) -> list[str]:
        """Issue credentials; return them in the order of the members."""
        body = {"all_present": True} if members is None else {"member_ids": members}
        issued = self.do("issue_credentials", poll_id=poll_id, body=body)["credentials"]
        return [one["credential"] for one in issued]

    def cast(self, poll_id: str, credential: str, **vote: Any) -> dict[str, Any]:
        """Cast a secret ballot, as a voter without any key."""
        return dict(self.do("cast_ballot", poll_id=poll_id, body={"credential": credential, **vote}))

    def proclaim(self, poll_id: str) -> dict[str, Any]:
        """Close, tally and proclaim a poll."""
        self.do("close_poll", poll_id=poll_id)
        self.do("tally_poll", poll_id=poll_id)
        return dict(self.do("proclaim_poll", poll_id=poll_id))

    @contextmanager
    def unwritable(self, table: str, until: int) -> Iterator[None]:
        """Let nobody write to a table until so many transactions wait for something."""
        waiting = text("SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database OR l.database IS NULL"
                       " JOIN pg_stat_activity a ON a.pid = l.pid AND a.datname = current_database()"
                       " WHERE NOT l.granted AND d.datname = current_database()")  # fmt: skip
        with self.database.transaction() as session:
            session.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
            yield
            while session.scalar(waiting) < until:
                session.execute(text("SELECT pg_sleep(0.01)"))

    @contextmanager
    def acting(self) -> Iterator[Unit]:
        """Act as another room of the service does: in one transaction, without an operation."""
        with self.database.transaction() as session:
            yield Unit(self.coop, "voting", session, self.clock, FULL)

    def sql(self, statement: str, **values: Any) -> list[Any]:
        """Read the tables as an operator could."""
        with self.database.reading() as session:
            return list(session.execute(text(statement), values))
