"""Redemptions of shares: asked for, listed, and scheduled over the years that the statutes give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from services.commons.bindings import answers
from services.commons.calendar import months_later
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.capital import contract, rules
from services.ledger.capital.leaving import cancel, cancel_who_left, request
from services.ledger.capital.levels import Floor
from services.ledger.capital.limits import Parts
from services.ledger.capital.members import known_member
from services.ledger.capital.subscriptions import check_bounds
from services.ledger.capital.tables import Instalment, Member, Redemption
from services.ledger.capital.taking import Piece, check_not_before, holdings, paid_pieces, whole
from services.ledger.journal.posting import hold_the_book

YEARS = "membership.withdrawal.redemption_years"
DEFAULT_YEARS = 5  # DOMAIN: what statutes usually give; a setting, not law


@answers(contract.request_redemption)
def request_redemption(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask shares back: a former member all of them, a member a part where the statutes allow it."""
    hold_the_book(unit)
    cancel_who_left(unit)
    member = known_member(unit, member_id)
    held = holdings(unit, member.id)
    if not held:
        raise contract.NothingToRedeem(member_id=member.id)
    on = body["requested_on"] or unit.today
    if member.left_on is not None and member.left_on < on:
        check_not_before(unit, [row.id for row in held], on)
        return _cancelled(unit, member, [whole(row) for row in held], body["reason"] or "resignation", on)
    return _cancelled(unit, member, _part(unit, member, sum(row.held for row in held), body, on), "partial", on)


def _cancelled(unit: Unit, member: Member, pieces: Sequence[Piece], reason: str, on: date) -> dict[str, Any]:
    row = request(unit, member.id, sum(piece.count for piece in pieces), reason, on, None)
    cancel(unit, row, pieces, on)
    unit.session.flush()
    return redemptions_shown(unit, [row])[0]


def _part(unit: Unit, member: Member, held: int, body: dict[str, Any], on: date) -> list[Piece]:
    """Return the part of the shares that a member may ask back who stays."""
    rule = unit.rules_on(on).statutes("shares.partial_redemption", False)
    count = body["count"] or held
    if not rule.value:
        raise contract.PartialRedemptionNotAllowed(article=rule.article, member_id=member.id)
    pieces = paid_pieces(unit, member.id, None, count, on)
    check_bounds(unit, member, held, -count, on)
    amount = sum(piece.called for piece in pieces)
    floor = Floor(unit)
    if floor.capital - amount < floor.least:
        raise contract.CapitalBelowFloor(
            article=floor.rule.article, amount=Money(amount, unit.currency),
            capital=Money(floor.capital - amount, unit.currency), floor=Money(floor.least, unit.currency),
            highest=Money(floor.highest, unit.currency),
        )  # fmt: skip
    Parts(unit, [member], on).move(on, {member.id: -amount}, {member.id: member})
    return pieces


@answers(contract.schedule_redemption)
def schedule_redemption(unit: Unit, redemption_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Fix the instalments of a redemption that is valued: as asked, or equal ones over the years of the statutes."""
    row = locked_redemption(unit, redemption_id)
    need_state(row, "valued")
    rule = unit.rules.statutes(YEARS, DEFAULT_YEARS)
    ended_on = row.left_on or row.cancelled_on
    assert ended_on is not None and row.cancelled_on is not None
    latest = max(unit.today, months_later(ended_on, 12 * int(rule.value)))
    if body["instalments"]:
        parts = [(one["due_on"], _minor(unit, row, one["amount"])) for one in body["instalments"]]
    else:
        years = int(rule.value) if body["years"] is None else body["years"]
        parts = rules.instalments(row.value, ended_on, unit.today, years)
    parts.sort(key=lambda one: one[0])
    for due_on, _ in parts:
        if due_on > latest:
            raise contract.ScheduleTooLong(article=rule.article, due_on=due_on, latest=latest, years=rule.value)
        if due_on < row.cancelled_on:
            raise contract.MovementBackdated(on=due_on, earliest=row.cancelled_on)
    if (total := sum(amount for _, amount in parts)) != row.value:
        raise contract.ScheduleDiffers(
            redemption_id=row.id, total=Money(total, unit.currency), value=Money(row.value, unit.currency)
        )
    unit.session.add_all(
        Instalment(redemption_id=row.id, number=number, due_on=due_on, amount=amount, paid=0)
        for number, (due_on, amount) in enumerate(parts, 1)
    )
    row.state = "scheduled"
    unit.session.flush()
    return redemptions_shown(unit, [row])[0]


def _minor(unit: Unit, row: Redemption, amount: Money) -> int:
    if amount.currency != unit.currency:
        value = Money(row.value, unit.currency)
        raise contract.ScheduleDiffers(redemption_id=row.id, total=f"{amount} {amount.currency}", value=value)
    return amount.minor


@answers(contract.list_redemptions)
def list_redemptions(
    unit: Unit, member_id: str | None, state: str | None, due_on: date | None, limit: int, cursor: str | None
) -> Listed:
    """List redemptions, oldest first."""
    rows = select(Redemption)
    if member_id:
        rows = rows.where(Redemption.member_id == member_id)
    if state:
        rows = rows.where(Redemption.state == state)
    if due_on:
        due = exists().where(
            Instalment.redemption_id == Redemption.id, Instalment.due_on <= due_on, Instalment.paid < Instalment.amount
        )
        rows = rows.where(due)
    page = page_of(unit.session, rows, key=[Redemption.id], limit=limit, cursor=cursor)
    return Listed(redemptions_shown(unit, page.data), page.next_cursor)


@answers(contract.get_redemption)
def get_redemption(unit: Unit, redemption_id: str) -> dict[str, Any]:
    """Show a redemption."""
    row = unit.session.get(Redemption, redemption_id)
    if row is None:
        raise contract.UnknownRedemption(redemption_id=redemption_id)
    return redemptions_shown(unit, [row])[0]


def locked_redemption(unit: Unit, redemption_id: str) -> Redemption:
    """Return a redemption with the book held, so that nothing else moves capital meanwhile."""
    hold_the_book(unit)
    found = select(Redemption).where(Redemption.id == redemption_id).with_for_update()
    row = unit.session.scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise contract.UnknownRedemption(redemption_id=redemption_id)
    return row


def need_state(row: Redemption, state: str) -> None:
    """Refuse a step that does not begin where the redemption stands."""
    if row.state != state:
        raise contract.RedemptionInWrongState(redemption_id=row.id, state=row.state, needed=state)


def redemptions_shown(unit: Unit, rows: Sequence[Redemption]) -> list[dict[str, Any]]:
    """Return redemptions as the API shows them, with their instalments."""
    instalments: dict[str, list[dict[str, Any]]] = {row.id: [] for row in rows}

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    found = select(Instalment).where(Instalment.redemption_id.in_(instalments))
    for one in unit.session.scalars(found.order_by(Instalment.redemption_id, Instalment.number)):
        instalments[one.redemption_id].append(
            {"number": one.number, "due_on": one.due_on, "amount": money(one.amount), "paid": money(one.paid)}
        )
    return [
        {
            "id": row.id, "member_id": row.member_id, "state": row.state, "reason": row.reason, "count": row.count,
            "requested_on": row.requested_on, "left_on": row.left_on, "cancelled_on": row.cancelled_on,
            "year": row.year, "nominal": money(row.nominal), "unpaid": money(row.unpaid),
            "loss": None if row.loss is None else money(row.loss),
            "value": None if row.loss is None else money(row.value), "valued_on": row.valued_on,
            "paid": money(row.paid), "instalments": instalments[row.id],
        }
        for row in rows
    ]  # fmt: skip
