"""Codes: digits drawn at random, and a digest of them that the database alone cannot be searched for.

Eight digits are few: a plain digest of them would be found by trying them all, within the minutes that a code lives. So
the digest is keyed (HMAC, RFC 2104), and the key stands nowhere in the database: it is made of the password by which
this service reaches it, which every process of the service holds and no dump or replica of a database does. (The file
of passwords that provisioning keeps does: a backup of it is kept apart from the dumps.) Whoever has that password can
write a login anyway. Trying a code costs one hash, so nobody burns this house's processors with guesses.
"""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import Engine

from services.commons.storage import Unit

from .rules import CODE_DIGITS

_PURPOSE = b"rochdale: codes to sign in"
# Where the database asks for no password, codes under way end with the process that made them.
_OF_THIS_PROCESS = secrets.token_bytes(32)


def new_code() -> str:
    """Return a code, each as likely as any other."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def digest_of_code(unit: Unit, sign_in_id: str, code: str) -> str:
    """Return what is kept of the code of a sign-in: HMAC-SHA-256, in hexadecimal."""
    return hmac.digest(_key(unit), f"{sign_in_id}\x00{code}".encode(), "sha256").hex()


def is_code(unit: Unit, shown: str, sign_in_id: str, code_hash: str | None) -> bool:
    """Say whether a code is the one of a sign-in, in a time that tells nothing of it."""
    return hmac.compare_digest(digest_of_code(unit, sign_in_id, shown), code_hash or "-")


def _key(unit: Unit) -> bytes:
    bound = unit.session.get_bind()
    engine = bound if isinstance(bound, Engine) else bound.engine
    password = engine.url.password
    secret = _OF_THIS_PROCESS if not password else str(password).encode()
    # Of the cooperative too: the same password elsewhere makes other digests.
    return hmac.digest(secret, _PURPOSE + b"\x00" + unit.coop.encode(), "sha256")
