"""The board of a poll: what stands on it, its heads, its proofs and its promises."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable

import pytest
from sqlalchemy import Integer, LargeBinary, Text, column, select, text, values
from sqlalchemy.exc import DBAPIError

from services.commons.canonical import canonical
from services.commons.merkle import continues, includes, leaf_hash, merkle_root
from services.commons.refusals import InvalidCursor, NotFound
from services.commons.storage.unit import Actor, Unit
from services.voting.board.actions.entering import enter_ballots
from services.voting.board.contract.refusals import NoSuchHead, NotOnBoard
from services.voting.board.signatures import is_signed
from services.voting.board.statements import ballot_leaf, head_statement, promise_statement
from tests.boards import leaves_of
from tests.unit.voting.board.held import board_of, election, proclaimed, said, verified
from tests.unit.voting.hall import Hall

NOBODY = Actor("anonymous", "anonymous")


def test_a_poll_is_told_from_its_roll_to_its_proclamation(hall: Callable[..., Hall]) -> None:
    """Each moment is an entry, in its order, and each but the roll has a head that its key signed."""
    desk = hall()
    poll_id, board = proclaimed(desk)
    document = json.loads(board)
    kinds = [one["leaf"]["kind"] for one in document["entries"]]
    assert kinds == ["roll", "opened", *["ballot"] * 20, "closed", "key", "tally", "proclaimed"]
    assert [(one["moment"], one["size"]) for one in document["heads"]] == [
        ("opened", 2), ("closed", 23), ("key", 24), ("tally", 25), ("proclaimed", 26),
    ]  # fmt: skip
    leaves = [canonical(one) for one in leaves_of(board)]
    for head in document["heads"]:
        assert head["root"] == merkle_root(leaves[: head["size"]])
        assert is_signed(head["key"], head_statement("alpar", poll_id, head), head["signature"])
    assert (document["coop"], document["poll_id"], document["size"]) == ("alpar", poll_id, 26)


def test_an_open_board_tells_events_only(hall: Callable[..., Hall]) -> None:
    """While people vote nothing on the board grows by it: neither ballots nor how many there are."""
    desk = hall()
    members = desk.admit(9)
    _, poll_id = desk.sit(members, ballot="secret")
    before = board_of(desk, poll_id)
    for credential in desk.credentials(poll_id):
        desk.cast(poll_id, credential, choice="for")
    assert board_of(desk, poll_id) == before
    desk.do("suspend_poll", poll_id=poll_id)
    desk.do("resume_poll", poll_id=poll_id)
    kinds = [one["kind"] for one in leaves_of(board_of(desk, poll_id))]
    assert kinds == ["roll", "opened", "suspended", "resumed"]
    assert verified(board_of(desk, poll_id)).holds


def test_ballots_stand_in_the_order_of_their_hashes(hall: Callable[..., Hall]) -> None:
    """The place of a ballot follows from its bytes alone, and its leaf is the tracker that its voter got."""
    desk = hall()
    poll_id, answers = election(desk)
    desk.do("close_poll", poll_id=poll_id)
    sealed = [one["data"]["sealed"] for one in leaves_of(board_of(desk, poll_id)) if one["kind"] == "ballot"]
    order = [hashlib.sha256(base64.b64decode(one)).digest() for one in sealed]
    assert order == sorted(order)
    leaves = {leaf_hash(ballot_leaf(base64.b64decode(one))).hex() for one in sealed}
    assert leaves == {one["tracker"] for one in answers}


def test_nobody_is_named_but_candidates(hall: Callable[..., Hall]) -> None:
    """The board holds no member who only voted, and no text of a poll about persons."""
    desk = hall()
    poll_id, board = proclaimed(desk)
    candidates = said(leaves_of(board), "opened")["candidates"]
    members = {row[0] for row in desk.sql("SELECT member_id FROM electors")}
    assert {one for one in members if one.encode() in board} == set(candidates)
    assert b"A question" not in board
    assert said(leaves_of(board), "opened")["title"] is None


def test_a_promise_is_signed_and_kept(hall: Callable[..., Hall]) -> None:
    """What casting answers is signed by the service's key; after the closing a receipt proves the ballot's place."""
    desk = hall()
    poll_id, answers = election(desk)
    [key] = desk.do("get_board_key", actor=NOBODY)["keys"]
    tracker = answers[0]["tracker"]
    assert is_signed(key["public"], promise_statement(poll_id, tracker), answers[0]["promise"])
    with pytest.raises(NotOnBoard):
        desk.do("get_board_receipt", poll_id=poll_id, tracker=tracker, actor=NOBODY)
    desk.do("close_poll", poll_id=poll_id)
    for answer in answers:
        receipt = desk.do("get_board_receipt", poll_id=poll_id, tracker=answer["tracker"], actor=NOBODY)
        head = receipt["head"]
        leaf = bytes.fromhex(receipt["tracker"])
        assert includes(head["root"], leaf, receipt["index"], head["size"], receipt["path"])
        assert is_signed(key["public"], head_statement("alpar", poll_id, head), head["signature"])
    with pytest.raises(NotOnBoard):
        desk.do("get_board_receipt", poll_id=poll_id, tracker="0" * 64, actor=NOBODY)


def test_any_two_sizes_are_shown_to_go_together(hall: Callable[..., Hall]) -> None:
    """Between any two sizes of a board a consistency proof holds; beyond its size there is none."""
    desk = hall()
    poll_id, board = proclaimed(desk)
    heads = desk.do("list_board_heads", poll_id=poll_id, actor=NOBODY)["data"]
    assert [{k: v for k, v in one.items() if k != "cosignatures"} for one in heads] == json.loads(board)["heads"]
    for first in heads:
        for second in heads:
            asked = {"from": str(first["size"]), "to": str(second["size"])}
            if first["size"] > second["size"]:
                with pytest.raises(NoSuchHead):
                    desk.do("get_board_consistency", poll_id=poll_id, query=asked)
                continue
            path = desk.do("get_board_consistency", poll_id=poll_id, query=asked, actor=NOBODY)["path"]
            assert continues(first["size"], first["root"], second["size"], second["root"], path)
    with pytest.raises(NoSuchHead):
        desk.do("get_board_consistency", poll_id=poll_id, query={"from": "1", "to": "27"})


def test_a_long_board_is_put_together_block_by_block(hall: Callable[..., Hall]) -> None:
    """Entered in bulk, ballots are the bytes that were promised; root and proofs are those of the whole tree."""
    desk = hall()
    _, poll_id = desk.sit(desk.admit(3))
    box = [(bytes([at % 256, at // 256] * 40), [None, "réseau", 'a"b'][at % 3], 1 + at % 2) for at in range(700)]
    rows = values(column("sealed", LargeBinary), column("college", Text), column("weight", Integer), name="box")
    with desk.database.transaction() as session:
        unit = Unit("alpar", "voting", session, desk.clock, NOBODY)
        assert enter_ballots(unit, poll_id, select(rows.data(box))) == 700
    desk.do("close_poll", poll_id=poll_id)
    board = board_of(desk, poll_id)
    leaves = [canonical(one) for one in leaves_of(board)]
    order = sorted(box, key=lambda one: hashlib.sha256(one[0]).digest())
    assert leaves[2:-1] == [ballot_leaf(*one) for one in order]
    head = desk.do("list_board_heads", poll_id=poll_id)["data"][-1]
    assert (head["size"], head["root"]) == (703, merkle_root(leaves))
    assert desk.sql("SELECT count(*) AS blocks FROM board_blocks")[0].blocks == 2
    for index in (0, 255, 256, 511, 512, 702):
        tracker = leaf_hash(leaves[index]).hex()
        receipt = desk.do("get_board_receipt", poll_id=poll_id, tracker=tracker)
        assert includes(head["root"], bytes.fromhex(tracker), index, 703, receipt["path"])
    for first in (1, 255, 256, 257, 512, 700, 703):
        asked = {"from": str(first), "to": "703"}
        path = desk.do("get_board_consistency", poll_id=poll_id, query=asked)["path"]
        assert continues(first, merkle_root(leaves[:first]), 703, head["root"], path)


def test_the_download_comes_in_pages_of_one_size(hall: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages join to the same document, which ends where it stood on the first page, whatever is entered meanwhile."""
    desk = hall()
    poll_id, _ = election(desk)
    desk.do("close_poll", poll_id=poll_id)
    whole = board_of(desk, poll_id)
    monkeypatch.setattr("services.voting.board.actions.download._LINES", 7)
    part = desk.do("get_board", poll_id=poll_id)
    desk.do("tally_poll", poll_id=poll_id)
    joined = part["content"]
    while part["next_cursor"]:
        part = desk.do("get_board", poll_id=poll_id, query={"cursor": part["next_cursor"]})
        joined += part["content"]
    assert joined.encode() == whole
    for cursor in ("x", "1", "-1:3", "9:3", "1:2:3"):
        with pytest.raises(InvalidCursor):
            desk.do("get_board", poll_id=poll_id, query={"cursor": cursor})


@pytest.mark.parametrize("table", ["board_entries", "board_heads", "board_blocks"])
@pytest.mark.parametrize("change", ["UPDATE {} SET poll_id = 'pol_x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_stands_on_the_board_stays(hall: Callable[..., Hall], table: str, change: str) -> None:
    """The database itself refuses every change of entries, blocks and heads."""
    desk = hall()
    with pytest.raises(DBAPIError, match="append-only"), desk.database.transaction() as session:
        session.execute(text(change.format(table)))


def test_a_poll_that_never_opened_has_no_board(hall: Callable[..., Hall]) -> None:
    """Neither board nor heads are shown of a draft, or of a poll that there is not."""
    desk = hall()
    poll_id = desk.poll(desk.draft())
    for operation in ("get_board", "list_board_heads"):
        for one in (poll_id, "pol_none"):
            with pytest.raises(NotFound):
                desk.do(operation, poll_id=one, actor=NOBODY)


def test_a_poll_that_was_annulled_says_so(hall: Callable[..., Hall]) -> None:
    """An annulment is an entry; the ballots of a poll that was annulled while open are never published."""
    desk = hall()
    poll_id, _ = election(desk)
    body = {"reason": "Names were mixed up", "successor": False, "code": "irregularity"}
    desk.do("annul_poll", poll_id=poll_id, body=body)
    board = board_of(desk, poll_id)
    assert [one["kind"] for one in leaves_of(board)] == ["roll", "opened", "annulled"]
    assert b"mixed up" not in board and verified(board).holds
