"""Gives, blocks and replaces cards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.merges.joining import merges
from services.membership.register import parties
from services.membership.register.as_of import check_is_member
from services.membership.register.days import check_not_in_the_future
from services.membership.register.leaving import clears

from . import contract, telling  # noqa: F401 – telling registers itself
from .reading import works_on
from .tables import Card


@answers(contract.issue_card)
def issue_card(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Give a card to somebody who is a member on its first day and holds none that works."""
    parties.locked(unit, member_id)
    issued_on = body["issued_on"] or unit.today
    check_not_in_the_future(unit, issued_on)
    last = check_is_member(unit, member_id, issued_on)
    check_holds_none(unit, member_id, issued_on)
    return shown(give(unit, member_id, body["code"], issued_on, left_after(last)), unit.today)


@answers(contract.block_card)
def block_card(unit: Unit, card_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Block a card from a day on."""
    card = _standing(unit, card_id)
    blocked_on = body["blocked_on"] or unit.today
    check_not_in_the_future(unit, blocked_on)
    block(unit, card, max(blocked_on, card.issued_on), body["reason"])
    return shown(card, unit.today)


@answers(contract.replace_card)
def replace_card(unit: Unit, card_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Block a card and give the same member another one, at once."""
    old = _standing(unit, card_id)
    last = check_is_member(unit, old.member_id, unit.today)
    block(unit, old, unit.today, body["reason"])
    new = give(unit, old.member_id, body["code"], unit.today, left_after(last))
    old.replaced_by = new.id
    unit.session.flush()
    return shown(new, unit.today)


@answers(contract.list_cards)
def list_cards(unit: Unit, member_id: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List cards in the order in which they were entered."""
    parties.check_known(unit, member_id)
    day = as_of or unit.today
    rows = select(Card).where(Card.member_id == member_id, Card.issued_on <= day)
    page = page_of(unit.session, rows, key=[Card.id], limit=limit, cursor=cursor)
    return Listed([shown(card, day) for card in page.data], page.next_cursor)


@clears("cards")
def block_of_leaver(unit: Unit, member_id: str, left_on: date, reason: str) -> int:
    """Block what a leaver holds from the day after the last one."""
    return block_all(unit, member_id, left_on + timedelta(days=1), "left")


@merges("cards")
def take_over(unit: Unit, survivor_id: str, merged_id: str) -> int:
    """Give the survivor the cards of the other; where both hold one that works, the other's is blocked."""
    if unit.session.scalar(_not_blocked_by(survivor_id, unit.today)) is not None:
        block_all(unit, merged_id, unit.today, "merged")
    rows = update(Card).where(Card.member_id == merged_id).values(member_id=survivor_id)
    return int(unit.session.connection().execute(rows).rowcount)


def block_all(unit: Unit, member_id: str, day: date, reason: str) -> int:
    """Block every card of somebody from a day on, and return how many worked until then."""
    cards = unit.session.scalars(_not_blocked_by(member_id, day)).all()
    for card in cards:
        block(unit, card, max(day, card.issued_on), reason)
    return len(cards)


def shown(card: Card, day: date) -> dict[str, Any]:
    """Return a card as of a day; what blocked it later is not told yet."""
    blocked = card.blocked_on is not None and card.blocked_on <= day
    return {
        "id": card.id, "member_id": card.member_id, "code": card.code, "issued_on": card.issued_on,
        "blocked_on": card.blocked_on if blocked else None, "reason": card.reason if blocked else None,
        "replaced_by": card.replaced_by if blocked else None, "works": works_on(card.issued_on, card.blocked_on, day),
        "as_of": day, "recorded_at": card.recorded_at,
    }  # fmt: skip


def _not_blocked_by(member_id: str, day: date) -> Select[Card]:
    return select(Card).where(Card.member_id == member_id, or_(Card.blocked_on.is_(None), Card.blocked_on > day))


def check_holds_none(unit: Unit, member_id: str, day: date) -> None:
    """Refuse another card to somebody who holds one that works on a day or after it."""
    held = unit.session.scalar(_not_blocked_by(member_id, day))
    if held is not None:
        raise contract.CardHeld(member_id=member_id, card_id=held.id)


def left_after(last: date | None) -> tuple[date, str] | None:
    """Return what blocks the card of a member whose last day is known."""
    return (last + timedelta(days=1), "left") if last is not None else None


def give(unit: Unit, member_id: str, code: str, issued_on: date, blocked: tuple[date, str] | None) -> Card:
    """Enter a card, with the day and reason of its blocking if these are known already."""
    blocked_on, reason = blocked or (None, None)
    values = {"id": new_id("crd"), "member_id": member_id, "code": code, "issued_on": issued_on,
              "blocked_on": blocked_on, "reason": reason, "recorded_at": unit.now}  # fmt: skip
    # Two hands may give the same code at once: the index decides, the other is told whose it is.
    row = insert(Card).values(values).on_conflict_do_nothing(index_elements=["code"]).returning(Card.id)
    if unit.session.scalar(row) is None:
        taken = unit.session.scalar(select(Card.member_id).where(Card.code == code))
        raise contract.CardCodeTaken(card_code=code, member_id=taken)
    unit.emit(contract.card_issued, f"members/{member_id}", {
        "card_id": values["id"], "member_id": member_id, "issued_on": issued_on,
    })  # fmt: skip
    card = unit.session.get_one(Card, values["id"])
    if blocked is not None:
        _tell_blocked(unit, card)
    return card


def block(unit: Unit, card: Card, day: date, reason: str) -> None:
    """Block a card from a day on, and tell it."""
    card.blocked_on, card.reason = day, reason
    unit.session.flush()
    _tell_blocked(unit, card)


def _tell_blocked(unit: Unit, card: Card) -> None:
    unit.emit(contract.card_blocked, f"members/{card.member_id}", {
        "card_id": card.id, "member_id": card.member_id, "blocked_on": card.blocked_on, "reason": card.reason,
    })  # fmt: skip


def _standing(unit: Unit, card_id: str) -> Card:
    """Return a card that works; its member is held until the end of the transaction."""
    member_id = unit.session.scalar(select(Card.member_id).where(Card.id == card_id))
    if member_id is None:
        raise NotFound(what="card", id=card_id)
    parties.locked(unit, member_id)
    card = unit.session.get_one(Card, card_id, populate_existing=True)
    if card.blocked_on is not None and card.blocked_on <= unit.today:
        raise contract.CardBlocked(card_id=card_id, blocked_on=card.blocked_on, reason=card.reason)
    return card
