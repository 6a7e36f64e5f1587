"""How a request is shown, at any of the three places: its state follows from its ending, its day and its answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from services.commons.storage import Listed, Unit, page_of

from .tables import AdviceAnswer, AdviceEnding

QUESTION = (
    "theme", "areas", "latitude", "longitude", "radius_km", "text", "contact_role", "asked_on", "until",
)  # fmt: skip
Kept = Any


def requests_of(
    unit: Unit, kept: type[Kept], asked_by: Any, request_id: Any, routed: ColumnElement[str]
) -> Select[Any]:
    """Return the statement that reads requests of one table with their ending, number of answers and state.

    ``asked_by`` and ``request_id`` are what names a request in that table; ``routed`` is the state of one that has
    neither ended nor been answered.
    """
    answers = (
        select(func.count()).select_from(AdviceAnswer)
        .where(AdviceAnswer.asked_by == asked_by, AdviceAnswer.request_id == request_id)
        .correlate(kept).scalar_subquery()
    )  # fmt: skip
    state = case(
        (AdviceEnding.state.is_not(None), AdviceEnding.state), (kept.until < unit.today, literal("expired")),
        (answers > 0, literal("answered")), else_=routed,
    )  # fmt: skip
    ending = and_(AdviceEnding.asked_by == asked_by, AdviceEnding.request_id == request_id)
    return (
        select(kept, answers.label("answers"), state.label("state"), AdviceEnding.outcome, AdviceEnding.text)
        .outerjoin(AdviceEnding, ending)
    )  # fmt: skip


def shown(row: Any) -> dict[str, Any]:
    """Return what every place shows of a request."""
    kept, answers, state, outcome, text = row[:5]
    return {name: getattr(kept, name) for name in QUESTION} | {
        "state": state, "answers": answers, "outcome": outcome, "outcome_text": text,
    }  # fmt: skip


def listed(
    unit: Unit, found: Select[Any], kept: type[Kept], key: list[Any], theme: str | None, state: str | None, limit: int,
    cursor: str | None,
) -> Listed:  # fmt: skip
    """Return a page of requests, of one theme or in one state if asked so."""
    if theme is not None:
        found = found.where(kept.theme == theme)
    if state is not None:
        found = found.where(found.selected_columns["state"] == state)
    return page_of(unit.session, found.add_columns(*key), key=key, limit=limit, cursor=cursor, scalars=False)
