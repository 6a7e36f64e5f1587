"""Erases the bank's words where no book needs them any longer: whose payments they were, and from which account.

A line keeps its day, amount and matches. It goes by its own fiscal year and whoever it names, since a label tells
neither who is a member nor who is a person.
"""

from __future__ import annotations

from sqlalchemy import null, select, update

from services.commons.clock import Clock
from services.commons.storage import Database, Unit
from services.commons.storage.unit import OPERATOR
from services.commons.tasks import Task
from services.ledger.banking.tables import BankLine

from .terms import oldest_kept


def forget_bank_words(database: Database, clock: Clock) -> bool:
    """Erase the words of all bank lines of fiscal years whose vouchers need be kept no longer."""
    with database.reading() as session:
        past = BankLine.booked_on < oldest_kept(Unit(database.coop, database.service, session, clock, OPERATOR))
        due = past, BankLine.forgotten_on.is_(None)
        if session.scalar(select(BankLine.id).where(*due).limit(1)) is None:
            return False
    with database.transaction() as session:
        unit = Unit(database.coop, database.service, session, clock, OPERATOR)
        nothing = {"label": "", "reference": null(), "details": [], "forgotten_on": unit.today}
        session.execute(update(BankLine).where(*due).values(nothing))
    return False


forgetting = Task("bank-words-past-their-books", forget_bank_words, sweep=86400.0)
