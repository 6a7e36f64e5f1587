"""Salted hashes of broker passwords, in the broker's own form."""

from __future__ import annotations

import base64
import hashlib
import secrets

ALGORITHM = "rabbit_password_hashing_sha256"


def hashed(password: str) -> str:
    """Hash a password as RabbitMQ stores it: four bytes of salt, then the SHA-256 of salt and password, in base64."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def matches(password: str, stored: str) -> bool:
    """Say whether a stored hash is of this password."""
    try:
        raw = base64.b64decode(stored, validate=True)
    except ValueError:
        return False
    return secrets.compare_digest(raw[4:], hashlib.sha256(raw[:4] + password.encode()).digest())
