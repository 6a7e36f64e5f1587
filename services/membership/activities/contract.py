"""Activities: where the economic activities of a cooperative sit and who owns them."""

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Day, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding
from services.membership.contract import membership
from services.membership.register.contract import ImportQuery
from services.membership.sheets.contract import SHEET_REFUSALS


class CodeTaken(Refusal):
    """A code names one thing of its kind."""

    code, status = "code_taken", 409
    sentence = "The code {given} names another {what} already."


class UnknownEstablishment(Refusal):
    """There is no such establishment."""

    code, status = "unknown_establishment", 422
    sentence = "There is no establishment {establishment}."


class UnknownOwner(Refusal):
    """An activity is owned by persons whom the cooperative knows."""

    code, status = "unknown_owner", 422
    sentence = "Nobody is known here as {owner}."


class OwnersAndGroupDiffer(Refusal):
    """Several owners work as a cooperation group, which has a name and enough people."""

    code, status = "group_needs_owners", 422
    sentence = "The activity {given} has {owners} owner(s) and the group {group}; a group needs at least {minimum}."


class ActivityOpened(Schema):
    """An activity was opened, or its owners changed; the subject is ``activities/<activity_id>``."""

    activity_id = fields.String(required=True)
    code = fields.String(required=True)
    # The code of the establishment.
    establishment = fields.String(required=True)
    owner_ids = fields.List(fields.String(), required=True)
    group_id = fields.String(required=True, allow_none=True)
    opened_on = Day(required=True)


activity_opened = membership.event("activity.opened", ActivityOpened)


class Code(Text):
    """A code that people give to places and activities: letters, digits, hyphen, underscore, full stop."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=40, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z"), **options)


class NewEstablishment(Schema):
    """A place from which the cooperative works."""

    code = Code(required=True)
    name = Text(required=True)


class EstablishmentView(NewEstablishment):
    """An establishment, and how many activities it houses."""

    activities = fields.Integer()


class NewActivity(Schema):
    """An economic activity of one person or of a cooperation group."""

    code = Code(required=True)
    label = Text(required=True)
    establishment = Code(required=True)
    owner_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=100))
    # The name of the cooperation group; it is made when it does not exist yet.
    group = Text(most=100, load_default=None)
    opened_on = Day(load_default=None)


class ActivityView(Schema):
    """An activity with its owners."""

    id = fields.String()
    code = fields.String()
    label = fields.String()
    establishment = fields.String()
    owner_ids = fields.List(fields.String())
    group_id = fields.String(allow_none=True)
    opened_on = Day()


class ActivitiesQuery(QuerySchema):
    """Which activities: of an establishment, of a group, of an owner, or with a code."""

    establishment = Code(load_default=None)
    group_id = Text(most=60, load_default=None)
    owner_id = Text(most=60, load_default=None)
    code = Code(load_default=None)


class GroupView(Schema):
    """A cooperation group: people who run activities together."""

    id = fields.String()
    name = fields.String()
    owner_ids = fields.List(fields.String())
    activities = fields.Integer()


open_establishment = membership.command(
    "open_establishment", "POST /establishments", body=NewEstablishment, returns=EstablishmentView,
    scope="activities:write", refuses=[CodeTaken], summary="Open an establishment",
)  # fmt: skip
list_establishments = membership.query(
    "list_establishments", "GET /establishments", returns=EstablishmentView, paged=True, scope="activities:read",
    summary="List the establishments",
)  # fmt: skip
open_activity = membership.command(
    "open_activity", "POST /activities", body=NewActivity, returns=ActivityView, scope="activities:write",
    refuses=[CodeTaken, UnknownEstablishment, UnknownOwner, OwnersAndGroupDiffer, BeforeFounding],
    emits=[activity_opened], summary="Open an activity",
)  # fmt: skip
get_activity = membership.query(
    "get_activity", "GET /activities/{activity_id}", returns=ActivityView, scope="activities:read",
    summary="Look at an activity",
)  # fmt: skip
list_activities = membership.query(
    "list_activities", "GET /activities", returns=ActivityView, query=ActivitiesQuery, paged=True,
    scope="activities:read", summary="List activities",
)  # fmt: skip
list_groups = membership.query(
    "list_cooperation_groups", "GET /cooperation-groups", returns=GroupView, paged=True, scope="activities:read",
    summary="List the cooperation groups",
)  # fmt: skip
import_activities = membership.job(
    "import_activities", "POST /imports/activities", accepts=("text/csv",), query=ImportQuery,
    scope="activities:write", emits=[activity_opened],
    refuses=[UnknownEstablishment, UnknownOwner, OwnersAndGroupDiffer, BeforeFounding, *SHEET_REFUSALS],
    summary="Import activities, idempotent by code",
)  # fmt: skip
