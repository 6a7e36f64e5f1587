"""What a federation and a union that runs the suite tell each other of their link; each is addressed."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Schema, Slug, Text
from services.membership.contract import membership

from .schemas import KINDS

ID = Text(most=60, required=True)


class LinkProposed(Schema):
    """A federation proposes a link to a union."""

    link_id = ID
    union = Slug(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    proposed_on = Day(required=True)
    decision = Text(required=True)


class LinkAccepted(Schema):
    """A union accepts a link, by a decision of its own."""

    link_id = ID
    accepted_on = Day(required=True)
    decision = Text(required=True)


class LinkEnded(Schema):
    """One side ends a link, or a proposal of one."""

    link_id = ID
    ended_on = Day(required=True)
    reason = Text(most=300, required=True)


link_proposed = membership.event("union.link_proposed", LinkProposed, addressed=True)
link_accepted = membership.event("union.link_accepted", LinkAccepted, addressed=True)
link_ended = membership.event("union.link_ended", LinkEnded, addressed=True)
