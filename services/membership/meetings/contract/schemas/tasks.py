"""The shapes of what is to be done after a meeting."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, QuerySchema, Schema, Slug, Text


class TaskView(Schema):
    """Something to be done; ``flags``: unassigned (nobody has it, or who had it left) and overdue."""

    id = fields.String()
    meeting_id = fields.String()
    item = fields.Integer(allow_none=True)
    what = fields.String()
    member_id = fields.String(allow_none=True)
    group = fields.String(allow_none=True)
    due = Day(allow_none=True)
    done_on = Day(allow_none=True)
    state = fields.String(validate=validate.OneOf(["open", "done"]))
    flags = fields.List(fields.String())


class NewTask(Schema):
    """Something to be done by a member or a working group, or by nobody yet."""

    what = Text(most=500, required=True)
    member_id = Text(most=60, load_default=None)
    group = Slug(load_default=None)
    due = Day(load_default=None)
    item = Count(least=1, most=100, load_default=None)


class TaskAssignment(Schema):
    """Who does it now, and until when if that changes."""

    member_id = Text(most=60, load_default=None)
    group = Slug(load_default=None)
    due = Day(load_default=None)


class TaskCompletion(Schema):
    """On which day a task was done; today if not said."""

    done_on = Day(load_default=None)


class TasksQuery(QuerySchema):
    """Which tasks: open (unless said otherwise), done, overdue or unassigned; of a member or a working group."""

    state = fields.String(load_default="open", validate=validate.OneOf(["open", "done", "overdue", "unassigned"]))
    member_id = Text(most=60, load_default=None)
    group = Slug(load_default=None)
