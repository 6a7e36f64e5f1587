"""Keeps every activity within its treasury and the pooled cover, at whatever door an entry comes in.

Decision: what is refused is spending (expenses, wages, investments, money paid out). Revenue, its corrections, and the
contributions that the cooperative computes are facts and are recorded; an activity that they leave below zero is shown
as overdrawn, and spends nothing more until it is back within the cover. The cover counts everything recorded, whatever
its date: an earlier date does not make room.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from services.commons.money import Money
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.activities.rules import (
    SHARED_SERVICES,
    Treasury,
    overdrawn,
    pool,
    spenders,
    treasury_of,
    with_lines,
)
from services.ledger.activities.sums import sums_by_activity, treasuries, unpaid_vat
from services.ledger.activities.tables import Activity
from services.ledger.journal.guards import guards_posting
from services.ledger.journal.refusals import ActivityCoverExceeded
from services.ledger.journal.rules import DraftLine

POOL = "pooled cover"


@guards_posting(axis="activity")
def within_the_cover(unit: Unit, lines: Sequence[DraftLine]) -> Refusal | None:
    """Answer why lines may not be posted: an activity would fall below its cover, or all together below the pool.

    Where the statutes say nothing of a cover, there is none: nothing is spent that is not there.
    """
    if "cae" not in unit.rules.statutes("identity.features", []).value:
        return None
    spending = spenders(lines)
    known = select(Activity.id, Activity.code).where(Activity.id.in_(spending))
    codes: dict[str, str] = dict(unit.session.execute(known).all()) if spending else {}
    if not codes:
        return None
    # Two expenses at once meet here, in the order of the names; the second reads what the first left.
    for activity in sorted(codes):
        _hold(unit, f"activity|{activity}")
    sums, vat = sums_by_activity(unit.session, codes), unpaid_vat(unit.session, codes)
    moved = {}
    for activity in codes:
        before, unpaid = sums.get(activity, {}), vat.get(activity, 0)
        after = with_lines(before, [line for line in lines if line.activity == activity])
        moved[activity] = treasury_of(before, unpaid), treasury_of(after, unpaid)
    deeper = [one for one in sorted(moved) if moved[one][1].available < min(0, moved[one][0].available)]
    if not deeper:
        return None
    rule = unit.rules.statutes("economy.pooled_cover", {"per_activity": "0", "total_fraction": "0"})
    cover = unit.rules.statutes("economy.pooled_cover.per_activity", "0").money(unit.currency)
    for activity in deeper:
        owed = Money(-moved[activity][1].available, unit.currency)
        if owed.minor > cover.minor:
            over = f"beyond the cover of {_said(cover)} for one activity"
            return _refusal(unit, rule.article, codes[activity], moved[activity], over, cover, owed)
    _hold(unit, POOL)
    fraction = unit.rules.statutes("economy.pooled_cover.total_fraction", "0").fraction
    everyone = {name: one.available for name, one in treasuries(unit.session).items()}
    everyone |= {name: later.available for name, (_, later) in moved.items()}
    limit = pool(everyone.values(), fraction)
    total = overdrawn(amount for name, amount in everyone.items() if name != SHARED_SERVICES)
    if total > limit:
        owed, most = Money(total, unit.currency), Money(limit, unit.currency)
        over = f"and all activities together {_said(owed)} below zero where the pool covers {_said(most)}"
        return _refusal(unit, rule.article, codes[deeper[0]], moved[deeper[0]], over, most, owed)
    return None


def _refusal(
    unit: Unit, article: str, code: str, moved: tuple[Treasury, Treasury], over: str, cover: Money, owed: Money
) -> ActivityCoverExceeded:
    """Return the refusal: what the activity had, what it would have, how far below zero it may be and would be."""
    treasury, left = (_said(Money(one.available, unit.currency)) for one in moved)
    return ActivityCoverExceeded(
        article=article, activity=f"Activity {code}", treasury=treasury, left=left, over=over, cover=cover,
        overdrawn=owed,
    )  # fmt: skip


def _said(money: Money) -> str:
    return f"{money} {money.currency}"


def _hold(unit: Unit, name: str) -> None:
    key = func.hashtextextended(f"cover|{name}", 17)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
