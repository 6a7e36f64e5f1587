"""Transfers and conversions: shares change their holder or their type, and the capital stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.storage import Unit
from services.ledger.capital import contract, rules
from services.ledger.capital.leaving import cancel_who_left
from services.ledger.capital.limits import Parts
from services.ledger.capital.members import is_member, known_member, locked_by_id
from services.ledger.capital.movements import Move, movement_shown, write_movements
from services.ledger.capital.payments import paid_up_told
from services.ledger.capital.share_types import share_type
from services.ledger.capital.subscriptions import check_bounds, check_not_gone, shares_held
from services.ledger.capital.tables import Member, Subscription
from services.ledger.capital.taking import Piece, paid_pieces
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import Draft, credit, debit

PAID_UP_CAPITAL = "1013"


@answers(contract.transfer)
def transfer(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Transfer fully paid shares, oldest first; both sides are booked in one entry, D 1013 / C 1013."""
    hold_the_book(unit)
    cancel_who_left(unit)
    if body["to_member_id"] == member_id:
        raise contract.TransferToSelf(member_id=member_id)
    members = locked_by_id(unit, [member_id, body["to_member_id"]])
    giver, taker = members[member_id], members[body["to_member_id"]]
    count, on = body["count"], body["effective_on"] or unit.today
    signed_on = body["signed_on"] or on
    if on < signed_on:
        raise contract.MovementBackdated(on=on, earliest=signed_on)
    _check_taker(unit, taker, on, body["approval"])
    kind = share_type(unit, body["share_type"], on)
    pieces = paid_pieces(unit, giver.id, kind.slug, count, on)
    held = shares_held(unit, [giver.id, taker.id])
    if is_member(giver, on) and giver.left_on is None:
        check_bounds(unit, giver, held[giver.id], -count, on)
    check_bounds(unit, taker, held[taker.id], count, on)
    amount = sum(piece.called for piece in pieces)
    Parts(unit, [giver, taker], on).move(on, {giver.id: -amount, taker.id: amount}, members)
    rows = pieces_got(pieces, taker.id, on)
    entry = _book(unit, on, f"Transfer of {count} share(s) {rows[0].id}", amount, rows, body["approval"])
    shown = write_pairs(unit, pieces, rows, ("transfer_out", "transfer_in"), entry, signed_on, body["approval"])
    unit.emit(contract.shares_transferred, f"members/{giver.id}", {
        "member_id": giver.id, "to_member_id": taker.id, "count": count, "amount": Money(amount, unit.currency),
        "subscription_ids": [row.id for row in rows],
    })  # fmt: skip
    for row in rows:
        if row.paid:
            paid = Money(row.paid, unit.currency)
            unit.emit(*paid_up_told(taker.id, row.id, paid, paid, held[taker.id] + count))
    return shown


@answers(contract.convert)
def convert(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Convert fully paid shares, oldest first, into as many of another type as the same money makes."""
    hold_the_book(unit)
    member = known_member(unit, member_id)
    on = body["effective_on"] or unit.today
    source, target = share_type(unit, body["from_type"], on), share_type(unit, body["to_type"], on)
    if source.slug == target.slug:
        raise contract.SameShareType(share_type=source.slug)
    pieces = paid_pieces(unit, member.id, source.slug, body["count"], on)
    rows = []
    for piece in pieces:
        count = rules.converted(piece.count, piece.row.unit_price, target.nominal.minor)
        if count is None:
            unit_price = Money(piece.row.unit_price, unit.currency)
            raise contract.ConversionLeavesRemainder(count=piece.count, unit_price=unit_price, nominal=target.nominal)
        rows.append(_got(piece, member.id, target.slug, target.nominal.minor, count, "conversion", on))
    into, amount = sum(row.count for row in rows), sum(piece.called for piece in pieces)
    check_bounds(unit, member, shares_held(unit, [member.id])[member.id], into - body["count"], on)
    label = f"Conversion of {body['count']} share(s) {source.slug} into {into} {target.slug} {rows[0].id}"
    entry = _book(unit, on, label, amount, rows, None)
    shown = write_pairs(unit, pieces, rows, ("conversion", "conversion"), entry, on, None)
    unit.emit(contract.shares_converted, f"members/{member.id}", {
        "member_id": member.id, "from_type": source.slug, "to_type": target.slug, "count": body["count"],
        "into": into, "amount": Money(amount, unit.currency),
    })  # fmt: skip
    return shown


def _check_taker(unit: Unit, taker: Member, on: date, approval: str | None) -> None:
    """Refuse a taker who is no member, unless the statutes let shares go to others, and whoever must has agreed."""
    if is_member(taker, on):
        return check_not_gone(unit, taker, on)
    rule = unit.rules_on(on).statutes("shares.transfer", {})
    if not rule.value.get("to_non_members", False):
        raise contract.TransferToNonMember(article=rule.article, member_id=taker.id, on=on)
    approved_by = rule.value.get("approved_by")
    if approved_by and not approval:
        raise contract.TransferNotApproved(article=rule.article, member_id=taker.id, approved_by=approved_by)
    return check_not_gone(unit, taker, on)


def pieces_got(pieces: Sequence[Piece], member_id: str, on: date) -> list[Subscription]:
    """Return the shares that pieces become in another's hands."""
    return [_got(piece, member_id, piece.row.share_type, piece.row.unit_price, piece.count, "transfer", on)
            for piece in pieces]  # fmt: skip


def _got(piece: Piece, member_id: str, kind: str, price: int, count: int, origin: str, on: date) -> Subscription:
    """Return the shares that come of a piece, fully paid, with the capital that they stand for."""
    return Subscription(
        id=new_id("sub"), member_id=member_id, share_type=kind, origin=origin, count=count, unit_price=price,
        amount=piece.called, paid=piece.called, held=count, called=piece.called, paid_up=piece.called,
        subscribed_on=on, reason=origin, entry=None,
    )  # fmt: skip


def _book(
    unit: Unit, on: date, label: str, amount: int, rows: Sequence[Subscription], reference: str | None
) -> int | None:
    """Book what changes hands; shares whose capital is lost altogether book nothing."""
    if not amount:
        return None
    money = Money(amount, unit.currency)
    lines = (debit(PAID_UP_CAPITAL, money), credit(PAID_UP_CAPITAL, money))
    draft = Draft("capital", on, label, lines, reference=reference, metadata={"source": rows[0].id})
    return post(unit, [draft])[0].seq


def write_pairs(
    unit: Unit, pieces: Sequence[Piece], rows: Sequence[Subscription], kinds: tuple[str, str], entry: int | None,
    signed_on: date, reference: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Write what went and what came, pair by pair, into the register."""
    moves: list[Move] = []
    went, came = kinds
    for piece, row in zip(pieces, rows, strict=True):
        piece.leaves()
        row.entry = entry
        details: dict[str, Any] = {"signed_on": signed_on, "reference": reference, "entry": entry}
        moves += [
            replace(piece.move(went, row.subscribed_on, row.reason), **details),
            Move(came, row.member_id, row.subscribed_on, row.reason, count=row.count, amount=row.amount,
                 called=row.amount, paid=row.amount, unit_price=row.unit_price, subscription_id=row.id,
                 share_type=row.share_type, **details),
        ]  # fmt: skip
    unit.session.add_all(rows)
    return {"movements": [movement_shown(row, unit.currency) for row in write_movements(unit, moves)]}
