"""What a till asks: may this card shop today; and what it takes along for the days on which it cannot ask."""

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, QuerySchema, Schema, Text
from services.commons.refusals import NotFound
from services.membership.contract import membership

from . import refusals as refused
from .schemas.standings import STANDINGS

ANSWERS = (*STANDINGS, "not_a_member", "suspended", "card_blocked")


class CardStanding(Schema):
    """Whether the shop serves whoever holds a card, why, and the last day on which that holds by itself."""

    may_shop = Flag()
    # A standing; or not_a_member, suspended, card_blocked.
    reason = fields.String(validate=validate.OneOf(ANSWERS))
    until = Day(allow_none=True)


class TillStep(Schema):
    """What a card's answer becomes on a day by the mere passing of time."""

    on = Day()
    may_shop = Flag()
    reason = fields.String(validate=validate.OneOf(ANSWERS))


class TillEntry(Schema):
    """All a till needs to know of a member; it replaces whatever the till held of them, their cards included."""

    member_id = fields.String()
    cards = fields.List(fields.String())
    may_shop = Flag()
    reason = fields.String(validate=validate.OneOf(ANSWERS))
    # The last day on which ``may_shop`` stays so by itself, as far as ``known_until`` reaches.
    valid_until = Day(allow_none=True)
    # Every later answer until ``known_until``, in order.
    then = fields.List(fields.Nested(TillStep))


class TillFeed(Schema):
    """What changed since a cursor, or everything.

    A till applies the entries and asks again with ``cursor``: at once while ``more``, else whenever it likes. Without
    asking it can go on until ``known_until``.
    """

    as_of = Day()
    known_until = Day()
    # Whether this begins a snapshot: what the till held before is to be forgotten.
    snapshot = Flag()
    changes = fields.List(fields.Nested(TillEntry))
    cursor = fields.String()
    more = Flag()


class TillFeedQuery(QuerySchema):
    """From where: the cursor of the answer before; without it, a snapshot of everything."""

    since = Text(most=1000, load_default=None)
    limit = Count(least=1, most=500, load_default=500)


class CardPath(QuerySchema):
    """On which day; today if not said."""

    as_of = Day(load_default=None)


card_standing = membership.query(
    "get_card_standing", "GET /members/by-card/{code}/standing", returns=CardStanding, query=CardPath,
    scope="shifts:read", snapshot=True, refuses=[NotFound], summary="Tell a till whether the shop serves a card",
)  # fmt: skip
standing_changes = membership.query(
    "list_standing_changes", "GET /standings/changes", returns=TillFeed, query=TillFeedQuery, scope="shifts:read",
    snapshot=True, refuses=[refused.NoShifts, refused.TillCursorTooOld],
    summary="Tell tills what changed since they asked last, and what time alone will change",
)  # fmt: skip
