"""Looks at open lines and matches what is sure enough for the account; the rest waits with its proposals."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.banking.tables import BankAccount, BankLine, BankLineStanding

from .candidates import Candidates, Proposal
from .settling import Leg, Settling

MOST_LINES = 5_000  # of one account in one run, the newest: a run ends in a bounded time
SURE = {"none": (), "certain": ("certain",), "strong": ("certain", "strong")}


def run(unit: Unit, account: BankAccount) -> Counter[str]:
    """Match the open lines of an account where that is sure, and note on the others whether there are proposals.

    The caller holds the book. What a room refuses (a closed period, say) leaves that line unmatched.
    """
    counts: Counter[str] = Counter(looked_at=0, matched=0, proposed=0, unmatched=0, refused=0)
    rows = unit.session.execute(
        select(BankLine, BankLineStanding).join(BankLineStanding, BankLineStanding.line_id == BankLine.id)
        .where(BankLine.account_id == account.id, BankLineStanding.state.in_(("unmatched", "proposed")))
        .order_by(BankLine.booked_on.desc(), BankLine.id.desc()).limit(MOST_LINES)
    ).all()  # fmt: skip
    candidates = Candidates.of(unit, account)
    for line, standing in reversed(rows):
        counts["looked_at"] += 1
        proposals = candidates.for_line(line, standing)
        # Certain things and strong ones are done when there is one of them; two are a person's choice.
        sure = [one for one in proposals if one.confidence in SURE[account.automatic]]
        best = sure[0] if sure and (len(sure) == 1 or sure[0].confidence != sure[1].confidence) else None
        if best is not None and (settled := _settled(unit, line, best)) is not None:
            counts["matched" if settled else "refused"] += 1
            if settled:
                candidates = Candidates.of(unit, account) if _changes_more(best) else _without(candidates, best)
                continue
        state = "proposed" if proposals else "unmatched"
        if standing.state != state:
            standing.state = state
        counts[state] += 1
    unit.session.flush()
    return counts


def carry_out(settling: Settling, proposal: Proposal) -> None:
    """Match a line as proposed."""
    if proposal.returned is not None:
        settling.returned(proposal.returned)
    elif proposal.rule is not None:
        rule = proposal.rule
        settling.accounts([Leg(rule.account, None, {"auxiliary": rule.auxiliary, **rule.axes})], rule.label, rule.id)
    else:
        for part in proposal.parts:
            if part.kind == "book":
                settling.book(part.id, abs(part.amount))
            else:
                settling.item(part.kind, part.id, abs(part.amount))


def match_body(proposal: Proposal, currency: str) -> dict[str, Any]:
    """Return the body that matches a line as proposed."""
    from services.commons.money import Money

    def money(minor: int) -> dict[str, str]:
        return {"amount": str(Money(minor, currency)), "currency": currency}

    if proposal.returned is not None:
        return {"returned": proposal.returned}
    if proposal.rule is not None:
        rule = proposal.rule
        auxiliary = {"auxiliary": rule.auxiliary} if rule.auxiliary else {}
        return {"accounts": [{"account": rule.account, **auxiliary, **rule.axes}], "label": rule.label}
    books = [{"entry": one.id, "amount": money(abs(one.amount))} for one in proposal.parts if one.kind == "book"]
    items = [
        {"kind": one.kind, "id": one.id, "amount": money(abs(one.amount))}
        for one in proposal.parts if one.kind != "book"
    ]  # fmt: skip
    return {"books": books} if books else {"items": items}


def _settled(unit: Unit, line: BankLine, proposal: Proposal) -> bool:
    """Match under a savepoint; False when a room refuses, and nothing of it is left."""
    told = len(unit.emitted)
    try:
        with unit.session.begin_nested():
            carry_out(Settling.opened(unit, line.id), proposal)
        return True
    except Refusal:
        del unit.emitted[told:]
        return False


def _changes_more(proposal: Proposal) -> bool:
    """Say whether a match opens or changes more than the items it names: what came back is open again."""
    return proposal.returned is not None


def _without(candidates: Candidates, proposal: Proposal) -> Candidates:
    """Return the candidates without what was settled just now."""
    from services.ledger.banking.rules.scoring import Items

    gone = {(part.kind, part.id) for part in proposal.parts}
    if any(kind == "book" for kind, _ in gone):
        for amount in {part.amount for part in proposal.parts}:
            left = [one for one in candidates.booked.get(amount, []) if ("book", one.entry) not in gone]
            candidates.booked[amount] = left
    if any(kind not in ("book", "account") for kind, _ in gone):
        candidates.items = Items([one for one in candidates.items.items if (one.kind, one.id) not in gone])
        keys = [key for key, one in candidates.ordered.items() if (one.item_kind, one.item_id) in gone]
        for key in keys:
            del candidates.ordered[key]
        for _, items in candidates.orders.values():
            items[:] = [one for one in items if (one.item_kind, one.item_id) not in gone]
    return candidates
