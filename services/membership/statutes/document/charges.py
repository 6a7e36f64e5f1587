"""What is paid by the bylaws: contributions, invoices, dues, those of linked organisations included."""

from __future__ import annotations

from .fields import AccountPrefix, CalendarDay, Choice, Code, Number, Part, ShortName, Sum, Words
from .shapes import DocumentSchema, Several


class Contribution(DocumentSchema):
    """A dated rate on an activity's turnover or gross margin; one for a category or an activity goes before the others.

    ``fixed`` is per period or per month; ``minimum`` and ``maximum`` bound what is due for a period, and
    ``maximum_per_year`` for a fiscal year. A gross margin takes off the ``purchases``, accounts 60 if not said.
    """

    name = ShortName(required=True)
    base = Choice("turnover", "gross_margin", required=True)
    recognised = Choice("invoiced", "received", required=True)
    rate = Part(required=True)
    fixed = Sum(required=True)
    fixed_per = Choice("period", "month")
    minimum = Sum()
    maximum = Sum()
    maximum_per_year = Sum()
    purchases = Several(AccountPrefix())
    from_ = CalendarDay(required=True, data_key="from")
    category = ShortName()
    activity = Code()


class Invoicing(DocumentSchema):
    """How customers are invoiced: the beginning of the numbers, and when an invoice is due."""

    prefix = Code(required=True)
    credit_note_prefix = Code(required=True)
    payment_days = Number(most=365, required=True)


class Dues(DocumentSchema):
    """The dues of one category: fixed, or a rate on turnover."""

    category = ShortName(required=True)
    base = Choice("fixed", "turnover", required=True)
    amount = Sum(required=True)
    rate = Part(required=True)
    period_months = Number(least=1, most=60, required=True)
    from_ = CalendarDay(required=True, data_key="from")


class DuesCalls(DocumentSchema):
    """How dues are called: the days until they are due, and the account of the income."""

    due_days = Number(most=365)
    account = AccountPrefix()


class LinkedOrganisation(DocumentSchema):
    """A second organisation beside the cooperative, with dues of its own."""

    slug = ShortName(required=True)
    name = Words(required=True)
    dues = Sum(required=True)
    period_months = Number(least=1, most=60, required=True)
    purposes = Several(ShortName())
    # How long before the dues lapse their payers are to be told; thirty days unless it is said.
    warn_days = Number(least=1, most=366)
