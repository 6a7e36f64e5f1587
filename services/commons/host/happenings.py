"""The container of all that happens by itself for one cooperative: events in and out, jobs, tasks, housekeeping.

It is apart from the calls: sharing a container, a hundred slow events pushed one call from 5 to 484 ms.
"""

from __future__ import annotations

from typing import Any

from nameko.containers import ServiceContainer

from ..clock import Clock
from ..events.consumer import Consumer
from ..events.publisher import Publisher
from ..events.relay import Relay
from ..rpc.link import Link
from ..service import Service
from ..storage.database import Database
from .background import Background
from .bells import Bells
from .housekeeping import Housekeeping
from .job_running import JobRunning
from .task_running import TaskRunning


def happenings_container(
    url: str, database: Database, clock: Clock, service: Service, bells: Bells
) -> tuple[ServiceContainer, list[Link]]:
    """Make the container, and name the links that must stand for it to serve."""
    consumer = Consumer(url, database, clock)
    publisher = Publisher(url, f"{database.service}:{database.coop}:relay")
    relay = Relay(database, clock, service.contract, publisher)
    jobs, housekeeping = JobRunning(database, clock, bells.jobs), Housekeeping(database, clock)
    publisher.link.on_ready = bells.relay.ring
    body: dict[str, Any] = {
        "name": database.service,
        "inward": Background(consumer.link.run, consumer.link.stop),
        "consumer": Background(consumer.run, consumer.stop),
        "outward": Background(publisher.link.run, publisher.link.stop),
        "relay": Background(lambda: relay.run(bells.relay), lambda: relay.stop(bells.relay)),
        "jobs": Background(jobs.run, jobs.stop),
        "housekeeping": Background(housekeeping.run, housekeeping.stop),
    }
    for task in service.tasks:
        running = TaskRunning(task, database, clock, bells.tasks[task.name])
        body[task.name] = Background(running.run, running.stop)
    container = ServiceContainer(type(f"{database.service.title()}Happenings", (), body), {"max_workers": 1})
    return container, [consumer.link, publisher.link]
