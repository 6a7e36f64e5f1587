"""The key of a poll: its ceremony, its shares, and the opening of the ballots."""

from __future__ import annotations

import base64
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from nacl.public import PublicKey, SealedBox
from sqlalchemy import text

from services.commons.refusals import AnswerNotKept
from services.voting.scrutiny import opening
from services.voting.scrutiny.actions.background import open_waiting
from services.voting.scrutiny.sealing import message_of, public_of
from tests.unit.voting.hall import Hall, refused

TWO_OF_THREE = {"ballots.scrutineers": {"number": 3, "threshold": 2}}


def shared(it: Hall, electors: int = 12, **asked: Any) -> tuple[str, list[str], dict[str, str]]:
    """Open a secret poll whose key three members share, two of whom open it; return poll, members and shares."""
    members = it.admit(electors)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, ballot="secret", **asked)
    it.convene(assembly_id)
    made = it.do("make_poll_key", poll_id=poll_id, body={"scrutineers": members[:3], "threshold": 2})
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    it.do("open_poll", poll_id=poll_id)
    return poll_id, members, {one["member_id"]: one["share"] for one in made["shares"]}


def hand_in(it: Hall, poll_id: str, member_id: str, share: str) -> dict[str, Any]:
    """Hand in a share."""
    return dict(it.do("hand_in_key_share", poll_id=poll_id, body={"member_id": member_id, "share": share}))


def test_without_scrutineers_the_service_holds_the_key_and_says_so(hall: Callable[..., Hall]) -> None:
    """It opens the ballots by itself at the tally, and publishes the key; before, nothing is shown of it."""
    it = hall()
    _, poll_id = it.sit(it.admit(12), ballot="secret")
    for credential in it.credentials(poll_id):
        it.cast(poll_id, credential, choice="for")
    key = it.do("get_poll_key", poll_id=poll_id)
    assert (key["key_held_by"], key["state"], key["private_key"], key["ballots"]) == ("service", "sealing", None, None)
    it.do("close_poll", poll_id=poll_id)
    assert it.do("get_poll_key", poll_id=poll_id)["private_key"] is None
    assert it.do("tally_poll", poll_id=poll_id)["counts"]["for"] == 12
    key = it.do("get_poll_key", poll_id=poll_id)
    assert (key["state"], key["ballots"], key["opened"], key["withheld"]) == ("opened", 12, 12, False)
    assert public_of(bytes.fromhex(key["private_key"])).hex() == key["public_key"]


def test_a_shared_key_is_put_together_at_the_threshold_and_not_before(hall: Callable[..., Hall]) -> None:
    """No table holds the key or a share; one share opens nothing, the second one does, a third is only noted."""
    it = hall()
    poll_id, members, shares = shared(it)
    for credential in it.credentials(poll_id):
        it.cast(poll_id, credential, choice="against")
    assert [row.private_key for row in it.sql("SELECT private_key FROM poll_keys")] == [None]
    assert refused(hand_in, it, poll_id, members[0], shares[members[0]]) == "key_shares_too_early"
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "key_shares_missing"
    assert not it.sql("SELECT 1 FROM opened_ballots")
    assert hand_in(it, poll_id, members[0], shares[members[0]])["state"] == "waiting"
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "key_shares_missing"
    opened = hand_in(it, poll_id, members[2], shares[members[2]])
    assert (opened["state"], opened["opened"]) == ("opened", 12)
    assert not it.sql("SELECT 1 FROM scrutineers WHERE share IS NOT NULL")
    assert hand_in(it, poll_id, members[1], shares[members[1]])["state"] == "opened"
    assert it.do("tally_poll", poll_id=poll_id)["counts"]["against"] == 12


def test_wrong_repeated_and_strange_shares_are_refused(hall: Callable[..., Hall]) -> None:
    """Another one's share, an altered one, one handed in before and a stranger's have their codes; nothing is kept."""
    it = hall()
    poll_id, members, shares = shared(it)
    it.do("close_poll", poll_id=poll_id)
    mine = shares[members[0]]
    assert refused(hand_in, it, poll_id, members[0], shares[members[1]]) == "wrong_key_share"
    assert refused(hand_in, it, poll_id, members[0], mine[:-1] + ("0" if mine[-1] != "0" else "1")) == "wrong_key_share"
    assert refused(hand_in, it, poll_id, members[0], "nonsense") == "wrong_key_share"
    assert refused(hand_in, it, poll_id, members[5], mine) == "unknown_scrutineer"
    assert not it.sql("SELECT 1 FROM scrutineers WHERE handed_in_at IS NOT NULL")
    hand_in(it, poll_id, members[0], mine)
    assert refused(hand_in, it, poll_id, members[0], mine) == "key_share_handed_in"


def test_a_key_that_its_shares_do_not_make_opens_nothing(hall: Callable[..., Hall]) -> None:
    """Who exchanged the public key in the tables is found out when the key is put together."""
    it = hall()
    poll_id, members, shares = shared(it)
    it.do("close_poll", poll_id=poll_id)
    with it.database.transaction() as session:
        session.connection().exec_driver_sql(f"UPDATE poll_keys SET public_key = '{'0' * 64}'")
    hand_in(it, poll_id, members[0], shares[members[0]])
    assert refused(hand_in, it, poll_id, members[1], shares[members[1]]) == "key_does_not_fit"


def test_statutes_that_ask_for_scrutineers_let_no_secret_poll_open_without(hall: Callable[..., Hall]) -> None:
    """Too few of them, a lower threshold or none at all are refused, with the article."""
    it = hall(overrides=TWO_OF_THREE)
    members = it.admit(10)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, ballot="secret")
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    assert refused(it.do, "open_poll", poll_id=poll_id) == "scrutineers_missing"
    for few in ({}, {"scrutineers": members[:2], "threshold": 2}):
        assert refused(it.do, "make_poll_key", poll_id=poll_id, body=few) == "scrutineers_too_few"
    stranger = {"scrutineers": [*members[:2], "mbr_stranger"], "threshold": 2}
    assert refused(it.do, "make_poll_key", poll_id=poll_id, body=stranger) == "not_on_roll"
    it.do("make_poll_key", poll_id=poll_id, body={"scrutineers": members[:3], "threshold": 3})
    it.do("open_poll", poll_id=poll_id)
    assert it.do("get_poll_key", poll_id=poll_id)["key_held_by"] == "scrutineers"


def test_the_rules_of_the_assemblys_day_say_who_shares_a_key(hall: Callable[..., Hall]) -> None:
    """A ceremony held before new statutes apply follows them already, if the assembly sits under them."""
    it = hall()
    members = it.admit(10)
    with it.acting() as unit:
        document = deepcopy(unit.rules.document("statutes"))
    document["ballots"]["scrutineers"] = {"number": 3, "threshold": 2}
    effective_on = it.today + timedelta(days=3)
    it.hear("membership.statutes.adopted.v1", "statutes/statutes", {
        "layer": "statutes", "version": 2, "document": document, "effective_on": effective_on.isoformat(),
        "resolution_id": None,
    })  # fmt: skip
    before, after = (it.poll(it.draft(days=days), ballot="secret") for days in (0, 5))
    two = {"scrutineers": members[:2], "threshold": 2}
    assert it.do("make_poll_key", poll_id=before, body=two)["threshold"] == 2
    assert refused(it.do, "make_poll_key", poll_id=after, body=two) == "scrutineers_too_few"


def test_a_key_made_before_the_sealing_is_held_to_what_was_sealed(hall: Callable[..., Hall]) -> None:
    """Two shared it when nothing was asked; the poll opens when three do, as its terms say."""
    it = hall()
    members = it.admit(10)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, ballot="secret")
    it.do("make_poll_key", poll_id=poll_id, body={"scrutineers": members[:2], "threshold": 2})
    it.convene(assembly_id)
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    it.do("seal_poll", poll_id=poll_id)
    asked = '{"number": 3, "threshold": 2, "article": "article 28"}'
    with it.database.transaction() as session:
        session.execute(text("UPDATE polls SET terms = jsonb_set(terms, '{scrutineers}', CAST(:asked AS jsonb))"),
                        {"asked": asked})  # fmt: skip
    assert refused(it.do, "open_poll", poll_id=poll_id) == "scrutineers_too_few"
    it.do("make_poll_key", poll_id=poll_id, body={"scrutineers": members[:3], "threshold": 2})
    it.do("open_poll", poll_id=poll_id)


def test_annulled_in_whatever_state_a_poll_keeps_no_key(hall: Callable[..., Hall]) -> None:
    """Before it opens, while it is open, closed and waiting for shares: the key is void and its secrets are gone."""
    it = hall()
    members = it.admit(10)
    drafted = it.poll(it.draft(), ballot="secret")
    it.do("make_poll_key", poll_id=drafted, body={})
    closed, _, shares = shared(it)
    it.do("close_poll", poll_id=closed)
    hand_in(it, closed, *next(iter(shares.items())))
    _, opened = it.sit(members, ballot="secret")
    for poll_id in (drafted, closed, opened):
        it.do("annul_poll", poll_id=poll_id, body={"reason": "A mistake"})
        assert it.do("get_poll_key", poll_id=poll_id)["state"] == "void"
    assert not it.sql("SELECT 1 FROM poll_keys WHERE private_key IS NOT NULL OR salt IS NOT NULL")
    assert not it.sql("SELECT 1 FROM scrutineers WHERE share IS NOT NULL")


def test_a_poll_that_cannot_be_opened_holds_up_no_other(hall: Callable[..., Hall], monkeypatch: Any) -> None:
    """Its error is raised once it is all that is left; the other's ballots are opened meanwhile."""
    monkeypatch.setattr(opening, "AT_ONCE", 0)
    it = hall()
    members = it.admit(10)
    polls = [it.sit(members, ballot="secret")[1] for _ in range(2)]
    for poll_id in polls:
        for credential in it.credentials(poll_id):
            it.cast(poll_id, credential, choice="for")
        it.do("close_poll", poll_id=poll_id)
    broken, sound = sorted(polls)
    it.sql(f"UPDATE poll_keys SET private_key = 'zz' WHERE poll_id = '{broken}' RETURNING 1")
    assert open_waiting(it.database, it.clock)
    assert it.do("tally_poll", poll_id=sound)["counts"]["for"] == 10
    with pytest.raises(ValueError, match="hexadecimal"):
        open_waiting(it.database, it.clock)


def test_a_further_ceremony_voids_the_shares_of_the_one_before(hall: Callable[..., Hall]) -> None:
    """Shares that got lost are made anew until the poll opens; then the key stands, and the answer is given once."""
    it = hall()
    members = it.admit(10)
    assembly_id = it.draft()
    poll_id = it.poll(assembly_id, ballot="secret")
    it.convene(assembly_id)
    asked = {"scrutineers": members[:2], "threshold": 2}
    first = it.ask("make_poll_key", poll_id=poll_id, body=asked, command_id="ceremony").body
    try:
        it.ask("make_poll_key", poll_id=poll_id, body=asked, command_id="ceremony")
    except AnswerNotKept:
        pass
    else:
        raise AssertionError("the shares were shown twice")
    second = it.do("make_poll_key", poll_id=poll_id, body=asked)
    assert first["public_key"] != second["public_key"]
    it.do("open_assembly", assembly_id=assembly_id, body={})
    it.arrive(assembly_id, members)
    it.do("open_poll", poll_id=poll_id)
    assert refused(it.do, "make_poll_key", poll_id=poll_id, body=asked) == "wrong_poll_state"
    it.do("close_poll", poll_id=poll_id)
    old = first["shares"][0]
    assert refused(hand_in, it, poll_id, old["member_id"], old["share"]) == "wrong_key_share"
    for one in second["shares"]:
        state = hand_in(it, poll_id, one["member_id"], one["share"])["state"]
    assert state == "opened"


def test_no_ceremony_for_a_poll_that_is_not_secret(hall: Callable[..., Hall]) -> None:
    """A show of hands needs no key, and has none to look at."""
    it = hall()
    members = it.admit(5)
    poll_id = it.poll(it.draft())
    asked = {"scrutineers": members[:2], "threshold": 2}
    assert refused(it.do, "make_poll_key", poll_id=poll_id, body=asked) == "wrong_ballot_form"
    assert refused(it.do, "get_poll_key", poll_id=poll_id) == "not_found"


def test_an_annulled_poll_is_never_opened(hall: Callable[..., Hall]) -> None:
    """Shares come too late, and the service forgets the key that it held."""
    it = hall()
    poll_id, members, shares = shared(it)
    it.do("annul_poll", poll_id=poll_id, body={"reason": "A mistake"})
    assert refused(hand_in, it, poll_id, members[0], shares[members[0]]) == "wrong_poll_state"
    _, other = it.sit(it.admit(3) + members, ballot="secret")
    it.do("annul_poll", poll_id=other, body={"reason": "A mistake"})
    assert it.do("get_poll_key", poll_id=other)["state"] == "void"
    assert not it.sql("SELECT 1 FROM poll_keys WHERE private_key IS NOT NULL OR salt IS NOT NULL")


def test_a_key_that_would_tell_who_voted_what_is_withheld(hall: Callable[..., Hall]) -> None:
    """Below the smallest cell the key is forgotten once the ballots are opened, and the board says so."""
    it = hall()
    members = it.admit(10)
    _, poll_id = it.sit(members, ballot="secret")
    for credential in it.credentials(poll_id, members[:4]):
        it.cast(poll_id, credential, choice="for")
    it.do("close_poll", poll_id=poll_id)
    it.do("tally_poll", poll_id=poll_id)
    key = it.do("get_poll_key", poll_id=poll_id)
    assert (key["withheld"], key["private_key"]) == (True, None)
    assert not it.sql("SELECT 1 FROM poll_keys WHERE private_key IS NOT NULL")


def test_many_ballots_are_opened_in_pieces_and_each_once(hall: Callable[..., Hall], monkeypatch: Any) -> None:
    """While they are being opened the tally asks for patience; a piece that is done stays done."""
    monkeypatch.setattr(opening, "AT_ONCE", 5)
    monkeypatch.setattr(opening, "_PIECE", 7)
    it = hall()
    _, poll_id = it.sit(it.admit(20), ballot="secret")
    for at, credential in enumerate(it.credentials(poll_id)):
        it.cast(poll_id, credential, choice="for" if at % 2 else "against")
    it.do("close_poll", poll_id=poll_id)
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "ballots_being_opened"
    assert open_waiting(it.database, it.clock)
    assert it.do("get_poll_key", poll_id=poll_id)["opened"] == 7
    assert refused(it.do, "tally_poll", poll_id=poll_id) == "ballots_being_opened"
    while open_waiting(it.database, it.clock):
        pass
    counts = it.do("tally_poll", poll_id=poll_id)["counts"]
    assert (counts["for"], counts["against"], counts["cast"]) == (10, 10, 20)


def test_a_ballot_sealed_by_the_voter_counts_and_an_unsound_one_is_null(hall: Callable[..., Hall]) -> None:
    """What the service cannot read is taken as it is; at the opening it is a vote, or null."""
    it = hall()
    _, poll_id = it.sit(it.admit(10), ballot="secret")
    key = it.do("get_poll_key", poll_id=poll_id)
    box = SealedBox(PublicKey(bytes.fromhex(key["public_key"])))

    def sealed(message: bytes) -> str:
        return base64.b64encode(box.encrypt(message.ljust(key["message_bytes"]))).decode()

    credentials = it.credentials(poll_id)
    for credential in credentials[:6]:
        it.cast(poll_id, credential, sealed=sealed(message_of(poll_id, ["for"])))
    it.cast(poll_id, credentials[6], sealed=sealed(message_of(poll_id, ["perhaps"])))
    it.cast(poll_id, credentials[7], sealed=sealed(message_of("pol_other", ["for"])))
    it.cast(poll_id, credentials[8], sealed=base64.b64encode(b"x" * (key["message_bytes"] + 48)).decode())
    mine = sealed(message_of(poll_id, ["against"]))
    assert it.cast(poll_id, credentials[9], sealed=mine) == it.cast(poll_id, credentials[9], sealed=mine)
    again = sealed(message_of(poll_id, ["against"]))
    assert refused(it.cast, poll_id, credentials[9], sealed=again) == "second_ballot"
    it.do("close_poll", poll_id=poll_id)
    counts = it.do("tally_poll", poll_id=poll_id)["counts"]
    assert (counts["for"], counts["against"], counts["null"], counts["cast"]) == (6, 1, 3, 10)


def test_a_sealed_ballot_has_the_polls_length_and_is_nobody_elses(hall: Callable[..., Hall]) -> None:
    """What is no base64, too short or too long is refused, and so is a copy of another voter's ballot."""
    it = hall()
    _, poll_id = it.sit(it.admit(10), ballot="secret")
    key, credentials = it.do("get_poll_key", poll_id=poll_id), it.credentials(poll_id)
    length = key["message_bytes"] + 48
    good = base64.b64encode(b"x" * length).decode()
    for bad in ("nonsense!", base64.b64encode(b"x" * (length - 1)).decode(), base64.b64encode(b"x" * 4000).decode()):
        assert refused(it.cast, poll_id, credentials[0], sealed=bad) == "wrong_sealed_ballot"
    assert refused(it.cast, poll_id, credentials[0], sealed=good, choice="for") == "wrong_ballot"
    it.cast(poll_id, credentials[0], sealed=good)
    assert refused(it.cast, poll_id, credentials[1], sealed=good) == "copied_ballot"
    assert it.do("get_issuance", poll_id=poll_id)["cast"] == 1
