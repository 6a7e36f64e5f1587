"""The counter behind a standing, the make-ups it asks for, leaves, and what another rule would make of everybody."""

from marshmallow import fields, validate

from services.commons.contract import Count, Day, QuerySchema, Schema, Text
from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.register.contract import AsOfQuery
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import refusals as refused
from .schemas.standings import STANDINGS, LeaveView

MOST_MOVEMENTS = 1000
MOST_CHANGES = 500


class MovementView(Schema):
    """What a day added to the counter: the beginning, a cycle (none when at rest), a mark, or what went before."""

    on = Day()
    reason = fields.String()
    shift_id = fields.String(allow_none=True)
    gain = fields.Integer()
    balance = fields.Integer()


class MakeUpsView(Schema):
    """Make-ups of a member: arisen, served, owed still, and those of them that are planned."""

    opened = fields.Integer()
    served = fields.Integer()
    owed = fields.Integer()
    planned = fields.Integer()


class CounterView(Schema):
    """A member's counter: its last thousand movements, the earlier ones summed up in the first (``before``)."""

    member_id = fields.String()
    as_of = Day()
    balance = fields.Integer()
    standing = fields.String(validate=validate.OneOf(STANDINGS))
    article = fields.String()
    movements = fields.List(fields.Nested(MovementView))
    make_ups = fields.Nested(MakeUpsView)


class LeaveEnd(Schema):
    """The last day of a leave, which may be earlier or later than was planned."""

    ends_on = Day(required=True)


class LeavesQuery(QuerySchema):
    """Which leaves: a member's, those that run on a day, those to be looked at again by a day."""

    member_id = Text(most=60, load_default=None)
    on = Day(load_default=None)
    review_by = Day(load_default=None)


class WhatIfCounters(Schema):
    """Counters as the bylaws write them; what is left out stays as it is."""

    initial = Count(least=-100, most=100)
    cycle = Count(least=-100, most=100)
    attended = Count(least=-100, most=100)
    missed = Count(least=-100, most=100)
    excused = Count(least=-100, most=100)
    replaced = Count(least=-100, most=100)
    cancelled = Count(least=-100, most=100)


class WhatIfStandings(Schema):
    """Thresholds as the bylaws write them; what is left out stays as it is."""

    alert_below = Count(least=-1000, most=1000)
    not_served_below = Count(least=-1000, most=1000)


class WhatIf(Schema):
    """Rules as the bylaws write them, and the days over which to compare: from today to today if not said."""

    counters = fields.Nested(WhatIfCounters, load_default=dict)
    standings = fields.Nested(WhatIfStandings, load_default=dict)
    cycle_days = Count(least=1, most=366, load_default=None)
    from_ = Day(data_key="from", load_default=None)
    to = Day(load_default=None)


class StandingCounts(Schema):
    """How many members have each standing."""

    exempt = fields.Integer()
    on_leave = fields.Integer()
    up_to_date = fields.Integer()
    alert = fields.Integer()
    not_served = fields.Integer()


class WhatIfDay(Schema):
    """A day: the standings by the rules in force on it, and by those asked about."""

    on = Day()
    now = fields.Nested(StandingCounts)
    then = fields.Nested(StandingCounts)


class WhatIfChange(Schema):
    """A member whose standing on the last day would be another."""

    member_id = fields.String()
    now = fields.String(validate=validate.OneOf(STANDINGS))
    then = fields.String(validate=validate.OneOf(STANDINGS))
    balance_now = fields.Integer()
    balance_then = fields.Integer()


class WhatIfView(Schema):
    """What another rule would do: counts on days of the period, and who would change by its end (500 at most)."""

    days = fields.List(fields.Nested(WhatIfDay))
    changed = fields.Integer()
    changes = fields.List(fields.Nested(WhatIfChange))
    article = fields.String()


get_counter = membership.query(
    "get_counter", "GET /members/{member_id}/counter", returns=CounterView, query=AsOfQuery, scope="shifts:read",
    snapshot=True, refuses=[NotInRegister, NotAMember, refused.NoShifts],
    summary="Tell a member's counter movement by movement",
)  # fmt: skip
list_leaves = membership.query(
    "list_leaves", "GET /leaves", returns=LeaveView, query=LeavesQuery, paged=True, scope="shifts:read",
    summary="List leaves and exemptions, or those to be looked at again",
)  # fmt: skip
end_leave = membership.command(
    "end_leave", "POST /leaves/{leave_id}/end", body=LeaveEnd, returns=LeaveView, status=200, scope="shifts:write",
    refuses=[NotFound, refused.LeaveVoided, refused.LeaveBackwards], summary="Say when a leave or an exemption ends",
)  # fmt: skip
void_leave = membership.command(
    "void_leave", "POST /leaves/{leave_id}/voiding", returns=LeaveView, status=200, scope="shifts:write",
    refuses=[NotFound, refused.LeaveVoided], summary="Void a leave that was recorded by mistake",
)  # fmt: skip
what_if = membership.command(
    "what_if_shift_rules", "POST /shifts/what-if", body=WhatIf, returns=WhatIfView, status=200, scope="shifts:read",
    refuses=[refused.NoShifts, refused.PeriodTooLong, refused.WhatIfBackwards],
    summary="Tell what other counters or thresholds would make of everybody; nothing is changed",
)  # fmt: skip
