"""Settles a bank line: ties it to the books, and has posted what the books lack, exactly once.

Everything happens under the lock of the line's standing: a second match of the same line finds it matched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.accounts.names import pseudonymised
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.tables import (
    BankAccount,
    BankLine,
    BankLineStanding,
    BankMatch,
    KnownPayer,
    PaymentOrder,
    PaymentOrderItem,
)
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, DraftLine
from services.ledger.journal.tables import entry_id, entry_seq

from .books import counter_entry, open_book_lines, posted_line
from .sources import SOURCES, Settlement, open_item


@dataclass(frozen=True)
class Leg:
    """An account that a line is booked on; ``amount`` as the line, None for what is left of it."""

    account: str
    amount: int | None = None
    axes: dict[str, str | None] = field(default_factory=dict)


@dataclass
class Settling:
    """A line that is being matched, part by part; ``on`` is the day of what is posted for it."""

    unit: Unit
    account: BankAccount
    line: BankLine
    standing: BankLineStanding
    on: date

    @property
    def left(self) -> int:
        """What of the line is not matched yet, signed as the line."""
        return self.line.amount - self.standing.matched

    @classmethod
    def opened(cls, unit: Unit, line_id: str, on: date | None = None) -> Settling:
        """Lock a line that has something left to match; the caller holds the book."""
        settling = cls.held(unit, line_id)
        settling.on = on or settling.line.booked_on
        if settling.standing.state in ("matched", "ignored"):
            raise refused.BankLineSettled(line=line_id, state=settling.standing.state)
        return settling

    @classmethod
    def held(cls, unit: Unit, line_id: str) -> Settling:
        """Lock a line whatever its state."""
        found = select(BankLineStanding).where(BankLineStanding.line_id == line_id).with_for_update()
        standing = unit.session.scalar(found.execution_options(populate_existing=True))
        if standing is None:
            raise NotFound(what="bank line", id=line_id)
        line = unit.session.get_one(BankLine, line_id)
        return cls(unit, unit.session.get_one(BankAccount, standing.account_id), line, standing, line.booked_on)

    def item(self, kind: str, identifier: str, amount: int | None) -> None:
        """Settle an open item by an amount above zero (all that fits, if None), through the room that owns it."""
        item = open_item(self.unit, kind, identifier)
        fits = min(abs(self.left), abs(item.outstanding))
        paid = fits if amount is None else amount
        if (self.left > 0) != (item.outstanding > 0) or paid > abs(item.outstanding):
            raise refused.OpenItemExceeded(
                kind=kind, id=identifier, outstanding=self._money(item.outstanding),
                given=self._money(paid if self.left > 0 else -paid),
            )  # fmt: skip
        signed = self._fitting(paid if self.left > 0 else -paid)
        entry = SOURCES[kind].settle(self.unit, item, Settlement(
            self._money(paid), self.on, self.account.ledger_account, self.line.id
        ))  # fmt: skip
        number = posted_line(self.unit.session, entry, self.account, signed)
        ordered = self._executed(kind, identifier, paid)
        self._tie("open_item", signed, entry, number, item_kind=kind, item_id=identifier, order_item=ordered)
        if item.auxiliary is not None:
            self._remember_payer(item.auxiliary)

    def book(self, entry: str, amount: int | None) -> None:
        """Tie the line to one that the books hold already, by an amount above zero (all that fits, if None)."""
        seq = entry_seq(entry)
        lines = open_book_lines(self.unit.session, self.account, entry=seq) if seq is not None else []
        fitting = [one for one in lines if (one.left > 0) == (self.left > 0)]
        wanted = min(abs(self.left), abs(fitting[0].left)) if amount is None and fitting else amount or abs(self.left)
        chosen = next((one for one in fitting if abs(one.left) >= wanted), None)
        if chosen is None:
            raise refused.BookLineUnfit(entry=entry, given=self._money(wanted))
        signed = self._fitting(wanted if self.left > 0 else -wanted)
        self._tie("book", signed, chosen.entry, chosen.number)

    def accounts(self, legs: Sequence[Leg], label: str | None, rule_id: str | None = None) -> None:
        """Book the line on accounts in one entry of the bank journal; as by hand, for accounts that registers keep."""
        parts: list[tuple[Leg, int]] = []
        for leg in legs:
            spoken_for = sum(amount for _, amount in parts)
            parts.append((leg, self._moving(self.left - spoken_for if leg.amount is None else leg.amount)))
        signed = self._fitting(sum(amount for _, amount in parts))
        lines = [DraftLine(self.account.ledger_account, signed, self.unit.currency)]
        lines += [DraftLine(leg.account, -amount, self.unit.currency, **leg.axes) for leg, amount in parts]
        draft = Draft(
            "bank", self.on, label or f"Bank line {self.line.id}", tuple(lines), reference=self.line.id,
            metadata={"source": self.line.id},
        )  # fmt: skip
        entry = post(self.unit, [draft], by_hand=True)[0].seq
        self._tie("account", signed, entry, 1, rule_id=rule_id)

    def returned(self, match_id: str) -> None:
        """Take back a payment that came back with this line: its counter-entry, dated as the line; the item is open."""
        match = self.unit.session.get(BankMatch, match_id, with_for_update=True)
        if match is None or match.kind not in ("open_item", "account") or match.undone_at or match.returned_by:
            raise refused.MatchNotReversible(line=self.line.id, why=f"{match_id} is no match that could come back")
        if match.account_id != self.account.id or match.amount != -self.left:
            raise refused.MatchExceedsLine(
                line=self.line.id, outstanding=self._money(self.left), given=self._money(-match.amount)
            )
        entry = taken_back(self.unit, match, self.on)
        number = posted_line(self.unit.session, entry, self.account, self.left)
        tie = self._tie("return", self.left, entry, number, item_kind="match", item_id=match.id)
        match.returned_by = tie
        if match.order_item is not None:
            self.unit.session.get_one(PaymentOrderItem, match.order_item).state = "returned"

    def _moving(self, amount: int) -> int:
        if amount == 0:
            raise refused.MatchExceedsLine(
                line=self.line.id, outstanding=self._money(self.left), given="a part of nothing"
            )
        return amount

    def _fitting(self, signed: int) -> int:
        if signed == 0 or (signed > 0) != (self.left > 0) or abs(signed) > abs(self.left):
            raise refused.MatchExceedsLine(
                line=self.line.id, outstanding=self._money(self.left), given=self._money(signed)
            )
        return signed

    def _tie(self, kind: str, signed: int, entry: int, number: int, **about: Any) -> str:
        match = BankMatch(
            id=new_id("mat"), line_id=self.line.id, account_id=self.account.id, kind=kind, amount=signed, entry=entry,
            entry_line=number, made_at=self.unit.now, made_by=self.unit.actor.id,
            **{"item_kind": None, "item_id": None, "order_item": None, "rule_id": None, **about},
        )  # fmt: skip
        self.unit.session.add(match)
        self.standing.matched += signed
        self.standing.state = "matched" if self.left == 0 else "unmatched"
        self.unit.session.flush()
        return match.id

    def _executed(self, kind: str, identifier: str, paid: int) -> str | None:
        """Note that the bank has carried out a payment of ours, if one of this item and amount is under way."""
        ordered = self.unit.session.scalar(
            select(PaymentOrderItem).join(PaymentOrder, PaymentOrder.id == PaymentOrderItem.order_id).where(
                PaymentOrderItem.item_kind == kind, PaymentOrderItem.item_id == identifier,
                PaymentOrderItem.amount == paid, PaymentOrderItem.state == "live",
                PaymentOrder.account_id == self.account.id, PaymentOrder.state.in_(("approved", "sent")),
            ).with_for_update()
        )  # fmt: skip
        if ordered is None:
            return None
        ordered.state = "executed"
        self.unit.session.flush()
        live = select(PaymentOrderItem.id).where(
            PaymentOrderItem.order_id == ordered.order_id, PaymentOrderItem.state == "live"
        )
        if self.unit.session.scalar(live.limit(1)) is None:
            self.unit.session.get_one(PaymentOrder, ordered.order_id).state = "executed"
        return ordered.id

    def _remember_payer(self, auxiliary: str) -> None:
        """Know the IBAN of who paid in, where the line shows one alone; it is never taken for where to pay."""
        ibans = {one["iban"] for one in self.line.details if one.get("iban")}
        if self.line.amount < 0 or len(ibans) != 1 or pseudonymised(self.unit.session, [auxiliary]):
            return
        row = insert(KnownPayer).values(iban=ibans.pop(), auxiliary=auxiliary, seen_at=self.unit.now)
        self.unit.session.execute(row.on_conflict_do_nothing())

    def _money(self, minor: int) -> Money:
        return Money(minor, self.unit.currency)


def taken_back(unit: Unit, match: BankMatch, on: date) -> int:
    """Post the counter-entry of what a match had posted, through the room that owns the item, and return it."""
    if match.kind == "account":
        return counter_entry(unit, match.entry, on, f"Reversal of {entry_id(match.entry)}")
    return SOURCES[match.item_kind or ""].undo(unit, match.item_id or "", match.entry, on)


def unmatch(unit: Unit, line_id: str, on: date) -> Settling:
    """Undo all matches of a line, the last first: entries made for them get their counter-entry, once."""
    settling = Settling.held(unit, line_id)
    standing = settling.standing
    if standing.state == "ignored":
        standing.state, standing.reason = "unmatched", None
        return settling
    rows = unit.session.scalars(
        select(BankMatch).where(BankMatch.line_id == line_id, BankMatch.undone_at.is_(None))
        .order_by(BankMatch.id.desc()).with_for_update()
    ).all()  # fmt: skip
    if not rows:
        raise refused.BankLineNotSettled(line=line_id)
    for match in rows:
        if match.returned_by is not None:
            raise refused.MatchNotReversible(line=line_id, why="the payment came back since")
        if match.kind == "return":
            raise refused.MatchNotReversible(line=line_id, why="the item is open again: match the line with it instead")
        if match.kind != "book":
            match.undone_entry = taken_back(unit, match, on)
        match.undone_at = unit.now
        standing.matched -= match.amount
        if match.order_item is not None:
            _under_way_again(unit, match.order_item)
    standing.state = "unmatched"
    unit.session.flush()
    return settling


def _under_way_again(unit: Unit, order_item: str) -> None:
    ordered = unit.session.get_one(PaymentOrderItem, order_item)
    ordered.state = "live"
    order = unit.session.get_one(PaymentOrder, ordered.order_id)
    if order.state == "executed":
        order.state = "sent"
