"""The texts in force, their versions, and the amendments by which the members change them."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership, proposals

LAYER = validate.OneOf(["law", "statutes", "bylaws"])
AMENDABLE = validate.OneOf(["statutes", "bylaws"])


class StatutesQuery(QuerySchema):
    """Which layer, as of which day."""

    layer = fields.String(load_default="statutes", validate=LAYER)
    as_of = Day(load_default=None)


class VersionsQuery(QuerySchema):
    """The versions of one layer, or of all."""

    layer = fields.String(load_default=None, validate=LAYER)


class Version(Schema):
    """One version of one layer, in force from its effective day until the next one's."""

    layer = fields.String(required=True)
    version = Count(required=True)
    effective_on = Day(required=True)
    digest = fields.String(required=True)
    # The adopted resolution that made it; null for the text in force on arrival.
    resolution_id = fields.String(allow_none=True)
    recorded_at = Instant(required=True)


class VersionWithText(Version):
    """A version with its text."""

    document = fields.Dict(keys=fields.String(), required=True)


class NewAmendment(Schema):
    """What is to change in a layer: rules by their paths; a list is given as a whole."""

    layer = fields.String(required=True, validate=AMENDABLE)
    changes = fields.Dict(keys=Text(most=200), values=fields.Raw(allow_none=True), load_default=dict,
                          validate=validate.Length(max=200))  # fmt: skip
    removals = fields.List(Text(most=200), load_default=list, validate=validate.Length(max=200))
    # Left out, the change is in force from the day of its adoption.
    effective_on = Day(load_default=None, allow_none=True)


class Difference(Schema):
    """One rule that changes; null before or after means that it does not stand there."""

    path = fields.String(required=True)
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)
    article = fields.String(required=True)


class Amendment(Schema):
    """An amendment as it was drafted: immutable, and put into effect by the resolution that adopts it."""

    proposal_id = fields.String(required=True)
    layer = fields.String(required=True)
    base_version = Count(required=True)
    effective_on = Day(allow_none=True)
    differences = fields.List(fields.Nested(Difference), required=True)
    # What the resolution that adopts it must name, and in which assembly it must be voted.
    digest = fields.String(required=True)
    assembly = fields.String(required=True)
    # proposed | applied | refused; once annulled undone | kept
    state = fields.String(required=True)
    reason = fields.Dict(allow_none=True)


class StatutesAdopted(Schema):
    """A new version of a layer was adopted, with its whole text."""

    layer = fields.String(required=True, validate=LAYER)
    version = Count(required=True)
    document = fields.Dict(keys=fields.String(), required=True)
    effective_on = Day(required=True)
    resolution_id = fields.String(required=True, allow_none=True)


class AmendmentUnlawful(Refusal):
    """The amended text would break the law."""

    code, status = "amendment_unlawful", 422
    sentence = "{path} {said} The {layer} may not say this."


class AmendmentUnsound(Refusal):
    """The amended text would not be well-formed, or would contradict itself."""

    code, status = "amendment_unsound", 422
    sentence = "{path} {said} The {layer} cannot say this."


class AmendmentChangesNothing(Refusal):
    """The amendment leaves the text as it is."""

    code, status = "amendment_changes_nothing", 422
    sentence = "Version {version} of the {layer} says all this already."


class EffectiveTooEarly(Refusal):
    """A text may not be in force before it is adopted, nor before the version that it amends."""

    code, status = "effective_too_early", 422
    sentence = "The {layer} cannot change from {effective_on} on; the earliest day is {earliest}."


statutes_adopted = membership.event("statutes.adopted", StatutesAdopted)

get_statutes = membership.query(
    "get_statutes", "GET /statutes", returns=VersionWithText, query=StatutesQuery, scope="statutes:read",
    refuses=[NotFound], summary="Read the law, statutes or bylaws in force on a day",
)  # fmt: skip
list_statutes_versions = membership.query(
    "list_statutes_versions", "GET /statutes/versions", returns=Version, query=VersionsQuery, paged=True,
    scope="statutes:read", summary="List the versions of the law, statutes and bylaws",
)  # fmt: skip
draft_amendment = membership.command(
    "draft_amendment", "POST /statutes/amendments", body=NewAmendment, returns=Amendment, scope="statutes:write",
    refuses=[AmendmentUnlawful, AmendmentUnsound, AmendmentChangesNothing, EffectiveTooEarly, NotFound],
    emits=[proposals.made], summary="Draft an amendment for an assembly to vote on",
)  # fmt: skip
get_amendment = membership.query(
    "get_amendment", "GET /statutes/amendments/{proposal_id}", returns=Amendment, scope="statutes:read",
    summary="Read an amendment, rule by rule, and what became of it",
)  # fmt: skip
