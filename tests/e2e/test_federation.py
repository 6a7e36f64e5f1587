"""What leaves a cooperative: the figures that its statutes disclose, by a shovel of the broker, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from deploy.provisioning.broker import Broker
from deploy.provisioning.credentials import read_credentials
from services.commons.rpc.connection import BusConnection
from tests.e2e.conftest import Running
from tests.e2e.seeded import done, entry, every, import_members, last_event

FEDERATION = "cg-scop"
DISCLOSED = {
    "alpar": {"members.count", "capital.total", "ledger.head"},
    "coopaname": {"members.count", "capital.total", "turnover.total", "activities.count", "ledger.head"},
    "alpine-aluminium": {"members.count", "capital.total", "turnover.total", "ledger.head"},
}
# The heads of the boards of votes travel too, each signed; they name nobody (tests/unit/voting/board).
BOARDS = {"voting.board.head_signed.v1", "voting.board.head_cosigned.v1", "voting.board.cosignature_relayed.v1"}
LISTENER = "listener"


def until(condition: Callable[[], Any], patience: float = 40.0) -> Any:
    """Wait for a condition and return what it came to."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)
    return found


@contextmanager
def administrator(suite: Running, coop: str) -> Iterator[BusConnection]:
    """A connection of the broker's administrator to a cooperative's vhost."""
    connection = BusConnection(f"{suite.administration.amqp.rstrip('/')}/{quote(f'coop.{coop}', safe='')}", name="test")
    connection.connect()
    try:
        yield connection
    finally:
        connection.farewell()
        connection.abandon()


@pytest.fixture
def management(suite: Running) -> Iterator[httpx.Client]:
    """The broker's management API, as its administrator."""
    broker = Broker(suite.administration.management, suite.administration.amqp)
    yield broker._http
    broker.close()


@pytest.fixture
def heard(suite: Running) -> Iterator[Callable[[], list[tuple[str, dict[str, Any]]]]]:
    """All that arrives on any ``import.*`` exchange of the federation but heads of boards: (exchange, event)."""
    messages: list[tuple[str, dict[str, Any]]] = []
    with administrator(suite, FEDERATION) as connection:
        channel = connection.channel()
        channel.queue_declare(LISTENER, exclusive=True)
        for coop in DISCLOSED:
            channel.queue_bind(LISTENER, f"import.{coop}", "#")

        def drained() -> list[tuple[str, dict[str, Any]]]:
            while (message := channel.basic_get(LISTENER, no_ack=True)) is not None:
                event = json.loads(message.body)
                if event["type"] not in BOARDS:
                    messages.append((message.delivery_info["exchange"], event))
            return messages

        yield drained


def publish_all(suite: Running, coop: str) -> set[str]:
    """Have a cooperative publish all that it discloses; return the figures' names."""
    with suite.client(coop) as client:
        told = done(client.post("/disclosures"))["published"] + done(client.post("/figures/disclosures"))["published"]
    return {one["figure"] for one in told}


def held(suite: Running, coop: str) -> list[dict[str, Any]]:
    """All that the federation holds of a cooperative, in the order of its days and of arrival."""
    with suite.client(FEDERATION) as client:
        return [one for one in every(client, "/federation/figures/history") if one["coop"] == coop]


def provision(suite: Running) -> None:
    """What the operator does to bring back what is missing."""
    command = [sys.executable, "-m", "deploy.command", "provision", "--var", str(suite.var)]
    assert subprocess.run(command, capture_output=True, timeout=120).returncode == 0


def test_only_disclosed_figures_leave_while_everything_else_happens(suite: Running, heard: Any) -> None:
    """Members join, shares are paid, entries are posted: the federation hears of figures alone, each allowed."""
    for coop in DISCLOSED:
        with suite.client(coop) as client:
            members = import_members(client, 3)
            after = {"Rochdale-After": last_event(client)}
            bought = client.post(f"/members/{members[0]}/share-subscriptions", json={"count": 1}, headers=after)
            shares = done(bought)
            done(client.post(f"/share-subscriptions/{shares['id']}/payments", json={"amount": shares["amount"]}))
            done(client.post("/entries", json=entry()))
        assert publish_all(suite, coop) <= DISCLOSED[coop]
    # The head of the chain of entries is told when a year's accounts are drawn up, and none are here.
    for coop, figures in ((coop, allowed - {"ledger.head"}) for coop, allowed in DISCLOSED.items()):
        until(lambda coop=coop, figures=figures: figures <= {one["figure"] for one in held(suite, coop)})
    came = heard()
    assert {event["type"] for _, event in came} == {
        "membership.disclosure.published.v1", "ledger.disclosure.published.v1",
    }  # fmt: skip
    for exchange, event in came:
        coop = exchange.removeprefix("import.")
        assert event["source"].startswith(f"/coops/{coop}/")
        assert event["data"]["figure"] in DISCLOSED[coop]
        assert set(event["data"]) == {"figure", "value", "unit", "as_of"}
    assert {exchange.removeprefix("import.") for exchange, _ in came} == set(DISCLOSED)


def test_a_figure_that_the_statutes_do_not_disclose_stays(suite: Running, heard: Any) -> None:
    """alpar's statutes name neither activities nor turnover: they are withheld, and say so."""
    with suite.client("alpar") as client:
        told = done(client.post("/disclosures"))
        assert "activities.count" in told["withheld"]
        figures = {one["figure"]: one["disclosed"] for one in done(client.get("/figures/ledger"))["published"]}
    assert {name for name, disclosed in figures.items() if disclosed} <= DISCLOSED["alpar"]
    assert not all(figures.values())
    until(lambda: [event for exchange, event in heard() if exchange == "import.alpar"])
    assert {event["data"]["figure"] for exchange, event in heard() if exchange == "import.alpar"} <= DISCLOSED["alpar"]


def test_what_is_told_while_the_shovel_is_gone_arrives_later(
    suite: Running, management: httpx.Client, heard: Any
) -> None:
    """All of it, in order, once: the export queue keeps it until provisioning has made the shovel again."""
    coop = "alpine-aluminium"
    shovel = f"/api/parameters/shovel/{quote(f'coop.{coop}', safe='')}/export.{FEDERATION}"
    assert management.delete(shovel).status_code == 204
    until(lambda: management.get(shovel).status_code == 404)
    before = held(suite, coop)
    counts = []
    for _ in range(3):
        with suite.client(coop) as client:
            import_members(client, 2)
            told = done(client.post("/disclosures"))["published"]
            counts.append(next(one["value"] for one in told if one["figure"] == "members.count"))
    assert held(suite, coop) == before
    provision(suite)

    def new() -> list[str]:
        there = [one["value"] for one in held(suite, coop) if one["figure"] == "members.count"]
        return there[-len(counts):]

    until(lambda: new() == counts)
    events = [event["id"] for exchange, event in heard() if exchange == f"import.{coop}"]
    assert len(events) == len(set(events))
    figures = [event["data"] for _, event in heard() if event["source"].startswith(f"/coops/{coop}/")]
    assert [one["value"] for one in figures if one["figure"] == "members.count"] == counts
    assert counts == sorted(counts, key=int)
    assert len(set(counts)) == len(counts)


def test_the_federation_tells_its_members_by_the_same_way(suite: Running) -> None:
    """What cg-scop exports arrives on import.cg-scop of each member: here, its own disclosed figure."""
    with administrator(suite, "alpar") as connection:
        channel = connection.channel()
        channel.queue_declare(LISTENER, exclusive=True)
        channel.queue_bind(LISTENER, f"import.{FEDERATION}", "#")
        with suite.client(FEDERATION) as client:
            done(client.post("/disclosures"))
        message = until(lambda: channel.basic_get(LISTENER, no_ack=True))
        assert json.loads(message.body)["source"] == f"/coops/{FEDERATION}/membership"
        assert message.delivery_info["exchange"] == f"import.{FEDERATION}"


def test_a_faked_source_is_counted_and_not_believed(suite: Running) -> None:
    """alpar's own services may write to its export exchange; what they say in coopaname's name comes to nothing."""
    assert suite.var is not None or pytest.skip("needs the folder of the suite: ROCHDALE_VAR")
    access = read_credentials(suite.var / "credentials", "membership")["alpar"]
    before, others = refused(suite), held(suite, "coopaname")
    event = {
        "specversion": "1.0", "id": str(uuid.uuid4()), "source": "/coops/coopaname/membership",
        "type": "membership.disclosure.published.v1", "subject": "disclosures/members.count",
        "time": "2026-11-22T02:00:00+00:00", "datacontenttype": "application/json",
        "data": {"figure": "members.count", "value": "1000000", "unit": "members", "as_of": "2026-11-22"},
    }  # fmt: skip
    connection = BusConnection(access["amqp"], name="test")
    connection.connect()
    channel = connection.channel()
    import amqp

    body = amqp.basic_message.Message(json.dumps(event), content_type="application/cloudevents+json", delivery_mode=2,
                                      message_id=event["id"], type=event["type"])  # fmt: skip
    channel.basic_publish(body, exchange="export", routing_key=event["type"])
    connection.flush()
    until(lambda: refused(suite) == before + 1)
    assert held(suite, "coopaname") == others
    assert "1000000" not in {one["value"] for one in held(suite, "alpar")}
    connection.farewell()
    connection.abandon()


def refused(suite: Running) -> int:
    """How many disclosures that came from alpar claimed another's name."""
    with suite.client(FEDERATION) as client:
        listed = list(every(client, "/federation/refused-disclosures"))
    return sum(one["count"] for one in listed if (one["coop"], one["reason"]) == ("alpar", "foreign_source"))
