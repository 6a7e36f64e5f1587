"""What another rule would make of everybody, before anybody votes on it; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit

from .. import contract
from ..accounts import accounts_of
from ..bylaws import article, counters_on, section_on
from ..contract import STANDINGS
from ..contract.counting import MOST_CHANGES
from ..contract.refusals import PeriodTooLong, WhatIfBackwards
from ..rules import CounterRules, Standing
from .standings import members_on

LONGEST = 400
SAMPLES = 13


@answers(contract.what_if)
def what_if(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Compare the rules of each day with those asked about, over what was recorded."""
    last = body["to"] or unit.today
    first = body["from_"] or last
    if not 0 <= (last - first).days < LONGEST:
        raise PeriodTooLong(article=article(unit), starts_on=first, ends_on=last, most=LONGEST)
    rules = _asked(unit, last, body)
    days, now, then = [], {}, {}
    for day in _samples(first, last):
        now, then = _standings(unit, day, counters_on(unit, day)), _standings(unit, day, rules)
        days.append({"on": day, "now": counted(now.values()), "then": counted(then.values())})
    changed = [one for one in now if now[one].standing != then[one].standing]
    return {
        "days": days, "changed": len(changed), "article": article(unit),
        "changes": [
            {"member_id": one, "now": now[one].standing, "then": then[one].standing, "balance_now": now[one].balance,
             "balance_then": then[one].balance}
            for one in changed[:MOST_CHANGES]
        ],
    }  # fmt: skip


def counted(standings: Any) -> dict[str, int]:
    """Count standings, those that nobody has among them."""
    found = Counter(one.standing for one in standings)
    return {name: found[name] for name in STANDINGS}


def _asked(unit: Unit, day: date, body: Mapping[str, Any]) -> CounterRules:
    """Return the bylaws of a day with what is asked about in the place of what they say."""
    section = section_on(unit, day)
    asked = {
        "cycle_days": body["cycle_days"] or section["cycle_days"],
        "counters": {**section["counters"], **body["counters"]},
        "standings": {**section["standings"], **body["standings"]},
    }
    thresholds = asked["standings"]
    if thresholds["not_served_below"] > thresholds["alert_below"]:
        raise WhatIfBackwards(article=article(unit, "shifts.standings"), **thresholds)
    return CounterRules.read(asked)


def _samples(first: date, last: date) -> list[date]:
    """Return days at equal distances, thirteen at most, the last one of the period among them."""
    step = max(1, -(-((last - first).days) // (SAMPLES - 1)))
    return sorted(last - timedelta(days=back) for back in range(0, (last - first).days + 1, step))


def _standings(unit: Unit, day: date, rules: CounterRules) -> dict[str, Standing]:
    accounts = accounts_of(unit, members_on(unit, day), day)
    return {one: standing for one, account in accounts.items() if (standing := account.standing_on(day, rules))}
