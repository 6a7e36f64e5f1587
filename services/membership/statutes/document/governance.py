"""Who decides what, and how the members vote."""

from __future__ import annotations

from .fields import Choice, Flag, Number, Part, ShortName, Words
from .shapes import DocumentSchema, Group, Named, Several


class Eligibility(DocumentSchema):
    """Who may stand for a body: member for so long, of which categories or colleges, for so many terms in a row."""

    member_months = Number(least=1, most=240)
    minimum_age = Number(least=16, most=100)
    categories = Several(ShortName())
    colleges = Several(ShortName())
    maximum_terms = Number(least=1, most=50)


class Body(DocumentSchema):
    """An elected body with its seats and terms; its next election opens so many months before the mandates expire."""

    slug = ShortName(required=True)
    name = Words(required=True)
    seats = Number(least=1, most=500, required=True)
    term_months = Number(least=1, most=240, required=True)
    elected_by = ShortName(required=True)
    level = Choice("strategic", "tactical", "operational", required=True)
    renewal = Choice("whole", "by_halves", "by_thirds", required=True)
    vacancy = Choice("runner_up", "co_option", "empty", required=True)
    months_before = Number(least=1, most=12)
    eligibility = Group(Eligibility)


class GroupName(DocumentSchema):
    """A working group that the statutes name."""

    slug = ShortName(required=True)
    name = Words(required=True)


class WorkingGroups(DocumentSchema):
    """How working groups stand in the cooperative; referents are named for good, or for ``referent_months``."""

    referents = Number(least=1, most=50, required=True)
    referent_months = Number(least=1, most=120)
    self_managed = Flag()
    groups = Several(Group(GroupName))


class Meetings(DocumentSchema):
    """Who meets how often."""

    body = ShortName(required=True)
    with_ = Several(Choice("referents"), data_key="with")
    every_months = Number(least=1, most=24, required=True)


class Governance(DocumentSchema):
    """The levels of decision and who sits at them."""

    levels = Several(Choice("strategic", "tactical", "operational"), required=True)
    bodies = Several(Group(Body), required=True)
    working_groups = Group(WorkingGroups)
    meetings = Several(Group(Meetings))
    incompatibilities = Several(Several(ShortName()))


class Quorum(DocumentSchema):
    """How many must be there, of whom; ``counted`` says who is there: those present (if not said) or those who vote."""

    base = Choice("entitled", required=True)
    fraction = Part(required=True)
    counted = Choice("present", "cast", "expressed")


class Majority(DocumentSchema):
    """How many must be in favour, of whom; ``strictly_more`` than the fraction, or at least it."""

    base = Choice("entitled", "present", "cast", "expressed", required=True)
    fraction = Part(required=True)
    strictly_more = Flag(required=True)


class SecondCall(DocumentSchema):
    """What holds when the first call missed its quorum; ``quorum`` null asks for none."""

    notice_days = Number(most=365, required=True)
    quorum = Group(Quorum, required=True, allow_none=True)
    majority = Group(Majority)


class Assembly(DocumentSchema):
    """How one kind of assembly is convened and decides; a majority left out is that of the law of the form."""

    notice_days = Number(most=365, required=True)
    quorum = Group(Quorum, required=True, allow_none=True)
    majority = Group(Majority)
    second_call = Group(SecondCall, required=True, allow_none=True)


class AddedResolutions(DocumentSchema):
    """Which part of the votes may add a resolution, and when (days before the assembly)."""

    fraction = Part(required=True)
    from_days = Number(most=365, required=True)
    until_days = Number(most=365, required=True)


class Delegates(DocumentSchema):
    """How many delegates a section sends: one for so many members, never fewer than ``at_least``."""

    one_per = Number(least=1, most=100_000, required=True)
    at_least = Number(least=1, most=500, required=True)


class Sections(DocumentSchema):
    """Into what the members are divided for assemblies of sections, which send delegates to the main assembly."""

    by = Choice("establishment", "college", "postal_area", required=True)
    delegates = Group(Delegates, required=True)


class Bureau(DocumentSchema):
    """Whether the bureau (chair, two tellers, secretary) must be seated before anything is voted."""

    required = Flag(required=True)


class Representatives(DocumentSchema):
    """For how many organisations one person may act in an assembly, and whether they must name somebody."""

    maximum = Number(least=1, most=100, required=True)
    named = Flag(required=True)


class Assemblies(DocumentSchema):
    """The assemblies of the members; colleges carry their weight as one block, or in proportion to their votes."""

    record_date = Choice("day_of_assembly", required=True)
    ordinary = Group(Assembly, required=True)
    extraordinary = Group(Assembly, required=True)
    added_resolutions = Group(AddedResolutions)
    colleges_carry = Choice("block", "proportional")
    sections = Group(Sections)
    bureau = Group(Bureau)
    modes = Several(Choice("in_room", "remote", "postal", "paper"))
    representatives = Group(Representatives)
    competences = Named(ShortName(), Choice("strategic", "tactical", "operational"))


class Proxies(DocumentSchema):
    """How many votes one may hold for others."""

    holder = Choice("member", required=True)
    maximum = Number(most=100, required=True)
    maximum_fraction = Part(required=True)
    small_electorate_under = Number(most=1000, required=True)
    blank_to = Choice("chair", "none", required=True)


class Elections(DocumentSchema):
    """How persons are elected; ``elected_if`` null asks for no majority."""

    method = Choice("single_choice", "approval", "scottish_stv", "schulze", "majority_judgment", required=True)
    choices = Choice("seats", "unlimited", required=True)
    elected_if = Group(Majority, required=True, allow_none=True)
    ties = Choice("candidate_order", "lot", required=True)


class Scrutineers(DocumentSchema):
    """Among how many members the key of a secret poll is shared, and how many of them open it."""

    number = Number(least=2, most=9, required=True)
    threshold = Number(least=2, most=9, required=True)


class Ballots(DocumentSchema):
    """How votes are cast; results of fewer than ``smallest_cell`` voters are not broken down."""

    persons = Choice("secret", "named", required=True)
    elections = Group(Elections, required=True)
    smallest_cell = Number(least=1, most=100)
    contest_days = Number(most=365)
    scrutineers = Group(Scrutineers)
