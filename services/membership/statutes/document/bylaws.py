"""The bylaws document: what the body that the statutes name may change."""

from __future__ import annotations

from .fields import (
    AccountPrefix,
    CalendarDay,
    Choice,
    Code,
    Flag,
    Number,
    Part,
    RulePath,
    ShortName,
    Sum,
    TimeOfDay,
    Words,
)
from .shapes import DocumentSchema, Group, Named, Several

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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


class Counters(DocumentSchema):
    """What a member's counter starts at, and what each event adds."""

    initial = Number(least=-100, most=100, required=True)
    cycle = Number(least=-100, most=100, required=True)
    attended = Number(least=-100, most=100, required=True)
    missed = Number(least=-100, most=100, required=True)
    excused = Number(least=-100, most=100, required=True)
    replaced = Number(least=-100, most=100, required=True)


class Standings(DocumentSchema):
    """Below which counter a member is on alert, and no longer served."""

    alert_below = Number(least=-1000, most=1000, required=True)
    not_served_below = Number(least=-1000, most=1000, required=True)


class CalendarSlot(DocumentSchema):
    """A shift that comes back every week, with the places of each role."""

    weekdays = Several(Choice(*WEEKDAYS), required=True)
    starts_at = TimeOfDay(required=True)
    ends_at = TimeOfDay(required=True)
    places = Named(ShortName(), Number(least=1, most=500), required=True)


class Shifts(DocumentSchema):
    """The members' work: its cycle, its counters and its calendar."""

    requires_linked_organisation = ShortName(allow_none=True)
    cycle_days = Number(least=1, most=366, required=True)
    roles = Several(ShortName(), required=True)
    counters = Group(Counters, required=True)
    standings = Group(Standings, required=True)
    calendar = Several(Group(CalendarSlot), required=True)


class Sales(DocumentSchema):
    """Whose purchases a household's are, and by how much a till's closing may differ from the sales recorded of it."""

    household_refunds = Choice("holder", "equal_parts")
    till_tolerance = Sum()


class Establishment(DocumentSchema):
    """A place where activities are carried on."""

    code = Code(required=True)
    name = Words(required=True)


class CooperationGroups(DocumentSchema):
    """What makes a cooperation group."""

    minimum_members = Number(least=2, most=100, required=True)


class ProfitSharing(DocumentSchema):
    """How employees are told of their part."""

    statement_to_each_employee = Flag(required=True)


class NamedOrganisation(DocumentSchema):
    """A union or federation that is an organisation of its own."""

    slug = ShortName(required=True)
    name = Words(required=True)


class BylawsDocument(DocumentSchema):
    """The bylaws of a cooperative, with the rule in which each stands."""

    articles = Named(RulePath(), Words(), required=True)
    contributions = Several(Group(Contribution))
    invoicing = Group(Invoicing)
    dues = Several(Group(Dues))
    dues_calls = Group(DuesCalls)
    linked_organisations = Several(Group(LinkedOrganisation))
    shifts = Group(Shifts)
    sales = Group(Sales)
    establishments = Several(Group(Establishment))
    cooperation_groups = Group(CooperationGroups)
    profit_sharing = Group(ProfitSharing)
    regional_unions = Several(Group(NamedOrganisation))
    trade_federations = Several(Group(NamedOrganisation))
    services = Several(Choice("creation", "transfer", "conversion", "revision"))
