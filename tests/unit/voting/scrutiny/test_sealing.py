"""Sealed ballots and divided keys, without a database."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, PublicKey, SealedBox

from services.voting.scrutiny.reading import read_piece
from services.voting.scrutiny.sealing import (
    OVERHEAD,
    make_pair,
    message_length,
    message_of,
    open_sealed,
    public_of,
    seal,
)
from services.voting.scrutiny.sharing import join, share_hash, split
from services.voting.tally.rules.votes import METHODS, WORDS, Kept, canonical

CANDIDATES = ["mbr_000001", "mbr_000002", "mbr_000003", "mbr_04"]
POLL = "pol_1"


@st.composite
def votes(draw: st.DrawFn) -> tuple[str, Kept]:
    """Some vote under some method, in its kept form."""
    method = draw(st.sampled_from(METHODS))
    if method in WORDS:
        return method, [draw(st.sampled_from(WORDS[method]))]
    named = draw(st.lists(st.sampled_from(CANDIDATES), unique=True, max_size=1 if method == "single_choice" else 4))
    if method == "majority_judgment":
        return method, {one: draw(st.sampled_from(["excellent", "reject"])) for one in sorted(named)}
    if method == "schulze":
        return method, [[one] for one in named]
    return method, named if method == "scottish_stv" else sorted(named)


@settings(max_examples=40, deadline=None)
@given(votes())
def test_every_ballot_of_a_poll_has_the_same_length_and_says_what_was_sealed(given_: tuple[str, Kept]) -> None:
    """Whatever is voted, the box has one length: its size tells nothing before it is opened."""
    method, vote = given_
    private, public = make_pair()
    length = message_length(POLL, method, CANDIDATES, 4)
    sealed = seal(public, message_of(POLL, vote), length, b"a secret")
    assert len(sealed) == length + OVERHEAD
    assert open_sealed(private, public, POLL, sealed) == vote
    assert json.loads(SealedBox(PrivateKey(private)).decrypt(sealed)) == {"poll": POLL, "vote": vote}


def test_the_same_ballot_is_the_same_bytes_and_another_secret_or_vote_is_not() -> None:
    """A retry is recognised by its bytes; two voters of one mind have nothing in common, not even the ephemeral key."""
    _, public = make_pair()
    boxes = [seal(public, message_of(POLL, vote), 64, secret)
             for vote, secret in itertools.product((["for"], ["against"]), (b"one", b"two"))]  # fmt: skip
    assert seal(public, message_of(POLL, ["for"]), 64, b"one") == boxes[0]
    assert len({box[:32] for box in boxes}) == len({box[32:] for box in boxes}) == 4


def test_a_box_that_is_tampered_with_or_meant_for_another_poll_says_nothing() -> None:
    """One flipped bit, another key or another poll's ballot opens as null, and so does whatever is no vote."""
    private, public = make_pair()
    sealed = seal(public, message_of(POLL, ["for"]), 64, b"secret")
    for at in (0, 31, 32, len(sealed) - 1):
        flipped = bytearray(sealed)
        flipped[at] ^= 0x80
        assert open_sealed(private, public, POLL, bytes(flipped)) is None
    assert open_sealed(*make_pair(), POLL, sealed) is None
    assert open_sealed(private, public, "pol_2", sealed) is None
    box = SealedBox(PublicKey(public))
    deep = b"[" * 30_000
    for said in (b"", b"\xff", b"null", b"[]", deep, b'{"poll": "pol_1"}', b'{"poll":"pol_1","vote":["for"],"x":1}'):
        assert open_sealed(private, public, POLL, box.encrypt(said)) is None


def test_a_piece_is_counted_by_cell_and_what_is_unsound_is_null() -> None:
    """Strangers to the poll, too many names and forms of another method are null votes; order tells nothing."""
    private, public = make_pair()
    box = SealedBox(PublicKey(public))

    def said(vote: object) -> bytes:
        return box.encrypt(json.dumps({"poll": POLL, "vote": vote}).encode())

    sound = [said(CANDIDATES[:2]), said(CANDIDATES[1::-1]), said([])]
    unsound = [said(["mbr_x"]), said(CANDIDATES[:3]), said(["for"]), said(1), box.encrypt(b"nothing"), b"x" * 100]
    ballots = [(0, one) for one in sound + unsound] + [(1, sound[0])]
    read = read_piece(private, POLL, "approval", CANDIDATES, 2, ballots)
    again = read_piece(private, POLL, "approval", CANDIDATES, 2, ballots[::-1])
    assert read == again
    assert list(zip(read["cells"], read["votes"], read["ballots"], strict=True)) == [
        (0, canonical(CANDIDATES[:2]), 2), (0, "[]", 1), (0, "null", 6), (1, canonical(CANDIDATES[:2]), 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("threshold", "number"), [(2, 2), (2, 3), (3, 5), (9, 9)])
def test_any_threshold_of_shares_restores_the_key_and_fewer_do_not(threshold: int, number: int) -> None:
    """Every choice of so many scrutineers makes the key; one fewer makes another one."""
    private, public = make_pair()
    shares = split(private, threshold, number)
    for chosen in itertools.combinations(shares, threshold):
        assert public_of(join(chosen)) == public
    if threshold > 2:
        assert join(shares[: threshold - 1]) != private
    assert len({share_hash(one) for one in shares}) == number
    assert share_hash(f" {shares[0].upper()}\n") == share_hash(shares[0])
