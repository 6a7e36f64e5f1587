"""A board is verified from its file alone: what is right holds, and whatever is changed is found and named."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from nacl.signing import SigningKey

from services.voting.board.verifying import NoBoard, Report
from tests.boards import leaves_of
from tests.unit.voting.board.held import board_of, election, proclaimed, rewritten, said, verified
from tests.unit.voting.hall import Hall

TOKEN = re.compile(rb'"[^"]+"|[0-9]+|true|false|null|[][{}:,\n]')


def faults(board: bytes, **given: Any) -> list[str]:
    """Return what is wrong with a board, as it is told."""
    return [str(one) for one in verified(board, **given).findings]


def flip(board: bytes, at: int, bits: int) -> bytes:
    """Return a board with some bits of one byte turned."""
    return board[:at] + bytes([board[at] ^ bits]) + board[at + 1 :]


def found_at(board: bytes, at: int, bits: int) -> None:
    """Assert that a flipped byte is found, and on the line on which it stands."""
    line = board.count(b"\n", 0, at) + 1
    try:
        report = verified(flip(board, at, bits))
    except NoBoard:
        assert line == 1
        return
    named = {one.line for one in report.findings}
    # A line feed that is lost, or a comma, is missed where the next line should begin.
    assert named & {line, line + 1}, f"byte {at} on line {line}: {report.findings}"


@pytest.mark.parametrize("asked", [{"method": "approval"}, {"method": "scottish_stv"}])
def test_one_flipped_byte_anywhere_is_found_and_named(hall: Callable[..., Hall], asked: dict[str, Any]) -> None:
    """Bits are turned all over a real board, and in each kind of field: every one is found, on its line."""
    _, board = proclaimed(hall(), voters=12, **asked)
    assert verified(board).holds
    chance = random.Random(20260302)
    for _ in range(250):
        found_at(board, chance.randrange(len(board)), chance.randrange(1, 256))
    fields: dict[bytes, int] = {}
    for number, line in enumerate(board.splitlines(True)):
        start = sum(len(one) for one in board.splitlines(True)[:number])
        kind, key = b"".join(re.findall(rb'"(?:kind|moment)":"\w+"', line)), b""
        for token in TOKEN.finditer(line):
            if line[token.end() : token.end() + 1] == b":":
                key = token[0]
            fields.setdefault(kind + key + token[0][:1], start + chance.randrange(*token.span()))
    assert len(fields) > 150
    for at in fields.values():
        found_at(board, at, 1 << chance.randrange(8))


def test_lines_that_are_lost_doubled_or_exchanged_are_found(hall: Callable[..., Hall]) -> None:
    """No line of a board can be taken away, repeated or moved."""
    _, board = proclaimed(hall(), voters=8)
    lines = board.splitlines(True)
    for at in range(1, len(lines)):
        assert faults(b"".join(lines[:at] + lines[at + 1 :])), lines[at]
        assert faults(b"".join(lines[: at + 1] + lines[at:])), lines[at]
        assert faults(b"".join(lines[:at])), lines[at]
        if at + 1 < len(lines):
            assert faults(b"".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]])), lines[at]
    assert faults(board + b" ") and faults(lines[0] + b"".join(lines[1:]).replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("text", [b"", b"{}", b"[]\n", b"no board", b'{"board":"other.v1","coop":"a"}\n', b"\xff\xfe"])
def test_what_is_no_board_is_not_taken_for_one(text: bytes) -> None:
    """Any other file is refused as such."""
    with pytest.raises(NoBoard):
        verified(text)


def cheated(board: bytes, change: Callable[[list[dict[str, Any]]], Any]) -> list[str]:
    """Return what is found when the service itself publishes something else, with every hash and signature right."""
    leaves = leaves_of(board)
    change(leaves)
    return faults(rewritten(board, leaves))


def first_ballot(leaves: list[dict[str, Any]]) -> int:
    """Return where the ballots begin."""
    return [one["kind"] for one in leaves].index("ballot")


CHEATS: dict[str, tuple[Callable[[list[dict[str, Any]]], Any], str]] = {
    "another result": (lambda told: said(told, "tally")["counts"].update(blank=3), "the tally says counts"),
    "others elected": (lambda told: said(told, "tally").update(elected=["mbr_x"]), "the tally says elected"),
    "another outcome": (lambda told: said(told, "tally").update(outcome="rejected"), "the tally says outcome"),
    "another reasoning": (lambda told: said(told, "tally")["reasoning"].pop(), "the tally says reasoning"),
    "a ballot is left out": (lambda told: told.pop(first_ballot(told)), "ballots are said to be cast"),
    "a ballot is added": (
        lambda told: told.insert(first_ballot(told), {"kind": "ballot", "data": {"sealed": "AAAA"}}),
        "are said to be cast",
    ),
    "a ballot is doubled": (
        lambda told: told.insert(first_ballot(told), told[first_ballot(told)]),
        "the same sealed ballot stands on the board twice",
    ),
    "ballots out of order": (
        lambda told: told.insert(first_ballot(told), told.pop(first_ballot(told) + 3)),
        "not stand in the order of their hashes",
    ),
    "a ballot is heavier": (lambda told: told[first_ballot(told)]["data"].update(weight=2), "the tally says counts"),
    "another key": (lambda told: said(told, "key").update(private_key="00" * 32), "does not belong to the public one"),
    "no key": (lambda told: said(told, "key").update(private_key=None), "the private key is missing"),
    "the key was held by others": (lambda told: said(told, "key").update(held_by="scrutineers"), "held by others"),
    "too many ballots": (lambda told: said(told, "closed").update(issued=5), "for 5 credentials given out"),
    "too many credentials": (lambda told: said(told, "closed").update(issued=5000), "5000 credentials were given out"),
    "no quorum": (lambda told: said(told, "opened")["quorum"].update(counted=0), "the quorum was not reached"),
    "another roll": (lambda told: said(told, "roll").update(votes=7), "the votes entitled are not those of the roll"),
    "another poll": (lambda told: said(told, "roll").update(size=7), "the colleges do not add up"),
    "proclaimed otherwise": (
        lambda told: said(told, "proclaimed").update(outcome="rejected"),
        "is not what was tallied",
    ),
    "tallied before it closed": (lambda told: told.insert(2, told.pop(-2)), "tally cannot follow opened"),
    "a late ballot": (lambda told: told.append(told.pop(first_ballot(told))), "ballot cannot follow proclaimed"),
    "nothing was opened": (lambda told: said(told, "opened").pop("candidates"), "do not say what a poll needs"),
}


def test_a_service_that_cheats_is_found_out(hall: Callable[..., Hall]) -> None:
    """Where all hashes and signatures are in order, what the entries say against each other is found."""
    _, board = proclaimed(hall(), voters=12)
    assert faults(rewritten(board)) == []
    for name, (change, told) in CHEATS.items():
        found = cheated(board, change)
        assert any(told in one for one in found), (name, found)


def test_a_lot_is_drawn_with_the_seed_that_was_committed_to(hall: Callable[..., Hall]) -> None:
    """Where a lot settles ties, the revealed seed is checked against its commitment, and the lot is drawn again."""
    desk = hall("alpar", {"ballots.elections.ties": "lot"})
    _, board = proclaimed(desk, voters=12)
    assert verified(board).holds and said(leaves_of(board), "tally")["tie_seed"]
    found = cheated(board, lambda leaves: said(leaves, "tally").update(tie_seed="00" * 32))
    assert any("not the one that was committed to" in one for one in found)


def test_scrutineers_shares_and_their_key_are_checked(hall: Callable[..., Hall]) -> None:
    """With scrutineers the board tells who handed in, nobody below the threshold can, and a share is known again."""
    desk = hall()
    members = desk.admit(12)
    assembly_id = desk.draft()
    poll_id = desk.poll(assembly_id, method="approval", seats=1, candidates=[{"member_id": members[0]}])
    body = {"scrutineers": members[:3], "threshold": 2}
    shares = desk.do("make_poll_key", poll_id=poll_id, body=body)["shares"]
    desk.convene(assembly_id)
    desk.do("open_assembly", assembly_id=assembly_id, body={})
    desk.arrive(assembly_id, members)
    desk.do("open_poll", poll_id=poll_id)
    for credential in desk.credentials(poll_id):
        desk.cast(poll_id, credential, choices=[members[0]])
    desk.do("close_poll", poll_id=poll_id)
    assert "the result: there is none yet" in verified(board_of(desk, poll_id)).unchecked
    for share in shares[:2]:
        desk.do("hand_in_key_share", poll_id=poll_id, body=share)
    desk.do("tally_poll", poll_id=poll_id)
    board = board_of(desk, poll_id)
    report = verified(board, share=shares[2]["share"])
    assert report.holds and f"the share is that of {shares[2]['member_id']}" in report.checked
    assert not any("held by the service" in one for one in report.unchecked)
    assert any("none of this poll's" in one for one in faults(board, share=shares[2]["share"] + "0"))
    found = cheated(board, lambda leaves: said(leaves, "key")["handed_in"].pop())
    assert any("fewer shares were handed in" in one for one in found)


def test_what_a_voter_holds_is_checked(hall: Callable[..., Hall]) -> None:
    """A promise that was not kept, one of another poll or key, and a receipt of another tree are all named."""
    desk = hall()
    poll_id, answers = election(desk, voters=12)
    receipt = {}
    early = verified(board_of(desk, poll_id), receipts={"mine": answers[0]})
    assert early.holds and any("when the poll is closed" in one for one in early.unchecked)
    desk.proclaim(poll_id)
    board = board_of(desk, poll_id)
    receipt = desk.do("get_board_receipt", poll_id=poll_id, tracker=answers[3]["tracker"])
    held = verified(board, receipts={"promise": answers[3], "receipt": receipt})
    assert held.holds and sum("stands on the board" in one for one in held.checked) == 2
    assert "not signed by a key" in faults(board, receipts={"mine": {**answers[3], "promise": "0" * 128}})[0]
    assert "another poll" in faults(board, receipts={"mine": {**answers[3], "poll_id": "pol_other"}})[0]
    lost = {**answers[3], "tracker": "1" * 64}
    assert any("was promised a place and is not on the board" in one for one in faults(board, receipts={"mine": lost}))
    other = {**receipt, "path": receipt["path"][:-1]}
    assert "audit path does not lead" in faults(board, receipts={"mine": other})[0]


def test_the_key_and_the_credentials_can_be_compared(hall: Callable[..., Hall]) -> None:
    """The key that is published elsewhere, and a list of credential hashes, are compared with those of the board."""
    desk = hall()
    poll_id, board = proclaimed(desk, voters=8)
    [key] = desk.do("get_board_key")["keys"]
    assert not any("--key" in one for one in verified(board, key=key["public"]).unchecked)
    assert "no key of this board" in faults(rewritten(board), key=key["public"])[0]
    hashes = [row.hash for row in desk.sql("SELECT hash FROM credentials WHERE poll_id = :poll_id", poll_id=poll_id)]
    assert verified(board, credentials=hashes).holds
    assert "not those that were fixed" in faults(board, credentials=hashes[1:])[0]


def test_few_votes_stay_hidden_and_it_is_said(hall: Callable[..., Hall]) -> None:
    """Where so few voted that a count would tell, neither key nor figures are on the board."""
    desk = hall()
    _, board = proclaimed(desk, voters=4)
    report = verified(board)
    assert report.holds and any("so few voted" in one for one in report.unchecked)
    assert said(leaves_of(board), "key")["private_key"] is None and said(leaves_of(board), "tally")["counts"] == {}


def test_open_votes_are_counted_again_without_names(hall: Callable[..., Hall]) -> None:
    """Of a show of hands and of named votes the board holds the sums, from which the result follows."""
    desk = hall()
    members = desk.admit(9)
    _, poll_id = desk.sit(members)
    body = {"tellers": members[:2], "for": 6, "against": 2, "abstain": 1}
    desk.do("count_hands", poll_id=poll_id, body=body)
    desk.proclaim(poll_id)
    board = board_of(desk, poll_id)
    report = verified(board)
    assert report.holds and report.result == {
        "outcome": "adopted", "elected": [],
        "counts": {"for": 6, "against": 2, "abstain": 1, "blank": 0, "null": 0, "cast": 9, "expressed": 8},
    }  # fmt: skip
    assert said(leaves_of(board), "opened")["title"] == "A question"
    found = cheated(board, lambda leaves: said(leaves, "tally")["counted"][0].update(votes=9))
    assert any("the tally says" in one for one in found)


def test_nothing_in_a_file_breaks_the_verifier(hall: Callable[..., Hall]) -> None:
    """A board whose events say nonsense, signed or not, breaks nothing: the verifier says what it found."""
    _, board = proclaimed(hall(), voters=8)
    chance = random.Random(7)
    for value in (None, 7, -1, "x", [], {}, [None], {"a": []}):
        for kind in ("roll", "opened", "closed", "key", "tally"):
            leaves = leaves_of(board)
            name = chance.choice(sorted(said(leaves, kind)))
            said(leaves, kind)[name] = value
            report: Report = verified(rewritten(board, leaves))
            assert report.holds == (not report.findings), (kind, name, value)


def test_rewritten_boards_are_those_of_another_key(hall: Callable[..., Hall]) -> None:
    """Whoever writes a board anew cannot sign it with the key that the cooperative published."""
    _, board = proclaimed(hall(), voters=8)
    forged = rewritten(board, key=SigningKey.generate())
    public = json.loads(board)["keys"][0]["public"]
    assert public not in forged.decode() and faults(forged, key=public)
    assert io.BytesIO(forged).readline() == io.BytesIO(board).readline()


COLLEGES = [
    {"slug": "workers", "weight": "1/2"},
    {"slug": "users", "weight": "3/10"},
    {"slug": "others", "weight": "1/5"},
]


def test_colleges_and_papers_are_counted_again(hall: Callable[..., Hall]) -> None:
    """Ballots keep the college that they were cast in, and papers are added as the tellers counted them."""
    desk = hall("alpar", {"membership.colleges": COLLEGES, "ballots.smallest_cell": 3})
    workers, users = desk.admit(8, college="workers"), desk.admit(12, college="users")
    _, poll_id = desk.sit([*workers, *users], ballot="secret")
    desk.do("hand_out_papers", poll_id=poll_id, body={"member_ids": users[:5], "way": "paper"})
    issued = desk.do("issue_credentials", poll_id=poll_id, body={"all_present": True})["credentials"]
    for one in issued:
        desk.cast(poll_id, one["credential"], choice="for" if one["member_id"] in workers else "against")
    desk.do("close_poll", poll_id=poll_id)
    votes = [{"choice": "for", "papers": 4}, {"choice": "blank", "papers": 1}]
    body = {"tellers": workers[:2], "handed_out": 5, "found": 5, "votes": votes, "college": "users"}
    desk.do("count_papers", poll_id=poll_id, body=body)
    desk.do("tally_poll", poll_id=poll_id)
    board = board_of(desk, poll_id)
    report = verified(board)
    assert report.holds and report.ballots == 15, report.findings
    assert {one["data"].get("college") for one in leaves_of(board) if one["kind"] == "ballot"} == {"workers", "users"}
    assert report.result and report.result["counts"]["for"] == 12 and report.result["counts"]["against"] == 7
    assert "the ballots on paper: tellers counted them" in report.unchecked
    for change in (
        lambda told: told[first_ballot(told)]["data"].update(college="others"),
        lambda told: said(told, "tally")["papers"][0].update(papers=3),
        lambda told: said(told, "closed")["electorate"].update(users=[1, 1]),
    ):
        assert any("the tally says" in one for one in cheated(board, change)), change
