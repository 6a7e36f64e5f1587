"""The bylaws document: what the body that the statutes name may change."""

from __future__ import annotations

from .fields import (
    AccountPrefix,
    AreaCode,
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
    # How long before the dues lapse their payers are to be told; thirty days unless it is said.
    warn_days = Number(least=1, most=366)


class BylawsAdmission(DocumentSchema):
    """How applications are handled: when an open one expires, and whose dues are asked for before the admission."""

    expires_after_days = Number(least=1, most=3660)
    linked_organisation = ShortName()


class Welcome(DocumentSchema):
    """What a new member is given, and within how many days a first shift should be served."""

    documents = Several(ShortName())
    first_shift_days = Number(least=1, most=366)


class Counters(DocumentSchema):
    """What a member's counter starts at, and what each event adds."""

    initial = Number(least=-100, most=100, required=True)
    cycle = Number(least=-100, most=100, required=True)
    attended = Number(least=-100, most=100, required=True)
    missed = Number(least=-100, most=100, required=True)
    excused = Number(least=-100, most=100, required=True)
    replaced = Number(least=-100, most=100, required=True)
    # A shift that the cooperative cancelled; as much as one attended when this is not said.
    cancelled = Number(least=-100, most=100)


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


class WeekRotation(DocumentSchema):
    """Named weeks that come back in turn: how many, and a day of the week that is A."""

    weeks = Number(least=1, most=13, required=True)
    starts_on = CalendarDay(required=True)


class MakeUpsOwed(DocumentSchema):
    """How many shifts make up for one that was missed, excused or replaced; by the counters what is not said."""

    missed = Number(most=10)
    excused = Number(most=10)
    replaced = Number(most=10)


class Shifts(DocumentSchema):
    """The members' work: its cycle, its counters and its calendar.

    Hours are before a shift starts; whose counter a stand-in moves is theirs unless the bylaws say ``replaced``. After
    ``marks_within_days`` a mark is recorded as late; an exemption is looked at again after ``exemption_review_days``;
    a till may go on for ``till_days`` without asking.
    """

    requires_linked_organisation = ShortName(allow_none=True)
    cycle_days = Number(least=1, most=366, required=True)
    roles = Several(ShortName(), required=True)
    counters = Group(Counters, required=True)
    standings = Group(Standings, required=True)
    calendar = Several(Group(CalendarSlot), required=True)
    rotation = Group(WeekRotation)
    make_ups = Group(MakeUpsOwed)
    withdraw_hours = Number(most=2160)
    reminder_hours = Number(least=1, most=720)
    stand_in_counts_for = Choice("stand_in", "replaced")
    leader_roles = Several(ShortName())
    roles_need_training = Several(ShortName())
    marks_within_days = Number(most=366)
    exemption_review_days = Number(least=1, most=3660)
    till_days = Number(least=1, most=366)


class Sales(DocumentSchema):
    """Whose purchases a household's are, and by how much a till's closing may differ from the sales recorded of it."""

    household_refunds = Choice("holder", "equal_parts")
    till_tolerance = Sum()


class Establishment(DocumentSchema):
    """A place where activities are carried on."""

    code = Code(required=True)
    name = Words(required=True)


class Trade(DocumentSchema):
    """A trade that activities carry on, by its code in the nomenclature that the cooperative uses."""

    code = Code(required=True)
    name = Words(required=True)


class ActivitiesRule(DocumentSchema):
    """For how many days after its closing revenue of an activity may still be recorded."""

    revenue_days_after_closing = Number(most=366, required=True)


class Pathway(DocumentSchema):
    """How long before a deadline of the pathway it is told, in days; once for each."""

    warning_days = Several(Number(least=1, most=365), required=True)


class CooperationGroups(DocumentSchema):
    """What makes a cooperation group."""

    minimum_members = Number(least=2, most=100, required=True)


class ProfitSharing(DocumentSchema):
    """How employees are told of their part."""

    statement_to_each_employee = Flag(required=True)


class NamedOrganisation(DocumentSchema):
    """A union or federation that is an organisation of its own; a regional one has its areas."""

    slug = ShortName(required=True)
    name = Words(required=True)
    areas = Several(AreaCode())


class Position(DocumentSchema):
    """A place on the earth in millionths of a degree (WGS 84), north and east counting up."""

    latitude = Number(least=-90_000_000, most=90_000_000, required=True)
    longitude = Number(least=-180_000_000, most=180_000_000, required=True)


class Intercooperation(DocumentSchema):
    """With which federations and unions the cooperative exchanges, and where it stands."""

    partners = Several(ShortName(), required=True)
    areas = Several(AreaCode())
    position = Group(Position)


class SupportStep(DocumentSchema):
    """A step of a support case: due so many days after the opening, resting on documents of these kinds."""

    slug = ShortName(required=True)
    name = Words(required=True)
    days = Number(most=3660, required=True)
    documents = Several(ShortName())


class SupportChecklist(DocumentSchema):
    """The steps of one kind of support case, in place of the usual ones."""

    kind = Choice("creation", "transfer", "conversion", "revision", required=True)
    steps = Several(Group(SupportStep), required=True)


class Retention(DocumentSchema):
    """How long personal data are kept after the last tie: never shorter than the law asks, then erased by hand.

    Years after a membership or a contract has ended; months after an application that came to nothing, and after the
    first contact of somebody who never had any other tie.
    """

    former_member_years = Number(most=30)
    former_employee_years = Number(most=50)
    applicant_months = Number(most=120)
    contact_months = Number(most=120)


class BylawsDocument(DocumentSchema):
    """The bylaws of a cooperative, with the rule in which each stands."""

    articles = Named(RulePath(), Words(), required=True)
    contributions = Several(Group(Contribution))
    invoicing = Group(Invoicing)
    dues = Several(Group(Dues))
    dues_calls = Group(DuesCalls)
    linked_organisations = Several(Group(LinkedOrganisation))
    admission = Group(BylawsAdmission)
    welcome = Group(Welcome)
    shifts = Group(Shifts)
    sales = Group(Sales)
    establishments = Several(Group(Establishment))
    cooperation_groups = Group(CooperationGroups)
    trades = Several(Group(Trade))
    activities = Group(ActivitiesRule)
    pathway = Group(Pathway)
    profit_sharing = Group(ProfitSharing)
    intercooperation = Group(Intercooperation)
    regional_unions = Several(Group(NamedOrganisation))
    trade_federations = Several(Group(NamedOrganisation))
    services = Several(Choice("creation", "transfer", "conversion", "revision"))
    support_cases = Several(Group(SupportChecklist))
    retention = Group(Retention)
