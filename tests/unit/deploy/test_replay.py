"""Rebuilding a projection: the same rows again, each handled event once, in order, or nothing at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, select, update
from sqlalchemy.orm import Mapped, mapped_column

from services.commons import bindings
from services.commons.bindings import Follower, follows
from services.commons.clock import FixedClock
from services.commons.contract import Contract, Count, Schema
from services.commons.events.received import Event, receive
from services.commons.events.replay import NotRebuildable, projection_of, projections, rebuild
from services.commons.events.tables import DeadLetter, InboxEvent, OutboxEvent
from services.commons.storage import Actor, Database, Unit, tables_of
from tests.house import run_sql

Base = tables_of("almanac")


class Tally(Base):  # type: ignore[misc,valid-type]
    """What the almanac keeps of each subject: the figures told, in order, and when it handled the last."""

    __tablename__ = "tallies"

    subject: Mapped[str] = mapped_column(primary_key=True)
    figures: Mapped[str]
    handled_at: Mapped[str]


class Total(Base):  # type: ignore[misc,valid-type]
    """A second table that the same handler fills."""

    __tablename__ = "totals"

    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int]


class Foreign(Base):  # type: ignore[misc,valid-type]
    """What other cooperatives told."""

    __tablename__ = "foreign_figures"

    id: Mapped[str] = mapped_column(primary_key=True)


class Figure(Schema):
    """A figure."""

    figure = Count(required=True)


@pytest.fixture(scope="module")
def told() -> Any:
    """A service that tells figures, and the almanac that follows it."""
    teller = Contract("teller")
    figure_told = teller.event("figure.told", Figure)

    @follows(figure_told, by="almanac", projection=(Tally, Total))
    def keep(unit: Unit, event: Event) -> None:
        row = unit.session.get(Tally, event.subject) or Tally(subject=event.subject, figures="", handled_at="")
        row.figures += f"{event.data['figure']} "
        row.handled_at = unit.now.isoformat()
        total = unit.session.get(Total, 1) or Total(id=1, total=0)
        total.total += event.data["figure"]
        unit.session.add_all([row, total])

    follows("elsewhere.figure.told.v1", by="almanac", projection=(Foreign,), foreign=True)(lambda unit, event: None)
    return figure_told


@pytest.fixture
def databases(postgres: str) -> Iterator[SimpleNamespace]:
    """The databases of teller and almanac."""
    made = SimpleNamespace()
    names = {}
    for service in ("teller", "almanac"):
        names[service] = f"test_{service}_{uuid.uuid4().hex[:12]}"
        run_sql(postgres, f'CREATE DATABASE "{names[service]}"')
        url = make_url(postgres).set(drivername="postgresql+psycopg2", database=names[service])
        engine = create_engine(url)
        for metadata in (tables_of("commons").metadata, tables_of(service).metadata):
            metadata.create_all(engine)
        engine.dispose()
        made.__dict__[service] = Database(url.render_as_string(hide_password=False), service=service, coop="alpar")
    yield made
    for service, name in names.items():
        made.__dict__[service].close()
        run_sql(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


def tell(databases: SimpleNamespace, told: Any, clock: FixedClock, count: int, handle: bool = True) -> None:
    """Tell figures 1 … count about three subjects, and let the almanac handle them."""
    for number in range(1, count + 1):
        with databases.teller.transaction() as session:
            unit = Unit("alpar", "teller", session, clock, Actor("key", "key_test"))
            unit.emit(told, f"things/{number % 3}", {"figure": number})
        with databases.teller.reading() as session:
            envelope = session.scalars(select(OutboxEvent.envelope).order_by(OutboxEvent.seq.desc()).limit(1)).one()
        if handle:
            assert receive(databases.almanac, clock, Event.opened(envelope)) == "handled"
        clock.advance(seconds=1)


def kept(databases: SimpleNamespace) -> list[tuple[Any, ...]]:
    """Read both tables."""
    with databases.almanac.reading() as session:
        rows = session.scalars(select(Tally).order_by(Tally.subject))
        tallies = [(row.subject, row.figures, row.handled_at) for row in rows]
        return [*tallies, *((row.id, row.total) for row in session.scalars(select(Total)))]


def test_a_spoiled_projection_is_filled_again_exactly(databases: SimpleNamespace, told: Any, clock: FixedClock) -> None:
    """Rows, order within each subject, and even the instants are those of the first time."""
    tell(databases, told, clock, 20)
    before = kept(databases)
    with databases.almanac.transaction() as session:
        session.execute(update(Tally).values(figures="spoiled"))
        session.execute(update(Total).values(total=-1))
    clock.advance(days=3)
    assert rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "tallies")) == 20
    assert kept(databases) == before


def test_an_event_on_its_way_is_left_to_its_consumer(databases: SimpleNamespace, told: Any, clock: FixedClock) -> None:
    """What is in the log and not handled yet is not handled here, or it would count twice; nor is what was skipped."""
    tell(databases, told, clock, 5)
    before = kept(databases)
    tell(databases, told, clock, 3, handle=False)
    with databases.almanac.transaction() as session:
        session.add(InboxEvent(id="skipped", type=told.type, state="dead", received_at=clock()))
    assert rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "totals")) == 5
    assert kept(databases) == before


def test_nothing_changes_when_a_handler_fails(
    databases: SimpleNamespace, told: Any, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old rows stay until the new ones are complete."""
    tell(databases, told, clock, 4)
    before = kept(databases)
    monkeypatch.setattr(Event, "opened", classmethod(lambda cls, envelope: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "tallies"))
    assert kept(databases) == before


def test_tables_of_the_same_handlers_belong_together(told: Any) -> None:
    """Named by either of its tables, the projection holds both."""
    assert projections("almanac") == ["foreign_figures", "tallies", "totals"]
    for name in ("tallies", "totals"):
        assert {table.name for table in projection_of("almanac", name).tables} == {"tallies", "totals"}


def test_what_other_cooperatives_told_cannot_be_rebuilt_here(told: Any) -> None:
    """Their logs are theirs; a table that is no projection is refused with those that are."""
    with pytest.raises(NotRebuildable, match="their logs are theirs"):
        projection_of("almanac", "foreign_figures")
    with pytest.raises(NotRebuildable, match="there are: foreign_figures, tallies, totals"):
        projection_of("almanac", "outbox")


def test_the_clock_of_a_log_never_runs_backwards(databases: SimpleNamespace, told: Any, clock: FixedClock) -> None:
    """A teller whose clock was set back keeps the order of its log."""
    tell(databases, told, clock, 3)
    clock.instant -= timedelta(hours=1)
    tell(databases, told, clock, 3)
    before = kept(databases)
    rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "tallies"))
    assert kept(databases) == before


def publish(databases: SimpleNamespace, clock: FixedClock) -> list[Event]:
    """Let the teller's log say that all was published; return what was told."""
    with databases.teller.transaction() as session:
        session.execute(update(OutboxEvent).values(published_at=clock()))
        return [Event.opened(one) for one in session.scalars(select(OutboxEvent.envelope).order_by(OutboxEvent.seq))]


def test_what_was_told_before_it_was_followed_is_taken_in(
    databases: SimpleNamespace, told: Any, clock: FixedClock
) -> None:
    """Its handlers only fill the projection: it is handled as of its telling, and once, should it still arrive."""
    tell(databases, told, clock, 6, handle=False)
    events = publish(databases, clock)
    assert rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "tallies")) == 6
    before = kept(databases)
    assert before[-1] == (1, 21)
    assert {receive(databases.almanac, clock, event) for event in events} == {"known"}
    assert rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "tallies")) == 6
    assert kept(databases) == before


def test_what_waits_behind_a_dead_letter_keeps_its_turn(
    databases: SimpleNamespace, told: Any, clock: FixedClock
) -> None:
    """What the inbox lacks of its subject would overtake it; of the other subjects it is taken in."""
    tell(databases, told, clock, 6, handle=False)
    stuck = publish(databases, clock)[0]
    with databases.almanac.transaction() as session:
        session.add(InboxEvent(id=stuck.id, type=stuck.type, state="dead", received_at=clock()))
        session.add(DeadLetter(id=stuck.id, stream=stuck.stream, type=stuck.type, envelope=dict(stuck.envelope),
                               state="dead", error="ValueError", recorded_at=clock()))  # fmt: skip
    rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "tallies"))
    assert [row[:2] for row in kept(databases)] == [("things/0", "3 6 "), ("things/2", "2 5 "), (1, 16)]


def test_what_does_more_than_fill_a_projection_is_left_to_its_consumer(
    databases: SimpleNamespace, told: Any, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entered as handled, the rest of it would never be done; nothing behind it of its subject is taken in either."""
    tell(databases, told, clock, 4)
    before = kept(databases)
    tell(databases, told, clock, 3, handle=False)
    publish(databases, clock)
    more = Follower("almanac", told, lambda unit, event: None)
    monkeypatch.setitem(bindings._FOLLOWERS["almanac"], told.type, [*bindings.followers("almanac", told.type), more])
    assert rebuild(databases.almanac, {"teller": databases.teller}, projection_of("almanac", "tallies")) == 4
    assert kept(databases) == before
