"""Shifts in figures: how many places were filled, who did not come, and where that leaves everybody."""

from marshmallow import fields

from services.commons.contract import Day, QuerySchema, Schema
from services.commons.contract.schema import Rate
from services.commons.documents import PRODUCES, DocumentQuery
from services.membership.contract import membership

from . import refusals as refused
from .counting import StandingCounts


class FiguresSpan(QuerySchema):
    """From which day to which, both inclusive; 400 days at most."""

    from_ = Day(data_key="from", required=True)
    to = Day(required=True)


class FiguresDocumentQuery(DocumentQuery):
    """The days, the format and the language of the document."""

    from_ = Day(data_key="from", required=True)
    to = Day(required=True)


class Staffing(Schema):
    """Places needed and filled in shifts that took place or will, and what became of them."""

    shifts = fields.Integer()
    cancelled = fields.Integer()
    needed = fields.Integer()
    # Taken: enrolled, attended or missed, stand-ins included.
    filled = fields.Integer()
    # Filled of needed.
    coverage = Rate()
    attended = fields.Integer()
    missed = fields.Integer()
    excused = fields.Integer()
    replaced = fields.Integer()


class WeekStaffing(Staffing):
    """The same of one week, named by its Monday."""

    week = Day()


class SlotStaffing(Staffing):
    """The same of one slot of the week, such as Monday 09:00 to 12:00."""

    weekday = fields.Integer()
    starts_at = fields.String()
    ends_at = fields.String()


class ShiftFigures(Schema):
    """The shifts of a period on one screen."""

    from_ = Day(data_key="from")
    to = Day()
    members = fields.Integer()
    total = fields.Nested(Staffing)
    weeks = fields.List(fields.Nested(WeekStaffing))
    slots = fields.List(fields.Nested(SlotStaffing))
    # Owed on the last day, and by how many members.
    make_ups_owed = fields.Integer()
    members_owing = fields.Integer()
    standings = fields.Nested(StandingCounts)
    article = fields.String()


get_figures = membership.query(
    "get_shift_figures", "GET /shifts/figures", returns=ShiftFigures, query=FiguresSpan, scope="shifts:read",
    snapshot=True, refuses=[refused.NoShifts, refused.PeriodTooLong], summary="Show the shifts of a period in figures",
)  # fmt: skip
figures_document = membership.download(
    "get_shift_figures_document", "GET /shifts/figures/document", produces=PRODUCES, query=FiguresDocumentQuery,
    scope="shifts:read", refuses=[refused.NoShifts, refused.PeriodTooLong],
    summary="Write the shifts of a period in figures as PDF, CSV or spreadsheet",
)  # fmt: skip
