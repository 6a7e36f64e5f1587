"""The commands by which a cooperative leaves one place and arrives at another, on servers as they are provisioned."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.command import main
from deploy.cooperatives import load_cooperative
from deploy.embedded import EmbeddedServers
from deploy.provisioning import Administration, Provisioning
from deploy.provisioning.naming import database_name
from services.commons.clock import FixedClock, system_clock
from services.commons.contract import SERVICES
from services.commons.storage import Database
from tests.house import Desk, run_sql

SLUG = "coopaname"


@pytest.fixture
def administration(servers: EmbeddedServers, monkeypatch: pytest.MonkeyPatch) -> Administration:
    """Name the servers as an operator's environment does."""
    for name, address in (("AMQP", servers.amqp_admin), ("MANAGEMENT", servers.management),
                          ("DATABASE", servers.database_admin)):  # fmt: skip
        monkeypatch.setenv(f"ROCHDALE_{name}", address)
    return Administration(servers.amqp_admin, servers.management, servers.database_admin)


def provision(administration: Administration, var: Path) -> None:
    """Make what the cooperative needs."""
    made = Provisioning(administration, [load_cooperative(SLUG)], var / "credentials")
    try:
        report = made.carry_out(made.plan())
    finally:
        made.close()
    assert [one.problem for one in report if one.problem] == []


def command(var: Path, *words: str) -> Result:
    """Run a command on that place."""
    return CliRunner().invoke(main, [*words, "--var", str(var)])


def post(var: Path, amount: str) -> str:
    """Post an entry as the service does, under its own account; return its id."""
    url = json.loads((var / "credentials" / "ledger.json").read_text())[SLUG]["database"]
    database = Database(url, service="ledger", coop=SLUG, pool=1)
    try:
        sides = [{"account": account, side: {"amount": amount, "currency": "EUR"}}
                 for account, side in (("512", "debit"), ("741", "credit"))]  # fmt: skip
        body = {"journal": "operations", "date": system_clock().date().isoformat(), "label": "Aide", "lines": sides}
        return str(Desk("ledger", SLUG, database, FixedClock(system_clock())).do("post_entry", body=body)["id"])
    finally:
        database.close()


def test_it_leaves_by_one_command_and_arrives_by_another(administration: Administration, tmp_path: Path) -> None:
    """Provisioned anew, it holds what it held; its own accounts write on; twice, or with another file, is refused."""
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "coopaname.zip"
    provision(administration, old)
    assert command(old, "key", "create", "--coop", SLUG, "--preset", "full").exit_code == 0
    assert [post(old, "1.00"), post(old, "2.00")] == ["ent_1", "ent_2"]
    left = command(old, "coop", "export", SLUG, str(file))
    assert left.exit_code == 0, left.output
    (sha256,) = re.findall(r"[0-9a-f]{64}", left.output)

    for service in SERVICES:
        run_sql(administration.database, f'DROP DATABASE "{database_name(SLUG, service)}" WITH (FORCE)')
    unknown = command(new, "coop", "import", str(file))
    assert (unknown.exit_code, "coopaname is not provisioned" in unknown.output) == (3, True), unknown.output
    provision(administration, new)
    wrong = command(new, "coop", "import", str(file), "--sha256", "0" * 64)
    assert (wrong.exit_code, "not the one that you were told" in wrong.output) == (3, True), wrong.output
    arrived = command(new, "coop", "import", str(file), "--sha256", sha256)
    assert arrived.exit_code == 0, arrived.output
    for said in ("each table equal to the export", "the key 'made by the operator'", "checks of the books hold",
                 "0 of 0 boards hold"):  # fmt: skip
        assert said in arrived.output
    assert post(new, "3.00") == "ent_3"
    again = command(new, "coop", "import", str(file))
    assert (again.exit_code, "holds something already" in again.output) == (3, True), again.output
    assert command(new, "ledger", "check", "--coop", SLUG).exit_code == 0
