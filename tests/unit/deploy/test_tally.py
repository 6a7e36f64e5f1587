"""`rochdale tally`: every public form of ballot file is counted, and a broken one is told with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.ballot_files import BallotFileError
from deploy.ballot_files.blt import read_blt
from deploy.command import main

FILES = Path(__file__).parents[2] / "fixtures" / "blt"


def run(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["tally", *map(str, arguments)])


def counted(name: str, rule: str = "scottish_stv", *more: str) -> dict[str, Any]:
    """Count a fixture and return the JSON told."""
    result = run(FILES / name, "--rule", rule, "--json", *more)
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def told(tmp_path: Path, text: str, rule: str = "scottish_stv", *more: str) -> str:
    """Count a file of this text, which cannot be counted; return what is said."""
    file = tmp_path / "broken.blt"
    file.write_text(text, encoding="utf-8")
    result = run(file, "--rule", rule, *more)
    assert result.exit_code == 2, result.output
    return result.output


def test_a_file_is_counted_round_by_round_and_every_ballot_is_accounted_for() -> None:
    """Fourteen ballots, one blank: quota 5, Ada's surplus at 2/7, and each round adds up to the thirteen valid ones."""
    found = counted("plain.blt")
    assert (found["title"], found["seats"], found["quota"]) == ("Committee of a workshop", 2, "5")
    assert found["ballots"] == {"total": 14, "valid": 13, "blank": 1, "null": 0}
    assert found["winners"] == ["Ada", "Chloe"] and found["ranking"][:2] == found["winners"]
    assert found["rounds"][1]["transfers"] == {"Chloe": "1.99997"} and found["rounds"][1]["lost"] == "0.00003"
    assert {one["total"] for one in found["rounds"]} == {"13.00000"}


@pytest.mark.parametrize(
    ("rule", "winners"),
    [("scottish_stv", ["Ada"]), ("schulze", ["Ada"]), ("approval", ["Chloe"]), ("plurality", ["Ada"])],
)
def test_one_file_is_counted_by_each_rule_that_can(rule: str, winners: list[str]) -> None:
    """The seats may be said on the command line; whoever is named is approved of."""
    found = counted("plain.blt", rule, "--seats", "1")
    assert (found["winners"], found["seats"], found["rule"]) == (winners, 1, rule)


def test_who_withdrew_is_passed_over() -> None:
    """The next preference moves up; a ballot for those who withdrew alone is blank."""
    found = counted("withdrawn.blt")
    assert [one["name"] for one in found["candidates"] if one["withdrawn"]] == ["Bruno", "Emma"]
    assert found["rounds"][0]["tallies"] == {"Ada": "3.00000", "Chloe": "2.00000", "David": "4.00000"}
    assert found["ballots"] == {"total": 10, "valid": 9, "blank": 1, "null": 0}
    first = counted("withdrawn.blt", "plurality")
    assert first["figures"]["votes"] == {"David": 4, "Ada": 3, "Chloe": 2}


def test_comments_and_quotes_in_names_are_read() -> None:
    """Comments go to the end of the line, but not in a name; quotes are escaped either way."""
    found = counted("comments.blt")
    assert [one["name"] for one in found["candidates"]] == ['Ada "the first"', "Bruno # not a comment", 'Chloe "Cléo"']
    assert found["title"] == "Referents # of the shop" and found["ballots"]["total"] == 9
    assert found["winners"] == ["Bruno # not a comment"]


def test_equal_ranks_are_counted_where_the_rule_admits_them() -> None:
    """Schulze and approval do; STV and a plurality of equals do not, and name the line."""
    assert counted("equals.blt", "schulze")["figures"]["duels"]["Bruno"] == {"Ada": 0, "Chloe": 2, "David": 3}
    assert counted("equals.blt", "approval")["figures"]["votes"] == {"David": 6, "Ada": 5, "Bruno": 5, "Chloe": 4}
    assert "line 2" in run(FILES / "equals.blt", "--rule", "scottish_stv").output
    assert "line 4" in run(FILES / "equals.blt", "--rule", "plurality").output


def test_ballot_ids_parties_and_ballots_over_several_lines_are_read() -> None:
    """What OpenSTV, OpaVote and the first programs write."""
    found = counted("ids.blt")
    assert [one["name"] for one in found["candidates"]][0] == "Ada (Green list)" and found["ballots"]["total"] == 4
    spread = counted("lines.blt")
    assert spread["title"] == "Wherever lines end" and spread["ballots"] == {
        "total": 10, "valid": 9, "blank": 1, "null": 0,
    }  # fmt: skip
    assert [one["name"] for one in spread["candidates"] if one["withdrawn"]] == ["Bruno"]


def test_files_of_windows_and_of_older_programs_are_read() -> None:
    """A byte order mark, CRLF, Latin-1, names without quotes."""
    assert counted("windows.blt")["winners"] == ["Zoë", "Anaïs"]
    found = counted("latin.blt", "plurality")
    assert (found["title"], found["winners"]) == ("Élection", ["José"])


def test_judgment_needs_grades(tmp_path: Path) -> None:
    """Our JSON has them; a BLT file has none, and is told so."""
    found = counted("judgment.json", "majority_judgment")
    assert found["winners"] == ["Miche"] and found["ballots"] == {"total": 7, "valid": 5, "blank": 1, "null": 1}
    assert "no grades" in told(tmp_path, "1 1\n0\n'A'\n", "majority_judgment")
    assert "ballot 1 is no vote for approval" in run(FILES / "judgment.json", "--rule", "approval").output


def test_a_lot_is_drawn_again_from_its_seed(tmp_path: Path) -> None:
    """A published seed settles the tie the same way every time; without a seed there is no lot."""
    file = tmp_path / "tie.blt"
    file.write_text('2 1\n1 1 0\n1 2 0\n0\n"Ada"\n"Bruno"\n"Tie"\n')
    drawn = set()
    for seed in range(16):
        told_ = [run(file, "--rule", "plurality", "--ties", "lot", "--seed", f"{seed:02x}", "--json").output] * 2
        assert told_[0] == told_[1]
        drawn.add(json.loads(told_[0])["winners"][0])
    assert drawn == {"Ada", "Bruno"}
    for wrong in (["--ties", "lot"], ["--seed", "00"], ["--ties", "lot", "--seed", "xyz"]):
        assert run(file, "--rule", "plurality", *wrong).exit_code == 2


@pytest.mark.parametrize("name", ["plain.blt", "withdrawn.blt", "comments.blt", "windows.blt"])
@pytest.mark.parametrize("rule", ["scottish_stv", "schulze", "approval", "plurality"])
def test_the_table_names_who_is_elected(name: str, rule: str) -> None:
    """Without --json the same is told for people."""
    result = run(FILES / name, "--rule", rule)
    assert result.exit_code == 0
    assert f"elected: {', '.join(counted(name, rule)['winners'])}" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "the file is empty"), ("three 1\n", "line 1: expected the number"), ("0 1\n0\n", "line 1: 0 candidates"),
     ("2 0\n0\n", "line 1: no seat"), ("2 1\n-3\n0\n", "line 2: '-3' withdraws none"),
     ('2 1\n1 3 0\n0\n"A"\n"B"\n', "line 2: '3' is none of the candidates 1 to 2"),
     ('2 1\n\n# x\n1 2 1 2 0\n0\n"A"\n"B"\n', "line 4: candidate 2 stands twice"),
     ('2 1\nx 1 0\n0\n"A"\n"B"\n', "line 2: a ballot begins with its weight"),
     ('2 1\n1.5 1 0\n0\n"A"\n"B"\n', "line 2: a ballot begins with its weight"),
     ('2 1\n1 1 0\n1 2\n', "line 3: the ballot that begins here does not end"),
     ('2 1\n1 1 0\n"A"\n"B"\n', "line 3: names begin before a 0"), ("2 1\n1 1 0\n", "line 2: no 0 ends the ballots"),
     ('2 1\n1 1 0\n0\n"A"\n', "line 4: 2 candidates, but the names of 1 only"),
     ('2 1\n1 1 0\n0\n"A\n"B"\n', "line 4: the quotes of a name are not closed"),
     ('2 1\n(7 1 1 0\n0\n"A"\n"B"\n', "line 2"), ("1 1\n-1\n0\n'A'\n", "every candidate has withdrawn"),
     ('{"candidates": ["A"],\n "ballots": [}', "line 2: not JSON"), ('{"candidates": ["A"]}', "expected"),
     ('{"candidates": ["A"], "ballots": [{"vote": ["A"]}]}', "--seats"),
     ('{"candidates": ["A"], "seats": 1.5, "ballots": []}', "whole numbers only"),
     ('{"candidates": ["A", "A"], "seats": 1, "ballots": []}', "the same name twice"),
     ('{"candidates": ["A"], "seats": 1, "ballots": [{"vote": ["B"]}]}', "ballot 1 is no vote")],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line_and_ends_with_2(tmp_path: Path, text: str, said: str) -> None:
    """Nothing is guessed: the message says what was expected, and where."""
    assert said in told(tmp_path, text)


def test_a_file_that_is_not_there_ends_with_2() -> None:
    """A missing file or rule is wrong usage."""
    assert run("nowhere.blt", "--rule", "schulze").exit_code == 2
    assert run(FILES / "plain.blt").exit_code == 2
    assert run(FILES / "plain.blt", "--rule", "dice").exit_code == 2


@given(text=st.text(alphabet='0123456789 -=()"#\n\r\tAé\\[', max_size=120))
@settings(max_examples=50)
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    """No file breaks the reader."""
    for rule in ("scottish_stv", "schulze"):
        try:
            papers = read_blt(text, rule)
        except BallotFileError:
            continue
        assert papers.total >= 0 and len(set(papers.candidates)) == len(papers.candidates)
