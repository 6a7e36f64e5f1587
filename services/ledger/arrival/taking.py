"""Takes one file over.

Invariants: a file is in the books as a whole or not at all, and once; the balances that open a year are in them once,
whether an earlier year left them or the file brings them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from services.commons.ids import new_id
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.proposals.tables import EffectRow
from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named
from services.ledger.closing.opening import LOSS, PROFIT, opening_balances
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.refusals import ReservesIndivisible
from services.ledger.journal.reserves import indivisible
from services.ledger.journal.rules import RESERVED, Draft, DraftLine
from services.ledger.journal.tables import Entry, FiscalYear, entry_id
from services.ledger.journal.years import running_year

from .codes import known_codes, settle_codes
from .reading import MARK, Book, Entries, entries_of
from .refusals import ArrivalsOverlap, FecNotMapped, LaterOpening, OpeningDiffers
from .tables import Arrival

OPENING, NONE, POSTED, CARRIED = "opening", "none", "posted", "carried"
SOURCE = "arr"
_MARKED = re.compile(f"{MARK}([^{MARK}]+){MARK}")


def open_book(unit: Unit, book: Book) -> Verdict:
    """Settle what a file is as a whole: whether it came before, what its codes are here, and how its year opens."""
    hold_the_book(unit)
    before = unit.session.scalar(select(Arrival).where(Arrival.digest == book.digest))
    if before is not None:
        unit.session.info["arrival"] = before.id
        return Verdict("skipped", before.id)
    _check_new(unit, book)
    found = settle_codes(unit, book)
    if found.unknown:
        raise _unmapped(found.unknown)
    opening = _opening(unit, book)
    _check_reserves(unit, book, opening)
    row = Arrival(
        id=new_id(SOURCE), digest=book.digest, first_day=book.first_day, last_day=book.last_day, entries=book.entries,
        lines=book.lines, amount=book.amount, posted=0, opening=opening, arrived_at=unit.now,
        notes={**book.notes, "accounts_added": len(found.accounts), "auxiliaries_added": len(found.auxiliaries)},
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    unit.session.info["arrival"] = row.id
    return Verdict("created", row.id)


def _check_new(unit: Unit, book: Book) -> None:
    """Refuse days that arrived before, and a year before one that was opened by entries of its own."""
    overlapping = unit.session.scalar(
        select(Arrival).where(Arrival.first_day <= book.last_day, Arrival.last_day >= book.first_day).limit(1)
    )
    if overlapping is not None:
        raise ArrivalsOverlap(
            first_day=overlapping.first_day, last_day=overlapping.last_day, arrival=overlapping.id
        )  # fmt: skip
    reversal = Entry.__table__.alias("reversal")
    later = unit.session.scalar(
        select(Entry).where(
            Entry.journal == OPENING, Entry.day > book.last_day, Entry.reverses.is_(None),
            ~exists().where(reversal.c.reverses == Entry.seq),
        ).order_by(Entry.day).limit(1)
    )  # fmt: skip
    if later is not None:
        raise LaterOpening(date=later.day, entry=entry_id(later.seq))


def _unmapped(unknown: list[tuple[int, str, str, str]]) -> Refusal:
    refusal = FecNotMapped(count=len(unknown))
    refusal.errors = [
        {"in": "body", "pointer": f"/{line}", "message": f"{kind} {code}: {why}."}
        for line, kind, code, why in sorted(unknown)[:100]
    ]
    return refusal


def _opening(unit: Unit, book: Book) -> str:
    """Say whether the entries that open the year are to be posted, or are what an earlier year left in the books.

    The result of the year before may stand on 120 or 129 and their own accounts: they are compared together.
    """
    journals = known_codes(unit.session, "journal", book.sums)
    openings = {code: book.sums[code] for code, ours in journals.items() if ours == OPENING}
    if not openings:
        return NONE
    accounts = known_codes(unit.session, "account", {code for _, _, sums in openings.values() for code in sums})
    told: dict[str, int] = {}
    for _, _, sums in openings.values():
        for code, amount in sums.items():
            account = _together(accounts[code])
            told[account] = told.get(account, 0) + amount
    day = min(day for day, _, _ in openings.values())
    held: dict[str, int] = {}
    for (account, _), amount in opening_balances(unit.session, _year(unit, day)).items():
        account = _together(account)
        held[account] = held.get(account, 0) + amount
    if not any(held.values()):
        return POSTED
    line = min(line for _, line, _ in openings.values())
    for account in sorted(told.keys() | held.keys()):
        if told.get(account, 0) != held.get(account, 0):
            refusal = OpeningDiffers(
                account=account, file=Money(told.get(account, 0), unit.currency),
                books=Money(held.get(account, 0), unit.currency), date=day,
            )  # fmt: skip
            refusal.errors = [{"in": "body", "pointer": f"/{line}", "message": refusal.detail, "code": refusal.code}]
            raise refusal
    return CARRIED


def _check_reserves(unit: Unit, book: Book, opening: str) -> None:
    """Refuse old books that take out of reserves more than they bring, once an assembly has decided on them here.

    Reserves that the file itself or an earlier one brought may have been used by the assemblies of the old books.
    """
    journals = known_codes(unit.session, "journal", book.sums)
    accounts = known_codes(unit.session, "account", {code for _, _, sums in book.sums.values() for code in sums})
    drawn = sum(
        amount
        for journal, (_, _, sums) in book.sums.items() if opening != CARRIED or journals[journal] != OPENING
        for code, amount in sums.items() if accounts[code].startswith(RESERVED)
    )  # fmt: skip
    decided = exists().where(
        EffectRow.effect.in_(("allocate_surplus", "cover_losses")), EffectRow.state.in_(("applied", "kept"))
    )
    if drawn > 0 and (opening == NONE or unit.session.scalar(select(decided))):
        if article := indivisible(unit):
            raise ReservesIndivisible(article=article)


def _together(account: str) -> str:
    return PROFIT if account.startswith((PROFIT, LOSS)) else account


def _year(unit: Unit, day: date) -> FiscalYear:
    span = running_year(unit, day)
    return FiscalYear(year=span.year, starts_on=span.starts_on, ends_on=span.ends_on, state="open")


def post_entries(unit: Unit, part: Entries) -> Verdict:
    """Post some entries of a file, unless they are in the books already."""
    row = unit.session.scalar(select(Arrival).where(Arrival.digest == part.digest).with_for_update())
    if row is None or part.place < row.posted:  # the book was refused, or came before
        return Verdict("skipped", row and row.id)
    given = entries_of(part.text)
    drafts = [draft for draft in _drafts(unit, row, given) if draft.lines]
    try:
        posted = post(unit, drafts) if drafts else []
    except Refusal as refusal:
        _locate(unit, row, given, refusal)
        raise
    row.posted = part.place + part.count
    return Verdict("created", f"{posted[0].id} to {posted[-1].id}" if posted else row.id)


def _drafts(unit: Unit, row: Arrival, given: list[list[Any]]) -> list[Draft]:
    """Return entries of the file as ours, in its order; those that open a carried year are left out."""
    marked = {code for entry in given for text in (entry[4], entry[5], *entry[6].values()) if MARK in text
              for code in _MARKED.findall(text)}  # fmt: skip
    used = {line[0] for entry in given for line in entry[7]}
    journals = known_codes(unit.session, "journal", {entry[1] for entry in given})
    accounts = known_codes(unit.session, "account", used)
    # The lines of an account of letters (411DUPONT) have that account for their auxiliary.
    own = {account for account in used if not account.isdigit()}
    detailed = {line[1] for entry in given for line in entry[7]}
    auxiliaries = known_codes(unit.session, "auxiliary", detailed | marked | own)
    charted = accounts_named(unit.session, set(accounts.values()))
    detailing = {code for code, account in accounts.items() if charted[account].third_party}
    currency = unit.currency

    def plain(text: str) -> str:
        return _MARKED.sub(lambda found: "{" + auxiliaries[found[1]] + "}", text) if MARK in text else text

    drafts = []
    for _, journal, number, day, label, reference, kept, lines in given:
        if row.opening == CARRIED and journals[journal] == OPENING:
            continue
        metadata = {"source": row.id, "fec.JournalCode": journal, "fec.EcritureNum": number}
        metadata |= {f"fec.{name}": plain(text) for name, text in kept.items()}
        drafts.append(Draft(
            journals[journal], date.fromisoformat(day), plain(label)[:200],
            tuple(
                DraftLine(accounts[account], amount, currency,
                          auxiliaries.get(auxiliary or account) if account in detailing else None)
                for account, auxiliary, amount in lines
            ),
            plain(reference)[:80] or None, metadata,
        ))  # fmt: skip
    return drafts


def _locate(unit: Unit, row: Arrival, given: list[list[Any]], refusal: Refusal) -> None:
    """Say in which line of the file the first entry stands that is refused."""
    for entry in given:
        try:
            with unit.session.begin_nested():
                post(unit, _drafts(unit, row, [entry]))
        except Refusal as found:
            if found.code == refusal.code:
                error = {"in": "body", "pointer": f"/{entry[0]}", "message": found.detail, "code": found.code}
                refusal.errors = [error]
                return
