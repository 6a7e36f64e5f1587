"""Cooperatives witness each other's boards: what goes together is signed, and what does not is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from nacl.signing import SigningKey

from services.commons.events.received import Event, receive
from services.commons.storage.unit import OPERATOR, Unit
from services.voting.board.actions.signing import signing_key
from services.voting.board.actions.witnessing import MOST_RELAYED
from services.voting.board.signatures import is_signed, public_of, signed
from services.voting.board.statements import cosignature_statement, head_statement
from services.voting.contract import voting
from tests.unit.voting.board.held import board_of, election, verified
from tests.unit.voting.hall import Hall

HEAD, COSIGNED = "voting.board.head_signed.v1", "voting.board.head_cosigned.v1"
RELAYED, REFUSED = "voting.board.cosignature_relayed.v1", "voting.board.head_refused.v1"


class Federation:
    """A federation and its members, and the shovels between them: each member with the federation alone."""

    def __init__(self, centre: Hall, members: list[Hall]) -> None:
        self.centre, self.members = centre, members
        self._carried: dict[str, int] = {}

    def carry(self) -> int:
        """Hand on what everybody exports, until silence; return how many events crossed."""
        crossed = 0
        while new := [(one, told) for one in (self.centre, *self.members) for told in self._new(one)]:
            for sender, told in new:
                for receiver in self.members if sender is self.centre else [self.centre]:
                    assert hand(receiver, told, sender.coop) in ("handled", "known")
                    crossed += 1
        return crossed

    def _new(self, sender: Hall) -> list[dict[str, Any]]:
        exportable = {event.type for event in voting.events.values() if event.exportable}
        told = [one for one in sender.told() if one["type"] in exportable]
        begin, self._carried[sender.coop] = self._carried.get(sender.coop, 0), len(told)
        return told[begin:]


def hand(receiver: Hall, envelope: dict[str, Any], provenance: str) -> str:
    """Hand a cooperative what the shovel of another brings."""
    return receive(receiver.database, receiver.clock, Event.opened(envelope, provenance))


def witnessed(hall: Hall, **query: str) -> list[dict[str, Any]]:
    """Return the heads that were shown to a cooperative."""
    return list(hall.do("list_witnessed_heads", query=query)["data"])


@pytest.fixture
def federation(hall: Callable[..., Hall]) -> Federation:
    """A federation of three."""
    return Federation(hall("cg-scop"), [hall("alpar"), hall("coopaname")])


def test_every_head_is_signed_by_the_federation_and_by_other_members(federation: Federation) -> None:
    """The signatures come back, stand on the board and are verified with it."""
    alpar = federation.members[0]
    poll_id, _ = election(alpar)
    federation.carry()
    alpar.proclaim(poll_id)
    federation.carry()
    heads = {one["moment"]: one for one in alpar.do("list_board_heads", poll_id=poll_id)["data"]}
    for moment in ("opened", "closed", "tally", "proclaimed"):
        head = heads[moment]
        assert [(one["witness"], one["via"]) for one in head["cosignatures"]] == [
            ("cg-scop", None), ("coopaname", "cg-scop"),
        ]  # fmt: skip
        for one in head["cosignatures"]:
            statement = cosignature_statement(one["witness"], "alpar", poll_id, head["size"], head["root"])
            assert is_signed(one["key"], statement, one["signature"])
    assert heads["key"]["cosignatures"] == []
    board = board_of(alpar, poll_id)
    report = verified(board)
    assert report.holds and "heads were witnessed by cg-scop, coopaname" in report.checked
    assert {one["verdict"] for member in (federation.centre, federation.members[1]) for one in witnessed(member)} == {
        "signed"
    }
    line = next(at for at, one in enumerate(board.splitlines()) if one.startswith(b'{"key"') and b'"witness"' in one)
    changed = board.splitlines(True)
    changed[line] = changed[line].replace(b'"cg-scop"', b'"cg-scob"')
    assert [one.line for one in verified(b"".join(changed)).findings] == [line + 1]


def test_nothing_crosses_that_the_statutes_do_not_disclose(hall: Callable[..., Hall]) -> None:
    """Without ``board.heads`` among the disclosures no head is told, and none of others is signed."""
    silent = hall("alpar", {"disclosures": []})
    poll_id, _ = election(silent)
    silent.proclaim(poll_id)
    assert silent.told(HEAD) == []
    other = hall("coopaname")
    other_poll, _ = election(other, voters=6)
    assert hand(silent, other.told(HEAD)[0], "coopaname") == "handled"
    assert witnessed(silent) == [] and silent.told(COSIGNED) == []


def shown(hall: Hall) -> list[dict[str, Any]]:
    """Hold an election and return the heads that are told of it."""
    poll_id, _ = election(hall, voters=8)
    hall.proclaim(poll_id)
    return hall.told(HEAD)


def other_head(envelope: dict[str, Any], another: dict[str, Any]) -> dict[str, Any]:
    """Return an event as a forger would send it: under a new id, with other data."""
    return {**envelope, "id": f"{envelope['id'][:-1]}x", "data": another}


def test_a_witness_finds_a_fork(hall: Callable[..., Hall]) -> None:
    """Two heads of one size with different roots, both well signed: the second is refused, told and kept."""
    witness, cheat = hall("cg-scop"), hall("alpar")
    first, *_ = shown(cheat)
    assert hand(witness, first, "alpar") == "handled"
    assert [one["verdict"] for one in witnessed(witness)] == ["signed"]
    with cheat.database.transaction() as session:
        key = signing_key(Unit("alpar", "voting", session, cheat.clock, OPERATOR))
    forged = deepcopy(first["data"])
    forged["head"]["root"] = "ab" * 32
    forged["head"]["signature"] = signed(key, head_statement("alpar", forged["poll_id"], forged["head"]))
    hand(witness, other_head(first, forged), "alpar")
    assert [one["root"] for one in witnessed(witness, verdict="fork")] == ["ab" * 32]
    [refused] = witness.told(REFUSED)
    assert (refused["data"]["coop"], refused["data"]["verdict"]) == ("alpar", "fork")
    assert len(witness.told(COSIGNED)) == 1


ALTERED: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda data: data.update(continues=[]), "inconsistent"),
    (lambda data: data["continues"][0].update(path=["00" * 32]), "inconsistent"),
    (lambda data: data["head"].update(size=data["head"]["size"] + 1), "wrong_signature"),
    (lambda data: data["head"].update(moment="annulled"), "wrong_signature"),
    (lambda data: data["key"].update(since="2020-01-01"), "wrong_signature"),
]


def test_a_head_that_cannot_be_followed_is_not_signed(hall: Callable[..., Hall]) -> None:
    """Without proof that the last head is its beginning, or with anything altered, a head is refused; as it is, not."""
    witness = hall("cg-scop")
    first, second, *_ = shown(hall("alpar"))
    hand(witness, first, "alpar")
    for number, (change, verdict) in enumerate(ALTERED):
        data = deepcopy(second["data"])
        change(data)
        hand(witness, {**second, "id": f"evt-{number}", "data": data}, "alpar")
        assert verdict in {one["verdict"] for one in witnessed(witness)}
        assert witness.told(REFUSED)[-1]["data"]["verdict"] == verdict
    assert len(witness.told(COSIGNED)) == 1
    hand(witness, second, "alpar")
    assert len(witness.told(COSIGNED)) == 2


def test_a_witness_that_missed_some_heads_catches_up(hall: Callable[..., Hall]) -> None:
    """A head proves every earlier one that was told, so that a gap is bridged; an older one comes too late."""
    witness = hall("cg-scop")
    told = shown(hall("alpar"))
    for one in (told[0], told[-1]):
        hand(witness, one, "alpar")
    hand(witness, told[1], "alpar")
    assert [one["verdict"] for one in witnessed(witness)] == ["signed", "older", "signed"]


def test_a_new_key_must_be_endorsed_by_the_one_that_is_known(hall: Callable[..., Hall]) -> None:
    """After a replacement heads go on being signed; a key out of nowhere is refused."""
    witness, alpar = hall("cg-scop"), hall("alpar")
    first = shown(alpar)
    hand(witness, first[0], "alpar")
    keys = alpar.do("replace_board_key")["keys"]
    assert keys[1]["previous"] == keys[0]["public"] and keys[0]["until"] and not keys[1]["until"]
    poll_id, answers = election(alpar, voters=8)
    told = [one for one in alpar.told(HEAD) if one["data"]["poll_id"] == poll_id]
    hand(witness, told[0], "alpar")
    assert {(one["key"], one["verdict"]) for one in witnessed(witness)} == {(one["public"], "signed") for one in keys}
    alpar.proclaim(poll_id)
    board = board_of(alpar, poll_id)
    assert verified(board, receipts={"mine": answers[0]}).holds
    assert {one["key"] for one in json.loads(board)["heads"]} == {keys[1]["public"]}
    impostor = hall("alpar")
    hand(witness, shown(impostor)[0], "alpar")
    assert len(witnessed(witness, verdict="foreign_key")) == 1


def test_only_a_cooperative_itself_speaks_of_its_boards(hall: Callable[..., Hall]) -> None:
    """A head or signature in a third one's name, or malformed, is left aside; a signature under a head that is not
    ours, too."""
    witness, alpar = hall("cg-scop"), hall("alpar")
    first, *_ = shown(alpar)
    hand(witness, {**first, "id": "evt"}, "coopaname")
    hand(witness, other_head(first, {**first["data"], "head": {}}), "alpar")
    assert witnessed(witness) == []
    hand(witness, first, "alpar")
    [cosigned] = witness.told(COSIGNED)
    hand(alpar, {**cosigned, "id": "evt-2"}, "coopaname")
    for changed in ({"root": "ab" * 32}, {"size": 1}, {"signature": "0" * 128}, {"witness": "coopaname"}):
        hand(alpar, {**other_head(cosigned, {**cosigned["data"], **changed}), "id": str(changed)}, "cg-scop")
    assert alpar.sql("SELECT count(*) AS kept FROM board_cosignatures")[0].kept == 0
    hand(alpar, cosigned, "cg-scop")
    assert alpar.sql("SELECT count(*) AS kept FROM board_cosignatures")[0].kept == 1


def test_what_is_handed_on_is_bounded(hall: Callable[..., Hall]) -> None:
    """Of a head's signatures the federation hands on the first few only, however many members sign."""
    centre, alpar, coopaname = hall("cg-scop"), hall("alpar"), hall("coopaname")
    first, *_ = shown(alpar)
    hand(centre, first, "alpar")
    hand(coopaname, centre.told(COSIGNED)[0], "cg-scop")
    [cosigned] = coopaname.told(COSIGNED)
    for number in range(MOST_RELAYED + 3):
        slug, key, data = f"member-{number}", SigningKey.generate(), dict(cosigned["data"])
        statement = cosignature_statement(slug, "alpar", data["poll_id"], data["size"], data["root"])
        data |= {"witness": slug, "key": public_of(key), "signature": signed(key, statement)}
        envelope = {**cosigned, "id": f"evt-{number}", "source": f"/coops/{slug}/voting", "data": data}
        assert hand(centre, envelope, slug) == "handled"
    assert len(centre.told(RELAYED)) == MOST_RELAYED
