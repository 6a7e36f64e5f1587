"""What tills ask: whether the shop serves a card, and everything they need for the days on which they cannot ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.cards.reading import card_of_code

from .. import contract
from ..ahead import everybody, horizon, known_ahead, one_ahead, same_from
from ..bylaws import article, section_on
from ..contract.refusals import TillCursorTooOld
from ..rules import Answer, Step, until_of
from ..tables import StandingTold

_DAY = timedelta(days=1)
GONE = Answer(False, "not_a_member")
MOST_NAMED = 12


@answers(contract.card_standing)
def card_standing(unit: Unit, code: str, as_of: date | None) -> dict[str, Any]:
    """Answer for a card; one that is blocked opens nothing, whoever held it."""
    day = as_of or unit.today
    card = card_of_code(unit.session, code, day)
    if card is None:
        raise NotFound(what="card", id=code)
    steps = one_ahead(unit, card.member_id, day)
    answer, until = steps[0].answer, until_of(steps)
    if not card.works:
        # A leaver's card is blocked because of the leaving, which is the better reason.
        reason = answer.reason if card.reason == "left" and answer == GONE else "card_blocked"
        return {"may_shop": False, "reason": reason, "until": card.issued_on - _DAY if day < card.issued_on else None}
    if card.blocked_on is not None and answer.may_shop:
        until = min(card.blocked_on - _DAY, until or date.max)
    return {"may_shop": answer.may_shop, "reason": answer.reason, "until": until}


@answers(contract.standing_changes)
def standing_changes(unit: Unit, since: str | None, limit: int) -> dict[str, Any]:
    """Return what tills were not told by a cursor: what was told of members since, and what changed a moment ago.

    Every answer is derived now; what was told before only decides whom to name. The task that keeps it may lag
    behind: whoever differs from it is named until it has caught up, and once more after that.
    """
    section_on(unit, unit.today)  # refused where nobody is asked for shifts
    at = _opened(unit, since)
    told = {row.member_id: row for row in unit.session.execute(
        select(StandingTold.member_id, StandingTold.seq, StandingTold.steps, StandingTold.cards)
    )}  # fmt: skip
    ahead = known_ahead(unit, everybody(unit))
    numbered, named, differing = [], [], set()
    for member_id, known in ahead.items():
        row, again = told.get(member_id), at.again is None or member_id in at.again
        if (row is None or since is None) and not (known.cards or again) and known.steps == [Step(unit.today, GONE)]:
            continue  # left long ago
        if row is None or list(row.cards) != known.cards or not same_from(unit.today, row.steps, known.steps):
            differing.add(member_id)
            named.append(member_id)
        elif row.seq > at.seq:
            numbered.append((row.seq, member_id))
        elif again:
            named.append(member_id)
    # Those told first, by number; then the others, by id, under the last number.
    last = max((row.seq for row in told.values()), default=0)
    order = [(number, "", member_id) for number, member_id in sorted(numbered)]
    order += [(last, member_id, member_id) for member_id in sorted(named) if member_id > at.after]
    page, more = [one[2] for one in order[:limit]], len(order) > limit
    sent = None if at.sent is None else at.sent | differing.intersection(page)
    following = Place(*order[limit - 1][:2], at.again, sent) if more else Place(last, "", sent, frozenset())
    return {
        "as_of": unit.today, "known_until": horizon(unit), "snapshot": since is None, "more": more,
        "changes": [_entry(member_id, ahead[member_id].cards, ahead[member_id].steps) for member_id in page],
        "cursor": following.written(unit.today),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a till stands: the number told last, and the member named last under it.

    ``again`` are the members to name once more, because what they were named with was never numbered; ``sent`` those
    of whom that is true of the round under way. None: everybody, since a cursor does not hold many.
    """

    seq: int = 0
    after: str = ""
    again: frozenset[str] | None = frozenset()
    sent: frozenset[str] | None = frozenset()

    def written(self, day: date) -> str:
        """Return the cursor."""
        lists = ["*" if one is None or len(one) > MOST_NAMED else "~".join(sorted(one))
                 for one in (self.again, self.sent)]  # fmt: skip
        return ".".join([f"{day:%Y%m%d}", str(self.seq), self.after, *lists])


def _entry(member_id: str, cards: list[str], steps: list[Step]) -> dict[str, Any]:
    answer: Answer = steps[0].answer
    return {
        "member_id": member_id, "cards": cards, "may_shop": answer.may_shop, "reason": answer.reason,
        "valid_until": until_of(steps),
        "then": [{"on": step.on, "may_shop": step.answer.may_shop, "reason": step.answer.reason} for step in steps[1:]],
    }  # fmt: skip


def _opened(unit: Unit, since: str | None) -> Place:
    """Return where a cursor ends; one that this list cannot go on from is refused."""
    if since is None:
        return Place()
    try:
        day, number, after, *lists = since.split(".")
        on, seq = date.fromisoformat(day), int(number)
        again, sent = (None if one == "*" else frozenset(one.split("~")) - {""} for one in lists)
    except ValueError:
        raise TillCursorTooOld(article=article(unit, "shifts.till_days")) from None
    held = unit.session.scalar(select(func.max(StandingTold.seq))) or 0
    if on > unit.today or horizon(unit, on) < unit.today or not 0 <= seq <= held:
        raise TillCursorTooOld(article=article(unit, "shifts.till_days"))
    return Place(seq, after, again, sent)
