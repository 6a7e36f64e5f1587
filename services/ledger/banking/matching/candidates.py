"""Everything that bank lines might settle, read once for many lines; and the proposals for one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.ledger.banking.rules.scoring import (
    ORDER,
    Booked,
    Confidence,
    Items,
    Open,
    Part,
    Proposed,
    Seen,
    book_proposals,
    item_proposals,
)
from services.ledger.banking.rules.wording import Words, plain, squeezed
from services.ledger.banking.tables import (
    BankAccount,
    BankLine,
    BankLineStanding,
    BankMatch,
    BankRule,
    KnownPayer,
    Mandate,
    PaymentDetails,
    PaymentOrder,
    PaymentOrderItem,
)

from .books import open_book_lines
from .sources import every_item


@dataclass(frozen=True)
class Proposal:
    """A proposal, and what it rests on beside open items: a rule, an order's payments, a payment that came back."""

    confidence: Confidence
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    rule: BankRule | None = None
    returned: str | None = None

    @classmethod
    def of(cls, scored: Proposed) -> Proposal:
        """Return a scored proposal."""
        return cls(scored.confidence, scored.parts, scored.reasons)


@dataclass
class Candidates:
    """What lines of one bank account may settle; made anew for each transaction."""

    account: BankAccount
    items: Items
    booked: dict[int, list[Booked]]
    payers: dict[str, str]
    rules: list[BankRule]
    ordered: dict[str, PaymentOrderItem]
    orders: dict[str, tuple[PaymentOrder, list[PaymentOrderItem]]]
    sent_back: dict[str, BankMatch]

    @classmethod
    def of(cls, unit: Unit, account: BankAccount) -> Candidates:
        """Read all candidates for the lines of an account."""
        session = unit.session
        items = every_item(unit)
        live = session.scalars(
            select(PaymentOrderItem).join(PaymentOrder, PaymentOrder.id == PaymentOrderItem.order_id)
            .where(PaymentOrder.account_id == account.id, PaymentOrderItem.state == "live")
            .where(PaymentOrder.state.in_(("approved", "sent"))).order_by(PaymentOrderItem.id)
        ).all()  # fmt: skip
        orders: dict[str, tuple[PaymentOrder, list[PaymentOrderItem]]] = {}
        for one in live:
            if one.order_id not in orders:
                orders[one.order_id] = (session.get_one(PaymentOrder, one.order_id), [])
            orders[one.order_id][1].append(one)
        booked: dict[int, list[Booked]] = defaultdict(list)
        for line in open_book_lines(session, account):
            booked[line.left].append(Booked(line.id, line.left, line.day, line.reference))
        return cls(
            account,
            Items([Open(one.kind, one.id, one.outstanding, one.references, one.auxiliary) for one in items]),
            booked,
            _payers(unit),
            list(session.scalars(select(BankRule).where(BankRule.retired_at.is_(None))
                                 .order_by(BankRule.position, BankRule.id))),
            {squeezed(one.end_to_end): one for one in live},
            orders,
            _executed(unit, account),
        )  # fmt: skip

    def for_line(self, line: BankLine, standing: BankLineStanding) -> list[Proposal]:
        """Return the proposals for a line, the surest first; what one of ours named end to end comes before all."""
        left = line.amount - standing.matched
        if left == 0:
            return []
        if line.returned and (came_back := self._came_back(line, left)):
            return [came_back]
        if ordered := self._ordered(line, left):
            return [ordered]
        seen = Seen(left, line.booked_on, Words(searched(line)), self._payer(line))
        found = [Proposal.of(one) for one in (*book_proposals(seen, self.booked.get(left, ())),
                                              *item_proposals(seen, self.items))]  # fmt: skip
        if rule := self._rule(line, left):
            sure: Confidence = "certain" if rule.apply == "automatically" else "strong"
            found.append(Proposal(sure, (Part("account", rule.account, left),), ("rule",), rule))
        return sorted(found, key=lambda one: ORDER[one.confidence])

    def _ordered(self, line: BankLine, left: int) -> Proposal | None:
        """Return the payments of ours that a line shows: by their name from end to end, or a whole order at once."""
        named = [self.ordered[key] for key in end_to_ends(line) if key in self.ordered]
        text = squeezed(searched(line))
        for order, items in self.orders.values():
            sign = -1 if order.kind == "credit_transfer" else 1
            mine = [one for one in named if one.order_id == order.id]
            if mine and sign * sum(one.amount for one in mine) == left:
                return Proposal("certain", _parts(mine, sign), ("end to end", "amount"))
            if len(items) == order.count and sign * order.total == left and squeezed(order.id) in text:
                return Proposal("certain", _parts(items, sign), ("order", "amount"))
        for order, items in self.orders.values():
            sign = -1 if order.kind == "credit_transfer" else 1
            if len(items) == order.count and sign * order.total == left and line.booked_on >= order.execution_on:
                return Proposal("strong", _parts(items, sign), ("amount of an order",))
        return None

    def _came_back(self, line: BankLine, left: int) -> Proposal | None:
        """Return the payment that came back with a line: the same amount the other way, named end to end."""
        for key in end_to_ends(line):
            match = self.sent_back.get(key)
            if match is not None and match.amount == -left:
                return Proposal("certain", (Part("return", match.id, left),), ("came back",), returned=match.id)
        return None

    def _payer(self, line: BankLine) -> str | None:
        found = {self.payers[one["iban"]] for one in line.details if one.get("iban") in self.payers}
        return found.pop() if len(found) == 1 else None

    def _rule(self, line: BankLine, left: int) -> BankRule | None:
        text = searched(line)
        ibans = {one.get("iban") for one in line.details}
        return next((rule for rule in self.rules if _meets(rule, line, left, text, ibans)), None)


def searched(line: BankLine) -> str:
    """Return all words of a line in which a reference may stand (see ``rules.wording.plain``)."""
    parts = [line.label, line.reference or ""]
    for one in line.details:
        parts += [one.get("remittance") or "", one.get("end_to_end") or ""]
    return plain(" | ".join(part for part in parts if part))


def end_to_ends(line: BankLine) -> list[str]:
    """Return what the payments of a line are named end to end, without separators."""
    return [squeezed(one["end_to_end"]) for one in line.details if one.get("end_to_end")]


def _parts(items: Sequence[PaymentOrderItem], sign: int) -> tuple[Part, ...]:
    return tuple(Part(one.item_kind, one.item_id, sign * one.amount) for one in items)


def _meets(rule: BankRule, line: BankLine, left: int, text: str, ibans: set[Any]) -> bool:
    return (
        (rule.account_id is None or rule.account_id == line.account_id)
        and (rule.direction == "any" or (rule.direction == "in") == (left > 0))
        and (rule.at_most is None or abs(left) <= rule.at_most)
        and (rule.contains is None or plain(rule.contains) in text)
        and (rule.iban is None or rule.iban in ibans)
    )


def _payers(unit: Unit) -> dict[str, str]:
    """Return who is known to pay from an IBAN: what was confirmed before, else payment details, else a mandate."""
    session = unit.session
    found: dict[str, str] = {}
    for table in (Mandate, PaymentDetails, KnownPayer):
        found |= {row.iban: row.auxiliary for row in session.execute(select(table.iban, table.auxiliary))}
    return found


def _executed(unit: Unit, account: BankAccount) -> dict[str, BankMatch]:
    """Return the matches of payments of ours that have not come back, by what they are named end to end."""
    rows = unit.session.execute(
        select(BankMatch, PaymentOrderItem.end_to_end)
        .join(PaymentOrderItem, PaymentOrderItem.id == BankMatch.order_item)
        .where(BankMatch.account_id == account.id, BankMatch.undone_at.is_(None), BankMatch.returned_by.is_(None),
               PaymentOrderItem.state == "executed")
    )  # fmt: skip
    return {squeezed(end_to_end): match for match, end_to_end in rows}
