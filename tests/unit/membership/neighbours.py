"""A federation and its members, each with its membership service alone, and the shovels between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from services.commons.bindings import followers
from services.commons.contract import load_contracts
from services.commons.events.received import Event, receive
from services.commons.events.tables import OutboxEvent
from services.commons.ids import new_id
from services.membership.adhesions.tables import Adhesion
from services.membership.register.tables import Member, Membership, Party
from tests.house import Desk
from tests.unit.membership.office import Office

CENTRE = "cg-scop"


class Neighbours:
    """The federation and those of its members that a test asks for; each is in its register.

    A member's office opens when it is first looked at, and is then handed what was sent to it until then.
    """

    def __init__(self, office: Callable[..., Office], *members: str, overrides: dict[str, Any] | None = None) -> None:
        self._open, self.offices = office, {CENTRE: office(CENTRE, overrides)}
        self._waiting: dict[str, list[tuple[dict[str, Any], str | None]]] = {}
        self.members: dict[str, str] = {}
        # Every event that crossed, as (from, to, envelope), so that a test can tell it again or in another order.
        self.crossed: list[tuple[str, str, dict[str, Any]]] = []
        for number, slug in enumerate(members, 1):
            self._waiting[slug] = []
            self.members[slug] = self.register(slug, number)

    def __getitem__(self, slug: str) -> Desk:
        if slug not in self.offices:
            self.offices[slug] = self._open(slug)
            for envelope, provenance in self._waiting.pop(slug):
                self.hand(slug, envelope, provenance)
        return self.offices[slug].membership

    @property
    def centre(self) -> Desk:
        """The federation's desk."""
        return self[CENTRE]

    def register(self, slug: str | None, number: int, name: str | None = None) -> str:
        """Enter a cooperative in the federation's register; without a slug it does not run the suite."""
        office, member_id = self.offices[CENTRE], new_id("mbr")
        now, today = office.clock(), office.clock().date()
        with office.membership.database.transaction() as session:
            details = {name: None for name in Party.__table__.columns.keys() if Party.__table__.c[name].nullable}
            said = {"name": name or str(slug).title(), "cooperative": slug}
            session.add(Party(**{**details, **said, "id": member_id, "kind": "organisation",
                                 "recorded_at": now, "changed_at": now}))  # fmt: skip
            session.flush()
            session.add(Member(id=member_id, number=number, given_at=now))
            session.flush()
            session.add(Membership(id=new_id("msp"), member_id=member_id, category="member", starts_on=today,
                                   legacy=False, recorded_at=now))  # fmt: skip
        return member_id

    def join(self, slug: str, number: int) -> None:
        """Enter a cooperative whose link is made only now, so that it hears nothing of what was told before."""
        self._waiting[slug] = []
        self.members[slug] = self.register(slug, number)

    def leave(self, slug: str) -> None:
        """End a cooperative's membership in the federation with today, by the register alone."""
        with self.offices[CENTRE].membership.database.transaction() as session:
            rows = update(Membership).where(Membership.member_id == self.members[slug])
            session.execute(rows.values(ends_on=self.offices[CENTRE].clock().date()))

    @contextmanager
    def changed(self, member_id: str, cooperative: str | None = None, left: bool = False) -> Iterator[None]:
        """Give a member of the federation a desk elsewhere, or let it have left yesterday, and take that back."""
        yesterday = self.offices[CENTRE].clock().date() - timedelta(days=1)
        for slug, last_day in ((cooperative, yesterday if left else None), (None, None)):
            with self.offices[CENTRE].membership.database.transaction() as session:
                session.execute(update(Party).where(Party.id == member_id).values(cooperative=slug))
                starts_on = {"starts_on": yesterday} if left else {}
                session.execute(update(Membership).where(Membership.member_id == member_id)
                                .values(ends_on=last_day, **starts_on))  # fmt: skip
            if slug is not None or last_day is not None:
                yield

    def name(self, slug: str, federation: str) -> None:
        """Let a cooperative agree to exchange with another federation."""
        with self[slug].database.transaction() as session:
            session.add(Adhesion(id=new_id("adh"), federation=federation, quality="member",
                                 joined_on=date(2026, 1, 1), joined_by="res_1",
                                 recorded_at=self.offices[slug].clock()))  # fmt: skip

    def carry(self) -> int:
        """Hand on every pending event, at home and over the links, until silence; return how many crossed."""
        before = len(self.crossed)
        while pending := [(slug, one) for slug in tuple(self.offices) for one in self._pending(slug)]:
            for slug, envelope in pending:
                if followers("membership", envelope["type"]):
                    self.hand(slug, envelope)
                for receiver in self._receivers(slug, envelope):
                    self.crossed.append((slug, receiver, envelope))
                    self.hand(receiver, envelope, slug)
        return len(self.crossed) - before

    def tell_again(self, crossed: list[tuple[str, str, dict[str, Any]]], anew: bool = False) -> None:
        """Hand on again what has crossed; ``anew`` under ids that no inbox knows, so that the rooms must not mind."""
        for number, (sender, receiver, envelope) in enumerate(crossed):
            again = {**envelope, "id": f"{envelope['id']}-{number}"} if anew else envelope
            self.hand(receiver, again, sender)

    def hand(self, receiver: str, envelope: dict[str, Any], provenance: str | None = None) -> str:
        """Hand one event to a cooperative."""
        if receiver in self._waiting:
            self._waiting[receiver].append((envelope, provenance))
            return "handled"
        office = self.offices[receiver]
        outcome = receive(office.membership.database, office.clock, Event.opened(envelope, provenance))
        assert outcome in ("handled", "known"), f"{receiver} could not take {envelope['type']}: {outcome}"
        return outcome

    def forge(self, sender: str, kind: str, data: dict[str, Any], source: str | None = None, to: str = CENTRE) -> None:
        """Tell something through a cooperative's link that its service never told."""
        self.hand(to, {
            "specversion": "1.0", "id": new_id("evt"), "source": source or f"/coops/{sender}/membership",
            "type": f"membership.{kind}.v1", "subject": "forged", "time": "2026-03-02T11:00:00+00:00", "data": data,
            "addressee": to,
        }, sender)  # fmt: skip

    def refused(self, slug: str = CENTRE) -> dict[tuple[str, str], int]:
        """Count what a cooperative left aside, by whose it was and why."""
        rows = self[slug].do("list_refused_disclosures")["data"]
        return {(one["coop"], one["reason"]): one["count"] for one in rows}

    def _receivers(self, sender: str, envelope: dict[str, Any]) -> list[str]:
        event = next(one for one in load_contracts()["membership"].events.values() if one.type == envelope["type"])
        linked = list(self.members) if sender == CENTRE else [CENTRE]
        if event.addressed:
            return [one for one in linked if one == envelope["addressee"]]
        return linked if event.exportable else []

    def _pending(self, slug: str) -> Iterator[dict[str, Any]]:
        with self[slug].database.transaction() as session:
            rows = session.scalars(
                select(OutboxEvent).where(OutboxEvent.published_at.is_(None)).order_by(OutboxEvent.seq)
            ).all()
            session.execute(update(OutboxEvent).where(OutboxEvent.id.in_([row.id for row in rows]))
                            .values(published_at=self.offices[slug].clock()))  # fmt: skip
            return iter([row.envelope for row in rows])
