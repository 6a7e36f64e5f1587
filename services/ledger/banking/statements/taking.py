"""Takes statements in: whose they are, what of them is new, and whether one is missing before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.ids import new_id
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.identifiers import masked
from services.ledger.banking.rules.duplicates import Mark, recognised
from services.ledger.banking.rules.wording import label_key
from services.ledger.banking.tables import BankAccount, BankLine, BankLineStanding, BankStatement, BankStatementLine

from .chain import gaps
from .movement import Account, Head, Movement


@dataclass
class Taken:
    """What became of the statements of a file: a verdict for each line, in the order of the lines."""

    verdicts: list[Verdict] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)


def take(unit: Unit, values: Sequence[Head | Movement], bank_account: str | None) -> Taken:
    """Take in statements, each a head followed by its movements; what is known is skipped, faults are verdicts."""
    taken = Taken()
    starts = [place for place, value in enumerate(values) if isinstance(value, Head)]
    for start, end in pairwise([*starts, len(values)]):
        head, *movements = values[start:end]
        assert isinstance(head, Head)
        _take_one(unit, taken, head, [one for one in movements if isinstance(one, Movement)], bank_account)
    return taken


def _take_one(unit: Unit, taken: Taken, head: Head, movements: list[Movement], bank_account: str | None) -> None:
    try:
        account = account_of(unit, head, bank_account)
        _check_currency(unit, head)
    except Refusal as refusal:
        taken.verdicts.append(Verdict("refused", problem=refusal.problem()))
        taken.verdicts += [Verdict("skipped")] * len(movements)
        return
    future = [one.booked_on > unit.today for one in movements]
    if any(future):
        taken.verdicts.append(Verdict("skipped"))
        taken.verdicts += [
            Verdict("refused", problem=refused.MovementInFuture(date=one.booked_on).problem()) if late
            else Verdict("skipped") for one, late in zip(movements, future, strict=True)
        ]  # fmt: skip
        return
    taken.accounts.add(account.id)
    rows = _candidates(unit, account, head, movements)
    known = recognised([_mark(head.format, one) for one in movements], [_mark(_format(row), row) for row in rows])
    ids = [rows[known[place]].id if place in known else new_id("bln") for place in range(len(movements))]
    if (repeated := _repeated(unit, account, head, ids)) is not None:
        taken.verdicts.append(Verdict("skipped", repeated))
        taken.verdicts += [Verdict("skipped", one) for one in ids]
        return
    statement = _write(unit, account, head, movements, ids, set(known))
    gap = gaps(unit.session, account.id).get(statement)
    missing = refused.StatementGap(apart=Money(gap, unit.currency)).problem() if gap else None
    taken.verdicts.append(Verdict("created", statement, missing))
    taken.verdicts += [Verdict("skipped" if place in known else "created", one) for place, one in enumerate(ids)]


def account_of(unit: Unit, head: Head, bank_account: str | None) -> BankAccount:
    """Return the bank account that a statement is of, locked: by what the file says, by what was asked, or by both."""
    named = head.account
    found: list[BankAccount] = []
    if named is not None:
        rows = unit.session.scalars(select(BankAccount).order_by(BankAccount.id))
        found = [row for row in rows if _is_named(row.iban, named)]
    if bank_account is not None:
        row = unit.session.get(BankAccount, bank_account)
        if row is None:
            raise refused.UnknownBankAccount(account=bank_account)
        if named is not None and row not in found and _could_be_told(named):
            raise refused.StatementOfAnotherAccount(bank_account=bank_account)
        found = [row]
    if len(found) != 1:
        raise refused.UnknownBankAccount(account=masked(named.iban or named.number) if named else "nothing it says")
    unit.session.execute(select(BankAccount.id).where(BankAccount.id == found[0].id).with_for_update())
    return found[0]


def _could_be_told(named: Account) -> bool:
    """Say whether a file names its account well enough to contradict a person; OFX may hold the bank's own number."""
    return bool(named.bank and named.branch) or len(named.iban or "") >= 15


def _is_named(iban: str, named: Account) -> bool:
    """Say whether a file names an account; a French IBAN holds bank (5), branch (5) and number (11) after 4."""
    if named.iban is not None and named.iban.upper() == iban:
        return True
    number = (named.number or "").replace(" ", "").upper()
    if not number:
        return False
    if named.bank and named.branch and iban.startswith("FR"):
        return (iban[4:9], iban[9:14], iban[14:25]) == (named.bank, named.branch, number.zfill(11))
    return number == iban or (iban.startswith("FR") and number.zfill(11) == iban[14:25])


def _check_currency(unit: Unit, head: Head) -> None:
    if head.currency not in (None, unit.currency):
        raise refused.StatementInWrongCurrency(given=head.currency, kept=unit.currency)


def _mark(kind: str, one: Movement | BankLine) -> Mark:
    return Mark(one.booked_on, one.amount, label_key(one.label), one.reference, kind)


def _format(row: BankLine) -> str:
    """Return the format of a line; one whose words are gone is known by its day and amount, as in another format."""
    return row.format if row.forgotten_on is None else "forgotten"


def _candidates(unit: Unit, account: BankAccount, head: Head, movements: Sequence[Movement]) -> Sequence[BankLine]:
    """Return the lines that the movements may be, in the order of their days."""
    if not movements:
        return []
    days = [one.booked_on for one in movements]
    wanted = select(BankLine).where(BankLine.account_id == account.id, BankLine.booked_on.between(min(days), max(days)))
    if head.opening is not None and head.opening != head.closing:
        wanted = wanted.where(BankLine.id.not_in(_before(unit, account, head)))
    return unit.session.scalars(wanted.order_by(BankLine.booked_on, BankLine.id)).all()


def _before(unit: Unit, account: BankAccount, head: Head) -> list[str]:
    """Return the lines of a statement's first day that it goes on from: the same amount again is another movement.

    They are those of the statements that lead up to its opening balance on that day. When they come to nothing the
    balance proves nothing: the statement may as well begin with the day and show them once more.
    """
    rows = unit.session.scalars(
        select(BankStatement).where(
            BankStatement.account_id == account.id, BankStatement.closes_on == head.opens_on
        ).order_by(BankStatement.id)
    ).all()  # fmt: skip
    balances, found = [head.opening], set()
    for balance in balances:
        for row in rows:
            if row.closing == balance and row.id not in found:
                found.add(row.id)
                balances += [row.opening] if row.opens_on == head.opens_on else []
    lines = unit.session.execute(
        select(BankLine.id, BankLine.amount).distinct()
        .join(BankStatementLine, BankStatementLine.line_id == BankLine.id)
        .where(BankStatementLine.statement_id.in_(found), BankLine.booked_on == head.opens_on)
    ).all()  # fmt: skip
    return [line for line, _ in lines] if sum(amount for _, amount in lines) else []


def _repeated(unit: Unit, account: BankAccount, head: Head, ids: Sequence[str]) -> str | None:
    """Return the statement that shows the same lines between the same balances and days, if one was taken in."""
    same = unit.session.scalars(
        select(BankStatement).where(
            BankStatement.account_id == account.id, BankStatement.lines == len(ids),
            BankStatement.opens_on == head.opens_on, BankStatement.closes_on == head.closes_on,
            BankStatement.opening.is_not_distinct_from(head.opening),
            BankStatement.closing.is_not_distinct_from(head.closing),
        ).order_by(BankStatement.id)
    )  # fmt: skip
    for row in same:
        held = unit.session.scalars(
            select(BankStatementLine.line_id).where(BankStatementLine.statement_id == row.id)
        ).all()
        if sorted(held) == sorted(ids):
            return row.id
    return None


def _write(
    unit: Unit, account: BankAccount, head: Head, movements: Sequence[Movement], ids: Sequence[str], known: set[int]
) -> str:
    statement = {
        "id": new_id("stm"), "account_id": account.id, "format": head.format, "number": head.number,
        "opens_on": head.opens_on, "closes_on": head.closes_on, "opening": head.opening, "closing": head.closing,
        "lines": len(ids), "imported_at": unit.now,
    }  # fmt: skip
    unit.session.execute(insert(BankStatement).values(statement))
    lines: list[dict[str, Any]] = [
        {"id": identifier, "account_id": account.id, "booked_on": one.booked_on, "valued_on": one.valued_on,
         "amount": one.amount, "label": one.label, "reference": one.reference, "format": head.format,
         "returned": one.returned, "details": [asdict(detail) for detail in one.details]}
        for place, (identifier, one) in enumerate(zip(ids, movements, strict=True)) if place not in known
    ]  # fmt: skip
    if lines:
        unit.session.execute(insert(BankLine), lines)
        unit.session.execute(
            insert(BankLineStanding),
            [{"line_id": one["id"], "account_id": account.id, "state": "unmatched", "matched": 0, "reason": None}
             for one in lines],
        )  # fmt: skip
    shown = [
        {"statement_id": statement["id"], "number": number, "line_id": one} for number, one in enumerate(ids, 1)
    ]
    if shown:
        unit.session.execute(insert(BankStatementLine), shown)
    return str(statement["id"])
