"""Slots that come back, the teams that staff them, and the days on which nobody comes."""

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema, Slug, Text
from services.commons.refusals import NotFound
from services.membership.contract import membership
from services.membership.register.contract.refusals import NotAMember, NotInRegister

from . import refusals as refused
from .events import shift_cancelled, shift_moved
from .schemas.slots import HOUR, WEEKDAYS, Places

WEEK = validate.Regexp(r"[A-M]\Z")


class NewTemplate(Schema):
    """A slot that comes back on one weekday: every week, or in the weeks named of the rotation of the bylaws."""

    name = Text(most=60, required=True)
    weekday = fields.String(required=True, validate=validate.OneOf(WEEKDAYS))
    starts_at = fields.String(required=True, validate=validate.Regexp(HOUR))
    ends_at = fields.String(required=True, validate=validate.Regexp(HOUR))
    places = Places(required=True)
    weeks = fields.List(fields.String(validate=WEEK), load_default=list, validate=validate.Length(max=13))
    valid_from = Day(required=True)
    valid_until = Day(load_default=None)


class NewTemplates(Schema):
    """Slots that come back; all are entered or none."""

    templates = fields.List(fields.Nested(NewTemplate), required=True, validate=validate.Length(min=1, max=200))


class TemplateView(Schema):
    """A slot that comes back, and how many come to it each time."""

    id = fields.String()
    name = fields.String()
    weekday = fields.String(validate=validate.OneOf(WEEKDAYS))
    starts_at = fields.String()
    ends_at = fields.String()
    places = fields.Dict(keys=fields.String(), values=fields.Integer())
    weeks = fields.List(fields.String())
    valid_from = Day()
    valid_until = Day(allow_none=True)
    # Standing places taken today, by role.
    team = fields.Dict(keys=fields.String(), values=fields.Integer())


class TemplatesView(Schema):
    """The slots entered, in the order given."""

    templates = fields.List(fields.Nested(TemplateView))


class TemplateChange(Schema):
    """What is other from a day on; what is left out stays as it is, and so do the weekday and the team."""

    from_ = Day(data_key="from", required=True)
    name = Text(most=60)
    starts_at = fields.String(validate=validate.Regexp(HOUR))
    ends_at = fields.String(validate=validate.Regexp(HOUR))
    places = Places()


class EndOn(Schema):
    """The last day, inclusive."""

    ends_on = Day(required=True)


class TemplatesQuery(QuerySchema):
    """Which slots: those that come back on a day, or all that ever did."""

    as_of = Day(load_default=None)


class NewStanding(Schema):
    """A member comes to a slot each time, from a day on."""

    template_id = Text(most=60, required=True)
    member_id = Text(most=60, required=True)
    role = Slug(load_default="member")
    starts_on = Day(required=True)


class NewStandings(Schema):
    """Standing places; each is settled for itself."""

    standings = fields.List(fields.Nested(NewStanding), required=True, validate=validate.Length(min=1, max=1000))


class StandingEnrolmentView(Schema):
    """A standing place, its first day and its last."""

    id = fields.String()
    template_id = fields.String()
    member_id = fields.String()
    role = fields.String()
    starts_on = Day()
    ends_on = Day(allow_none=True)


class StandingResult(Schema):
    """What became of one standing place asked for."""

    index = fields.Integer()
    outcome = fields.String(validate=validate.OneOf(["taken", "refused"]))
    id = fields.String(allow_none=True)
    # The shifts of the calendar, made already, in which the member is enrolled by it.
    enrolled = fields.Integer()
    problem = fields.Dict(allow_none=True)


class StandingResults(Schema):
    """How many standing places were taken, and what became of each."""

    taken = fields.Integer()
    refused = fields.Integer()
    results = fields.List(fields.Nested(StandingResult))


class StandingEnded(StandingEnrolmentView):
    """A standing place that ends, and how many later shifts were given back."""

    withdrawn = fields.Integer()


class StandingsQuery(QuerySchema):
    """Whose standing places, or of which slot; those of a day if one is given."""

    member_id = Text(most=60, load_default=None)
    template_id = Text(most=60, load_default=None)
    as_of = Day(load_default=None)


class NewClosure(Schema):
    """Days on which no shift is made; those made already are cancelled, and who was enrolled is told."""

    starts_on = Day(required=True)
    ends_on = Day(required=True)
    reason = Text(most=120, required=True)


class ClosureView(Schema):
    """Days on which the shop is closed."""

    id = fields.String()
    starts_on = Day()
    ends_on = Day()
    reason = fields.String()
    lifted_at = Instant(allow_none=True)


class ClosureMade(ClosureView):
    """A closure, and how many shifts it cancelled."""

    cancelled = Count()


create_templates = membership.command(
    "create_shift_templates", "POST /shift-templates", body=NewTemplates, returns=TemplatesView, scope="shifts:write",
    refuses=[refused.ShiftBackwards, refused.NoRotation, refused.UnknownRole, refused.EndsTooEarly],
    summary="Enter slots that come back",
)  # fmt: skip
list_templates = membership.query(
    "list_shift_templates", "GET /shift-templates", returns=TemplateView, query=TemplatesQuery, paged=True,
    scope="shifts:read", summary="List the slots that come back",
)  # fmt: skip
change_template = membership.command(
    "change_shift_template", "POST /shift-templates/{template_id}/changes", body=TemplateChange, returns=TemplateView,
    scope="shifts:write", emits=[shift_moved],
    refuses=[NotFound, refused.ChangesTooEarly, refused.EndsTooEarly, refused.ShiftBackwards, refused.UnknownRole,
             refused.PlacesTaken, refused.BusyThen],
    summary="Give a slot other hours or places from a day on: another slot follows it, with its team and its shifts",
)  # fmt: skip
end_template = membership.command(
    "end_shift_template", "POST /shift-templates/{template_id}/end", body=EndOn, returns=TemplateView, status=200,
    scope="shifts:write", emits=[shift_cancelled], refuses=[NotFound, refused.EndsTooEarly],
    summary="Say when a slot comes back for the last time",
)  # fmt: skip
enrol_standing = membership.command(
    "enrol_for_good", "POST /standing-enrolments", body=NewStandings, returns=StandingResults, status=200,
    scope="shifts:write", summary="Let members come to a slot each time",
    refuses=[NotFound, NotAMember, NotInRegister, refused.UnknownRole, refused.SlotFull, refused.StandingTaken,
             refused.SlotEnded, refused.LinkedOrganisationNeeded, refused.TrainingNeeded],
)  # fmt: skip
list_standing_enrolments = membership.query(
    "list_standing_enrolments", "GET /standing-enrolments", returns=StandingEnrolmentView, query=StandingsQuery,
    paged=True, scope="shifts:read", summary="List who comes to which slot each time",
)  # fmt: skip
end_standing = membership.command(
    "end_standing_enrolment", "POST /standing-enrolments/{standing_id}/end", body=EndOn, returns=StandingEnded,
    status=200, scope="shifts:write", refuses=[NotFound, refused.EndsTooEarly], summary="End a standing place",
)  # fmt: skip
close_days = membership.command(
    "create_shift_closure", "POST /shift-closures", body=NewClosure, returns=ClosureMade, scope="shifts:write",
    emits=[shift_cancelled], refuses=[refused.LeaveBackwards, refused.CalendarInThePast],
    summary="Close the shop for some days",
)  # fmt: skip
list_closures = membership.query(
    "list_shift_closures", "GET /shift-closures", returns=ClosureView, paged=True, scope="shifts:read",
    summary="List the days on which the shop is closed",
)  # fmt: skip
lift_closure = membership.command(
    "lift_shift_closure", "POST /shift-closures/{closure_id}/lifting", returns=ClosureView, status=200,
    scope="shifts:write", refuses=[NotFound, refused.ClosureLifted],
    summary="Open on days that were to be closed; calendars made from now on have them again",
)  # fmt: skip
