"""How often bodies are to meet by the statutes, and whether they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.storage import Unit
from services.membership.governance.tables import Mandate

from .contract.refusals import NoRhythm
from .rules import Period, Sitting, periods, state_of
from .tables import Meeting

PATH = "governance.meetings"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One regular meeting of the statutes: whose, with whom, how often, and where that is written."""

    body: str
    name: str
    with_referents: bool
    every_months: int
    article: str


def rhythms(unit: Unit) -> list[Rhythm]:
    """Return the regular meetings that the statutes in force ask for."""
    rule = unit.rules.statutes(PATH, [])
    names = {one["slug"]: one.get("name", one["slug"]) for one in unit.rules.statutes("governance.bodies", []).value}
    return [
        Rhythm(one["body"], names.get(one["body"], one["body"]), "referents" in one.get("with", []),
               int(one["every_months"]), rule.article)
        for one in rule.value
    ]  # fmt: skip


def rhythm_of(unit: Unit, body: str) -> Rhythm:
    """Return the regular meeting of a body, or refuse."""
    known = {one.body: one for one in rhythms(unit)}
    if body not in known:
        article = unit.rules.statutes(PATH, []).article
        raise NoRhythm(article=article, body=body, bodies=", ".join(known) or "none")
    return known[body]


def kept(unit: Unit, rhythm: Rhythm, first: date, last: date) -> dict[str, Any]:
    """Say of each period since the body first had members whether its meeting was held."""
    seated = unit.session.scalar(select(func.min(Mandate.started_on)).where(Mandate.body == rhythm.body))
    asked: Sequence[Period] = periods(max(first, seated), last, rhythm.every_months) if seated else ()
    sittings = _sittings(unit, rhythm, asked)
    shown = [
        {"first": period.first, "last": period.last, "state": state_of(period, sittings, unit.today),
         "meeting_ids": [one.id for one in sittings if period.first <= one.day <= period.last]}
        for period in asked
    ]  # fmt: skip
    states = [one["state"] for one in shown]
    return {
        "body": rhythm.body, "with_referents": rhythm.with_referents, "every_months": rhythm.every_months,
        "article": rhythm.article, "held": states.count("held"), "missing": states.count("missing"), "periods": shown,
    }  # fmt: skip


def _sittings(unit: Unit, rhythm: Rhythm, asked: Sequence[Period]) -> list[Sitting]:
    """Return the meetings that count: the body's own, with the referents where the statutes want them there."""
    if not asked:
        return []
    wanted: list[Any] = [Meeting.organ_kind == "body", Meeting.organ == rhythm.body,
                         Meeting.day.between(asked[0].first, asked[-1].last)]  # fmt: skip
    wanted += [Meeting.with_referents] if rhythm.with_referents else []
    rows = select(Meeting.id, Meeting.day, Meeting.state).where(*wanted).order_by(Meeting.day, Meeting.id)
    return [Sitting(*row) for row in unit.session.execute(rows)]
