"""Rectifications: an error of transcription in the text that was in force on arrival, put right by two people."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.membership.contract import membership

from .amendments import AmendmentChangesNothing, AmendmentUnlawful, AmendmentUnsound

AMENDABLE = validate.OneOf(["statutes", "bylaws"])


class NewRectification(Schema):
    """What was transcribed wrongly: rules by their paths, a list as a whole, and where the right text is found."""

    layer = fields.String(required=True, validate=AMENDABLE)
    changes = fields.Dict(keys=Text(most=200), values=fields.Raw(allow_none=True), load_default=dict,
                          validate=validate.Length(max=200))  # fmt: skip
    removals = fields.List(Text(most=200), load_default=list, validate=validate.Length(max=200))
    reason = Text(most=300, required=True)


class RectificationView(Schema):
    """A rectification: proposed by one, confirmed by another, and the version that it made."""

    id = fields.String(required=True)
    layer = fields.String(required=True)
    base_version = Count(required=True)
    changes = fields.Dict(keys=fields.String(), required=True)
    removals = fields.List(fields.String(), required=True)
    reason = fields.String(required=True)
    differences = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(["proposed", "confirmed"]))
    proposed_by = fields.String(required=True)
    proposed_at = Instant(required=True)
    confirmed_by = fields.String(allow_none=True)
    confirmed_at = Instant(allow_none=True)
    version = Count(allow_none=True)
    effective_on = Day(allow_none=True)


class RectificationsQuery(QuerySchema):
    """Those of one layer, or all."""

    layer = fields.String(load_default=None, validate=AMENDABLE)


class TextWasAdopted(Refusal):
    """Only the text in force on arrival was transcribed; what members adopted is changed by their vote."""

    code, status = "text_was_adopted", 409
    sentence = "Version {version} of the {layer} was adopted by a vote; it is changed by an amendment."


class AnotherPersonConfirms(Refusal):
    """Two people put a transcription right: one proposes, another confirms."""

    code, status = "another_person_confirms", 403
    sentence = "{actor} proposed this rectification; somebody else confirms it."


class RectificationOvertaken(Refusal):
    """A rectification is confirmed once, of the version that it was drawn up on."""

    code, status = "rectification_overtaken", 409
    sentence = "Rectification {id} rests on version {base} of the {layer}, which is at version {version} now."


# The right text is a text like any other.
UNFIT = (AmendmentUnlawful, AmendmentUnsound, AmendmentChangesNothing)

propose_rectification = membership.command(
    "propose_rectification", "POST /statutes/rectifications", body=NewRectification, returns=RectificationView,
    scope="statutes:write", refuses=[TextWasAdopted, *UNFIT], summary="Propose to put an error of transcription right",
)  # fmt: skip
confirm_rectification = membership.command(
    "confirm_rectification", "POST /statutes/rectifications/{rectification_id}/confirmation",
    returns=RectificationView, scope="statutes:write", status=200,
    refuses=[TextWasAdopted, AnotherPersonConfirms, RectificationOvertaken, *UNFIT],
    summary="Confirm a rectification that another person proposed: it makes the next version, of the same day",
)  # fmt: skip
list_rectifications = membership.query(
    "list_rectifications", "GET /statutes/rectifications", returns=RectificationView, query=RectificationsQuery,
    paged=True, scope="statutes:read", summary="List the rectifications, with who proposed and who confirmed each",
)  # fmt: skip
