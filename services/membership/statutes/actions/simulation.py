"""Simulates a change: the checks of all rooms say whom it would touch, and nothing is written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import InvalidCursor
from services.commons.rulebook import Rules
from services.commons.storage import Unit

from .. import contract
from ..rules import differences
from ..touching import CHECKERS, Checker, Concerned, Proposed
from ..versions import check_day, latest
from .amendments import amended_text, article_in

PAGE = 100


@answers(contract.simulate)
def simulate(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Tell whom a change would touch on its day, after the same checks by law and form as an amendment."""
    base = latest(unit, body["layer"])
    day = body["effective_on"] or max(unit.today, base.effective_on)
    check_day(unit, base.layer, day, max(unit.today, base.effective_on))
    document = amended_text(unit, base, body, day)
    found = differences(base.document, document)
    proposed = Proposed(base.layer, base.document, document, day)
    rules = Rules(unit.coop, day, {base.layer: document}, {})
    checkers = [one for one in CHECKERS.values() if one.layer == base.layer and any(map(one.looks_at, found))]
    asked = [one for one in checkers if body["check"] in (None, one.name)]
    cursor = body["cursor"] if body["check"] else None
    if body["cursor"] and not body["check"]:
        raise InvalidCursor()
    return {
        "layer": base.layer, "base_version": base.version, "effective_on": day,
        "differences": [
            {"path": one.path, "before": one.before, "after": one.after,
             "article": article_in(rules, base.layer, one.path)} for one in found
        ],
        "touched": [
            {**_page(unit, checker, one, cursor), "article": article_in(rules, base.layer, one.path)}
            for checker in asked for one in checker.run(unit, proposed)
        ],
        "unchecked": [one.path for one in found if not any(checker.looks_at(one) for checker in checkers)],
    }  # fmt: skip


def _page(unit: Unit, checker: Checker, one: Concerned, cursor: str | None) -> dict[str, Any]:
    """Count what a check found, and return a page of its ids in their order."""
    ids = one.ids.subquery("concerned")
    (column,) = ids.c
    rows = select(column).order_by(column).limit(PAGE + 1)
    page = list(unit.session.scalars(rows.where(column > cursor) if cursor else rows))
    return {
        "check": checker.name, "path": one.path, "said": one.said, "what": one.what,
        "count": unit.session.scalar(select(func.count()).select_from(ids)), "ids": page[:PAGE],
        "next_cursor": page[PAGE - 1] if len(page) > PAGE else None,
    }  # fmt: skip
