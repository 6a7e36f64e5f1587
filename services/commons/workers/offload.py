"""Runs CPU work elsewhere: in the process pool of the host if there is one, else right here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Pool(Protocol):
    """Something that runs a module-level function with picklable arguments in another process."""

    def run(self, function: Callable[..., Any], *args: Any) -> Any: ...


_pool: Pool | None = None


def use_pool(pool: Pool | None) -> None:
    """Set the pool of this process; the host does so when it starts."""
    global _pool
    _pool = pool


def offload(function: Callable[..., T], *args: Any) -> T:
    """Return ``function(*args)``, computed in a worker process when this process has a pool.

    The function must be importable by name, its arguments and result picklable; what it raises is raised here.
    """
    if _pool is None:
        return function(*args)
    return _pool.run(function, *args)  # type: ignore[no-any-return]
