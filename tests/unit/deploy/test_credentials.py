"""Passwords and credentials files: made once, each process its own, never half written."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.provisioning import Administration, NotConfigured
from deploy.provisioning.credentials import (
    KINDS,
    KeptPasswords,
    changed_credentials,
    credentials_file,
    read_credentials,
    write_credentials,
)
from deploy.provisioning.passwords import hashed, matches
from deploy.suite.processes import PROCESSES, Address, command_of, credentials_kind, environment_of

WANTED = {kind: {"alpar": {"amqp": f"amqp://{kind}"}} for kind in KINDS}


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_a_hash_opens_to_its_own_password_only(password: str, other: str) -> None:
    """Salted anew each time, a hash still tells its password from every other."""
    assert matches(password, hashed(password)) and hashed(password) != hashed(password)
    assert matches(other, hashed(password)) == (other == password)


def test_what_is_no_hash_opens_to_nothing() -> None:
    """An account without a password, or with nonsense for one, is corrected and not trusted."""
    for stored in ("", "§", "abc"):
        assert not matches("secret", stored)


def test_an_account_keeps_its_password(tmp_path: Path) -> None:
    """Asked for again, also by another operator's run, it is the same; and every account has its own."""
    kept = KeptPasswords(tmp_path / "passwords.json")
    first, second = kept.of("alpar.ledger"), kept.of("alpar.voting")
    kept.save()
    assert first != second and KeptPasswords(tmp_path / "passwords.json").of("alpar.ledger") == first
    assert (tmp_path / "passwords.json").stat().st_mode & 0o777 == 0o600


def test_a_password_asked_for_twice_at_once_is_made_once(tmp_path: Path) -> None:
    """The plans of both servers ask side by side; they get the same answer."""
    for number in range(50):
        kept = KeptPasswords(tmp_path / f"{number}.json")
        with ThreadPoolExecutor(4) as askers:
            assert len(set(askers.map(kept.of, ["rochdale_alpar_ledger"] * 8))) == 1


@pytest.mark.parametrize("apart", [False, True])
def test_only_changed_files_are_replaced(tmp_path: Path, apart: bool) -> None:
    """Written once, nothing has changed; a new cooperative changes exactly the files that name it."""
    assert changed_credentials(tmp_path, WANTED, apart=apart) == list(KINDS)
    write_credentials(tmp_path, WANTED, list(KINDS), apart=apart)
    assert changed_credentials(tmp_path, WANTED, apart=apart) == []
    more = WANTED | {"ledger": {**WANTED["ledger"], "coopaname": {"amqp": "amqp://new"}}}
    assert changed_credentials(tmp_path, more, apart=apart) == ["ledger"]
    assert read_credentials(tmp_path, "http") == WANTED["http"]
    file = credentials_file(tmp_path, "http", apart=apart)
    assert file.stat().st_mode & 0o777 == 0o600 and json.loads(file.read_text()) == WANTED["http"]
    # Apart, a folder can be mounted for one process without showing it another's file.
    assert (file.parent == tmp_path) is not apart


def test_each_process_holds_the_credentials_of_its_kind_and_no_administrators() -> None:
    """The HTTP side gets the bus only; nobody inherits how the operator reaches the servers."""
    assert [credentials_kind(process) for process in PROCESSES] == ["membership", "ledger", "voting", "gateway", "http"]
    operator = {"ROCHDALE_AMQP": "amqp://root", "ROCHDALE_DATABASE_PASSWORD_FILE": "/secret", "ROCHDALE_WORKERS": "2"}
    given_on = environment_of("ledger", Path("/run/ledger.json"), operator)
    assert given_on == {"ROCHDALE_WORKERS": "2", "ROCHDALE_CREDENTIALS": "/run/ledger.json", "PYTHONUNBUFFERED": "1"}


def test_a_courier_is_the_host_of_the_gateways_service() -> None:
    """Keys and feed run apart from the HTTP side."""
    command = command_of("courier", Path("/run/gateway.json"), Address("127.0.0.1", 9104), ["alpar"])
    assert command[1:4] == ["-m", "services.commons.host", "gateway"] and command[-2:] == ["--coop", "alpar"]
    assert "gunicorn" in command_of("gateway", Path("/run/http.json"), Address("::1", 8080))


def test_an_administrators_password_may_stand_in_a_file(tmp_path: Path) -> None:
    """The address names the account; the file holds the secret, for the broker and its management API alike."""
    (tmp_path / "secret").write_text("p@ss/word\n")
    reached = Administration.of_environment(
        {
            "ROCHDALE_AMQP": "amqp://root@broker:5672/", "ROCHDALE_AMQP_PASSWORD_FILE": str(tmp_path / "secret"),
            "ROCHDALE_DATABASE": "postgresql://root:known@db/postgres",
        }
    )  # fmt: skip
    assert reached.amqp == "amqp://root:p%40ss%2Fword@broker:5672/"
    assert reached.management == "http://root:p%40ss%2Fword@broker:15672"
    assert reached.database == "postgresql://root:known@db/postgres"
    assert "p%40ss" not in repr(reached)


@pytest.mark.parametrize(
    "environment",
    [{}, {"ROCHDALE_AMQP": "amqp://root:x@broker/"},
     {"ROCHDALE_AMQP": "amqp://root@b/", "ROCHDALE_AMQP_PASSWORD_FILE": "/nowhere", "ROCHDALE_DATABASE": "postgresql://db/"}],
)  # fmt: skip
def test_half_a_configuration_is_refused(environment: dict[str, str]) -> None:
    """Without both servers, or with a password file that is not there, nothing is attempted."""
    with pytest.raises(NotConfigured):
        Administration.of_environment(environment)
