"""What the README and the runbooks tell people to type works as it stands there."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Running

ROOT = Path(__file__).parents[2]
TEXTS = [ROOT / "README.md", *sorted((ROOT / "deploy" / "runbooks").glob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(text: Path) -> list[str]:
    """The shell blocks of a text."""
    return BLOCK.findall(text.read_text())


def commands() -> list[tuple[str, str]]:
    """Every ``rochdale …`` line of the shell blocks and of the inline code, with the text that it stands in."""
    found = []
    for text in TEXTS:
        whole = text.read_text().replace("\\\n", " ")
        lines = [line for block in blocks(text) for line in block.replace("\\\n", " ").splitlines()]
        for line in [*lines, *re.findall(r"`([^`\n]+)`", whole)]:
            if found_here := re.search(r"(?:^|/|\s)(rochdale [a-z][^|#`]*)", line.partition("#")[0]):
                found.append((text.name, found_here[1].strip()))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("text", "command"), commands())
def test_a_command_and_its_options_exist(text: str, command: str) -> None:
    """``--help`` of each command that is mentioned names every option that is used with it."""
    words = [word for word in shlex.split(command)[1:] if "…" not in word]
    names: list[str] = []
    for word in words:
        if not re.fullmatch(r"[a-z][a-z-]*", word):
            break
        names.append(word)
    helped = None
    while names and helped is None:
        ran = subprocess.run([sys.executable, "-m", "deploy.command", *names, "--help"], capture_output=True, text=True)
        helped = ran.stdout if ran.returncode == 0 else None
        names = names if helped else names[:-1]  # the last word may be an argument
    assert helped, f"{text}: there is no command {command}"
    for option in (word.partition("=")[0] for word in words if word.startswith("--")):
        assert option in helped, f"{text}: {command}: no {option}"


def test_the_examples_of_the_readme_are_answered(suite: Running, tmp_path: Path) -> None:
    """The block with the key and the requests, run against the suite in the place of the one on port 8080."""
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(suite.keys))
    (block,) = [one for one in blocks(ROOT / "README.md") if "curl" in one]
    script = block.replace("localhost:8080", suite.url).replace("var/keys.json", str(keys)).replace("-s ", "-sSf ")
    ran = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    answers, decoder, at = [], json.JSONDecoder(), 0
    while at < len(ran.stdout.strip()):
        answer, at = decoder.raw_decode(ran.stdout, at)
        answers.append(answer)
    statutes, job = answers
    assert statutes["document"]["identity"]["slug"] == "alpar"
    assert (job["state"], job["counts"]) == ("succeeded", {"created": 1})


def test_make_help_lists_what_the_readme_asks_for() -> None:
    """Every target that is mentioned exists and says what it does."""
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True)
    listed = set(re.findall(r"^\s*make (\S+)", helped.stdout, re.MULTILINE))
    mentioned = {target for text in TEXTS for target in re.findall(r"\bmake ([a-z-]+)\b", "\n".join(blocks(text)))}
    assert mentioned <= listed
    assert {"demo", "test", "install"} <= mentioned


def test_every_file_that_is_linked_exists() -> None:
    """Relative links of the README and the runbooks lead somewhere."""
    for text in TEXTS:
        for link in re.findall(r"\]\(([^)#:]+)\)", text.read_text()):
            assert (text.parent / link).exists(), f"{text.name} links to {link}"
