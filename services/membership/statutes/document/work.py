"""What members do, and how it counts: the bylaws' shifts and the ways of a newcomer."""

from __future__ import annotations

from .fields import CalendarDay, Choice, Number, ShortName, TimeOfDay
from .shapes import DocumentSchema, Group, Named, Several

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
