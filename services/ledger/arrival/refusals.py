"""Why old books are not taken over."""

from __future__ import annotations

from services.commons.refusals import Refusal


class UnreadableFec(Refusal):
    """The file is not a FEC: eighteen columns in order, by tab or bar, in UTF-8 or ISO 8859-15."""

    code, status = "unreadable_fec", 422
    sentence = "The file cannot be read as a FEC: {why}."
    article = "LPF art. A47 A-1"


class FecNotMapped(Refusal):
    """Some codes of the file are not known here and cannot be made; say what they are, and send it again."""

    code, status = "fec_not_mapped", 422
    sentence = "{count} code(s) of the file are nothing here; see errors, and say what they are."


class ArrivalsOverlap(Refusal):
    """Days of this file were taken over with another one."""

    code, status = "arrivals_overlap", 409
    sentence = "The books from {first_day} to {last_day} arrived before, as {arrival}."


class OpeningDiffers(Refusal):
    """The entries that open the year are not the balances that the books hold at that time."""

    code, status = "opening_differs", 409
    sentence = "Account {account} opens with {file} in the file and with {books} in the books on {date}."


class LaterOpening(Refusal):
    """Years are taken over from the oldest to the newest: a later one was opened already by entries of its own."""

    code, status = "later_opening", 409
    sentence = "The books were opened on {date} by {entry}: years are taken over the oldest first."


class NothingArrived(Refusal):
    """The year's entries did not all arrive from old books: only those of such a year were approved elsewhere."""

    code, status = "nothing_arrived", 409
    sentence = "Fiscal year {year} has {own} entries that did not arrive from other books."


class UnknownOurs(Refusal):
    """A code is mapped to something that the books do not have."""

    code, status = "unknown_ours", 422
    sentence = "The books have no {kind} {ours}."
