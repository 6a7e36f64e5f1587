"""Where activities may be and what they may be: establishments and trades that are known and in use."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Unit
from services.membership.engagements.rules import last_day

from .contract.refusals import EstablishmentClosed, OpeningTooFarAhead, UnknownEstablishment, UnknownTrade
from .tables import Establishment, Trade


def check_opening(unit: Unit, day: date) -> None:
    """Refuse a day before the cooperative was founded, and one more than a year ahead: nothing takes it back."""
    check_not_before_founding(unit, day)
    if day > (latest := last_day(unit.today, 12)):
        raise OpeningTooFarAhead(given=day, latest=latest)


def known_establishment(unit: Unit, code: str, on: date | None = None) -> Establishment:
    """Return an establishment that is on record or named by the bylaws; refuse others, and one closed before a day.

    The row is shared until the end of the transaction, so that nobody closes it under what is opened there.
    """
    bylaws = unit.rules.bylaws("establishments", [])
    name = next((one["name"] for one in bylaws.value if one["code"] == code), None)
    if name is not None:
        write_establishment(unit, code, name)
    row: Establishment | None = unit.session.scalar(
        select(Establishment).where(Establishment.code == code).with_for_update(key_share=True, read=True)
    )
    if row is None:
        raise UnknownEstablishment(article=bylaws.article, establishment=code)
    if row.closed_on is not None and (on or unit.today) > row.closed_on:
        raise EstablishmentClosed(article=bylaws.article, establishment=code, closed_on=row.closed_on)
    return row


def write_establishment(unit: Unit, code: str, name: str, opened_on: date | None = None) -> bool:
    """Write an establishment under a code that is free, and return whether it was."""
    row = insert(Establishment).values(code=code, name=name, opened_on=opened_on, recorded_at=unit.now)
    return unit.session.execute(row.on_conflict_do_nothing().returning(Establishment.code)).scalar() is not None


def check_trade(unit: Unit, code: str | None) -> None:
    """Refuse a trade that stands neither in the bylaws nor in the cooperative's own list."""
    if code is None:
        return
    bylaws = unit.rules.bylaws("trades", [])
    if all(one["code"] != code for one in bylaws.value) and unit.session.get(Trade, code) is None:
        raise UnknownTrade(article=bylaws.article, trade=code)
