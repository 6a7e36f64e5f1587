"""Shows and writes the shifts of a period in figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.requests import Chunk
from services.commons.storage import Unit

from .. import contract
from ..accounts import accounts_of
from ..bylaws import article, counters_on
from ..contract.refusals import PeriodTooLong
from ..figures import staffing
from ..sheets import figures_sheet
from .counter import make_ups_owed
from .standings import members_on
from .what_if import LONGEST, counted


@answers(contract.get_figures)
def get_figures(unit: Unit, from_: date, to: date) -> dict[str, Any]:
    """Count places by week and slot, and standings and make-ups on the last day."""
    if not 0 <= (to - from_).days < LONGEST:
        raise PeriodTooLong(article=article(unit), starts_on=from_, ends_on=to, most=LONGEST)
    rules, members = counters_on(unit, to), members_on(unit, to)
    total, weeks, slots = staffing(unit, from_, to)
    owed = [one.owed for one in make_ups_owed(unit, members, to).values()]
    standings = [one.standing_on(to, rules) for one in accounts_of(unit, members, to).values()]
    return {
        "from_": from_, "to": to, "members": len(members), "total": total, "weeks": weeks, "slots": slots,
        "make_ups_owed": sum(owed), "members_owing": sum(count > 0 for count in owed),
        "standings": counted(one for one in standings if one is not None),
        "article": unit.rules_on(to).bylaws("shifts.standings", None).article,
    }  # fmt: skip


@answers(contract.figures_document)
def figures_document(unit: Unit, from_: date, to: date, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the same on one sheet."""
    shown = get_figures(unit, from_, to)
    coop = str(unit.rules.statutes("identity.name").value)
    return written(unit, figures_sheet(coop, shown), format, language, cursor, f"shifts-{from_}-{to}")
