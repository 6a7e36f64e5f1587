"""The reserve of a participation agreement: how it is reckoned, and its booking before the year is closed."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Amount, QuerySchema, Rate, Schema
from services.commons.refusals import Refusal
from services.ledger.closing.refusals import YearInWrongState, YearNotEnded
from services.ledger.contract import ledger
from services.ledger.journal.refusals import POSTING_REFUSALS
from services.ledger.surplus.contract import PartsExceedSurplus


class NoParticipation(Refusal):
    """Only the statutes make the labour share a participation."""

    code, status = "no_participation", 409
    sentence = "The statutes book the labour share as {posting}: nothing is provided for before the year is closed."


class ParticipationQuery(QuerySchema):
    """The part of the surplus before participation, if not the one that the statutes say."""

    labour_share = Rate()


class NewParticipation(Schema):
    """The part of the surplus before participation, if not the one that the statutes say."""

    labour_share = Rate()


class ParticipationView(Schema):
    """The computation: result + booked = before; before − losses = surplus; surplus × fraction = exact → reserve.

    ``exact`` is the reserve before rounding to the cent, in the currency's unit; ``to_book`` what the reserve still
    lacks (below zero: what was booked too much), ``after`` the result that the books show with it.
    """

    year = fields.Integer()
    result = Amount(signed=True)
    booked = Amount(signed=True)
    before = Amount(signed=True)
    losses_brought_forward = Amount(zero=True)
    surplus = Amount(signed=True)
    fraction = Rate()
    exact = Rate()
    reserve = Amount(zero=True)
    to_book = Amount(signed=True)
    after = Amount(signed=True)
    article = fields.String()
    entry = fields.String(allow_none=True)


get_participation = ledger.query(
    "get_participation", "GET /fiscal-years/{year}/participation", returns=ParticipationView, query=ParticipationQuery,
    scope="surplus:read", snapshot=True, refuses=[NoParticipation, PartsExceedSurplus],
    summary="Show how the participation reserve of a year is reckoned, step by step",
)  # fmt: skip
provide = ledger.command(
    "provide_participation", "POST /fiscal-years/{year}/participation", body=NewParticipation,
    returns=ParticipationView, scope="surplus:write",
    refuses=[NoParticipation, PartsExceedSurplus, YearNotEnded, YearInWrongState, *POSTING_REFUSALS],
    summary="Book the participation reserve on the last day of an open year (D 691 / C 4284), or what it still lacks",
)  # fmt: skip
