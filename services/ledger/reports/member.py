"""Shows what stands between a member and the cooperative, from the lines that carry the member."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.money import Money
from services.commons.refusals import NotFound
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named
from services.ledger.accounts.names import names_of
from services.ledger.accounts.tables import Auxiliary
from services.ledger.capital.actions import member_shares
from services.ledger.journal.tables import Balance, Entry, EntryLine, entry_id
from services.ledger.journal.years import running_year
from services.ledger.reports import contract
from services.ledger.reports.sheets import member_statement_sheet
from services.ledger.reports.statements import coop_name

MOST_LINES = 2_000


@answers(contract.member_statement)
def member_statement(unit: Unit, member_id: str, since: date | None, until: date | None) -> dict[str, Any]:
    """Show every account that carries a member, line by line."""
    last = until or unit.today
    first = since or running_year(unit, last).starts_on
    if first > last:
        raise contract.PeriodReversed(since=first, until=last)
    known = unit.session.get(Auxiliary, member_id)
    if known is None or known.kind != "member":
        raise NotFound(what="member", id=member_id)
    opening = _opening(unit, member_id, first)
    lines = _lines(unit, member_id, first, last)
    labels = accounts_named(unit.session, {*opening, *lines})

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    accounts, owed, owing = [], 0, 0
    for code in sorted({*opening, *lines}):
        balance = opening[code]
        shown = []
        for line, entry in lines[code]:
            balance += line.amount
            shown.append({
                "entry": entry_id(entry.seq), "date": entry.day, "label": entry.label, "reference": entry.reference,
                "debit": money(line.amount) if line.amount > 0 else None,
                "credit": money(-line.amount) if line.amount < 0 else None, "balance": money(balance),
            })  # fmt: skip
        if shown or balance:
            accounts.append({"account": code, "label": labels[code].label, "opening": money(opening[code]),
                             "lines": shown, "closing": money(balance)})  # fmt: skip
        owed, owing = owed + max(balance, 0), owing + max(-balance, 0)
    held = member_shares(unit, member_id, last)
    return {
        "member_id": member_id, "since": first, "until": last, "shares": held["shares"], "paid_up": held["paid_up"],
        "owed_by_member": money(owed), "owed_to_member": money(owing), "accounts": accounts,
    }  # fmt: skip


def _opening(unit: Unit, member_id: str, first: date) -> defaultdict[str, int]:
    """Return what each account that carries the member stands at when the period begins."""
    before = first - timedelta(days=1)
    month = f"{first.year:04d}-{first.month:02d}"
    sums: defaultdict[str, int] = defaultdict(int)
    stored = (
        select(Balance.account, func.sum(Balance.debit - Balance.credit))
        .where(Balance.auxiliary == member_id, Balance.period < month).group_by(Balance.account)
    )  # fmt: skip
    begun = (
        select(EntryLine.account, func.sum(EntryLine.amount)).join(Entry, Entry.seq == EntryLine.entry)
        .where(EntryLine.auxiliary == member_id, Entry.day.between(first.replace(day=1), before))
        .group_by(EntryLine.account)
    )  # fmt: skip
    for part in (stored, begun):
        for account, amount in unit.session.execute(part):
            sums[account] += int(amount)
    return sums


def _lines(unit: Unit, member_id: str, first: date, last: date) -> defaultdict[str, list[tuple[EntryLine, Entry]]]:
    wanted = (
        select(EntryLine, Entry).join(Entry, Entry.seq == EntryLine.entry)
        .where(EntryLine.auxiliary == member_id, Entry.day.between(first, last))
        .order_by(Entry.day, Entry.seq, EntryLine.number).limit(MOST_LINES + 1)
    )  # fmt: skip
    rows = unit.session.execute(wanted).all()
    if len(rows) > MOST_LINES:
        raise contract.StatementTooLong(most=MOST_LINES)
    found: defaultdict[str, list[tuple[EntryLine, Entry]]] = defaultdict(list)
    for line, entry in rows:
        found[line.account].append((line, entry))
    return found


@answers(contract.member_statement_document)
def member_statement_document(
    unit: Unit, member_id: str, since: date | None, until: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write a member's statement, with the name joined where it is known."""
    shown = member_statement(unit, member_id, since, until)
    name = names_of(unit.session, [member_id]).get(member_id, member_id)
    return written(unit, member_statement_sheet(coop_name(unit), shown, name), format, language, cursor,
                   f"statement-{member_id}-{shown['until']}")  # fmt: skip
