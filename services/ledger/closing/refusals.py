"""Why a month or a year is not closed, opened or sealed."""

from __future__ import annotations

from services.commons.refusals import Refusal


class MonthNotEnded(Refusal):
    """Only a month that is over can be closed."""

    code, status = "month_not_ended", 409
    sentence = "{month} is not over yet."


class MonthInWrongState(Refusal):
    """The month does not stand where this step begins."""

    code, status = "month_in_wrong_state", 409
    sentence = "{month} is {state}; this needs it to be {needed}."


class YearLocked(Refusal):
    """A month of a year whose accounts are drawn up is not opened again: what was wrong in it is corrected since."""

    code, status = "year_locked", 409
    sentence = "{month} lies in fiscal year {year}, which is {state}: correct in the open year instead."


class YearNotEnded(Refusal):
    """The accounts of a year are drawn up after its end."""

    code, status = "year_not_ended", 409
    sentence = "Fiscal year {year} ends on {ends_on}; its accounts are drawn up after that."


class EarlierYearUnfinished(Refusal):
    """Accounts are drawn up year by year: what an earlier year earned is closed before the next one is fixed."""

    code, status = "earlier_year_unfinished", 409
    sentence = "Fiscal year {earlier} is {state} and shows a result; its accounts are approved before those of {year}."


class YearInWrongState(Refusal):
    """The fiscal year does not stand where this step begins."""

    code, status = "year_in_wrong_state", 409
    sentence = "Fiscal year {year} is {state}; this needs it to be {needed}."


class YearsNotSealedInOrder(Refusal):
    """Years are sealed one after the other, for each carries its balances into the next."""

    code, status = "years_not_sealed_in_order", 409
    sentence = "Fiscal year {earlier} is {state}; it is sealed before {year}."


class ChainBehind(Refusal):
    """What is closed is in the chain: entries that were just posted in great number are chained first."""

    code, status = "chain_behind", 409
    sentence = "More than {most} entries still wait for their place in the chain; try again in a minute."
