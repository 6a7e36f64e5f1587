"""The container that answers the calls for one cooperative."""

from __future__ import annotations

from typing import Any

from ..rpc.answering import Answering
from ..rpc.link import Link
from ..rpc.messages import Call
from ..rpc.server import WORKERS, Calls, CallsContainer
from .background import Background


def calls_container(url: str, answering: Answering, coop: str, service: str) -> tuple[CallsContainer, list[Link]]:
    """Make the container, and name the links that must stand for it to serve."""

    def answer(self: Any, call: Call) -> bytes:
        return answering.answer(call)

    Calls.decorator(answering, coop, service)(answer)
    link = Link(url, f"{service}:{coop}:calls", lambda connection: entrypoint.prepare(connection, link))
    body = {"name": service, "answer": answer, "link": Background(link.run, link.stop)}
    container = CallsContainer(type(f"{service.title()}Calls", (), body), {"max_workers": WORKERS})
    entrypoint: Calls = next(iter(container.entrypoints))
    return container, [link]
