"""The command: every part explains itself, and ends with the code that its ending has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from deploy.command import main
from deploy.cooperatives import HERE


def run(*words: str) -> Result:
    """Run the command as a terminal would."""
    unset = dict.fromkeys(("ROCHDALE_VAR", "ROCHDALE_AMQP", "ROCHDALE_DATABASE", "ROCHDALE_CREDENTIALS"))
    return CliRunner().invoke(main, list(words), env=unset)


def parts(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Walk through every command."""
    for name, command in group.commands.items():
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from parts(command, (*words, name))


@pytest.mark.parametrize("words", [words for words, _ in parts(main)], ids=" ".join)
def test_every_part_explains_itself_and_its_options(words: tuple[str, ...]) -> None:
    """Each has a first sentence, and each of its options a help text."""
    asked = run(*words, "--help")
    assert asked.exit_code == 0
    command = dict(parts(main))[words]
    assert command.help and command.help.split("\n\n")[0].strip().endswith(".")
    for option in command.params:
        assert not isinstance(option, click.Option) or option.help, f"{option.name} of {' '.join(words)}"


def test_the_version_is_told() -> None:
    """The version of the package."""
    assert run("--version").output.startswith("rochdale, version ")


@pytest.mark.parametrize(
    "words",
    [("serve", "treasury"), ("up", "--port", "99999"), ("key", "create"), ("demo", "--url", "http://127.0.0.1:1"),
     ("serve", "gateway", "--coop", "alpar"), ("key", "create", "--coop", "alpar"), ("no-such-part",)],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_command_line_ends_with_two(words: tuple[str, ...]) -> None:
    """Usage errors say what was expected."""
    assert run(*words).exit_code == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("provision", "--plan"), "no suite runs in"),
        (("migrate",), "no suite runs in"),
        (("serve", "ledger"), "run rochdale provision first"),
        (("key", "list", "--coop", "alpar"), "alpar is not provisioned"),
        (("up", "--coop", "nowhere"), "no file for nowhere"),
        (("ready", "http://127.0.0.1:1"), "is not ready"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_yet_ends_with_three(words: tuple[str, ...], why: str, tmp_path: Path) -> None:
    """Nothing was changed; the sentence names what is missing."""
    var = () if words[0] == "ready" else ("--var", str(tmp_path))
    ended = run(*words, *var)
    assert ended.exit_code == 3, ended.output
    assert why in ended.output


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder that holds the federation's file."""
    folder = tmp_path / "cooperatives"
    folder.mkdir()
    shutil.copy(HERE / "cg-scop.yml", folder)
    return folder


def test_a_checked_file_is_added_and_then_listed(files: Path, tmp_path: Path) -> None:
    """The file lands beside the others, and the next step is told."""
    added = run("coop", "add", str(HERE / "alpar.yml"), "--cooperatives", str(files))
    assert added.exit_code == 0 and "next: rochdale provision" in added.output
    listed = run("coop", "list", "--cooperatives", str(files), "--var", str(tmp_path / "var"))
    assert listed.exit_code == 0 and "alpar" in listed.output and "cg-scop" in listed.output


def test_a_file_with_an_error_is_not_added(files: Path, tmp_path: Path) -> None:
    """It says what is wrong and where, and leaves the folder as it was."""
    bad = tmp_path / "alpar.yml"
    bad.write_text((HERE / "alpar.yml").read_text().replace("shares:", "sharse:", 1))
    ended = run("coop", "add", str(bad), "--cooperatives", str(files))
    assert ended.exit_code == 3 and "sharse" in ended.output
    assert [file.name for file in files.iterdir()] == ["cg-scop.yml"]


def test_a_cooperative_that_is_there_is_not_replaced(files: Path, tmp_path: Path) -> None:
    """After its founding an assembly changes its statutes, not a file."""
    again = tmp_path / "cg-scop.yml"
    again.write_text((HERE / "cg-scop.yml").read_text() + "\n# again\n")
    ended = run("coop", "add", str(again), "--cooperatives", str(files))
    assert ended.exit_code == 3 and "there already" in ended.output
    assert "# again" not in (files / "cg-scop.yml").read_text()
