"""The proofs on the command line: over a cooperative's database, and over an exported chain without any server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.command.root import main
from services.commons.clock import FixedClock
from tests.house import House
from tests.unit.ledger.proof.sealed import seal_all, shaped_books
from tests.unit.ledger.proof.tampering import tamper
from tests.unit.ledger.proof.test_chain import exported

OpenHouse = Callable[..., House]


def run(*words: str, given: str | None = None) -> Result:
    """Run a command and return what it came to."""
    return CliRunner().invoke(main, ["ledger", *words], input=given)


@pytest.fixture
def books(house: OpenHouse, clock: FixedClock, tmp_path: Path) -> House:
    """Books that are chained, and the credentials by which the operator reaches them."""
    alpar = house("alpar")
    shaped_books(alpar)
    seal_all(alpar.ledger.database, clock)
    (tmp_path / "credentials").mkdir()
    for service in ("ledger", "membership"):
        file = tmp_path / "credentials" / f"{service}.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps({"alpar": {"amqp": "amqp://nowhere/", "database": alpar.ledger.database.url}}))
    return alpar


def test_the_operator_sees_what_holds_and_the_first_row_that_does_not(books: House, tmp_path: Path) -> None:
    """Sound books end with 0; changed ones with 1 and the name of the row, in words and as JSON."""
    head = books.ledger.do("get_chain_head")
    kept = f"{head['position']}:{head['hash']}"
    sound = run("check", "--var", str(tmp_path), "--coop", "alpar", "--head", kept)
    assert sound.exit_code == 0, sound.output
    assert "alpar: 10 entries, 20 lines" in sound.output and "lines/s" in sound.output and kept in sound.output
    wrong = run("check", "--var", str(tmp_path), "--head", f"{head['position']}:{'0' * 64}")
    assert wrong.exit_code == 1 and "the chain has every head that was published; first at position 10" in wrong.output
    tamper(books.ledger.database, "UPDATE entries SET label = 'Another' WHERE seq = 2")
    changed = run("check", "--var", str(tmp_path), "--json")
    assert changed.exit_code == 1
    told = json.loads(changed.stdout)
    assert (told["holds"], told["coop"], told["lines"]) == (False, "alpar", 20)
    assert [one["row"] for one in told["findings"]] == ["ent_2"]
    assert run("check", "--var", str(tmp_path), "--head", "10:abc").exit_code == 2


def test_an_exported_chain_is_verified_without_a_server(books: House, tmp_path: Path) -> None:
    """The file that the API exports holds, also through a pipe; a changed one, or one cut short, does not."""
    head = books.ledger.do("get_chain_head")
    kept = f"{head['position']}:{head['hash']}"
    text = "".join(f"{line}\n" for line in exported(books))
    file = tmp_path / "chain.jsonl"
    file.write_text(text, encoding="utf-8")
    sound = run("verify-chain", str(file), "--head", kept)
    assert sound.exit_code == 0 and "alpar: 10 entries follow from each other" in sound.output
    assert run("verify-chain", "-", given=text).exit_code == 0
    changed = run("verify-chain", "-", given=text.replace("Farine", "Farina"))
    assert changed.exit_code == 1 and "line 3: ent_2 is not the entry that was chained at position 2" in changed.output
    short = run("verify-chain", "-", "--head", kept, given=text[: text.rindex('{"entry"')])
    assert short.exit_code == 1 and "it should end at position 10" in short.output
    assert run("verify-chain", "-", given="").exit_code == 1
