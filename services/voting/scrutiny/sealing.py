"""Sealed ballots: what a ballot says, as a libsodium sealed box of one length for the whole poll.

A ballot's message is the canonical JSON ``{"poll": id, "vote": kept vote}``, filled with spaces up to the length that
the poll asks for: boxes of different lengths would tell votes apart before anything is opened.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from nacl import bindings
from nacl.exceptions import CryptoError

from services.commons.canonical import canonical
from services.voting.tally.rules.votes import GRADES, WORDS, Kept

OVERHEAD = bindings.crypto_box_SEALBYTES
_STEP = 32


def make_pair() -> tuple[bytes, bytes]:
    """Return a new key pair as (private, public), 32 bytes each."""
    public, private = bindings.crypto_box_keypair()
    return private, public


def public_of(private: bytes) -> bytes:
    """Return the public key of a private one."""
    return bindings.crypto_scalarmult_base(private)


def message_of(poll_id: str, vote: Kept) -> bytes:
    """Return what a ballot says, before it is filled up."""
    return canonical({"poll": poll_id, "vote": vote})


def message_length(poll_id: str, method: str, candidates: Sequence[str], maximum: int | None) -> int:
    """Return the length to which every message of a poll is filled up: that of its longest vote, rounded up."""
    longest = len(message_of(poll_id, _longest(method, candidates, maximum)))
    return -(-longest // _STEP) * _STEP


def seal(public: bytes, message: bytes, length: int, secret: bytes) -> bytes:
    """Seal a message by an ephemeral key that follows from a secret and the message: the same again is the same bytes.

    Otherwise this is libsodium's ``crypto_box_seal``: ephemeral public key, then the box, under the nonce
    BLAKE2b-192(ephemeral public key, public key). One secret may seal different messages, since each has its own
    ephemeral key.
    """
    filled = message.ljust(length)
    if len(filled) > length:
        raise ValueError("the message is longer than the poll's ballots")
    seed = hmac.new(secret, filled, hashlib.sha256).digest()
    ephemeral_public, ephemeral = bindings.crypto_box_seed_keypair(seed)
    nonce = hashlib.blake2b(ephemeral_public + public, digest_size=bindings.crypto_box_NONCEBYTES).digest()
    return ephemeral_public + bindings.crypto_box_easy(filled, nonce, public, ephemeral)


def open_sealed(private: bytes, public: bytes, poll_id: str, sealed: bytes) -> Any:
    """Return what the voter said in a sealed ballot, unchecked; None when it is not a ballot of this poll.

    Whatever somebody sealed with software of their own must not stop the opening: all of it is a null vote.
    """
    try:
        said = json.loads(bindings.crypto_box_seal_open(sealed, public, private))
    except (CryptoError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or set(said) != {"poll", "vote"} or said["poll"] != poll_id:
        return None
    return said["vote"]


def _longest(method: str, candidates: Sequence[str], maximum: int | None) -> Kept:
    if method in WORDS:
        return [max(WORDS[method], key=len)]
    longest_first = sorted(candidates, key=lambda one: len(one.encode()), reverse=True)
    named = longest_first[: 1 if method == "single_choice" else maximum]
    if method == "schulze":
        return [[one] for one in named]
    if method == "majority_judgment":
        return dict.fromkeys(named, max(GRADES, key=len))
    return list(named)
