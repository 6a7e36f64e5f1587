"""The timeline: the operation that answers it."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema
from services.commons.documents.said import LANGUAGES
from services.membership.audit.contract import ActorView
from services.membership.contract import membership
from services.membership.register.contract.refusals import NotInRegister


class TimelineQuery(QuerySchema):
    """Up to which day (inclusive; all that is known if not said), and in which language the sentences are."""

    as_of = Day(load_default=None)
    language = fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))


class EntryView(Schema):
    """Something that happened in a member's life, or will, on a day.

    ``recorded_at`` is when it was written down; ``by`` who did, and ``changes`` the lines of the audit trail that
    tell of it, where there are any.
    """

    on = Day()
    kind = fields.String()
    what = fields.String(metadata={"description": "A sentence, in the language asked for."})
    values = fields.Dict(keys=fields.String())
    recorded_at = Instant()
    by = fields.Nested(ActorView, allow_none=True)
    changes = fields.List(Count(), validate=validate.Length(max=50))


get_timeline = membership.query(
    "get_timeline", "GET /members/{member_id}/timeline", returns=EntryView, query=TimelineQuery, paged=True,
    scope="members:read", refuses=[NotInRegister],
    summary="Read the life of one member: every room's part, oldest first",
)  # fmt: skip
