"""Matches bank lines: what they may settle, what they do settle, and back again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.refusals import Invalid, InvalidCursor
from services.commons.storage import Listed, Unit
from services.ledger.banking import contract, open_items  # noqa: F401 – the adapters register themselves
from services.ledger.banking.actions.accounts import held_account
from services.ledger.banking.actions.statements import held_line
from services.ledger.banking.contract.refusals import BankLineSettled, MatchExceedsLine
from services.ledger.banking.matching import automatic
from services.ledger.banking.matching.candidates import Candidates
from services.ledger.banking.matching.settling import Leg, Settling, unmatch
from services.ledger.banking.matching.sources import OpenItem, every_item
from services.ledger.banking.rules.wording import payment_reference
from services.ledger.banking.statements.showing import shown_lines
from services.ledger.banking.tables import BankAccount, BankLineStanding
from services.ledger.journal.posting import hold_the_book
from services.ledger.journal.refusals import WrongCurrency
from services.ledger.journal.shapes import AXES


@answers(contract.list_open_items)
def list_open_items(unit: Unit, kind: str | None, auxiliary: str | None, limit: int, cursor: str | None) -> Listed:
    """List open items by kind and id; the cursor is the place of the last one."""
    items = [one for one in every_item(unit, kind) if auxiliary in (None, one.auxiliary)]
    if cursor is not None:
        after = tuple(cursor.split("|", 1))
        if len(after) != 2:
            raise InvalidCursor()
        items = [one for one in items if (one.kind, one.id) > after]
    page = items[:limit]
    following = f"{page[-1].kind}|{page[-1].id}" if len(items) > limit else None
    return Listed([_item(unit, one) for one in page], following)


def _item(unit: Unit, item: OpenItem) -> dict[str, Any]:
    return {
        "kind": item.kind, "id": item.id, "auxiliary": item.auxiliary, "due_on": item.due_on,
        "outstanding": Money(item.outstanding, unit.currency), "payment_reference": payment_reference(item.id),
    }  # fmt: skip


@answers(contract.list_proposals)
def list_proposals(unit: Unit, line_id: str) -> dict[str, Any]:
    """Propose what a line settles."""
    line = held_line(unit, line_id)
    standing = unit.session.get_one(BankLineStanding, line_id)
    account = unit.session.get_one(BankAccount, line.account_id)
    found = [] if standing.state == "ignored" else Candidates.of(unit, account).for_line(line, standing)
    return {
        "line": line_id,
        "proposals": [
            {
                "confidence": one.confidence, "reasons": list(one.reasons),
                "parts": [{"kind": part.kind, "id": part.id, "amount": Money(part.amount, unit.currency)}
                          for part in one.parts],
                "rule": one.rule.id if one.rule else None, "match": automatic.match_body(one, unit.currency),
            }
            for one in found
        ],
    }  # fmt: skip


@answers(contract.match_line)
def match_line(unit: Unit, line_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Match a line with what a person names: what came back, open items, lines of the books, accounts."""
    hold_the_book(unit)
    settling = Settling.opened(unit, line_id, body["date"])
    if not (body["returned"] or body["items"] or body["books"] or body["accounts"]):
        raise Invalid(errors=[{"in": "body", "pointer": "", "message": "Name what the line settles."}])
    if body["returned"]:
        settling.returned(body["returned"])
    for part in body["items"]:
        _check_left(settling)
        settling.item(part["kind"], part["id"], _minor(unit, part["amount"]))
    for part in body["books"]:
        _check_left(settling)
        settling.book(part["entry"], _minor(unit, part["amount"]))
    if body["accounts"]:
        _check_left(settling)
        legs = [
            Leg(part["account"], _minor(unit, part["amount"]), {axis: part[axis] for axis in AXES})
            for part in body["accounts"]
        ]
        settling.accounts(legs, body["label"])
    return shown_lines(unit, [settling.line])[0]


def _check_left(settling: Settling) -> None:
    if settling.left == 0:
        nothing = Money(0, settling.unit.currency)
        raise MatchExceedsLine(line=settling.line.id, outstanding=nothing, given="another part")


def _minor(unit: Unit, amount: Money | None) -> int | None:
    if amount is not None and amount.currency != unit.currency:
        raise WrongCurrency(kept=unit.currency, given=amount.currency)
    return None if amount is None else amount.minor


@answers(contract.unmatch_line)
def unmatch_line(unit: Unit, line_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Undo what a line was matched with."""
    hold_the_book(unit)
    on: date = body["date"] or unit.today
    return shown_lines(unit, [unmatch(unit, line_id, on).line])[0]


@answers(contract.ignore_line)
def ignore_line(unit: Unit, line_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set a line aside of which nothing is matched."""
    settling = Settling.opened(unit, line_id)
    if settling.standing.matched:
        raise BankLineSettled(line=line_id, state="partly matched")
    settling.standing.state, settling.standing.reason = "ignored", body["reason"]
    unit.session.flush()
    return shown_lines(unit, [settling.line])[0]


@answers(contract.run_matching)
def run_matching(unit: Unit, body: dict[str, Any]) -> dict[str, int]:
    """Look at the open lines of one account or of all."""
    hold_the_book(unit)
    if body["bank_account"]:
        accounts = [held_account(unit, body["bank_account"])]
    else:
        accounts = list(unit.session.scalars(select(BankAccount).order_by(BankAccount.id)))
    total: Counter[str] = Counter(looked_at=0, matched=0, proposed=0, unmatched=0, refused=0)
    for account in accounts:
        total.update(automatic.run(unit, account))
    return dict(total)
