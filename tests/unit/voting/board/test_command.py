"""`rochdale verify` tells what holds and what does not, and ends accordingly."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from deploy.command.verify import verify
from tests.unit.voting.board.held import board_of, election
from tests.unit.voting.hall import Hall


def test_a_board_is_verified_from_its_file(hall: Callable[..., Hall], tmp_path: Path) -> None:
    """0 when it holds, 1 with the line when a byte differs, 2 for another file; ``--json`` says the same."""
    desk, run = hall(), CliRunner().invoke
    poll_id, answers = election(desk, voters=8)
    desk.proclaim(poll_id)
    board, mine = tmp_path / "board.json", tmp_path / "mine.json"
    board.write_bytes(board_of(desk, poll_id))
    mine.write_text(json.dumps(answers[0]))
    key = desk.do("get_board_key")["keys"][0]["public"]

    done = run(verify, [str(board), "--receipt", str(mine), "--key", key])
    assert done.exit_code == 0 and "the board holds" in done.output
    assert f"mine.json: ballot {answers[0]['tracker']} stands on the board" in done.output
    assert "not shown by this file" in done.output

    lines = board.read_bytes().splitlines(True)
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(b"".join([*lines[:4], lines[4].replace(b'"sealed":"', b'"sealed":"A', 1), *lines[5:]]))
    done = run(verify, [str(wrong)])
    assert done.exit_code == 1 and "WRONG: line 5 (entry 3)" in done.output and "does NOT hold" in done.output
    told = json.loads(run(verify, [str(wrong), "--json"]).output)
    assert told["holds"] is False and told["findings"][0]["line"] == 5
    assert json.loads(run(verify, [str(board), "--json"]).output)["result"]["counts"]["cast"] == 8


def test_what_cannot_be_read_is_refused_as_such(tmp_path: Path) -> None:
    """A file that is no board, a receipt that is none and a key that is none end with 2."""
    other = tmp_path / "other.json"
    other.write_text("{}")
    run = CliRunner().invoke
    assert run(verify, [str(other)]).exit_code == 2
    assert run(verify, [str(other), "--receipt", str(other)]).exit_code == 2
    assert run(verify, [str(other), "--key", "x"]).exit_code == 2
    assert run(verify, [str(tmp_path / "none.json")]).exit_code == 2
