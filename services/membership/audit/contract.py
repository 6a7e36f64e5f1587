"""The audit trail: operations that read it."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema, Slug, Text
from services.commons.documents.said import LANGUAGES
from services.membership.contract import membership

ORDERS = ("newest", "oldest")
# Not ``audit:read``: that would open former names and addresses to every key of ``*:read``, such as a till's.
SCOPE = "audit:inspect"


class AuditQuery(QuerySchema):
    """Which changes: of a person or organisation, of a table, by an actor, through an operation, between two days."""

    member_id = Text(most=60, load_default=None)
    table = Slug(load_default=None)
    key = Text(most=200, load_default=None)
    actor = Text(most=120, load_default=None)
    operation = Text(most=120, load_default=None)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)

    @validates_schema
    def check_order(self, data: dict[str, object], **_: object) -> None:
        """Refuse a period that runs backwards."""
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:  # type: ignore[operator]
            raise ValidationError("The period begins after its end.", "from")


class TrailQuery(AuditQuery):
    """Which changes, and in which order."""

    order = fields.String(load_default="newest", validate=validate.OneOf(ORDERS))


class TrailDownloadQuery(AuditQuery):
    """Which changes, and in which language the headings are."""

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


class ActorView(Schema):
    """Who acted: ``kind`` is key, person, event, task, operator or anonymous, and ``id`` which one."""

    kind = fields.String()
    id = fields.String()


class ChangeView(Schema):
    """One row of one table that was made, changed or removed.

    ``before`` and ``after`` hold the fields that differ; ``withheld`` names those that changed but whose values the
    trail never keeps; ``erased_at`` is when the personal values among them were erased.
    """

    seq = Count()
    at = Instant()
    actor = fields.Nested(ActorView)
    operation = fields.String(allow_none=True)
    cause = fields.String(allow_none=True, metadata={"description": "The event or the job that it came from."})
    resolution_id = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    trace = fields.String(allow_none=True)
    change = fields.String(validate=validate.OneOf(("made", "changed", "removed")))
    what = fields.String(metadata={"description": "A row of the table, in words."})
    table = fields.String()
    key = fields.String()
    member_ids = fields.List(fields.String(), validate=validate.Length(max=50))
    before = fields.Dict(keys=fields.String(), allow_none=True)
    after = fields.Dict(keys=fields.String(), allow_none=True)
    personal = fields.List(fields.String(), validate=validate.Length(max=50))
    withheld = fields.List(fields.String(), validate=validate.Length(max=50))
    erased_at = Instant(allow_none=True)


list_changes = membership.query(
    "list_changes", "GET /audit", returns=ChangeView, query=TrailQuery, paged=True, scope=SCOPE,
    summary="Read the audit trail: who changed what, when and why",
)  # fmt: skip
download_changes = membership.download(
    "download_changes", "GET /exports/audit", produces=("text/csv",), query=TrailDownloadQuery, scope=SCOPE,
    summary="Download the audit trail as CSV, a line for each field",
)  # fmt: skip
