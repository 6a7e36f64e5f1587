"""Lists by cursor: a page continues after the last key of the one before, whatever was inserted meanwhile."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import Session

from ..refusals import InvalidCursor


@dataclass(frozen=True)
class Listed:
    """One page: its rows, and where the next one starts (None on the last)."""

    data: Sequence[Any]
    next_cursor: str | None = None


def page_of(
    session: Session,
    statement: Select[Any],
    *,
    key: Sequence[Any],
    limit: int,
    cursor: str | None,
    scalars: bool = True,
    descending: bool = False,
) -> Listed:
    """Run ``statement`` in the order of the unique ``key`` columns (text or integers) and return one page.

    With ``scalars`` each row is the first thing selected (usually a mapped object), whose attributes carry the key.
    """
    columns: list[ColumnElement[Any]] = list(key)
    if cursor is not None:
        place, after = tuple_(*columns), tuple_(*_opened(cursor, columns))
        statement = statement.where(place < after if descending else place > after)
    order = [column.desc() for column in columns] if descending else columns
    found = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    rows: list[Any] = [row[0] for row in found] if scalars else list(found)
    if len(rows) <= limit:
        return Listed(rows)
    last = rows[limit - 1]
    return Listed(rows[:limit], _closed([getattr(last, column.key or "") for column in columns]))


def _closed(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _opened(cursor: str, columns: list[ColumnElement[Any]]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(columns):
            raise ValueError
        for value, column in zip(values, columns, strict=True):
            python = column.type.python_type
            if python is int and (type(value) is not int or abs(value) >= 2**63):
                raise ValueError
            if python is not int and (not isinstance(value, str) or "\x00" in value):
                raise ValueError
        return [column.type.python_type.fromisoformat(value) if hasattr(column.type.python_type, "fromisoformat")
                else value for value, column in zip(values, columns, strict=True)]  # fmt: skip
    except (ValueError, UnicodeDecodeError):
        raise InvalidCursor() from None
