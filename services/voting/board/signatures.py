"""Ed25519 signatures (RFC 8032, by libsodium): keys and signatures are hexadecimal, in lower case only."""

from __future__ import annotations

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey


def public_of(key: SigningKey) -> str:
    """Return the public half in hexadecimal, which is how signatures name a key."""
    return key.verify_key.encode().hex()


def signed(key: SigningKey, statement: bytes) -> str:
    """Sign a statement (Ed25519, RFC 8032); the signature in hexadecimal."""
    return key.sign(statement).signature.hex()


def is_signed(public: str, statement: bytes, signature: str) -> bool:
    """Say whether a signature is good; one that is malformed is not."""
    try:
        key, made = bytes.fromhex(public), bytes.fromhex(signature)
        if key.hex() != public or made.hex() != signature:
            return False
        VerifyKey(key).verify(statement, made)
    except (ValueError, TypeError, BadSignatureError):
        return False
    return True
