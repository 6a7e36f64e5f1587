"""The key of this cooperative's voting service: made when it is first needed, kept in the service's database."""

from __future__ import annotations

from datetime import datetime, timedelta

from nacl.signing import SigningKey
from sqlalchemy import insert, select, text

from services.commons.storage import Unit
from services.voting.board.signatures import public_of, signed
from services.voting.board.statements import key_statement
from services.voting.board.tables import BoardKey

# How long a voting process goes on promising with a key that another one has retired; both keys stay published.
_REMEMBERED = timedelta(minutes=1)
_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('board key', 16))")
# By cooperative and database: nobody signs with another's key, whatever else runs in this process.
_known: dict[tuple[str, str], tuple[SigningKey, datetime]] = {}


def signing_key(unit: Unit) -> SigningKey:
    """Return the key in use, as it stands in the database; make the first one if there is none."""
    return _in_use(unit) or _made(unit)


def remembered_key(unit: Unit) -> SigningKey:
    """Return the key in use without asking the database each time, for thousands who vote in the same minute."""
    whose = _whose(unit)
    known = _known.get(whose)
    if known is not None and known[1] > unit.now:
        return known[0]
    key = _in_use(unit)
    if key is None:
        # Not remembered: this transaction may yet be undone, and its key with it.
        return _made(unit)
    _known[whose] = (key, unit.now + _REMEMBERED)
    return key


def replace_key(unit: Unit) -> None:
    """Retire the key in use, which stays published and endorses the one that is made now."""
    unit.session.execute(_TURN)
    held = unit.session.scalars(select(BoardKey).where(BoardKey.retired_at.is_(None)).with_for_update()).first()
    if held is not None:
        held.retired_at = unit.now
        unit.session.flush()
    _known.pop(_whose(unit), None)
    _make(unit, held)


def _whose(unit: Unit) -> tuple[str, str]:
    return unit.coop, str(unit.session.connection().engine.url.database)


def _in_use(unit: Unit) -> SigningKey | None:
    secret = unit.session.scalars(select(BoardKey.secret).where(BoardKey.retired_at.is_(None))).first()
    return None if secret is None else SigningKey(bytes.fromhex(secret))


def _made(unit: Unit) -> SigningKey:
    unit.session.execute(_TURN)
    held = _in_use(unit)
    if held is None:
        _make(unit, None)
        held = _in_use(unit)
    assert held is not None
    return held


def _make(unit: Unit, before: BoardKey | None) -> None:
    key, since = SigningKey.generate(), unit.now.isoformat()
    previous = before.public if before is not None else None
    statement = key_statement(unit.coop, public_of(key), since, previous)
    endorsement = signed(SigningKey(bytes.fromhex(before.secret)), statement) if before is not None else None
    row = {"public": public_of(key), "secret": key.encode().hex(), "since": since, "previous": previous,
           "signature": signed(key, statement), "endorsement": endorsement}  # fmt: skip
    unit.session.execute(insert(BoardKey).values(row))
