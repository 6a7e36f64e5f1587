"""Takes in the cards that members hold, by their codes, which are given once and never again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.storage import Unit
from services.membership.cards.actions import block, check_holds_none, give, left_after
from services.membership.cards.contract import CardCodeTaken
from services.membership.cards.tables import Card
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..sheets import read_cards
from ..who import one_known_as


@answers(contract.import_cards, items=read_cards, chunk=100)
def import_card(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one card; one that is here already is blocked if the line says so, and never works again."""
    member_id = one_known_as(unit, row["member"])
    parties.locked(unit, member_id)
    blocked_on, reason = row.get("blocked_on"), row.get("reason", "returned")
    if blocked_on is not None:
        check_not_in_the_future(unit, blocked_on)
    held = unit.session.scalar(select(Card).where(Card.code == row["code"]).with_for_update())
    if held is None:
        return Verdict("created", _given(unit, member_id, row, reason).id)
    if held.member_id != member_id:
        raise CardCodeTaken(card_code=row["code"], member_id=held.member_id)
    if blocked_on is None or held.blocked_on is not None:
        return Verdict("skipped", held.id)
    block(unit, held, max(blocked_on, held.issued_on), reason)
    return Verdict("updated", held.id)


def _given(unit: Unit, member_id: str, row: dict[str, Any], reason: str) -> Card:
    """Enter a card of somebody who was a member on its first day."""
    issued_on = row.get("issued_on") or min(unit.today, row.get("blocked_on") or unit.today)
    check_not_in_the_future(unit, issued_on)
    last = check_is_member(unit, member_id, issued_on)
    blocked_on = row.get("blocked_on")
    if blocked_on is not None and (last is None or blocked_on <= last):
        return give(unit, member_id, row["code"], issued_on, (blocked_on, reason))
    if last is None or last >= unit.today:
        check_holds_none(unit, member_id, issued_on)
    return give(unit, member_id, row["code"], issued_on, left_after(last))
