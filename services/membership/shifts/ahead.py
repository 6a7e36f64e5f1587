"""What a till must know of members: their cards, and every answer from today on that time alone will bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.rulebook.versions import RulebookVersion
from services.commons.storage import Unit
from services.membership.cards.reading import working_cards
from services.membership.register.tables import Member

from .accounts import accounts_of
from .bylaws import TILL_DAYS, counters_on, setting
from .contract.refusals import NoShifts
from .rules import CounterRules, Step, steps_ahead

# How far ``until`` of a single answer looks.
FAR = timedelta(days=400)
# Where nobody is asked for shifts, whoever is a member is served.
_NONE = CounterRules(28, 0, 0, {}, 0, 0)


@dataclass(frozen=True, slots=True)
class Known:
    """The cards of a member that work, and the answers from today on."""

    cards: list[str]
    steps: list[Step]


def horizon(unit: Unit, day: date | None = None) -> date:
    """Return the last day for which a till that asked on a day (today) knows the answers."""
    return (day or unit.today) + timedelta(days=int(setting(unit, "till_days", TILL_DAYS)))


def everybody(unit: Unit) -> list[str]:
    """Return everybody who ever was a member, by id."""
    return list(unit.session.scalars(select(Member.id).order_by(Member.id)))


def known_ahead(unit: Unit, member_ids: Collection[str], last: date | None = None) -> dict[str, Known]:
    """Return what tills must know of members today, until the day to which they may go on without asking."""
    today, last = unit.today, last or horizon(unit)
    cards: dict[str, list[str]] = defaultdict(list)
    for member_id, code in unit.session.execute(working_cards(today, member_ids)):
        cards[member_id].append(code)
    rules_on, changes = _rules_ahead(unit, today, last)
    return {
        one: Known(sorted(cards[one]), steps_ahead(account, today, last, rules_on, changes))
        for one, account in accounts_of(unit, member_ids, today).items()
    }


def one_ahead(unit: Unit, member_id: str, day: date) -> list[Step]:
    """Return the answers for one member from a day on."""
    account = accounts_of(unit, [member_id], day)[member_id]
    return steps_ahead(account, day, day + FAR, *_rules_ahead(unit, day, day + FAR))


def same_from(today: date, told: Sequence[Sequence[Any]], steps: Sequence[Step]) -> bool:
    """Say whether what was told still says from today on what the present answers say."""
    passed = [one for one in told if date.fromisoformat(one[0]) <= today]
    present = [[today.isoformat(), *one[1:]] for one in passed[-1:]]
    ahead = [*present, *(one for one in told if date.fromisoformat(one[0]) > today)]
    return [list(one) for one in ahead] == written(steps)


def written(steps: Sequence[Step]) -> list[list[Any]]:
    """Return steps as they are kept."""
    return [[step.on.isoformat(), step.answer.may_shop, step.answer.reason] for step in steps]


def _rules_ahead(unit: Unit, first: date, last: date) -> tuple[Callable[[date], CounterRules], list[date]]:
    """Return the counters of each day ahead, and the days on which other bylaws that are held come into force."""
    changes = sorted(set(unit.session.scalars(
        select(RulebookVersion.effective_on)
        .where(RulebookVersion.layer == "bylaws", RulebookVersion.effective_on.between(first + timedelta(days=1), last))
    )))  # fmt: skip
    rules = {}
    for on in (first, *changes):
        try:
            rules[on] = counters_on(unit, on)
        except NoShifts:
            rules[on] = _NONE

    def rules_on(day: date) -> CounterRules:
        return rules[max(on for on in rules if on <= day)]

    return rules_on, changes
