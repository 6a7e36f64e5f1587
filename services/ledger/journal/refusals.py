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
    sentence = (
        "The entry takes out of reserves or undistributed results (106, 110, 120), or adds to losses (119, 129); "
        "no entry by hand may."
    )


class UnknownAxisValue(Refusal):
    """A line is analysed by something that the books do not know, or no longer."""

    code, status = "unknown_axis_value", 422
    sentence = "The books know no {axis} {value} on {date}."


class AuxiliaryRequired(Refusal):
    """The account's policy asks for an auxiliary on every line."""

    code, status = "auxiliary_required", 422
    sentence = "Account {account} is used with an auxiliary only."


class AccountBelowZero(Refusal):
    """The account's policy keeps its balance on one side."""

    code, status = "account_below_zero", 409
    sentence = "Account {account} has {balance} to draw on, pending entries counted; {missing} is missing."


class PersonalNameInLabel(Refusal):
    """Names of persons do not go into the books; an id stands for them."""

    code, status = "personal_name_in_label", 422
    sentence = "The {where} names a person: write {auxiliary} instead."


class EntryKeptByRoom(Refusal):
    """An entry that was posted for another record is corrected where that record is kept."""

    code, status = "entry_kept_by_room", 409
    sentence = "Entry {entry} was posted for {source}: correct that in {room}, which posts the counter-entry."


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


class ActivityCoverExceeded(Refusal):
    """An activity spends what it has, and beyond that only what the pooled treasury covers."""

    code, status = "activity_cover_exceeded", 422
    sentence = "{activity} has {treasury}; this would leave {left}, {over}."


class ActivityIsClosed(Refusal):
    """A closed activity sells nothing more; what it sold before may still be paid, corrected and spent."""

    code, status = "activity_is_closed", 422
    sentence = "Activity {activity} was closed on {closed_on}; it has no revenue on {date}."


POSTING_REFUSALS = (
    EntryUnbalanced, EntryWithoutLines, UnknownAccount, UnknownJournal, JournalReserved, UnknownAuxiliary,
    AuxiliaryNotAllowed, AuxiliaryRequired, UnknownAxisValue, AccountBelowZero, PersonalNameInLabel,
    AccountKeptByRegister, ReservesIndivisible, WrongCurrency, PeriodClosed, BeyondOpenYear, ActivityCoverExceeded,
    ActivityIsClosed,
)  # fmt: skip
