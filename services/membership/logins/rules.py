"""The limits of signing in, and the form of addresses and codes; without a database or a clock."""

from __future__ import annotations

import hashlib
from datetime import timedelta

# A code is short, since a person copies it: so it lives for minutes, and few guesses are taken.
CODE_DIGITS = 8
CODE_LIVES = timedelta(minutes=10)
ATTEMPTS = 5
# Letters with codes to one address within an hour: more would be a nuisance to it, and more guesses for a thief.
LETTERS_AN_HOUR = 5
# Sign-ins that a whole cooperative asks for within a minute; beyond, whoever floods is told to wait.
ASKED_A_MINUTE = 120
# … and that one network address may ask for, so that nobody alone keeps everybody else out.
ASKED_BY_ONE = 5
# A token lasts a day's work: whoever signs in on a shared machine and forgets it is out by the evening.
TOKEN_LIVES = timedelta(hours=12)
KEPT = timedelta(days=1)


def normal(address: str) -> str:
    """Return an address as addresses are compared here: without space around it, in lower case."""
    return address.strip().lower()


def digest_of(*parts: str) -> str:
    """Return the SHA-256 of some texts, in hexadecimal; the parts cannot run into each other."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
