"""Who decides what, and how the members vote."""

from __future__ import annotations

from .fields import Choice, Flag, Number, Part, ShortName, Words
from .shapes import DocumentSchema, Group, Named, Several


class Body(DocumentSchema):
    """An elected body with its seats and terms."""

    slug = ShortName(required=True)
    name = Words(required=True)
    seats = Number(least=1, most=500, required=True)
    term_months = Number(least=1, most=240, required=True)
    elected_by = ShortName(required=True)
    level = Choice("strategic", "tactical", "operational", required=True)
    renewal = Choice("whole", "by_halves", "by_thirds", required=True)
    vacancy = Choice("runner_up", "co_option", "empty", required=True)


class GroupName(DocumentSchema):
    """A working group that the statutes name."""

    slug = ShortName(required=True)
    name = Words(required=True)


class WorkingGroups(DocumentSchema):
    """How working groups stand in the cooperative."""

    referents = Number(least=1, most=50, required=True)
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
    """How many must be there, of whom."""

    base = Choice("entitled", required=True)
    fraction = Part(required=True)


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
    """How one kind of assembly is convened and decides."""

    notice_days = Number(most=365, required=True)
    quorum = Group(Quorum, required=True, allow_none=True)
    majority = Group(Majority, required=True)
    second_call = Group(SecondCall, required=True, allow_none=True)


class AddedResolutions(DocumentSchema):
    """Which part of the votes may add a resolution, and when (days before the assembly)."""

    fraction = Part(required=True)
    from_days = Number(most=365, required=True)
    until_days = Number(most=365, required=True)


class Assemblies(DocumentSchema):
    """The assemblies of the members."""

    record_date = Choice("day_of_assembly", required=True)
    ordinary = Group(Assembly, required=True)
    extraordinary = Group(Assembly, required=True)
    added_resolutions = Group(AddedResolutions)
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

    method = Choice("approval", required=True)
    choices = Choice("seats", "unlimited", required=True)
    elected_if = Group(Majority, required=True, allow_none=True)
    ties = Choice("candidate_order", "committed_lot", required=True)


class Ballots(DocumentSchema):
    """How votes are cast; results of fewer than ``smallest_cell`` voters are not broken down."""

    persons = Choice("secret", "named", required=True)
    elections = Group(Elections, required=True)
    smallest_cell = Number(least=1, most=100)
    contest_days = Number(most=365)
