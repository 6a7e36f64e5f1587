"""Takes statements in and shows them with their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.refusals import NotFound, Refusal
from services.commons.storage import Listed, Unit, page_of
from services.commons.workers.offload import offload
from services.ledger.banking import contract
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.formats.csv_mapped import sheet
from services.ledger.banking.formats.detected import statement_lines
from services.ledger.banking.matching import automatic
from services.ledger.banking.statements.chain import chain_of
from services.ledger.banking.statements.movement import Head, Movement, RawLine
from services.ledger.banking.statements.showing import shown_lines
from services.ledger.banking.statements.taking import Taken, take
from services.ledger.banking.tables import BankAccount, BankLine, BankLineStanding, BankStatement, BankStatementLine
from services.ledger.journal.posting import hold_the_book

# A file is settled as a whole, so that its lines are seen together; no file has more (formats.bounds).
WHOLE = 1_000_000
Value = Head | Movement | RawLine


def take_in(
    unit: Unit, values: Sequence[Value], format: str | None, bank_account: str | None, mapping: dict[str, Any] | None,
    match: bool, dry_run: bool,
) -> list[Verdict]:  # fmt: skip
    """Take in the statements of a file; a verdict for each line. What is sure is matched when all are in."""
    hold_the_book(unit)  # before any account is locked, as every other matching does
    raw = [one.content for one in values if isinstance(one, RawLine)]
    if raw:
        taken = _csv(unit, raw, bank_account, mapping)
    else:
        taken = take(unit, [one for one in values if not isinstance(one, RawLine)], bank_account)
    unit.session.info.setdefault("statements_taken", set()).update(taken.accounts)
    return taken.verdicts


def _csv(unit: Unit, raw: list[bytes], bank_account: str | None, mapping: dict[str, Any] | None) -> Taken:
    """Take in a CSV file: its mapping may be that of the account, which no worker knows."""
    verdicts = [Verdict("skipped")] * len(raw)
    try:
        account = unit.session.get(BankAccount, bank_account) if bank_account else None
        if bank_account and account is None:
            raise refused.UnknownBankAccount(account=bank_account)
        if account is None or (mapping is None and account.csv_mapping is None):
            raise refused.CsvMappingMissing()
        read = offload(sheet, b"\n".join(raw), mapping or account.csv_mapping, unit.currency)
    except Refusal as refusal:
        line = min(int(refusal.values.get("line") or 1), len(raw))
        verdicts[line - 1] = Verdict("refused", problem=refusal.problem())
        return Taken(verdicts)
    for line, problem in read.problems.items():
        verdicts[line - 1] = Verdict("refused", problem=problem)
    if read.head is None:
        return Taken(verdicts)
    taken = take(unit, [read.head, *read.movements], account.id)
    told: list[Head | Movement] = [read.head, *read.movements]
    for value, verdict in zip(told, taken.verdicts, strict=True):
        verdicts[value.line - 1] = verdict
    return Taken(verdicts, taken.accounts)


def finish(unit: Unit, match: bool, **arguments: Any) -> dict[str, int]:
    """Match what is sure on the accounts that statements came for, and say what that came to."""
    touched = sorted(unit.session.info.pop("statements_taken", set())) if match else []
    counts = {"looked_at": 0, "matched": 0, "proposed": 0, "unmatched": 0, "refused": 0}
    for identifier in touched:
        found = automatic.run(unit, unit.session.get_one(BankAccount, identifier))
        counts = {name: count + found[name] for name, count in counts.items()}
    return counts


@answers(
    contract.import_statement, items=statement_lines, finish=finish, atomic=True, chunk=WHOLE, together=take_in
)
def take_line(unit: Unit, value: Value, **arguments: Any) -> Verdict:
    """Take in a file of one line: a statement without movements."""
    return take_in(unit, [value], **arguments)[0]


@answers(contract.list_statements)
def list_statements(unit: Unit, bank_account: str | None, limit: int, cursor: str | None) -> Listed:
    """List the statements in the order in which they came."""
    rows = select(BankStatement)
    if bank_account:
        rows = rows.where(BankStatement.account_id == bank_account)
    page = page_of(unit.session, rows, key=[BankStatement.id], limit=limit, cursor=cursor)
    missing: dict[str, int] = {}
    for account in sorted({row.account_id for row in page.data}):
        missing |= {link.id: link.gap for link in chain_of(unit.session, account).links}
    return Listed([_shown(unit, row, missing.get(row.id, 0)) for row in page.data], page.next_cursor)


def _shown(unit: Unit, row: BankStatement, gap: int) -> dict[str, Any]:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, unit.currency)

    return {
        "id": row.id, "bank_account": row.account_id, "format": row.format, "number": row.number,
        "opens_on": row.opens_on, "closes_on": row.closes_on, "opening": money(row.opening),
        "closing": money(row.closing), "lines": row.lines, "gap": money(gap or None), "imported_at": row.imported_at,
    }  # fmt: skip


@answers(contract.list_lines)
def list_lines(
    unit: Unit, state: str | None, bank_account: str | None, statement: str | None, limit: int, cursor: str | None
) -> Listed:
    """List bank lines in the order in which they came."""
    rows = select(BankLine)
    if state:
        rows = rows.join(BankLineStanding, BankLineStanding.line_id == BankLine.id).where(
            BankLineStanding.state == state
        )
    if bank_account:
        rows = rows.where(BankLine.account_id == bank_account)
    if statement:
        rows = rows.where(BankLine.id.in_(
            select(BankStatementLine.line_id).where(BankStatementLine.statement_id == statement)
        ))  # fmt: skip
    page = page_of(unit.session, rows, key=[BankLine.id], limit=limit, cursor=cursor)
    return Listed(shown_lines(unit, page.data), page.next_cursor)


@answers(contract.get_line)
def get_line(unit: Unit, line_id: str) -> dict[str, Any]:
    """Show a bank line."""
    return shown_lines(unit, [held_line(unit, line_id)])[0]


def held_line(unit: Unit, line_id: str) -> BankLine:
    """Return a bank line, or refuse as not found."""
    row = unit.session.get(BankLine, line_id)
    if row is None:
        raise NotFound(what="bank line", id=line_id)
    return row
