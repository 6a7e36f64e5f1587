"""What an organiser tells all who are linked of its committees, and what it and one cooperative tell each other."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Schema, Slug, Text
from services.membership.contract import membership
from services.membership.intercooperation.contract.schemas import Areas

from .schemas import LONGEST_CHARTER

ID = Text(most=60, required=True)


class CommitteePublished(Schema):
    """A committee and its charter as they stand; the newest edition counts."""

    committee_id = ID
    edition = Count(least=1, required=True)
    union = Slug(required=True)
    title = Text(required=True)
    areas = Areas(required=True)
    ended_on = Day(required=True, allow_none=True)
    charter_version = Count(least=1, required=True)
    charter_title = Text(required=True)
    charter_text = Text(most=LONGEST_CHARTER, required=True)


class Adhered(Schema):
    """A cooperative adheres to a committee's charter, by a decision of its own."""

    committee_id = ID
    adhesion_id = ID
    charter_version = Count(least=1, required=True)
    decision = Text(required=True)
    adhered_on = Day(required=True)


class AdhesionSettled(Schema):
    """What became of an adhesion."""

    committee_id = ID
    adhesion_id = ID
    state = fields.String(required=True, validate=validate.OneOf(["taken", "refused"]))
    reason = Slug(required=True, allow_none=True)


class AdhesionRevoked(Schema):
    """A cooperative takes its adhesion back, with its last day."""

    committee_id = ID
    adhesion_id = ID
    ended_on = Day(required=True)


published = membership.event("committee.published", CommitteePublished, exportable=True)
adhered = membership.event("committee.adhered", Adhered, addressed=True)
adhesion_settled = membership.event("committee.adhesion_settled", AdhesionSettled, addressed=True)
adhesion_revoked = membership.event("committee.adhesion_revoked", AdhesionRevoked, addressed=True)
