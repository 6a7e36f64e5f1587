"""What the gateway counts, for Prometheus; with several workers each writes files that any of them can sum up."""

from __future__ import annotations

import os

from falcon.asgi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter(
    "rochdale_http_requests_total", "HTTP requests answered.", ("coop", "operation", "status"),
)  # fmt: skip
SECONDS = Histogram(
    "rochdale_http_seconds", "Time from a request's arrival to its answer.", ("coop", "operation"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30),
)  # fmt: skip

# Finding a labelled counter costs more than counting: each is found once. Labels come from contracts and from the
# cooperatives served, never from what a stranger wrote, so these stay few.
_counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}


def count(coop: str, operation: str, status: int, seconds: float) -> None:
    """Count one answer; ``coop`` and ``operation`` are "" when the request named none that exists."""
    found = _counted.get((coop, operation, status))
    if found is None:
        found = REQUESTS.labels(coop, operation, str(status)), SECONDS.labels(coop, operation)
        _counted[coop, operation, status] = found
    found[0].inc()
    found[1].observe(seconds)


class Metrics:
    """``GET /metrics``, in the text format of Prometheus."""

    async def on_get(self, req: Request, resp: Response) -> None:
        """Sum up the workers."""
        registry: CollectorRegistry = REGISTRY
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
        resp.content_type = CONTENT_TYPE_LATEST
        resp.data = generate_latest(registry)
