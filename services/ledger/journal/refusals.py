"""Why an entry is not posted."""

from __future__ import annotations

from services.commons.refusals import Refusal


class EntryUnbalanced(Refusal):
    """Debits and credits of an entry must be equal."""

    code, status = "entry_unbalanced", 422
    sentence = "Debits and credits differ by {difference}."


class EntryWithoutLines(Refusal):
    """An entry has at least two lines."""

    code, status = "entry_without_lines", 422
    sentence = "An entry has at least two lines; this one has {lines}."


class UnknownAccount(Refusal):
    """The account is not in the chart in force on the entry's day."""

    code, status = "unknown_account", 422
    sentence = "The chart of accounts in force on {date} has no account {account}."


class UnknownJournal(Refusal):
    """There is no such journal."""

    code, status = "unknown_journal", 422
    sentence = "There is no journal {journal}."


class JournalReserved(Refusal):
    """Closing entries are made by closing a year, never by hand."""

    code, status = "journal_reserved", 422
    sentence = "The journal {journal} is kept for the entries that close a year."


class UnknownAuxiliary(Refusal):
    """A line names an auxiliary that the books do not know."""

    code, status = "unknown_auxiliary", 422
    sentence = "The books know no auxiliary {auxiliary}."


class AuxiliaryNotAllowed(Refusal):
    """Only third-party accounts are detailed by auxiliary."""

    code, status = "auxiliary_not_allowed", 422
    sentence = "Account {account} is not a third-party account and takes no auxiliary."


class AccountKeptByRegister(Refusal):
    """The accounts of called and paid-up capital move by the share register alone."""

    code, status = "account_kept_by_register", 422
    sentence = "Account {account} is kept by the share register: subscribe or pay shares instead."


class ReservesIndivisible(Refusal):
    """Reserves and results are disposed of by an assembly alone, and reserves are shared with nobody."""

    code, status = "reserves_indivisible", 422
    sentence = "The entry takes out of reserves or undistributed results (106, 110, 120); no entry by hand may."


class WrongCurrency(Refusal):
    """The books of a cooperative are kept in one currency."""

    code, status = "wrong_currency", 422
    sentence = "These books are kept in {kept}, not in {given}."


class PeriodClosed(Refusal):
    """The period of the entry takes no more postings."""

    code, status = "period_closed", 409
    sentence = "{date} falls in {period}, which is {state}: correct in an open period."


class BeyondOpenYear(Refusal):
    """Nothing is posted beyond the fiscal year that runs today."""

    code, status = "beyond_open_year", 422
    sentence = "{date} lies beyond the open fiscal year, which ends on {ends_on}."


class AlreadyReversed(Refusal):
    """An entry is reversed once, and a reversal never."""

    code, status = "already_reversed", 409
    sentence = "Entry {entry} cannot be reversed: {why}."


class MonthNotEnded(Refusal):
    """Only a month that is over can be closed."""

    code, status = "month_not_ended", 409
    sentence = "{month} is not over yet."


POSTING_REFUSALS = (
    EntryUnbalanced, EntryWithoutLines, UnknownAccount, UnknownJournal, JournalReserved, UnknownAuxiliary,
    AuxiliaryNotAllowed, AccountKeptByRegister, ReservesIndivisible, WrongCurrency, PeriodClosed, BeyondOpenYear,
)  # fmt: skip
