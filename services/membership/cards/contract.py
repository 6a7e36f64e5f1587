"""Members' cards: issued, blocked, replaced; a code belongs to one card for ever."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.register.contract.refusals import InTheFuture, NotAMember, NotInRegister

# Why a card no longer opens anything. ``replaced`` and ``left`` are written by the register itself.
BLOCKED_FOR = ("lost", "stolen", "damaged", "returned", "replaced", "left", "merged")
ASKED = ("lost", "stolen", "damaged", "returned")


class CardCodeTaken(Refusal):
    """The code stands on a card already; a code is given once and never again."""

    code, status = "card_code_taken", 409
    sentence = "The code {card_code} stands on a card of {member_id} already; a code is given once."


class CardHeld(Refusal):
    """A member holds one card that works; it is replaced, or blocked first."""

    code, status = "card_held", 409
    sentence = "{member_id} holds the card {card_id} that works; replace it, or block it first."


class CardBlocked(Refusal):
    """A card is blocked once and stays so."""

    code, status = "card_blocked", 409
    sentence = "The card {card_id} is blocked since {blocked_on} ({reason})."


class CardCode(Text):
    """What stands on a card: letters, digits, hyphens, dots."""

    def __init__(self, **options: object) -> None:
        super().__init__(most=64, least=4, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9.-]*\Z"), **options)


class NewCard(Schema):
    """A card given to a member: its code, and since when it works (today unless given)."""

    code = CardCode(required=True)
    issued_on = Day(load_default=None)


class CardBlocking(Schema):
    """Why a card no longer works, and from which day (today unless given)."""

    reason = fields.String(required=True, validate=validate.OneOf(ASKED))
    blocked_on = Day(load_default=None)


class CardReplacement(Schema):
    """The code of the new card, and what became of the old one."""

    code = CardCode(required=True)
    reason = fields.String(load_default="damaged", validate=validate.OneOf(ASKED))


class CardView(Schema):
    """A card as of a day: it works from ``issued_on`` on, and no longer from ``blocked_on`` on."""

    id = fields.String()
    member_id = fields.String()
    code = fields.String()
    issued_on = Day()
    blocked_on = Day(allow_none=True)
    reason = fields.String(allow_none=True, validate=validate.OneOf(BLOCKED_FOR))
    # The card given in its place.
    replaced_by = fields.String(allow_none=True)
    works = Flag()
    as_of = Day()
    recorded_at = Instant()


class CardsQuery(QuerySchema):
    """The cards given by a day; today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class CardIssued(Schema):
    """A card was given to a member. Its code stays in the register."""

    card_id = fields.String(required=True)
    member_id = fields.String(required=True)
    issued_on = Day(required=True)


class CardBlockedTold(Schema):
    """A card no longer works from a day on."""

    card_id = fields.String(required=True)
    member_id = fields.String(required=True)
    blocked_on = Day(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(BLOCKED_FOR))


card_issued = membership.event("card.issued", CardIssued)
card_blocked = membership.event("card.blocked", CardBlockedTold)

issue_card = membership.command(
    "issue_card", "POST /members/{member_id}/cards", body=NewCard, returns=CardView, scope="members:write",
    emits=[card_issued], refuses=[NotInRegister, NotAMember, CardCodeTaken, CardHeld, InTheFuture],
    summary="Give a member a card",
)  # fmt: skip
block_card = membership.command(
    "block_card", "POST /cards/{card_id}/blocking", body=CardBlocking, returns=CardView, scope="members:write",
    emits=[card_blocked], refuses=[NotFound, CardBlocked, InTheFuture], summary="Block a card that is lost or stolen",
)  # fmt: skip
replace_card = membership.command(
    "replace_card", "POST /cards/{card_id}/replacement", body=CardReplacement, returns=CardView,
    scope="members:write", emits=[card_blocked, card_issued],
    refuses=[NotFound, CardBlocked, CardCodeTaken, NotAMember],
    summary="Give a new card in the place of one, which is blocked",
)  # fmt: skip
list_cards = membership.query(
    "list_cards", "GET /members/{member_id}/cards", returns=CardView, query=CardsQuery, paged=True,
    scope="members:read", refuses=[NotInRegister], summary="List the cards that a member was given by a day",
)  # fmt: skip
