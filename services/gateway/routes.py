"""Which operation answers which method and path: read from the contracts, checked to be unambiguous."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.commons.contract import Contract, Operation

BASE = "/v1/coops/{coop}"
JOB_SERVICE = re.compile(r"job_([a-z]+)_[0-9a-z]+\Z")
PARAMETER = re.compile(r"{(\w+)}")


@dataclass
class Route:
    """One path and the operations behind its methods.

    Parameters are named by position in the router (two services may call the same place by different names), and by
    each operation's own names afterwards. A path that several services declare (their jobs) is shared: the service is
    named in the id.
    """

    template: str
    operations: dict[str, dict[str, Operation]] = field(default_factory=dict)

    def add(self, operation: Operation) -> None:
        """Put an operation behind its method; only jobs' paths may be shared by services."""
        shared = self.operations.setdefault(operation.method, {})
        if shared and not (operation.path.startswith("/jobs/") and operation.service not in shared):
            raise ValueError(f"{operation.rpc} and {next(iter(shared.values())).rpc} have the same route")
        shared[operation.service] = operation


def routes_of(contracts: Mapping[str, Contract]) -> list[Route]:
    """Return the routes of every operation that has a path; raise ValueError when two operations share one."""
    routes: dict[str, Route] = {}
    for contract in contracts.values():
        for operation in contract.operations.values():
            if operation.path:  # one without a path is for the suite itself, over the bus
                template = positional(operation.path)
                routes.setdefault(template, Route(template)).add(operation)
    return [routes[template] for template in sorted(routes)]


def positional(path: str) -> str:
    """Name the parameters of a path by their place: ``/members/{p0}/shares/{p1}``."""
    numbers = iter(range(100))
    return PARAMETER.sub(lambda found: f"{{p{next(numbers)}}}", path)


def service_of_job(job_id: str) -> str | None:
    """Return the service that a job's id names, if it names one."""
    found = JOB_SERVICE.match(job_id)
    return found[1] if found else None
