"""The metrics of a host, for Prometheus; every one that belongs to a cooperative carries its label."""

from __future__ import annotations

import time
from types import TracebackType

from prometheus_client import Counter, Gauge, Histogram

_WHO = ("coop", "service")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

CALL_SECONDS = Histogram("rochdale_call_seconds", "Time to answer a call", (*_WHO, "operation"), buckets=_SECONDS)
CALLS_IN_FLIGHT = Gauge("rochdale_calls_in_flight", "Calls being answered", _WHO)
REFUSALS = Counter("rochdale_refusals_total", "Calls refused, by code", (*_WHO, "operation", "code"))
MALFORMED = Counter("rochdale_malformed_total", "Messages that were none, by where they came in", (*_WHO, "where"))
RELAYED = Counter("rochdale_events_relayed_total", "Events published and confirmed", _WHO)
RETURNED = Counter("rochdale_events_returned_total", "Events that no queue took; they stay pending", _WHO)
EVENTS = Counter("rochdale_events_taken_total", "Events taken: handled, known, parked or dead", (*_WHO, "outcome"))
PAUSES = Counter("rochdale_events_pauses_total", "Times that the consumer waited for the database", _WHO)
PENDING = Gauge("rochdale_outbox_pending", "Events not yet published, at the relay's last look", _WHO)
JOBS = Counter("rochdale_jobs_total", "Jobs run to their end", _WHO)
SERVED = Gauge("rochdale_served", "Whether the service serves this cooperative", _WHO)
OFFLOADED = Counter("rochdale_offloaded_total", "Computations done in worker processes, by outcome", ("outcome",))
WORKERS = Gauge("rochdale_worker_processes", "Worker processes alive")


class CallMetrics:
    """The metrics of one service's calls for one cooperative; label sets are looked up once."""

    def __init__(self, coop: str, service: str) -> None:
        self._who = (coop, service)
        self.in_flight = CALLS_IN_FLIGHT.labels(coop, service)
        self._seconds: dict[str, Histogram] = {}

    def measured(self, operation: str) -> Measured:
        """Measure one call in a ``with`` block."""
        seconds = self._seconds.get(operation)
        if seconds is None:
            seconds = self._seconds[operation] = CALL_SECONDS.labels(*self._who, operation)
        return Measured(self._who, operation, self.in_flight, seconds)


class Measured:
    """One call under way; ``seconds`` is its duration afterwards, ``code`` the refusal if it was refused."""

    __slots__ = ("_histogram", "_in_flight", "_operation", "_began", "_who", "code", "seconds")

    def __init__(self, who: tuple[str, str], operation: str, in_flight: Gauge, histogram: Histogram) -> None:
        self._who, self._operation, self._in_flight, self._histogram = who, operation, in_flight, histogram
        self.code: str | None = None
        self.seconds = 0.0

    def __enter__(self) -> Measured:
        self._began = time.perf_counter()
        self._in_flight.inc()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in_flight.dec()
        self.seconds = time.perf_counter() - self._began
        self._histogram.observe(self.seconds)

    def refused(self, code: str) -> None:
        """Count it as refused."""
        self.code = code
        REFUSALS.labels(*self._who, self._operation, code).inc()
