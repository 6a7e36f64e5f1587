"""Disclosures: the aggregates that leave a cooperative, and those that a federation holds."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Slug, Text
from services.membership.contract import membership

FIGURE = validate.Regexp(r"[a-z_]+(\.[a-z_]+)+\Z", error="Write the name of a figure, such as members.count.")


class DisclosurePublished(Schema):
    """A figure that the statutes disclose to the federation; an aggregate, never a person's."""

    figure = Text(most=100, required=True, validate=FIGURE)
    value = Text(most=100, required=True)
    unit = Text(most=30, required=True)
    as_of = Day(required=True)


class MemberFigureReceived(DisclosurePublished):
    """A cooperative that is known here as a member or an applicant disclosed a figure to this federation."""

    member_id = fields.String(required=True)


class Published(Schema):
    """What was published, and what the statutes do not disclose."""

    published = fields.List(fields.Nested(DisclosurePublished), required=True)
    withheld = fields.List(fields.String(), required=True)


class DisclosedFigure(DisclosurePublished):
    """A figure that another cooperative disclosed to this one."""

    coop = Slug(required=True)
    service = fields.String(required=True)
    received_at = Instant(required=True)


class FiguresQuery(QuerySchema):
    """Whose figures, or which."""

    coop = Slug(load_default=None)
    figure = Text(most=100, load_default=None)


class ParticipantView(Schema):
    """A participant: its slug, or its id in the register where this office records what it does (``by_hand``)."""

    cooperative = fields.String()
    name = fields.String(allow_none=True)
    by_hand = Flag()


class ToldAgain(Schema):
    """How many of what stands were told again to all who are linked; who knows them already notices nothing."""

    count = fields.Integer()


class RefusedDisclosures(Schema):
    """How much of what one cooperative told was not taken: malformed, claiming another's name, or out of place."""

    coop = fields.String(required=True)
    count = fields.Integer(required=True)
    reason = fields.String(required=True)
    last_at = Instant(required=True)


disclosure_published = membership.event("disclosure.published", DisclosurePublished, exportable=True)
# What a federation may weigh the votes of its members by (by their number, or by their business).
member_figure_received = membership.event("member_figure.received", MemberFigureReceived)

publish_disclosures = membership.command(
    "publish_disclosures", "POST /disclosures", returns=Published, scope="federation:write",
    emits=[disclosure_published], summary="Publish the figures of the membership that the statutes disclose",
)  # fmt: skip
list_disclosed_figures = membership.query(
    "list_disclosed_figures", "GET /federation/figures", returns=DisclosedFigure, query=FiguresQuery, paged=True,
    scope="federation:read", summary="List the latest figures that other cooperatives disclosed",
)  # fmt: skip
list_figures_history = membership.query(
    "list_figures_history", "GET /federation/figures/history", returns=DisclosedFigure, query=FiguresQuery, paged=True,
    scope="federation:read", summary="List every figure that other cooperatives disclosed, by its day",
)  # fmt: skip
list_refused_disclosures = membership.query(
    "list_refused_disclosures", "GET /federation/refused-disclosures", returns=RefusedDisclosures, paged=True,
    scope="federation:read", summary="Count the disclosures and messages that were not taken",
)  # fmt: skip
